#include "server/domain/civil_day.h"

namespace reinstate {

absl::Time TruncateToMicros(absl::Time instant) {
  if (instant == absl::InfiniteFuture() || instant == absl::InfinitePast()) return instant;
  return absl::FromUnixMicros(absl::ToUnixMicros(instant));
}

absl::Time StartOfDay(absl::CivilDay day, const absl::TimeZone& zone) {
  return absl::FromCivil(day, zone);
}

absl::CivilDay DayOf(absl::Time instant, const absl::TimeZone& zone) {
  const absl::CivilDay day = absl::ToCivilDay(instant, zone);
  return StartOfDay(day + 1, zone) <= instant ? day + 1 : day;
}

}  // namespace reinstate
