#include "server/domain/catch_up.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

namespace reinstate {

std::vector<CaughtUp> CatchUp(const AccountFacts& facts, const Timeline& stored, int stored_set,
                              absl::Time written_at, const PolicyHistory& history) {
  std::vector<CaughtUp> steps;
  // `before` points into it.
  if (stored_set < history.number()) {
    steps.reserve(static_cast<size_t>(history.number() - stored_set));
  }
  const Timeline* before = &stored;
  absl::Time logged_through = written_at;
  for (int number = stored_set + 1; number <= history.number(); ++number) {
    CaughtUp step;
    step.policy_set = number;
    step.at = std::max(history.MadeAt(number), logged_through);
    step.by_time = TransitionsByTime(*before, logged_through, step.at);
    Timeline built = BuildTimeline(facts, history.Set(number), step.at);
    const WriteCause cause{TransitionTrigger::kPolicy,
                           std::to_string(history.ChangedVersion(number)), step.at, ""};
    step.by_change = TransitionByWrite(*before, built, step.at, cause);
    if (step.by_change) step.by_change->effective_at = step.at;
    step.timeline = TrimTimeline(std::move(built), step.at);
    logged_through = step.at;
    steps.push_back(std::move(step));
    before = &steps.back().timeline;
  }
  return steps;
}

}  // namespace reinstate
