#include "server/services/document_intake.h"

#include <algorithm>
#include <utility>

#include "db/billing.h"
#include "db/billing_settings.h"
#include "server/domain/civil_day.h"
#include "server/services/billing_convert.h"
#include "server/services/convert.h"

namespace reinstate::services {
namespace {

// Instructions that have ended are none.
std::optional<PaymentInstructions> InForce(std::optional<PaymentInstructions> instructions,
                                           absl::CivilDay today) {
  if (instructions && instructions->valid_until && *instructions->valid_until < today) return {};
  return instructions;
}

}  // namespace

DocumentIntake::DocumentIntake(const rpc::Call& call, db::Transaction& transaction,
                               AccountState& state, const Recorder& recorder, Keeping keeping)
    : call_(call),
      transaction_(transaction),
      state_(state),
      recorder_(recorder),
      keeping_(keeping),
      policy_(state.policies().At(state.now)),
      invoices_(state.facts.invoices, &Invoice::invoice_id),
      credit_notes_(state.facts.credit_notes, &Invoice::invoice_id),
      payments_(state.facts.payments, &Payment::payment_id),
      sums_(db::ListTotals(transaction, call.account())),
      terms_(db::ListTerms(transaction, call.account())),
      instructions_(InForce(db::GetInstructions(transaction, call.account()),
                            DayOf(state.now, policy_.zone))) {}

const Invoice* DocumentIntake::Recorded(const std::string& invoice_id) const {
  const Invoice* invoice = invoices_.Find(invoice_id);
  return invoice != nullptr ? invoice : credit_notes_.Find(invoice_id);
}

// A due date that was resolved when the invoice was recorded is repeated by none.
bool DocumentIntake::SameAs(const Invoice& recorded, Invoice invoice, bool names_due_on) {
  if (!names_due_on) invoice.due_on = recorded.due_on;
  Invoice whole = recorded;
  whole.lines = db::ListLines(transaction_, call_.account(), recorded.invoice_id);
  return SameContent(whole, invoice);
}

Status DocumentIntake::Check(const Invoice& invoice) {
  if (!invoice.is_credit_note()) {
    return CheckInvoice(invoice, state_.now, policy_, recorder_);
  }
  return CheckCreditNote(invoice, invoices_.Find(invoice.amends), state_.now, policy_, recorder_);
}

Result<Taken> DocumentIntake::Take(const v1::InvoiceContent& content) {
  const Status whole = CheckContent(content);
  if (!whole.ok()) return whole.error();
  Invoice invoice = FromProto(content, terms_, state_.policies(), state_.now);
  if (const Invoice* recorded = Recorded(invoice.invoice_id)) {
    if (SameAs(*recorded, invoice, content.has_due_on())) return Taken::kRepeated;
    return FactConflict("invoice", invoice.invoice_id);
  }
  if (!invoice.is_credit_note()) invoice.instructions = instructions_;
  Status status = Check(invoice);
  if (!status.ok()) return status.error();
  status = sums_.Add(invoice);
  if (!status.ok()) return status.error();
  if (keeping_ == Keeping::kStored) {
    InsertInvoice(transaction_, call_.account(), invoice, state_.row.account.display_name,
                  state_.row.revision + 1);
  }
  Note(invoice.invoice_id, StartOfDay(invoice.issued_on, policy_.zone));
  const bool is_credit_note = invoice.is_credit_note();
  (is_credit_note ? state_.facts.credit_notes : state_.facts.invoices)
      .push_back(std::move(invoice));
  (is_credit_note ? credit_notes_ : invoices_).AddLast();
  return Taken::kNew;
}

// An instant that was not given repeats the recorded one, whatever the clock says now.
Result<Taken> DocumentIntake::Take(const v1::PaymentContent& content) {
  const Status whole = CheckContent(content);
  if (!whole.ok()) return whole.error();
  Payment payment = FromProto(content, state_.now);
  if (const Payment* recorded = payments_.Find(payment.payment_id)) {
    if (!content.has_received_at()) payment.received_at = recorded->received_at;
    if (!SameContent(*recorded, payment)) return FactConflict("payment", payment.payment_id);
    if (payment.settled && !recorded->settled) {
      Error error = FactConflict("payment", payment.payment_id);
      error.message = "payment " + payment.payment_id +
                      " is recorded and has not settled; SettlePayment says that it has";
      return error;
    }
    return Taken::kRepeated;
  }
  Status status = CheckPayment(payment, state_.facts.invoices, state_.now, recorder_);
  if (!status.ok()) return status.error();
  status = sums_.Add(payment);
  if (!status.ok()) return status.error();
  if (keeping_ == Keeping::kStored) {
    InsertPayment(transaction_, call_.account(), payment, state_.row.revision + 1);
  }
  Note(payment.payment_id, payment.received_at);
  state_.facts.payments.push_back(std::move(payment));
  payments_.AddLast();
  return Taken::kNew;
}

WriteOutcome DocumentIntake::Finish(const std::string& reason) {
  if (taken_ == 0) return {};
  db::PutTotals(transaction_, call_.account(), sums_.totals());
  return {true, {TransitionTrigger::kFact, first_id_, earliest_, call_.principal->id}, reason};
}

void DocumentIntake::Note(const std::string& id, absl::Time effective_at) {
  if (taken_++ == 0) first_id_ = id;
  earliest_ = std::min(earliest_, effective_at);
}

void Reach(const v1::InvoiceContent& content, DocumentReach& reach) {
  reach.earliest = std::min(reach.earliest, FromProto(content.issued_on()));
  reach.invoice_ids.push_back(content.invoice_id());
  if (!content.amends().empty()) reach.invoice_ids.push_back(content.amends());
}

void Reach(const v1::PaymentContent& content, const absl::TimeZone& zone, DocumentReach& reach) {
  if (content.has_received_at()) {
    reach.earliest = std::min(reach.earliest, DayOf(FromProto(content.received_at()), zone));
  }
  reach.payment_ids.push_back(content.payment_id());
  for (const v1::Allocation& allocation : content.allocations()) {
    reach.invoice_ids.push_back(allocation.invoice_id());
  }
}

}  // namespace reinstate::services
