#include "server/rpc/worker_pool.h"

#include <limits>
#include <utility>

namespace reinstate::rpc {

WorkerPool::WorkerPool(int threads, size_t longest_queue) : longest_queue_(longest_queue) {
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { Run(); });
}

WorkerPool::~WorkerPool() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    stopping_ = true;
  }
  queued_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

bool WorkerPool::Submit(Work work) { return Queue(std::move(work), longest_queue_); }

bool WorkerPool::Continue(Work work) {
  return Queue(std::move(work), std::numeric_limits<size_t>::max());
}

bool WorkerPool::Queue(Work work, size_t longest) {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (stopping_ || queue_.size() >= longest) return false;
    queue_.push_back(std::move(work));
  }
  queued_.notify_one();
  return true;
}

void WorkerPool::Run() {
  for (;;) {
    Work work;
    {
      std::unique_lock<std::mutex> lock(mutex_);
      queued_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
      if (queue_.empty()) return;
      work = std::move(queue_.front());
      queue_.pop_front();
    }
    work();
  }
}

}  // namespace reinstate::rpc
