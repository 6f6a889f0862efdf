#include "server/domain/clock.h"

#include <algorithm>

#include "server/domain/civil_day.h"

namespace reinstate {

absl::Time DomainNow(const std::optional<ClockSetting>& setting, absl::Time real_now) {
  if (!setting) return TruncateToMicros(real_now);
  if (setting->frozen) return setting->domain_at;
  // A read that was asked before the clock was set sees it as it was set.
  return TruncateToMicros(setting->domain_at +
                          std::max(real_now - setting->real_at, absl::ZeroDuration()));
}

}  // namespace reinstate
