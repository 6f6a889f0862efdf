// Ids that the server makes.

#pragma once

#include <string>

#include "absl/time/time.h"

namespace reinstate::services {

// A UUID of version 7 (RFC 9562): ordered by the instant's milliseconds, random beyond.
std::string NewUuid(absl::Time real_now);

}  // namespace reinstate::services
