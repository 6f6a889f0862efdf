// Which conditions (DOMAIN 2) hold at an instant by facts with instants of their own: all but the
// bill's.

#pragma once

#include <string>
#include <vector>

#include "absl/time/time.h"
#include "server/domain/facts.h"
#include "server/domain/policy.h"
#include "server/domain/timeline.h"

namespace reinstate {

// Where an account belongs (R1).
struct Membership {
  Cloud cloud = Cloud::kPublic;
  PartnerType partner_type = PartnerType::kDirectBill;

  friend bool operator==(const Membership&, const Membership&) = default;
};

// As registered, or as the latest change by then says.
Membership MembershipAt(const AccountFacts& facts, absl::Time at);

// By then the account is linked to the provider.
bool IsLinked(const std::vector<ProviderLink>& links, const std::string& provider_id,
              absl::Time at);

// Of each issue the state in force at the instant.
std::vector<const ProviderIssueState*> IssuesAt(const std::vector<ProviderIssueState>& states,
                                                absl::Time at);

// Every instant at which one of the conditions may begin or end; some may be infinite.
void AddConditionInstants(const AccountFacts& facts, std::vector<absl::Time>& instants);

// The facts that make a condition true at the instant, whatever the policy's scopes are.
std::vector<Evidence> TrueConditions(const AccountFacts& facts, const Policy& policy,
                                     absl::Time at);

// One that has been true since `at`.
Evidence NewEvidence(const Policy& policy, CauseKind cause, FactKind kind, const std::string& id,
                     absl::Time at);

}  // namespace reinstate
