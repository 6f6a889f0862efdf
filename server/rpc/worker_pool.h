// Threads for handlers that block on the database, behind a bounded queue that sheds at once.

#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace reinstate::rpc {

class WorkerPool {
 public:
  using Work = std::function<void()>;

  WorkerPool(int threads, size_t longest_queue);
  // Runs what is queued, then ends.
  ~WorkerPool();

  // False where the queue is full: the work was not taken. Any thread.
  bool Submit(Work work);
  // The same however long the queue is: for the next step of work that was taken before and that is
  // bounded elsewhere. False only when the pool ends.
  bool Continue(Work work);

 private:
  bool Queue(Work work, size_t longest);
  void Run();

  const size_t longest_queue_;
  std::mutex mutex_;
  std::condition_variable queued_;
  std::deque<Work> queue_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace reinstate::rpc
