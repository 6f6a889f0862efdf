#include "server/domain/at_risk.h"

#include <algorithm>

#include "server/domain/civil_day.h"

namespace reinstate {
namespace {

// When the warning time of the next suspension begins; never where none is forecast.
absl::Time RiskBegins(const Segment& segment, absl::Time suspended_at, const PolicySet& policies) {
  const Policy& policy = policies.Version(segment.policy_version);
  const int offset_days = policy.largest_warning_offset_days();
  if (suspended_at == absl::InfiniteFuture() || offset_days < 0) return absl::InfiniteFuture();
  return StartOfDay(DayOf(suspended_at, policy.zone) - offset_days, policy.zone);
}

}  // namespace

std::vector<Segment> MarkAtRisk(const std::vector<Segment>& segments, const PolicySet& policies,
                                absl::Time now) {
  std::vector<Segment> marked;
  absl::Time suspended_at = absl::InfiniteFuture();
  for (auto segment = segments.rbegin(); segment != segments.rend(); ++segment) {
    if (segment->standing == Standing::kSuspended) {
      suspended_at = segment->from;
      marked.push_back(*segment);
      continue;
    }
    const absl::Time risk =
        std::max({RiskBegins(*segment, suspended_at, policies), now, segment->from});
    Segment before = *segment;
    if (risk < segment->to) {
      Segment at_risk = *segment;
      at_risk.standing = Standing::kAtRisk;
      at_risk.from = risk;
      before.to = risk;
      marked.push_back(at_risk);
    }
    if (before.from < before.to) marked.push_back(before);
  }
  std::reverse(marked.begin(), marked.end());
  return marked;
}

}  // namespace reinstate
