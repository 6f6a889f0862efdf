#include "server/domain/status.h"

#include <algorithm>
#include <string_view>
#include <tuple>

#include "server/domain/civil_day.h"

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

// The facts behind a change: those whose end closes a cause, and those that open one. An invoice
// becomes overdue by time alone; whatever else begins or ends has an instant of its own.
void AddFacts(const Timeline& timeline, const Segment& from, const Segment& to,
              NextChange& change) {
  const std::vector<CauseKind> was = Kinds(from), is = Kinds(to);
  for (const Evidence& evidence : timeline.evidence) {
    const bool ends =
        evidence.to == to.from && Contains(was, evidence.cause) && !Contains(is, evidence.cause);
    const bool opens = evidence.from <= to.from && evidence.to > to.from &&
                       Contains(is, evidence.cause) && !Contains(was, evidence.cause);
    if (!ends && !opens) continue;
    change.facts.push_back({evidence.fact, evidence.fact_id});
    const bool has_instant = evidence.fact != FactKind::kInvoice && evidence.since == to.from;
    if (ends || has_instant) change.reason = ChangeReason::kFact;
  }
  if (from.policy_version != to.policy_version) change.reason = ChangeReason::kPolicy;
  for (const Exemption& exemption : timeline.exemptions) {
    const bool opens = exemption.ends_at() == to.from && Contains(is, exemption.cause) &&
                       !Contains(was, exemption.cause);
    if (!opens) continue;
    change.facts.push_back({FactKind::kExemption, exemption.exemption_id});
    change.reason = ChangeReason::kExemptionExpiry;
  }
}

std::optional<NextChange> Forecast(const Timeline& timeline, const Segment& segment) {
  const Segment* before = &segment;  // the one that ends where the standing changes
  const Segment* next = nullptr;
  const Segment* suspended = nullptr;
  for (const Segment& later : timeline.segments) {
    if (later.from <= segment.from) continue;
    if (next == nullptr && later.standing == segment.standing) before = &later;
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
  change.causes = Kinds(*next);
  AddFacts(timeline, *before, *next, change);
  if (next->standing == Standing::kAtRisk && suspended != nullptr) {
    change.suspension_at = suspended->from;
    change.causes = Kinds(*suspended);
    // Where time alone brings the warning, the facts are those of the suspension.
    if (change.facts.empty()) {
      AddFacts(timeline, *next, *suspended, change);
      if (change.reason == ChangeReason::kFact) change.reason = ChangeReason::kTime;
    }
  }
  return change;
}

}  // namespace

StandingView ReadTimeline(const Timeline& timeline, const PolicySet& policies, absl::Time instant) {
  StandingView view;
  view.segment = &SegmentAt(timeline, instant);
  const Policy& policy = policies.Version(view.segment->policy_version);
  view.valid_until = std::min(view.segment->to, instant + policy.max_lease);
  const std::vector<CauseKind> open = Kinds(*view.segment);
  for (const Evidence& evidence : timeline.evidence) {
    if (evidence.from > instant) view.valid_until = std::min(view.valid_until, evidence.from);
    if (evidence.from > instant || evidence.to <= instant) continue;
    view.valid_until = std::min(view.valid_until, evidence.to);
    if (Contains(open, evidence.cause)) view.evidence.push_back(&evidence);
  }
  std::sort(view.evidence.begin(), view.evidence.end(), Worse);
  for (const Exemption& exemption : timeline.exemptions) {
    if (exemption.granted_at > instant || exemption.ends_at() <= instant) continue;
    view.valid_until = std::min(view.valid_until, exemption.ends_at());
    view.exemptions.push_back(&exemption);
  }
  view.next_change = Forecast(timeline, *view.segment);
  return view;
}

std::optional<absl::Time> SuspendedWhenRespiteEnds(const Timeline& timeline,
                                                   const PolicySet& policies, absl::Time instant) {
  if (SegmentAt(timeline, instant).standing == Standing::kSuspended) return std::nullopt;
  for (const Segment& segment : timeline.segments) {
    if (segment.from <= instant || segment.standing != Standing::kSuspended) continue;
    const bool by_exemption = std::any_of(
        timeline.exemptions.begin(), timeline.exemptions.end(), [&](const Exemption& exemption) {
          return exemption.granted_at <= instant && exemption.ends_at() == segment.from &&
                 Contains(Kinds(segment), exemption.cause);
        });
    // An invoice that is late enough by now already, and counts from then.
    const bool by_pause = std::any_of(
        timeline.evidence.begin(), timeline.evidence.end(), [&](const Evidence& evidence) {
          if (evidence.cause != CauseKind::kBillingOverdue || evidence.from != segment.from) {
            return false;
          }
          const absl::CivilDay late_on = evidence.due_on + evidence.days_overdue_limit + 1;
          return StartOfDay(late_on, policies.At(instant).zone) <= instant;
        });
    return by_exemption || by_pause ? std::optional(segment.from) : std::nullopt;
  }
  return std::nullopt;
}

absl::Time DecisionValidUntil(const Timeline& timeline, const Policy& policy, absl::Time instant) {
  return std::min(SegmentAt(timeline, instant).to, instant + policy.max_lease);
}

}  // namespace reinstate
