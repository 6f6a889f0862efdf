// When a failed call is worth sending again, how long to wait before it, and the loop that does it.

#pragma once

#include <chrono>
#include <functional>
#include <optional>

#include "client/runtime/cancellation.h"
#include "client/runtime/error.h"

namespace reinstate::client {

// No call lasts longer, whatever its timeout says, and no wait of the policy: the clock's
// arithmetic ends at 292 years, and no server of this product answers a call for a day.
constexpr std::chrono::hours kLongestCall{24};

struct RetryPolicy {
  int max_attempts = 8;  // the first one included; the call's deadline ends it earlier
  std::chrono::milliseconds first_delay{200};  // doubles with each attempt
  std::chrono::milliseconds max_delay{5000};
};

// Waits on the calling thread.
using Sleeper = std::function<void(std::chrono::milliseconds)>;
using Clock = std::function<std::chrono::steady_clock::time_point()>;

// The policy with what it needs of the world; tests put their own in its place.
struct RetryRules {
  RetryPolicy policy;
  Sleeper sleep;  // empty: a real wait, which a cancellation ends
  Clock clock;
  std::function<double()> spread;  // in [0, 1); thread-safe
};

// The real clock and random numbers.
RetryRules RealRetryRules(const RetryPolicy& policy);

// UNAVAILABLE; RESOURCE_EXHAUSTED where the server says when to come back (RetryInfo); CANCELLED,
// where it was not the caller: a server that shuts down answers so to calls that come after it
// began.
bool IsRetryable(const CallError& error);

// The wait after attempt number `attempt` (1 for the first): `spread`, in [0, 1), of a bound that
// doubles (full jitter, so that clients do not return together), on top of the server's own wish.
std::chrono::milliseconds RetryDelay(const RetryPolicy& policy, int attempt, const CallError& error,
                                     double spread);

// Sends once, with the time that is left of the deadline; the error where it failed.
using Attempt = std::function<std::optional<CallError>(std::chrono::microseconds left)>;

// Runs `attempt` until it succeeds, fails for good, or no attempt or time is left; never waits
// past the deadline for nothing. Returns the last error; CANCELLED where the caller cancelled, who
// must see to it that this ends an attempt under way. Sends once where `may_retry` is false. A
// timeout above kLongestCall counts as that.
std::optional<CallError> RunAttempts(const RetryRules& rules, bool may_retry,
                                     std::chrono::milliseconds timeout,
                                     const Cancellation& cancellation, const Attempt& attempt);

}  // namespace reinstate::client
