// The policies as this server knows them. The database is asked for its present set in every read
// and write anyway; whoever sees a newer one there brings it here.

#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

#include "server/domain/policy_history.h"

namespace reinstate::services {

class PolicyBook {
 public:
  explicit PolicyBook(PolicyHistory first) { Adopt(std::move(first)); }

  // The newest that is known. Stays valid and unchanged for as long as the book lives: changes of
  // policy are few, and none is thrown away. Any thread.
  const PolicyHistory& history() const { return *newest_.load(std::memory_order_acquire); }

  // Nothing happens where it is not newer. Any thread.
  void Adopt(PolicyHistory history) {
    const std::lock_guard<std::mutex> lock(mutex_);
    if (!all_.empty() && history.number() <= all_.back()->number()) return;
    all_.push_back(std::make_unique<const PolicyHistory>(std::move(history)));
    newest_.store(all_.back().get(), std::memory_order_release);
  }

 private:
  std::mutex mutex_;
  std::vector<std::unique_ptr<const PolicyHistory>> all_;
  std::atomic<const PolicyHistory*> newest_{nullptr};
};

}  // namespace reinstate::services
