#include "server/background/worker.h"

#include <spdlog/spdlog.h>

#include <exception>

namespace reinstate::background {

void Worker::Start() {
  thread_ = std::thread([this] { Loop(); });
}

void Worker::RequestStop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stopped_.notify_all();
}

void Worker::Stop() {
  RequestStop();
  if (thread_.joinable()) thread_.join();
}

bool Worker::stopping() const {
  const std::lock_guard lock(mutex_);
  return stopping_;
}

void Worker::Loop() {
  while (!stopping()) {
    bool more = false;
    try {
      more = Run();
    } catch (const std::exception& exception) {
      spdlog::error("background work failed: {}", exception.what());
    }
    if (more) continue;
    std::unique_lock lock(mutex_);
    stopped_.wait_for(lock, interval_, [this] { return stopping_; });
  }
}

}  // namespace reinstate::background
