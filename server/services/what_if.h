// Hypothetical facts (DOMAIN 4, what-if): taken into the facts of an account as they were read, by
// the rules of the real writes, and nowhere else.

#pragma once

#include <functional>
#include <optional>
#include <string>

#include "reinstate/v1/account_status_service.pb.h"
#include "server/domain/document_changes.h"
#include "server/services/current_timeline.h"
#include "server/services/document_intake.h"

namespace reinstate::services {

// Everything outlives it.
class Hypothesis {
 public:
  // The clock is supposed to stand at `at`, which is not before `present.now`. `facts` are all of
  // the account's.
  Hypothesis(const Environment& environment, const rpc::Call& call, db::Transaction& transaction,
             db::AccountRow row, AccountFacts facts, const Present& present, absl::Time at);

  // What recording the fact would answer.
  Status Add(const v1::HypotheticalFact& fact);

  // From now on.
  db::StoredTimeline Build() const;

 private:
  Status Take(const v1::HypotheticalFact& fact, absl::Time effective_at);
  Status TakePayment(v1::PaymentContent content);
  Status TakeHold(const v1::HypotheticalHold& hold, absl::Time effective_at);
  Status Release(const std::string& hold_id, absl::Time effective_at);
  Status Verify(v1::VerificationStatus status, absl::Time effective_at);
  Status Reinstate(const v1::HypotheticalReinstatement& decision, absl::Time effective_at);
  Status Dispute(const v1::HypotheticalDispute& asked, absl::Time effective_at);
  Status ChangeInvoice(const v1::HypotheticalFact& fact, absl::Time effective_at);
  Status Resolve(const v1::HypotheticalResolution& asked, absl::Time effective_at);
  Status ChangePayment(const std::string& id,
                       const std::function<Result<bool>(Payment&, const Recording&)>& change);
  Status ChangeSignal(const v1::HypotheticalFact& fact, absl::Time effective_at);
  Status ResolveIssue(const std::string& fact_id, absl::Time effective_at);
  Status ChangeExemption(const v1::HypotheticalFact& fact, absl::Time effective_at);
  // At the instant asked for, by anybody.
  Recording recording() const;
  // No recorded fact can have it.
  std::string NewId() const { return "hypothetical:" + std::to_string(added_); }

  const Environment& environment_;
  const absl::Time now_;
  AccountState state_;
  DocumentIntake documents_;
  int added_ = 0;
};

}  // namespace reinstate::services
