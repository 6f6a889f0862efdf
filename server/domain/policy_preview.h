// What a proposed policy would do to one account.

#pragma once

#include <vector>

#include "absl/time/time.h"
#include "server/domain/facts.h"
#include "server/domain/policy.h"

namespace reinstate {

// At the instant it would take effect.
struct PolicyEffect {
  bool enters = false;             // suspended with it, not without it
  bool leaves = false;             // suspended without it, not with it
  bool moves = false;              // suspended later on, at another instant than without it
  std::vector<CauseKind> causes;   // that enter or leave
  std::vector<CauseKind> cleared;  // with it they await reinstatement, without it they hold
};

// `with` holds what `without` holds and the proposal, which takes effect last.
PolicyEffect EffectOf(const AccountFacts& facts, const PolicySet& without, const PolicySet& with,
                      absl::Time now);

}  // namespace reinstate
