// Issues of a provider (R15, R16): what can be recorded of one, and what it means for an account.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "server/domain/account_rules.h"
#include "server/domain/error.h"
#include "server/domain/facts.h"

namespace reinstate {

// What is so of an issue from an instant on, until its next state.
struct IssueState {
  int number = 1;  // in the order of recording
  absl::Time effective_at;
  bool resolved = false;
  bool affects_operations = false;
  std::vector<std::string> impacted_account_ids;  // sorted; empty: every account that is linked
  std::string public_reason;
  std::string internal_note;  // for staff only
  std::string recorded_by;
};

struct ProviderIssue {
  std::string issue_id;
  std::vector<IssueState> states;  // by number; empty: not reported
};

// Each returns true where it added a state, false where the same was recorded before. Instants that
// are unset are the clock's. FACT_CONFLICT, EFFECTIVE_IN_FUTURE, BACKDATED,
// EFFECTIVE_BEFORE_SUBJECT.

// `facts` are the provider's. NOT_A_PROVIDER where it is none at that instant.
Result<bool> ReportIssue(IssueState state, const std::optional<absl::Time>& effective_at,
                         const FactRecording& recording, const AccountFacts& facts,
                         ProviderIssue& issue);

// ISSUE_NOT_FOUND; FACT_CONFLICT where it is resolved by then.
Result<bool> UpdateIssue(IssueState state, const std::optional<absl::Time>& effective_at,
                         const FactRecording& recording, ProviderIssue& issue);

// ISSUE_NOT_FOUND; EFFECTIVE_BEFORE_SUBJECT before its last state; FACT_CONFLICT where it was
// resolved at another instant.
Result<bool> ResolveIssue(const std::string& recorded_by,
                          const std::optional<absl::Time>& effective_at,
                          const FactRecording& recording, ProviderIssue& issue);

// The state in force at the instant; before its first that one. Only where it is reported.
const IssueState& IssueStateAt(const ProviderIssue& issue, absl::Time at);

Error IssueNotFound(const std::string& issue_id);

bool Impacts(const IssueState& state, const std::string& account_id);

// What the account is to know of the issue: all its states, or none where no one impacts it.
std::vector<ProviderIssueState> IssueFor(const std::string& provider_id, const ProviderIssue& issue,
                                         const std::string& account_id);

// Adds those that the account does not know yet; returns them.
std::vector<ProviderIssueState> Learn(const std::vector<ProviderIssueState>& states,
                                      AccountFacts& facts);

}  // namespace reinstate
