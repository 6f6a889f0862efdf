// Civil days in a policy's zone, and the instants that bound them.

#pragma once

#include "absl/time/civil_time.h"
#include "absl/time/time.h"

namespace reinstate {

// Instants are compared, hashed and stored in microseconds.
absl::Time TruncateToMicros(absl::Time instant);

// The first instant whose civil date in the zone is that day or later.
absl::Time StartOfDay(absl::CivilDay day, const absl::TimeZone& zone);

// The day whose [start, next start) contains the instant; unlike the zone's own civil date it
// never goes back, not even where a clock is turned back over midnight.
absl::CivilDay DayOf(absl::Time instant, const absl::TimeZone& zone);

}  // namespace reinstate
