// Takes new documents into an account, one by one, inside the transaction of one write.

#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "reinstate/v1/billing_admin_service.pb.h"
#include "server/domain/fact_rules.h"
#include "server/services/account_write.h"

namespace reinstate::services {

enum class Taken { kNew, kRepeated };

// Documents by id, so that an import of many stays linear.
template <typename Document>
class ById {
 public:
  ById(const std::vector<Document>& documents, std::string Document::*id)
      : documents_(documents), id_(id) {
    for (size_t i = 0; i < documents.size(); ++i) index_.emplace(documents[i].*id, i);
  }
  const Document* Find(const std::string& id) const {
    const auto found = index_.find(id);
    return found == index_.end() ? nullptr : &documents_[found->second];
  }
  void AddLast() { index_.emplace(documents_.back().*id_, documents_.size() - 1); }

 private:
  const std::vector<Document>& documents_;
  std::string Document::*id_;
  std::unordered_map<std::string, size_t> index_;
};

// Whether what is taken goes into the database too; a hypothetical document does not.
enum class Keeping { kStored, kSupposed };

// Each document is whole or refused: a refusal leaves facts, sums and database as they were.
class DocumentIntake {
 public:
  DocumentIntake(const rpc::Call& call, db::Transaction& transaction, AccountState& state,
                 const Recorder& recorder, Keeping keeping = Keeping::kStored);

  // An invoice or a credit note.
  Result<Taken> Take(const v1::InvoiceContent& content);
  Result<Taken> Take(const v1::PaymentContent& content);

  // Stores the sums. What the transition log and the audit log say of all that was taken: the
  // first new fact, the earliest effect.
  WriteOutcome Finish(const std::string& reason);

 private:
  // Null where it is new.
  const Invoice* Recorded(const std::string& invoice_id) const;
  bool SameAs(const Invoice& recorded, Invoice invoice, bool names_due_on);
  Status Check(const Invoice& invoice);
  void Note(const std::string& id, absl::Time effective_at);

  const rpc::Call& call_;
  db::Transaction& transaction_;
  AccountState& state_;
  const Recorder recorder_;
  const Keeping keeping_;
  const Policy& policy_;
  ById<Invoice> invoices_;
  ById<Invoice> credit_notes_;
  ById<Payment> payments_;
  Sums sums_;
  const std::vector<PaymentTerms> terms_;
  std::optional<PaymentInstructions> instructions_;  // in force now
  int taken_ = 0;
  std::string first_id_;
  absl::Time earliest_ = absl::InfiniteFuture();
};

// Widens the reach by a document to record. Days begin in the zone.
void Reach(const v1::InvoiceContent& content, DocumentReach& reach);
void Reach(const v1::PaymentContent& content, const absl::TimeZone& zone, DocumentReach& reach);

}  // namespace reinstate::services
