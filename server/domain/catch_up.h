// An account lives through changes of the policy set while nothing is recorded about it.

#pragma once

#include <optional>
#include <vector>

#include "absl/time/time.h"
#include "server/domain/facts.h"
#include "server/domain/policy_history.h"
#include "server/domain/timeline.h"
#include "server/domain/transitions.h"

namespace reinstate {

// One change of the set.
struct CaughtUp {
  int policy_set = 1;
  absl::Time at;      // when the set was made, never before the account's last write
  Timeline timeline;  // from then on
  // What time had brought about by then.
  std::vector<Transition> by_time;
  // What the change itself did, such as that no suspension is near any more.
  std::optional<Transition> by_change;
};

// From the timeline as stored, built with `stored_set` and logged through `written_at`, to the
// present set, in order; nothing where it is the present set's.
std::vector<CaughtUp> CatchUp(const AccountFacts& facts, const Timeline& stored, int stored_set,
                              absl::Time written_at, const PolicyHistory& history);

}  // namespace reinstate
