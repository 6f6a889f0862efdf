// What becomes of recorded documents, once the account's row is locked: each decides by the rules
// of server/domain/document_changes.h and stores the change.

#pragma once

#include "reinstate/v1/billing_admin_service.pb.h"
#include "server/domain/document_changes.h"
#include "server/services/account_write.h"

namespace reinstate::services {

// An invoice or a credit note. Null where the account has none of that id.
Invoice* FindDocument(BillingFacts& facts, const std::string& invoice_id);
Payment* FindPayment(BillingFacts& facts, const std::string& payment_id);

// One write to a document. Everything outlives the decision.
class DocumentDecision {
 public:
  DocumentDecision(const rpc::Call& call, db::Transaction& transaction, AccountState& state)
      : call_(call), transaction_(transaction), state_(state) {}

  Result<WriteOutcome> Decide(const v1::VoidInvoiceRequest& request);
  Result<WriteOutcome> Decide(const v1::WriteOffInvoiceRequest& request);
  Result<WriteOutcome> Decide(const v1::OpenDisputeRequest& request);
  Result<WriteOutcome> Decide(const v1::ResolveDisputeRequest& request);
  Result<WriteOutcome> Decide(const v1::SettlePaymentRequest& request);
  Result<WriteOutcome> Decide(const v1::FailPaymentRequest& request);
  Result<WriteOutcome> Decide(const v1::ReversePaymentRequest& request);
  Result<WriteOutcome> Decide(const v1::VoidPaymentRequest& request);

 private:
  Recording RecordingOf(const std::string& reason) const;
  absl::Time IssuedAt(const Invoice& invoice) const;
  int64_t next_revision() const { return state_.row.revision + 1; }
  WriteOutcome Changed(const std::string& id, absl::Time effective_at,
                       const std::string& reason) const;

  const rpc::Call& call_;
  db::Transaction& transaction_;
  AccountState& state_;
};

}  // namespace reinstate::services
