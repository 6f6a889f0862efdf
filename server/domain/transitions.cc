#include "server/domain/transitions.h"

#include <algorithm>

namespace reinstate {
namespace {

const OpenCause* Find(const Segment& segment, CauseKind kind) {
  for (const OpenCause& cause : segment.causes) {
    if (cause.kind == kind) return &cause;
  }
  return nullptr;
}

// The change from one segment to another, where there is one.
std::optional<Transition> Difference(const Segment& from, const Segment& to) {
  Transition transition;
  transition.from = from.standing;
  transition.to = to.standing;
  for (const CauseKind kind : kAllCauses) {
    const bool was = Find(from, kind) != nullptr, is = Find(to, kind) != nullptr;
    if (!was && is) transition.causes_added.push_back(kind);
    if (was && !is) transition.causes_removed.push_back(kind);
  }
  transition.policy_version = to.policy_version;
  if (from.standing == to.standing && transition.causes_added.empty() &&
      transition.causes_removed.empty()) {
    return std::nullopt;
  }
  return transition;
}

// True where an announced episode does not exist in the history that is now known.
bool NeverWas(const Timeline& built, const Segment& announced,
              const std::vector<CauseKind>& removed) {
  return std::any_of(removed.begin(), removed.end(), [&](CauseKind kind) {
    const OpenCause* was = Find(announced, kind);
    return Find(SegmentAt(built, was->since), kind) == nullptr;
  });
}

}  // namespace

std::vector<Transition> TransitionsByTime(const Timeline& stored, absl::Time logged_through,
                                          absl::Time now) {
  std::vector<Transition> transitions;
  for (size_t i = 1; i < stored.segments.size(); ++i) {
    const Segment &before = stored.segments[i - 1], &after = stored.segments[i];
    if (after.from <= logged_through || after.from > now) continue;
    std::optional<Transition> transition = Difference(before, after);
    if (!transition) continue;
    transition->effective_at = after.from;
    transition->observed_at = after.from;
    transition->trigger = TransitionTrigger::kTime;
    if (before.policy_version != after.policy_version) {
      transition->trigger = TransitionTrigger::kPolicy;
      transition->trigger_id = std::to_string(after.policy_version);
    }
    transitions.push_back(std::move(*transition));
  }
  return transitions;
}

std::optional<Transition> TransitionByWrite(const Timeline& stored, const Timeline& built,
                                            absl::Time now, const WriteCause& cause) {
  const Segment& was = SegmentAt(stored, now);
  const Segment& is = SegmentAt(built, now);
  std::optional<Transition> transition = Difference(was, is);
  if (!transition) return std::nullopt;
  transition->observed_at = now;
  transition->effective_at = now;
  transition->trigger = cause.trigger;
  transition->trigger_id = cause.id;
  transition->actor = cause.actor;
  if (!transition->causes_added.empty()) {
    for (const CauseKind kind : transition->causes_added) {
      transition->effective_at = std::min(transition->effective_at, Find(is, kind)->since);
    }
  } else if (!transition->causes_removed.empty()) {
    transition->effective_at = std::min(now, cause.effective_at);
    if (cause.trigger == TransitionTrigger::kFact &&
        NeverWas(built, was, transition->causes_removed)) {
      transition->trigger = TransitionTrigger::kCorrectedByFact;
    }
  }
  return transition;
}

}  // namespace reinstate
