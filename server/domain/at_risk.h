// AT_RISK: a suspension is near (DOMAIN 2).

#pragma once

#include <vector>

#include "absl/time/time.h"
#include "server/domain/policy.h"
#include "server/domain/timeline.h"

namespace reinstate {

// Splits the segments that are not suspended where the warning time of a suspension begins, from
// `now` on.
std::vector<Segment> MarkAtRisk(const std::vector<Segment>& segments, const PolicySet& policies,
                                absl::Time now);

}  // namespace reinstate
