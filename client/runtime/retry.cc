#include "client/runtime/retry.h"

#include <algorithm>
#include <cstdint>
#include <random>

namespace reinstate::client {
namespace {

double RandomSpread() {
  thread_local std::mt19937 generator{std::random_device{}()};
  return std::uniform_real_distribution<double>(0.0, 1.0)(generator);
}

void Wait(const RetryRules& rules, std::chrono::milliseconds delay,
          const Cancellation& cancellation) {
  if (rules.sleep) {
    rules.sleep(delay);
  } else {
    cancellation.Wait(delay);
  }
}

CallError Cancelled(int attempts) {
  CallError error;
  error.code = StatusCode::kCancelled;
  error.message = "the caller cancelled the call";
  error.attempts = attempts;
  return error;
}

}  // namespace

RetryRules RealRetryRules(const RetryPolicy& policy) {
  return {policy, nullptr, [] { return std::chrono::steady_clock::now(); }, RandomSpread};
}

bool IsRetryable(const CallError& error) {
  switch (error.code) {
    case StatusCode::kUnavailable:
    case StatusCode::kCancelled:
      return true;
    case StatusCode::kResourceExhausted:
      return error.retry_delay.has_value();
    default:
      return false;
  }
}

std::chrono::milliseconds RetryDelay(const RetryPolicy& policy, int attempt, const CallError& error,
                                     double spread) {
  const auto most = std::min<std::chrono::milliseconds>(policy.max_delay, kLongestCall);
  std::chrono::milliseconds bound = std::min(policy.first_delay, most);
  for (int i = 1; i < attempt && bound < most; ++i) bound *= 2;
  bound = std::min(bound, most);
  const auto jitter = std::chrono::milliseconds(
      static_cast<std::int64_t>(static_cast<double>(bound.count()) * spread));
  const auto wish = error.retry_delay.value_or(std::chrono::milliseconds(0));
  return jitter + std::min<std::chrono::milliseconds>(wish, kLongestCall);
}

std::optional<CallError> RunAttempts(const RetryRules& rules, bool may_retry,
                                     std::chrono::milliseconds timeout,
                                     const Cancellation& cancellation, const Attempt& attempt) {
  using std::chrono::duration_cast;
  using std::chrono::microseconds;
  const auto longest = std::min<std::chrono::milliseconds>(timeout, kLongestCall);
  const auto deadline = rules.clock() + longest;
  microseconds left = longest;
  for (int number = 1;; ++number) {
    if (cancellation.cancelled()) return Cancelled(number - 1);
    std::optional<CallError> error = attempt(left);
    if (!error) return std::nullopt;
    if (cancellation.cancelled()) return Cancelled(number);
    error->attempts = number;
    if (!may_retry || number >= rules.policy.max_attempts || !IsRetryable(*error)) return error;
    const auto delay = RetryDelay(rules.policy, number, *error, rules.spread());
    if (rules.clock() + delay >= deadline) return error;
    Wait(rules, delay, cancellation);
    left = duration_cast<microseconds>(deadline - rules.clock());
    if (left.count() <= 0) return error;
  }
}

}  // namespace reinstate::client
