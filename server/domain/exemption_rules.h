// What makes an exemption acceptable, and what ends it (DOMAIN 2).

#pragma once

#include <string>

#include "absl/time/time.h"
#include "server/domain/error.h"
#include "server/domain/facts.h"
#include "server/domain/policy.h"

namespace reinstate {

// `exemption.granted_at` is now. True where it was added, false where the same was granted before.
// FACT_CONFLICT where the id is recorded with other content; INVALID_FIELD for a hold, and for an
// expiry that is not after now or beyond the policy's limit.
Result<bool> GrantExemption(Exemption exemption, const Policy& policy, AccountFacts& facts);

// Ends it now. EXEMPTION_NOT_FOUND; EXEMPTION_ENDED.
Status RevokeExemption(const std::string& exemption_id, absl::Time now, AccountFacts& facts);

// Null where the account has no such exemption.
const Exemption* FindExemption(const AccountFacts& facts, const std::string& exemption_id);

}  // namespace reinstate
