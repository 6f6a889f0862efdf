// Warnings of a suspension that is forecast (DOMAIN 4): one for each of the policy's offsets.

#pragma once

#include <cstdint>
#include <vector>

#include "absl/time/time.h"
#include "server/domain/policy.h"
#include "server/domain/timeline.h"

namespace reinstate {

// Its key in an account is (suspension_at, offset_days).
struct SuspensionWarning {
  absl::Time suspension_at;
  int offset_days = 0;            // so many civil days before
  absl::Time warned_at;           // when it is due
  std::vector<CauseKind> causes;  // of the suspension
  int policy_version = 1;
  int64_t revision = 0;  // of the account, set by who records it
};

// What is due in [known_at, now], in the order of their instants, by a timeline that stands since
// `known_at`. Offsets that were past when their suspension became known make one warning, of the
// nearest; it becomes known at `known_at`, or when the suspension before it ends. Nobody is warned
// while suspended.
std::vector<SuspensionWarning> WarningsByTime(const Timeline& timeline, const PolicySet& policies,
                                              absl::Time known_at, absl::Time now);

// The first instant after `after` at which a segment or a warning begins; never where there is
// none.
absl::Time NextTimedEvent(const Timeline& timeline, const PolicySet& policies, absl::Time after);

// Whether a write at `now` makes a warning due at once that the timeline before it did not have.
bool WarnsAtOnce(const Timeline& before, const Timeline& after, const PolicySet& policies,
                 absl::Time now);

}  // namespace reinstate
