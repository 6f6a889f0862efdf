#include "client/runtime/cancellation.h"

#include <condition_variable>
#include <map>
#include <mutex>
#include <utility>

namespace reinstate::client {

struct Cancellation::State {
  std::mutex mutex;
  std::condition_variable changed;
  bool cancelled = false;
  std::uint64_t last_id = 0;
  std::map<std::uint64_t, std::function<void()>> actions;
};

Cancellation::Cancellation() : state_(std::make_shared<State>()) {}

void Cancellation::Cancel() const {
  const std::lock_guard<std::mutex> lock(state_->mutex);
  if (std::exchange(state_->cancelled, true)) return;
  for (const auto& entry : state_->actions) entry.second();
  state_->changed.notify_all();
}

bool Cancellation::cancelled() const {
  const std::lock_guard<std::mutex> lock(state_->mutex);
  return state_->cancelled;
}

void Cancellation::Wait(std::chrono::milliseconds delay) const {
  std::unique_lock<std::mutex> lock(state_->mutex);
  state_->changed.wait_for(lock, delay, [this] { return state_->cancelled; });
}

CancellationListener::CancellationListener(const Cancellation& cancellation,
                                           std::function<void()> action)
    : state_(cancellation.state_) {
  const std::lock_guard<std::mutex> lock(state_->mutex);
  if (state_->cancelled) action();
  id_ = ++state_->last_id;
  state_->actions.emplace(id_, std::move(action));
}

CancellationListener::~CancellationListener() {
  const std::lock_guard<std::mutex> lock(state_->mutex);
  state_->actions.erase(id_);
}

}  // namespace reinstate::client
