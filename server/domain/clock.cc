#include "server/domain/clock.h"

#include "server/domain/civil_day.h"

namespace reinstate {

absl::Time DomainNow(const std::optional<ClockSetting>& setting, absl::Time real_now) {
  if (!setting) return TruncateToMicros(real_now);
  if (setting->frozen) return setting->domain_at;
  return TruncateToMicros(setting->domain_at + (real_now - setting->real_at));
}

}  // namespace reinstate
