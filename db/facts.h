// Rows of holds, verification results, abuse signals, exemptions and decisions, and all facts of an
// account together.

#pragma once

#include <string>
#include <vector>

#include "db/billing.h"
#include "db/transaction.h"
#include "server/domain/account_scope.h"
#include "server/domain/facts.h"

namespace reinstate::db {

// Everything that BuildTimeline needs; of the documents those of the range.
AccountFacts LoadFacts(Transaction& transaction, const AccountScope& scope, const Account& account,
                       const BillingRange& range);

// In no particular order.
std::vector<Hold> ListHolds(Transaction& transaction, const AccountScope& scope);
void InsertHold(Transaction& transaction, const AccountScope& scope, const Hold& hold);
void ReleaseHold(Transaction& transaction, const AccountScope& scope, const std::string& hold_id,
                 absl::Time released_at);
// In no particular order.
std::vector<VerificationResult> ListVerificationResults(Transaction& transaction,
                                                        const AccountScope& scope);
void InsertVerificationResult(Transaction& transaction, const AccountScope& scope,
                              const VerificationResult& result, absl::Time recorded_at);
// In no particular order.
std::vector<AbuseSignal> ListAbuseSignals(Transaction& transaction, const AccountScope& scope);
void InsertAbuseSignal(Transaction& transaction, const AccountScope& scope,
                       const AbuseSignal& signal, absl::Time recorded_at);
// Stores what became of it.
void UpdateAbuseSignal(Transaction& transaction, const AccountScope& scope,
                       const AbuseSignal& signal);
// In no particular order.
std::vector<Exemption> ListExemptions(Transaction& transaction, const AccountScope& scope);
void InsertExemption(Transaction& transaction, const AccountScope& scope,
                     const Exemption& exemption);
void RevokeExemption(Transaction& transaction, const AccountScope& scope,
                     const std::string& exemption_id, absl::Time revoked_at);
void InsertDecision(Transaction& transaction, const AccountScope& scope, const Decision& decision,
                    const std::string& reason, const std::string& made_by);

}  // namespace reinstate::db
