#include "db/facts.h"

#include "db/accounts.h"
#include "db/embedded/queries.h"
#include "db/providers.h"
#include "db/values.h"

namespace reinstate::db {
namespace {

std::vector<Decision> ListDecisions(Transaction& transaction, const AccountScope& scope) {
  std::vector<Decision> decisions;
  for (const pqxx::row& row : Exec(transaction, queries::kListDecisions, scope.account_id())) {
    decisions.push_back(
        {row["decision_id"].c_str(), ReadTime(row["made_at"]), ReadCauses(row["causes"])});
  }
  return decisions;
}

}  // namespace

std::vector<Hold> ListHolds(Transaction& transaction, const AccountScope& scope) {
  std::vector<Hold> holds;
  for (const pqxx::row& row : Exec(transaction, queries::kListHolds, scope.account_id())) {
    holds.push_back({row["hold_id"].c_str(), row["reason"].c_str(), row["internal"].as<bool>(),
                     ReadTime(row["placed_at"]), ReadOptionalTime(row["expires_at"]),
                     ReadOptionalTime(row["released_at"]), row["placed_by"].c_str()});
  }
  return holds;
}

std::vector<VerificationResult> ListVerificationResults(Transaction& transaction,
                                                        const AccountScope& scope) {
  std::vector<VerificationResult> results;
  for (const pqxx::row& row :
       Exec(transaction, queries::kListVerificationResults, scope.account_id())) {
    results.push_back({row["result_id"].c_str(), kVerificationStatuses.Read(row["status"].c_str()),
                       ReadTime(row["effective_at"]), row["public_reason"].c_str(),
                       kVerificationReasons.Read(row["reason"].c_str())});
  }
  return results;
}

std::vector<AbuseSignal> ListAbuseSignals(Transaction& transaction, const AccountScope& scope) {
  std::vector<AbuseSignal> signals;
  for (const pqxx::row& row : Exec(transaction, queries::kListAbuseSignals, scope.account_id())) {
    signals.push_back({row["signal_id"].c_str(), kAbuseSeverities.Read(row["severity"].c_str()),
                       ReadTime(row["detected_at"]), row["public_reason"].c_str(),
                       row["internal_note"].c_str(), row["recorded_by"].c_str(),
                       ReadOptionalTime(row["resolved_at"]),
                       ReadOptionalTime(row["withdrawn_at"])});
  }
  return signals;
}

std::vector<Exemption> ListExemptions(Transaction& transaction, const AccountScope& scope) {
  std::vector<Exemption> exemptions;
  for (const pqxx::row& row : Exec(transaction, queries::kListExemptions, scope.account_id())) {
    exemptions.push_back({row["exemption_id"].c_str(), kCauses.Read(row["cause"].c_str()),
                          row["reason"].c_str(), ReadTime(row["granted_at"]),
                          ReadTime(row["expires_at"]), row["granted_by"].c_str(),
                          ReadOptionalTime(row["revoked_at"])});
  }
  return exemptions;
}

AccountFacts LoadFacts(Transaction& transaction, const AccountScope& scope, const Account& account,
                       const BillingRange& range) {
  AccountFacts facts;
  static_cast<BillingFacts&>(facts) = LoadBilling(transaction, scope, range);
  facts.account = account;
  facts.holds = ListHolds(transaction, scope);
  facts.verification_results = ListVerificationResults(transaction, scope);
  facts.decisions = ListDecisions(transaction, scope);
  facts.abuse_signals = ListAbuseSignals(transaction, scope);
  facts.exemptions = ListExemptions(transaction, scope);
  facts.account_changes = ListAccountChanges(transaction, scope);
  facts.provider_links = ListProviderLinks(transaction, scope);
  facts.provider_issues = ListIssueImpacts(transaction, scope);
  return facts;
}

void InsertHold(Transaction& transaction, const AccountScope& scope, const Hold& hold) {
  const std::optional<std::string> expires_at = Text(hold.expires_at);
  Exec(transaction, queries::kInsertHold, scope.account_id(), hold.hold_id, hold.reason,
       hold.internal, Text(hold.placed_at), OrNull(expires_at), hold.placed_by);
}

void ReleaseHold(Transaction& transaction, const AccountScope& scope, const std::string& hold_id,
                 absl::Time released_at) {
  Exec(transaction, queries::kReleaseHold, scope.account_id(), hold_id, Text(released_at));
}

void InsertVerificationResult(Transaction& transaction, const AccountScope& scope,
                              const VerificationResult& result, absl::Time recorded_at) {
  Exec(transaction, queries::kInsertVerificationResult, scope.account_id(), result.result_id,
       kVerificationStatuses(result.status), Text(result.effective_at), result.public_reason,
       Text(recorded_at), kVerificationReasons(result.reason));
}

void InsertAbuseSignal(Transaction& transaction, const AccountScope& scope,
                       const AbuseSignal& signal, absl::Time recorded_at) {
  Exec(transaction, queries::kInsertAbuseSignal, scope.account_id(), signal.signal_id,
       kAbuseSeverities(signal.severity), Text(signal.detected_at), signal.public_reason,
       signal.internal_note, signal.recorded_by, Text(recorded_at));
}

void UpdateAbuseSignal(Transaction& transaction, const AccountScope& scope,
                       const AbuseSignal& signal) {
  const std::optional<std::string> resolved_at = Text(signal.resolved_at);
  const std::optional<std::string> withdrawn_at = Text(signal.withdrawn_at);
  Exec(transaction, queries::kUpdateAbuseSignal, scope.account_id(), signal.signal_id,
       OrNull(resolved_at), OrNull(withdrawn_at));
}

void InsertExemption(Transaction& transaction, const AccountScope& scope,
                     const Exemption& exemption) {
  Exec(transaction, queries::kInsertExemption, scope.account_id(), exemption.exemption_id,
       kCauses(exemption.cause), exemption.reason, Text(exemption.granted_at),
       Text(exemption.expires_at), exemption.granted_by);
}

void RevokeExemption(Transaction& transaction, const AccountScope& scope,
                     const std::string& exemption_id, absl::Time revoked_at) {
  Exec(transaction, queries::kRevokeExemption, scope.account_id(), exemption_id, Text(revoked_at));
}

void InsertDecision(Transaction& transaction, const AccountScope& scope, const Decision& decision,
                    const std::string& reason, const std::string& made_by) {
  Exec(transaction, queries::kInsertDecision, scope.account_id(), decision.decision_id,
       Text(decision.made_at), JoinCauses(decision.causes), reason, made_by);
}

}  // namespace reinstate::db
