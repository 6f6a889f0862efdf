// What works on a thread of its own, for no caller. It is the third that makes scopes.

#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <utility>

#include "server/domain/account_scope.h"

namespace reinstate::background {

// Runs once each interval, and again at once where a run says that it is not done. The last class
// of the hierarchy stops it in its destructor.
class Worker {
 public:
  explicit Worker(std::chrono::milliseconds interval) : interval_(interval) {}
  virtual ~Worker() = default;
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  void Start();
  // No run begins any more, and one under way ends early where it can. Does not wait for it.
  void RequestStop();
  // The same, and waits for a run under way. Any number of times.
  void Stop();

 protected:
  // On the worker's thread. True: there is more to do now. Ends early where stopping().
  virtual bool Run() = 0;
  bool stopping() const;

  static AllAccountsScope EveryAccount() { return AllAccountsScope(); }
  static AccountScope TheAccount(std::string account_id) {
    return AccountScope(std::move(account_id));
  }

 private:
  void Loop();

  const std::chrono::milliseconds interval_;
  mutable std::mutex mutex_;
  std::condition_variable stopped_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace reinstate::background
