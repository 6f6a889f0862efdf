// What makes a new version of the policy acceptable, and what ends one (DOMAIN 2).

#pragma once

#include "absl/time/time.h"
#include "server/domain/error.h"
#include "server/domain/policy_history.h"

namespace reinstate {

// Whether a policy may set the cause's mode and scope: not where the decision is in the fact.
bool MayBeSet(CauseKind kind);

// INVALID_FIELD for the first rule that lies outside its range; paths are those of the contract's
// PolicyContent. Its zone is known.
Status CheckPolicy(const Policy& policy);

// A change of policy that is made now may be committed so much later, by another clock.
inline constexpr absl::Duration kCommitMargin = absl::Minutes(1);

// INVALID_FIELD for `proposal.effective_from`: at least `lead` after `now`, and later than an
// answer may be kept that is given before everybody knows; after every version that is not revoked.
Status CheckEffectiveFrom(absl::Time effective_from, const PolicyHistory& history, absl::Time now,
                          absl::Duration lead);

// The version as it is announced now.
PolicyRecord NewVersion(Policy policy, const PolicyHistory& history, absl::Time now);

// The version as it is taken back now; as it was where it is revoked already. POLICY_NOT_FOUND;
// POLICY_IN_FORCE, also where it takes effect within kCommitMargin.
Result<PolicyRecord> RevokedVersion(int version, const PolicyHistory& history, absl::Time now);

// Null where there is no such version.
const PolicyRecord* FindVersion(const PolicyHistory& history, int version);
Error PolicyNotFound(int version);

}  // namespace reinstate
