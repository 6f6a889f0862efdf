#include "server/domain/policy_preview.h"

#include <algorithm>

#include "server/domain/timeline.h"

namespace reinstate {
namespace {

const OpenCause* Find(const Segment& segment, CauseKind kind) {
  const auto found = std::find_if(segment.causes.begin(), segment.causes.end(),
                                  [&](const OpenCause& cause) { return cause.kind == kind; });
  return found == segment.causes.end() ? nullptr : &*found;
}

// Those of `a` that are not open in `b`.
std::vector<CauseKind> Missing(const Segment& a, const Segment& b) {
  std::vector<CauseKind> kinds;
  for (const OpenCause& cause : a.causes) {
    if (Find(b, cause.kind) == nullptr) kinds.push_back(cause.kind);
  }
  return kinds;
}

// The first suspension that begins after the instant; the infinite future where there is none.
absl::Time NextSuspension(const Timeline& timeline, absl::Time after) {
  for (const Segment& segment : timeline.segments) {
    if (segment.from > after && segment.standing == Standing::kSuspended) return segment.from;
  }
  return absl::InfiniteFuture();
}

}  // namespace

PolicyEffect EffectOf(const AccountFacts& facts, const PolicySet& without, const PolicySet& with,
                      absl::Time now) {
  const absl::Time at = with.all().back().effective_from;
  const Timeline old_timeline = BuildTimeline(facts, without, now);
  const Timeline new_timeline = BuildTimeline(facts, with, now);
  const Segment& was = SegmentAt(old_timeline, at);
  const Segment& is = SegmentAt(new_timeline, at);
  const bool suspended_before = was.standing == Standing::kSuspended;
  const bool suspended_after = is.standing == Standing::kSuspended;
  PolicyEffect effect;
  effect.enters = !suspended_before && suspended_after;
  effect.leaves = suspended_before && !suspended_after;
  if (effect.enters) effect.causes = Missing(is, was);
  if (effect.leaves) effect.causes = Missing(was, is);
  for (const OpenCause& cause : is.causes) {
    const OpenCause* before = Find(was, cause.kind);
    if (!cause.condition_holds && before != nullptr && before->condition_holds) {
      effect.cleared.push_back(cause.kind);
    }
  }
  effect.moves = !suspended_before && !suspended_after &&
                 NextSuspension(old_timeline, at) != NextSuspension(new_timeline, at);
  return effect;
}

}  // namespace reinstate
