#include "server/services/billing_decisions.h"

#include <algorithm>
#include <string>
#include <unordered_map>

#include "db/billing.h"
#include "server/domain/civil_day.h"
#include "server/services/convert.h"

namespace reinstate::services {
namespace {

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

// Takes documents into the state one by one; each is whole or refused.
class Intake {
 public:
  Intake(const Environment& environment, const rpc::Call& call, db::Transaction& transaction,
         AccountState& state, const Recorder& recorder)
      : environment_(environment),
        call_(call),
        transaction_(transaction),
        state_(state),
        recorder_(recorder),
        invoices_(state.facts.invoices, &Invoice::invoice_id),
        payments_(state.facts.payments, &Payment::payment_id),
        sums_(state.facts) {}

  Result<Taken> Take(const Invoice& invoice) {
    if (const Invoice* recorded = invoices_.Find(invoice.invoice_id)) {
      if (!SameContent(*recorded, invoice)) return FactConflict("invoice", invoice.invoice_id);
      return Taken::kRepeated;
    }
    const Policy& policy = environment_.policies.At(state_.now);
    Status status = CheckInvoice(invoice, state_.now, policy, recorder_);
    if (!status.ok()) return status.error();
    status = sums_.Add(invoice);
    if (!status.ok()) return status.error();
    state_.facts.invoices.push_back(invoice);
    invoices_.AddLast();
    InsertInvoice(transaction_, call_.account(), invoice, state_.row.revision + 1);
    Note(invoice.invoice_id, StartOfDay(invoice.issued_on, policy.zone));
    return Taken::kNew;
  }

  // Where `names_instant` is false the instant was not given: a recorded one repeats it.
  Result<Taken> Take(Payment payment, bool names_instant) {
    if (const Payment* recorded = payments_.Find(payment.payment_id)) {
      if (!names_instant) payment.received_at = recorded->received_at;
      if (!SameContent(*recorded, payment)) return FactConflict("payment", payment.payment_id);
      return Taken::kRepeated;
    }
    Status status = CheckPayment(payment, state_.facts.invoices, state_.now, recorder_);
    if (!status.ok()) return status.error();
    status = sums_.Add(payment);
    if (!status.ok()) return status.error();
    state_.facts.payments.push_back(payment);
    payments_.AddLast();
    InsertPayment(transaction_, call_.account(), payment, state_.row.revision + 1);
    Note(payment.payment_id, payment.received_at);
    return Taken::kNew;
  }

  // What the transition log and the audit log say of all that was taken: the first new fact, the
  // earliest effect.
  WriteOutcome Outcome(const std::string& reason) const {
    if (taken_ == 0) return {};
    return {true, {TransitionTrigger::kFact, first_id_, earliest_, call_.principal->id}, reason};
  }

 private:
  void Note(const std::string& id, absl::Time effective_at) {
    if (taken_++ == 0) first_id_ = id;
    earliest_ = std::min(earliest_, effective_at);
  }

  const Environment& environment_;
  const rpc::Call& call_;
  db::Transaction& transaction_;
  AccountState& state_;
  const Recorder recorder_;
  ById<Invoice> invoices_;
  ById<Payment> payments_;
  Sums sums_;
  int taken_ = 0;
  std::string first_id_;
  absl::Time earliest_ = absl::InfiniteFuture();
};

void Fill(const Result<Taken>& taken, v1::DocumentResult& result) {
  if (taken.ok()) {
    result.set_outcome(*taken == Taken::kNew ? v1::DOCUMENT_OUTCOME_RECORDED
                                             : v1::DOCUMENT_OUTCOME_UNCHANGED);
    return;
  }
  result.set_outcome(v1::DOCUMENT_OUTCOME_REFUSED);
  result.set_reason(ReasonName(taken.error().reason));
  result.set_message(taken.error().message);
}

}  // namespace

Result<WriteOutcome> DecideInvoice(const Environment& environment, const rpc::Call& call,
                                   const v1::RecordInvoiceRequest& request,
                                   db::Transaction& transaction, AccountState& state) {
  Intake intake(environment, call, transaction, state, RecorderOf(call, request.reason()));
  const auto taken = intake.Take(FromProto(request.invoice(), environment.policies, state.now));
  if (!taken.ok()) return taken.error();
  return intake.Outcome(request.reason());
}

Result<WriteOutcome> DecidePayment(const Environment& environment, const rpc::Call& call,
                                   const v1::RecordPaymentRequest& request,
                                   db::Transaction& transaction, AccountState& state) {
  Intake intake(environment, call, transaction, state, RecorderOf(call, request.reason()));
  const auto taken =
      intake.Take(FromProto(request.payment(), state.now), request.payment().has_received_at());
  if (!taken.ok()) return taken.error();
  return intake.Outcome(request.reason());
}

Result<WriteOutcome> DecideImport(const Environment& environment, const rpc::Call& call,
                                  const v1::ImportDocumentsRequest& request,
                                  v1::ImportDocumentsResponse& response,
                                  db::Transaction& transaction, AccountState& state) {
  const Policy& policy = environment.policies.At(state.now);
  Intake intake(environment, call, transaction, state, RecorderOf(call, request.reason()));
  response.Clear();
  for (const v1::Document& document : request.documents()) {
    v1::DocumentResult& result = *response.add_results();
    if (document.has_invoice()) {
      const Invoice invoice = FromProto(document.invoice(), environment.policies, state.now);
      if (IsLater(invoice, state.now, policy)) {
        result.set_outcome(v1::DOCUMENT_OUTCOME_LATER);
      } else {
        Fill(intake.Take(invoice), result);
      }
    } else if (document.has_payment()) {
      const Payment payment = FromProto(document.payment(), state.now);
      if (IsLater(payment, state.now)) {
        result.set_outcome(v1::DOCUMENT_OUTCOME_LATER);
      } else {
        Fill(intake.Take(payment, document.payment().has_received_at()), result);
      }
    } else {
      Fill(InvalidField("documents", "holds neither an invoice nor a payment"), result);
    }
  }
  return intake.Outcome(request.reason());
}

}  // namespace reinstate::services
