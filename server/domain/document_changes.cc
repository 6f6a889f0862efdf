#include "server/domain/document_changes.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "server/domain/civil_day.h"
#include "server/domain/pour.h"

namespace reinstate {
namespace {

constexpr char kEffectiveAt[] = "effective_at";

Error Closed(const Invoice& invoice, const std::string& why) {
  return {.reason = Reason::kInvoiceClosed,
          .message = "invoice " + invoice.invoice_id + " " + why,
          .preconditions = {{"INVOICE", invoice.invoice_id, why}},
          .resource = Resource{"invoice", invoice.invoice_id}};
}

Error BeforeSubject(const std::string& what) {
  Error error = InvalidField(kEffectiveAt, "must not be before " + what);
  error.reason = Reason::kEffectiveBeforeSubject;
  return error;
}

// Not before the invoice counts, and within the rules of time.
Status CheckInstant(const Invoice& invoice, absl::Time at, const Recording& recording) {
  if (invoice.is_credit_note()) return InvalidField("invoice_id", "names a credit note");
  if (at < StartOfDay(invoice.issued_on, recording.zone)) return BeforeSubject("the day of issue");
  return CheckEffectiveAt(at, recording.now, recording.recorder, kEffectiveAt);
}

// The payments and credit notes that name the document.
std::vector<std::string> NamedBy(const std::string& invoice_id, const BillingFacts& facts) {
  std::vector<std::string> ids;
  for (const Payment& payment : facts.payments) {
    const bool may_count =
        payment.status() == PaymentStatus::kPending || payment.status() == PaymentStatus::kSettled;
    const bool names = std::any_of(
        payment.allocations.begin(), payment.allocations.end(),
        [&](const Allocation& allocation) { return allocation.invoice_id == invoice_id; });
    if (may_count && names) ids.push_back(payment.payment_id);
  }
  for (const Invoice& note : facts.credit_notes) {
    if (!note.voided_at && note.amends == invoice_id) ids.push_back(note.invoice_id);
  }
  return ids;
}

Error WrongStatus(const Payment& payment, const char* to, const char* allowed) {
  const std::string from = PaymentStatusName(payment.status());
  return {.reason = Reason::kPaymentStatusConflict,
          .message = "payment " + payment.payment_id + " is " + from + " and cannot become " + to +
                     "; only " + allowed + " can",
          .preconditions = {{"PAYMENT_STATUS", payment.payment_id, from + " -> " + to}},
          .resource = Resource{"payment", payment.payment_id}};
}

constexpr size_t kMostNamed = 20;

// These act from the payment's receipt on.
Status CheckReceipt(const Payment& payment, const Recording& recording) {
  return CheckEffectiveAt(payment.received_at, recording.now, recording.recorder, "payment_id");
}

}  // namespace

Result<bool> VoidDocument(Invoice& document, const BillingFacts& facts,
                          const Recording& recording) {
  if (document.voided_at) return false;
  const absl::Time acts_at =
      std::min(StartOfDay(document.issued_on, recording.zone), recording.now);
  const Status timely = CheckEffectiveAt(acts_at, recording.now, recording.recorder, "invoice_id");
  if (!timely.ok()) return timely.error();
  if (document.written_off_at) return Closed(document, "is written off");
  std::vector<std::string> ids = NamedBy(document.invoice_id, facts);
  // What names a credit note is ordinary money anyway.
  if (!ids.empty() && !document.is_credit_note()) {
    std::sort(ids.begin(), ids.end());
    Error error{.reason = Reason::kInvoiceHasPayments,
                .message = "invoice " + document.invoice_id + " is named by allocations of " +
                           std::to_string(ids.size()) + " documents (the first: " + ids.front() +
                           "); void those documents first",
                .resource = Resource{"invoice", document.invoice_id}};
    // More would not fit what a status can carry.
    if (ids.size() > kMostNamed) ids.resize(kMostNamed);
    for (const std::string& id : ids) {
      error.preconditions.push_back({"ALLOCATION", id, "names the invoice"});
    }
    return error;
  }
  document.voided_at = recording.now;
  return true;
}

Result<bool> WriteOff(Invoice& invoice, const BillingFacts& facts,
                      const std::optional<absl::Time>& effective_at, const Recording& recording) {
  if (invoice.written_off_at) {
    if (effective_at && *effective_at != *invoice.written_off_at) {
      return FactConflict("write-off of invoice", invoice.invoice_id);
    }
    return false;
  }
  const absl::Time at = effective_at.value_or(recording.now);
  const Status timely = CheckInstant(invoice, at, recording);
  if (!timely.ok()) return timely.error();
  if (invoice.voided_at) return Closed(invoice, "is void");
  const auto index = static_cast<size_t>(&invoice - facts.invoices.data());
  if (Pour(facts, recording.zone).At(at).residual_minor[index] == 0) {
    return Closed(invoice, "is paid: nothing is left to write off");
  }
  invoice.written_off_at = at;
  return true;
}

Result<bool> OpenDispute(Invoice& invoice, Dispute dispute, bool names_instant,
                         const Recording& recording) {
  for (const Dispute& known : invoice.disputes) {
    if (known.dispute_id != dispute.dispute_id) continue;
    const bool same = known.amount_minor == dispute.amount_minor &&
                      (!names_instant || known.opened_at == dispute.opened_at);
    if (!same) return FactConflict("dispute", dispute.dispute_id);
    return false;
  }
  if (dispute.amount_minor &&
      (*dispute.amount_minor <= 0 || *dispute.amount_minor > invoice.total_minor)) {
    return InvalidField("amount.amount_minor", "must be above zero and at most the total");
  }
  const Status timely = CheckInstant(invoice, dispute.opened_at, recording);
  if (!timely.ok()) return timely.error();
  if (invoice.voided_at) return Closed(invoice, "is void");
  if (invoice.written_off_at) return Closed(invoice, "is written off");
  for (const Dispute& known : invoice.disputes) {
    if (known.opened_at == dispute.opened_at) return FactConflict("dispute", known.dispute_id);
    if (known.resolved_at && *known.resolved_at <= dispute.opened_at) continue;
    return Error{.reason = Reason::kDisputeOpen,
                 .message = "dispute " + known.dispute_id + " of invoice " + invoice.invoice_id +
                            " is open then; resolve it first",
                 .resource = Resource{"dispute", known.dispute_id}};
  }
  invoice.disputes.push_back(std::move(dispute));
  return true;
}

Result<bool> ResolveDispute(Invoice& invoice, const std::string& dispute_id, DisputeOutcome outcome,
                            const std::optional<absl::Time>& effective_at,
                            const Recording& recording) {
  const auto dispute =
      std::find_if(invoice.disputes.begin(), invoice.disputes.end(),
                   [&](const Dispute& known) { return known.dispute_id == dispute_id; });
  if (dispute == invoice.disputes.end()) {
    return Error{.reason = Reason::kDisputeNotFound,
                 .message = "invoice " + invoice.invoice_id + " has no dispute " + dispute_id,
                 .resource = Resource{"dispute", dispute_id}};
  }
  if (dispute->resolved_at) {
    const bool same =
        dispute->outcome == outcome && (!effective_at || *effective_at == *dispute->resolved_at);
    if (!same) return FactConflict("resolution of dispute", dispute_id);
    return false;
  }
  const absl::Time at = effective_at.value_or(recording.now);
  if (at < dispute->opened_at) return BeforeSubject("the dispute was opened");
  const Status timely = CheckEffectiveAt(at, recording.now, recording.recorder, kEffectiveAt);
  if (!timely.ok()) return timely.error();
  dispute->resolved_at = at;
  dispute->outcome = outcome;
  return true;
}

Result<bool> SettlePayment(Payment& payment, const Recording& recording) {
  if (payment.status() == PaymentStatus::kSettled) return false;
  if (payment.status() != PaymentStatus::kPending) {
    return WrongStatus(payment, "SETTLED", "PENDING");
  }
  const Status timely = CheckReceipt(payment, recording);
  if (!timely.ok()) return timely.error();
  payment.settled = true;
  return true;
}

Result<bool> FailPayment(Payment& payment, const Recording& recording) {
  if (payment.status() == PaymentStatus::kFailed) return false;
  if (payment.status() != PaymentStatus::kPending) return WrongStatus(payment, "FAILED", "PENDING");
  const Status timely = CheckReceipt(payment, recording);
  if (!timely.ok()) return timely.error();
  payment.failed_at = recording.now;
  return true;
}

Result<bool> VoidPayment(Payment& payment, const Recording& recording) {
  const PaymentStatus status = payment.status();
  if (status == PaymentStatus::kVoided) return false;
  if (status != PaymentStatus::kPending && status != PaymentStatus::kSettled) {
    return WrongStatus(payment, "VOIDED", "PENDING and SETTLED");
  }
  const Status timely = CheckReceipt(payment, recording);
  if (!timely.ok()) return timely.error();
  payment.voided_at = recording.now;
  return true;
}

Result<bool> ReversePayment(Payment& payment, const std::optional<absl::Time>& effective_at,
                            const Recording& recording) {
  if (payment.status() == PaymentStatus::kReversed) {
    if (effective_at && *effective_at != *payment.reversed_at) {
      return FactConflict("reversal of payment", payment.payment_id);
    }
    return false;
  }
  if (payment.status() != PaymentStatus::kSettled) {
    return WrongStatus(payment, "REVERSED", "SETTLED");
  }
  // A payment may have been received up to 5 minutes ahead of the clock.
  const absl::Time at = effective_at.value_or(std::max(recording.now, payment.received_at));
  if (at < payment.received_at) return BeforeSubject("the payment was received");
  const Status timely = CheckEffectiveAt(at, recording.now, recording.recorder, kEffectiveAt);
  if (!timely.ok()) return timely.error();
  payment.reversed_at = at;
  return true;
}

const char* PaymentStatusName(PaymentStatus status) {
  switch (status) {
    case PaymentStatus::kPending:
      return "PENDING";
    case PaymentStatus::kSettled:
      return "SETTLED";
    case PaymentStatus::kFailed:
      return "FAILED";
    case PaymentStatus::kReversed:
      return "REVERSED";
    case PaymentStatus::kVoided:
      return "VOIDED";
  }
  return "";
}

}  // namespace reinstate
