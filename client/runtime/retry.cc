#include "client/runtime/retry.h"

#include <algorithm>
#include <cstdint>
#include <random>
#include <thread>

namespace reinstate::client {

void SleepFor(std::chrono::milliseconds delay) { std::this_thread::sleep_for(delay); }

bool IsRetryable(const CallError& error) {
  if (error.code == grpc::StatusCode::UNAVAILABLE) return true;
  return error.code == grpc::StatusCode::RESOURCE_EXHAUSTED && error.reason != "REQUEST_TOO_LARGE";
}

std::chrono::milliseconds RetryDelay(const RetryPolicy& policy, int attempt, const CallError& error,
                                     double spread) {
  std::chrono::milliseconds full = policy.first_delay;
  for (int i = 1; i < attempt && full < policy.max_delay; ++i) full *= 2;
  full = std::min(full, policy.max_delay);
  const auto half = full / 2;
  const auto jitter = std::chrono::milliseconds(
      static_cast<std::int64_t>(static_cast<double>((full - half).count()) * spread));
  const auto delay = half + jitter;
  return error.retry_delay ? std::max(delay, std::min(*error.retry_delay, policy.max_delay))
                           : delay;
}

double RandomSpread() {
  thread_local std::mt19937 generator{std::random_device{}()};
  return std::uniform_real_distribution<double>(0.0, 1.0)(generator);
}

}  // namespace reinstate::client
