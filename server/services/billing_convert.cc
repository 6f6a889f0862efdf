#include "server/services/billing_convert.h"

#include "server/services/convert.h"

namespace reinstate::services {
namespace {

// In the order of PaymentStatus.
constexpr v1::PaymentStatus kPaymentStatuses[] = {
    v1::PAYMENT_STATUS_PENDING, v1::PAYMENT_STATUS_SETTLED, v1::PAYMENT_STATUS_FAILED,
    v1::PAYMENT_STATUS_REVERSED, v1::PAYMENT_STATUS_VOIDED};

v1::Dispute Show(const Dispute& dispute, const std::string& currency) {
  v1::Dispute proto;
  proto.set_dispute_id(dispute.dispute_id);
  if (dispute.amount_minor) *proto.mutable_amount() = ToMoney(*dispute.amount_minor, currency);
  *proto.mutable_opened_at() = ToProto(dispute.opened_at);
  if (!dispute.resolved_at) return proto;
  *proto.mutable_resolved_at() = ToProto(*dispute.resolved_at);
  proto.set_outcome(static_cast<v1::DisputeOutcome>(static_cast<int>(dispute.outcome) + 1));
  return proto;
}

// What was fixed when the document was recorded.
void FillContent(const Invoice& invoice, v1::Invoice& proto) {
  proto.set_document_type(invoice.is_credit_note() ? v1::DOCUMENT_TYPE_CREDIT_NOTE
                                                   : v1::DOCUMENT_TYPE_INVOICE);
  proto.set_invoice_type(static_cast<v1::InvoiceType>(static_cast<int>(invoice.type) + 1));
  if (invoice.period) {
    *proto.mutable_billing_period()->mutable_from() = ToProto(invoice.period->from);
    *proto.mutable_billing_period()->mutable_through() = ToProto(invoice.period->through);
  }
  proto.set_amends(invoice.amends);
  for (const LineItem& line : invoice.lines) *proto.add_lines() = ToProto(line);
  if (!invoice.instructions) return;
  v1::PaymentInstructions& instructions = *proto.mutable_payment_instructions();
  instructions = ToProto(*invoice.instructions);
  if (instructions.reference().empty()) instructions.set_reference(invoice.invoice_id);
  *instructions.mutable_amount() = ToMoney(invoice.total_minor, invoice.currency);
}

}  // namespace

v1::LineItem ToProto(const LineItem& line) {
  v1::LineItem proto;
  proto.set_description(line.description);
  proto.set_reference(line.reference);
  proto.set_quantity(line.quantity);
  proto.set_amount_minor(line.amount_minor);
  return proto;
}

v1::Payment ToProto(const Payment& payment) {
  v1::Payment proto;
  proto.set_payment_id(payment.payment_id);
  *proto.mutable_amount() = ToMoney(payment.amount_minor, payment.currency);
  *proto.mutable_received_at() = ToProto(payment.received_at);
  proto.set_method(payment.method);
  proto.set_status(kPaymentStatuses[static_cast<size_t>(payment.status())]);
  for (const Allocation& allocation : payment.allocations) {
    v1::Allocation* added = proto.add_allocations();
    added->set_invoice_id(allocation.invoice_id);
    added->set_amount_minor(allocation.amount_minor);
  }
  *proto.mutable_recorded_at() = ToProto(payment.recorded_at);
  if (payment.reversed_at) *proto.mutable_reversed_at() = ToProto(*payment.reversed_at);
  return proto;
}

v1::Invoice ToProto(const InvoiceState& state) {
  const Invoice& invoice = *state.invoice;
  v1::Invoice proto;
  proto.set_invoice_id(invoice.invoice_id);
  *proto.mutable_total() = ToMoney(invoice.total_minor, invoice.currency);
  *proto.mutable_residual() = ToMoney(state.residual_minor, invoice.currency);
  *proto.mutable_issued_on() = ToProto(invoice.issued_on);
  *proto.mutable_due_on() = ToProto(invoice.due_on);
  proto.set_status(static_cast<v1::InvoiceStatus>(static_cast<int>(state.status) + 1));
  proto.set_days_overdue(static_cast<int32_t>(state.days_overdue));
  *proto.mutable_recorded_at() = ToProto(invoice.recorded_at);
  FillContent(invoice, proto);
  proto.set_disputed(state.disputed);
  for (const Dispute& dispute : invoice.disputes) {
    *proto.add_disputes() = Show(dispute, invoice.currency);
  }
  if (invoice.voided_at) *proto.mutable_voided_at() = ToProto(*invoice.voided_at);
  if (invoice.written_off_at) *proto.mutable_written_off_at() = ToProto(*invoice.written_off_at);
  return proto;
}

v1::LedgerEntry ToProto(const LedgerEntry& entry) {
  v1::LedgerEntry proto;
  *proto.mutable_effective_at() = ToProto(entry.effective_at);
  proto.set_kind(static_cast<v1::LedgerEntryKind>(static_cast<int>(entry.kind) + 1));
  proto.set_document_id(entry.document_id);
  *proto.mutable_amount() = ToMoney(entry.amount_minor, entry.currency);
  *proto.mutable_balance() = ToMoney(entry.balance_minor, entry.currency);
  return proto;
}

v1::PaymentInstructions ToProto(const PaymentInstructions& instructions) {
  v1::PaymentInstructions proto;
  proto.set_method(instructions.method);
  proto.set_beneficiary(instructions.beneficiary);
  proto.set_account_number(instructions.account_number);
  proto.set_bank_code(instructions.bank_code);
  proto.set_reference(instructions.reference);
  if (instructions.valid_until) {
    *proto.mutable_valid_until() = ToProto(*instructions.valid_until);
  }
  return proto;
}

Payment FromProto(const v1::PaymentContent& content, absl::Time now) {
  Payment payment;
  payment.payment_id = content.payment_id();
  payment.currency = content.amount().currency_code();
  payment.amount_minor = content.amount().amount_minor();
  payment.received_at = content.has_received_at() ? FromProto(content.received_at()) : now;
  payment.method = content.method();
  for (const v1::Allocation& allocation : content.allocations()) {
    payment.allocations.push_back({allocation.invoice_id(), allocation.amount_minor()});
  }
  payment.recorded_at = now;
  payment.settled = content.status() != v1::PAYMENT_STATUS_PENDING;
  return payment;
}

PaymentInstructions FromProto(const v1::PaymentInstructions& instructions) {
  PaymentInstructions result;
  result.method = instructions.method();
  result.beneficiary = instructions.beneficiary();
  result.account_number = instructions.account_number();
  result.bank_code = instructions.bank_code();
  result.reference = instructions.reference();
  if (instructions.has_valid_until()) result.valid_until = FromProto(instructions.valid_until());
  return result;
}

Invoice FromProto(const v1::InvoiceContent& content, const std::vector<PaymentTerms>& terms,
                  const PolicySet& policies, absl::Time now) {
  Invoice invoice;
  invoice.invoice_id = content.invoice_id();
  invoice.currency = content.total().currency_code();
  invoice.total_minor = content.total().amount_minor();
  invoice.issued_on = FromProto(content.issued_on());
  invoice.recorded_at = now;
  invoice.amends = content.amends();
  if (content.has_due_on()) {
    invoice.due_on = FromProto(content.due_on());
  } else {
    invoice.due_on = invoice.issued_on;
    if (!invoice.is_credit_note()) invoice.due_on += NetDays(terms, policies, invoice.issued_on);
  }
  if (content.invoice_type() == v1::INVOICE_TYPE_RECURRING) invoice.type = InvoiceType::kRecurring;
  if (content.has_billing_period()) {
    invoice.period = {FromProto(content.billing_period().from()),
                      FromProto(content.billing_period().through())};
  }
  for (const v1::LineItem& line : content.lines()) {
    invoice.lines.push_back(
        {line.description(), line.reference(), line.quantity(), line.amount_minor()});
  }
  return invoice;
}

Status CheckContent(const v1::InvoiceContent& content) {
  const bool is_credit_note = content.document_type() == v1::DOCUMENT_TYPE_CREDIT_NOTE;
  if (is_credit_note == !content.amends().empty()) return Ok();
  return InvalidField("invoice.amends", is_credit_note ? "must name the invoice it is for"
                                                       : "must be unset: only a credit note "
                                                         "(document_type) amends an invoice");
}

Status CheckContent(const v1::PaymentContent& content) {
  const v1::PaymentStatus status = content.status();
  if (status == v1::PAYMENT_STATUS_UNSPECIFIED || status == v1::PAYMENT_STATUS_PENDING ||
      status == v1::PAYMENT_STATUS_SETTLED) {
    return Ok();
  }
  return InvalidField("payment.status", "must be PENDING or SETTLED when it is recorded");
}

}  // namespace reinstate::services
