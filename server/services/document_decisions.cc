#include "server/services/document_decisions.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "db/billing.h"
#include "server/domain/civil_day.h"
#include "server/services/convert.h"

namespace reinstate::services {
namespace {

template <typename Request>
std::optional<absl::Time> EffectiveAt(const Request& request) {
  if (!request.has_effective_at()) return std::nullopt;
  return FromProto(request.effective_at());
}

}  // namespace

Invoice* FindDocument(BillingFacts& facts, const std::string& invoice_id) {
  for (auto* documents : {&facts.invoices, &facts.credit_notes}) {
    const auto found =
        std::find_if(documents->begin(), documents->end(),
                     [&](const Invoice& known) { return known.invoice_id == invoice_id; });
    if (found != documents->end()) return &*found;
  }
  return nullptr;
}

Payment* FindPayment(BillingFacts& facts, const std::string& payment_id) {
  auto& payments = facts.payments;
  const auto found = std::find_if(payments.begin(), payments.end(), [&](const Payment& known) {
    return known.payment_id == payment_id;
  });
  return found == payments.end() ? nullptr : &*found;
}

// Documents begin to count in the first policy's zone, as in the timeline.
Recording DocumentDecision::RecordingOf(const std::string& reason) const {
  return {state_.now, state_.policies().document_zone(), services::RecorderOf(call_, reason)};
}

absl::Time DocumentDecision::IssuedAt(const Invoice& invoice) const {
  return StartOfDay(invoice.issued_on, state_.policies().document_zone());
}

WriteOutcome DocumentDecision::Changed(const std::string& id, absl::Time effective_at,
                                       const std::string& reason) const {
  return {true, {TransitionTrigger::kFact, id, effective_at, call_.principal->id}, reason};
}

Result<WriteOutcome> DocumentDecision::Decide(const v1::VoidInvoiceRequest& request) {
  Invoice* invoice = FindDocument(state_.facts, request.invoice_id());
  if (invoice == nullptr) return InvoiceNotFound(request.invoice_id());
  const auto changed = VoidDocument(*invoice, state_.facts, RecordingOf(request.reason()));
  if (!changed.ok()) return changed.error();
  if (!*changed) return WriteOutcome{};
  VoidInvoice(transaction_, call_.account(), *invoice, next_revision());
  return Changed(invoice->invoice_id, IssuedAt(*invoice), request.reason());
}

Result<WriteOutcome> DocumentDecision::Decide(const v1::WriteOffInvoiceRequest& request) {
  Invoice* invoice = FindDocument(state_.facts, request.invoice_id());
  if (invoice == nullptr) return InvoiceNotFound(request.invoice_id());
  const auto changed =
      WriteOff(*invoice, state_.facts, EffectiveAt(request), RecordingOf(request.reason()));
  if (!changed.ok()) return changed.error();
  if (!*changed) return WriteOutcome{};
  WriteOffInvoice(transaction_, call_.account(), *invoice, next_revision());
  return Changed(invoice->invoice_id, *invoice->written_off_at, request.reason());
}

Result<WriteOutcome> DocumentDecision::Decide(const v1::OpenDisputeRequest& request) {
  Invoice* invoice = FindDocument(state_.facts, request.invoice_id());
  if (invoice == nullptr) return InvoiceNotFound(request.invoice_id());
  if (request.has_amount() && request.amount().currency_code() != invoice->currency) {
    return InvalidField("amount.currency_code", "the invoice is in " + invoice->currency);
  }
  Dispute dispute{request.dispute_id(), EffectiveAt(request).value_or(state_.now)};
  if (request.has_amount()) dispute.amount_minor = request.amount().amount_minor();
  const auto changed =
      OpenDispute(*invoice, dispute, request.has_effective_at(), RecordingOf(request.reason()));
  if (!changed.ok()) return changed.error();
  if (!*changed) return WriteOutcome{};
  InsertDispute(transaction_, call_.account(), invoice->invoice_id, dispute, next_revision());
  return Changed(dispute.dispute_id, dispute.opened_at, request.reason());
}

Result<WriteOutcome> DocumentDecision::Decide(const v1::ResolveDisputeRequest& request) {
  Invoice* invoice = FindDocument(state_.facts, request.invoice_id());
  if (invoice == nullptr) return InvoiceNotFound(request.invoice_id());
  const auto outcome = static_cast<DisputeOutcome>(request.outcome() - 1);
  const auto changed = ResolveDispute(*invoice, request.dispute_id(), outcome, EffectiveAt(request),
                                      RecordingOf(request.reason()));
  if (!changed.ok()) return changed.error();
  if (!*changed) return WriteOutcome{};
  const auto dispute =
      std::find_if(invoice->disputes.begin(), invoice->disputes.end(),
                   [&](const Dispute& known) { return known.dispute_id == request.dispute_id(); });
  db::ResolveDispute(transaction_, call_.account(), invoice->invoice_id, *dispute);
  return Changed(dispute->dispute_id, *dispute->resolved_at, request.reason());
}

Result<WriteOutcome> DocumentDecision::Decide(const v1::SettlePaymentRequest& request) {
  Payment* payment = FindPayment(state_.facts, request.payment_id());
  if (payment == nullptr) return PaymentNotFound(request.payment_id());
  const auto changed = SettlePayment(*payment, RecordingOf(request.reason()));
  if (!changed.ok()) return changed.error();
  if (!*changed) return WriteOutcome{};
  db::SettlePayment(transaction_, call_.account(), *payment, next_revision());
  return Changed(payment->payment_id, payment->received_at, request.reason());
}

Result<WriteOutcome> DocumentDecision::Decide(const v1::FailPaymentRequest& request) {
  Payment* payment = FindPayment(state_.facts, request.payment_id());
  if (payment == nullptr) return PaymentNotFound(request.payment_id());
  const auto changed = FailPayment(*payment, RecordingOf(request.reason()));
  if (!changed.ok()) return changed.error();
  if (!*changed) return WriteOutcome{};
  db::FailPayment(transaction_, call_.account(), *payment, next_revision());
  return Changed(payment->payment_id, payment->received_at, request.reason());
}

Result<WriteOutcome> DocumentDecision::Decide(const v1::ReversePaymentRequest& request) {
  Payment* payment = FindPayment(state_.facts, request.payment_id());
  if (payment == nullptr) return PaymentNotFound(request.payment_id());
  const auto changed =
      ReversePayment(*payment, EffectiveAt(request), RecordingOf(request.reason()));
  if (!changed.ok()) return changed.error();
  if (!*changed) return WriteOutcome{};
  db::ReversePayment(transaction_, call_.account(), *payment, next_revision());
  return Changed(payment->payment_id, *payment->reversed_at, request.reason());
}

Result<WriteOutcome> DocumentDecision::Decide(const v1::VoidPaymentRequest& request) {
  Payment* payment = FindPayment(state_.facts, request.payment_id());
  if (payment == nullptr) return PaymentNotFound(request.payment_id());
  const auto changed = VoidPayment(*payment, RecordingOf(request.reason()));
  if (!changed.ok()) return changed.error();
  if (!*changed) return WriteOutcome{};
  db::VoidPayment(transaction_, call_.account(), *payment, next_revision());
  return Changed(payment->payment_id, payment->received_at, request.reason());
}

}  // namespace reinstate::services
