// What can be changed of an account, and how it is shown.

#pragma once

#include <optional>
#include <string>

#include "absl/time/time.h"
#include "server/domain/error.h"
#include "server/domain/fact_rules.h"
#include "server/domain/facts.h"

namespace reinstate {

// When and by whom something is recorded.
struct FactRecording {
  absl::Time now;
  Recorder recorder;
};

// The account as it is at the instant: cloud and type of then.
Account AccountAt(const AccountFacts& facts, absl::Time at);

// What is asked to be another from an instant on; unset: not changed.
struct AskedMembership {
  std::optional<Cloud> cloud;
  std::optional<PartnerType> partner_type;
  std::optional<absl::Time> effective_at;  // unset: now
};

// The change that was added; nothing where the account is so already. FACT_CONFLICT where another
// change of the same has this instant; EFFECTIVE_IN_FUTURE, BACKDATED, EFFECTIVE_BEFORE_SUBJECT.
Result<std::optional<AccountChange>> ChangeMembership(const AskedMembership& asked,
                                                      const FactRecording& recording,
                                                      AccountFacts& facts);

// From `effective_at` (unset: now) on the account is linked to the provider, or is no longer. The
// link that was added; nothing where it is so already. FACT_CONFLICT where the opposite is recorded
// of this instant; EFFECTIVE_IN_FUTURE, BACKDATED, EFFECTIVE_BEFORE_SUBJECT.
Result<std::optional<ProviderLink>> ChangeLink(const std::string& provider_id, bool linked,
                                               const std::optional<absl::Time>& effective_at,
                                               const FactRecording& recording, AccountFacts& facts);

}  // namespace reinstate
