// The domain clock: moves standing, billing dates and tickets. Tokens, TLS and deadlines use the
// real one.

#pragma once

#include <functional>
#include <optional>

#include "absl/time/time.h"

namespace reinstate {

// The real clock, injected everywhere; tests pass one of their own.
using RealClock = std::function<absl::Time()>;

// How a development server's clock was set; without a setting it is the real one.
struct ClockSetting {
  absl::Time domain_at;
  absl::Time real_at;   // when it was set
  bool frozen = false;  // stands still at domain_at
};

absl::Time DomainNow(const std::optional<ClockSetting>& setting, absl::Time real_now);

}  // namespace reinstate
