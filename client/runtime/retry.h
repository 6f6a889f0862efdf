// When a failed call is worth sending again, and how long to wait before it.

#pragma once

#include <chrono>
#include <functional>

#include "client/runtime/error.h"
#include "client/runtime/result.h"

namespace reinstate::client {

struct RetryPolicy {
  int max_attempts = 6;  // the first one included
  std::chrono::milliseconds first_delay{200};
  std::chrono::milliseconds max_delay{10000};
};

// Waits; injected so that tests need no time.
using Sleeper = std::function<void(std::chrono::milliseconds)>;

// Blocks the calling thread.
void SleepFor(std::chrono::milliseconds delay);

// UNAVAILABLE and RESOURCE_EXHAUSTED, unless the reason says that the same request fails again.
bool IsRetryable(const CallError& error);

// The wait after attempt number `attempt` (1 for the first): doubling, spread over its upper half
// by `spread` in [0, 1) so that clients do not return together, never below the server's own wish.
std::chrono::milliseconds RetryDelay(const RetryPolicy& policy, int attempt, const CallError& error,
                                     double spread);

// In [0, 1).
double RandomSpread();

// Runs `attempt` until it succeeds, fails for good or max_attempts is reached. Safe only where
// every attempt sends the same request_id, or reads.
template <typename T>
Result<T, CallError> WithRetries(const RetryPolicy& policy, const Sleeper& sleep,
                                 const std::function<Result<T, CallError>()>& attempt) {
  for (int count = 1;; ++count) {
    Result<T, CallError> result = attempt();
    if (result.ok() || count >= policy.max_attempts || !IsRetryable(result.error())) return result;
    sleep(RetryDelay(policy, count, result.error(), RandomSpread()));
  }
}

}  // namespace reinstate::client
