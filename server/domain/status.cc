#include "server/domain/status.h"

#include <algorithm>
#include <string_view>
#include <tuple>

namespace reinstate {
namespace {

// Oldest debt first, then the larger, then by id: the order in which to look at them.
bool Worse(const Evidence* a, const Evidence* b) {
  const auto key = [](const Evidence& e) {
    return std::tuple(e.cause, e.due_on, -e.residual_minor, e.since, std::string_view(e.fact_id));
  };
  return key(*a) < key(*b);
}

std::vector<CauseKind> Kinds(const Segment& segment) {
  std::vector<CauseKind> kinds;
  for (const OpenCause& cause : segment.causes) kinds.push_back(cause.kind);
  return kinds;
}

bool Contains(const std::vector<CauseKind>& kinds, CauseKind kind) {
  return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

// The facts that begin or end at the instant a change happens, in the order of their ids.
void AddFacts(const Timeline& timeline, absl::Time change_at, const std::vector<CauseKind>& causes,
              NextChange& change) {
  for (const Evidence& evidence : timeline.evidence) {
    const bool begins = evidence.since == change_at && evidence.from == change_at;
    const bool supports = begins && Contains(causes, evidence.cause);
    const bool ends = causes.empty() && evidence.to == change_at;
    if (!supports && !ends) continue;
    change.facts.push_back({evidence.fact, evidence.fact_id});
    if (evidence.fact == FactKind::kHold) change.reason = ChangeReason::kFact;
  }
}

std::optional<NextChange> Forecast(const Timeline& timeline, const Segment& segment) {
  const Segment* next = nullptr;
  const Segment* suspended = nullptr;
  for (const Segment& later : timeline.segments) {
    if (later.from <= segment.from) continue;
    if (next == nullptr && later.standing != segment.standing) next = &later;
    if (next != nullptr && later.standing == Standing::kSuspended) {
      suspended = &later;
      break;
    }
  }
  if (next == nullptr) return std::nullopt;
  NextChange change;
  change.at = next->from;
  change.standing = next->standing;
  absl::Time explained_at = next->from;
  if (next->standing == Standing::kAtRisk && suspended != nullptr) {
    change.suspension_at = suspended->from;
    change.causes = Kinds(*suspended);
    explained_at = suspended->from;
  } else {
    change.causes = Kinds(*next);
  }
  AddFacts(timeline, explained_at, change.causes, change);
  return change;
}

}  // namespace

StandingView ReadTimeline(const Timeline& timeline, const PolicySet& policies, absl::Time instant) {
  StandingView view;
  view.segment = &SegmentAt(timeline, instant);
  const Policy& policy = policies.Version(view.segment->policy_version);
  view.valid_until = std::min(view.segment->to, instant + policy.max_lease);
  for (const Evidence& evidence : timeline.evidence) {
    if (evidence.from > instant) view.valid_until = std::min(view.valid_until, evidence.from);
    if (evidence.from > instant || evidence.to <= instant) continue;
    view.valid_until = std::min(view.valid_until, evidence.to);
    view.evidence.push_back(&evidence);
  }
  std::sort(view.evidence.begin(), view.evidence.end(), Worse);
  view.next_change = Forecast(timeline, *view.segment);
  return view;
}

absl::Time DecisionValidUntil(const Timeline& timeline, const Policy& policy, absl::Time instant) {
  return std::min(SegmentAt(timeline, instant).to, instant + policy.max_lease);
}

}  // namespace reinstate
