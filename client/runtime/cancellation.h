// Ends calls from another thread.

#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>

namespace reinstate::client {

// Give a copy to CallOptions and keep one; copies are the same token. Cancel() ends the calls that
// have it, attempts and waits alike, with CANCELLED; calls that begin later fail at once.
// Thread-safe.
class Cancellation {
 public:
  Cancellation();

  void Cancel() const;
  bool cancelled() const;

  // Waits on the calling thread, and no longer when it is cancelled.
  void Wait(std::chrono::milliseconds delay) const;

 private:
  friend class CancellationListener;
  struct State;
  std::shared_ptr<State> state_;
};

// Runs `action` at the cancellation, or at once where that was before; not after its destruction,
// which waits for an action that is running. The action must not use the token.
class CancellationListener {
 public:
  CancellationListener(const Cancellation& cancellation, std::function<void()> action);
  ~CancellationListener();
  CancellationListener(const CancellationListener&) = delete;
  CancellationListener& operator=(const CancellationListener&) = delete;

 private:
  const std::shared_ptr<Cancellation::State> state_;
  std::uint64_t id_ = 0;
};

}  // namespace reinstate::client
