#include "server/domain/bill_state.h"

#include <algorithm>
#include <utility>

#include "server/domain/civil_day.h"
#include "server/domain/dispute.h"
#include "server/domain/pour.h"

namespace reinstate {
namespace {

InvoiceStatus StatusOf(const Invoice& document, int64_t residual_minor, absl::Time now) {
  if (document.voided_at) return InvoiceStatus::kVoid;
  if (document.is_written_off(now)) return InvoiceStatus::kWrittenOff;
  if (residual_minor == 0) return InvoiceStatus::kPaid;
  return residual_minor == document.total_minor ? InvoiceStatus::kOpen
                                                : InvoiceStatus::kPartiallyPaid;
}

InvoiceState StateOf(const Invoice& invoice, absl::Time issued_at, int64_t residual_minor,
                     absl::CivilDay today, absl::Time now) {
  InvoiceState state;
  state.invoice = &invoice;
  state.counts = !invoice.voided_at && issued_at <= now;
  state.residual_minor =
      issued_at <= now || invoice.voided_at ? residual_minor : invoice.total_minor;
  state.status = StatusOf(invoice, state.residual_minor, now);
  if (state.residual_minor > 0 && state.status != InvoiceStatus::kWrittenOff) {
    state.days_overdue = std::max<int64_t>(0, today - invoice.due_on);
  }
  const Dispute* dispute = OpenDisputeAt(invoice, now);
  state.disputed = dispute != nullptr;
  if (dispute != nullptr) {
    state.disputed_minor =
        std::min(dispute->amount_minor.value_or(state.residual_minor), state.residual_minor);
  }
  return state;
}

}  // namespace

BillState StateOfBill(const BillingFacts& facts, const Policy& policy, absl::Time now) {
  const Pour pour(facts, policy.zone);
  Pour::Outcome poured = pour.At(now);
  const absl::CivilDay today = DayOf(now, policy.zone);
  BillState state;
  for (size_t i = 0; i < facts.invoices.size(); ++i) {
    state.documents.push_back(
        StateOf(facts.invoices[i], pour.issued_at(i), poured.residual_minor[i], today, now));
  }
  std::map<std::string, int64_t> covered_minor;  // by the credit note's id
  for (const Pour::Coverage& coverage : poured.coverage) {
    const Pour::Source& source = pour.sources()[coverage.source];
    if (source.is_credit_note) covered_minor[*source.id] += coverage.amount_minor;
  }
  for (const Invoice& note : facts.credit_notes) {
    InvoiceState added;
    added.invoice = &note;
    added.counts = !note.voided_at && StartOfDay(note.issued_on, policy.zone) <= now;
    if (!note.voided_at) {
      const auto covered = covered_minor.find(note.invoice_id);
      added.residual_minor =
          note.total_minor - (covered == covered_minor.end() ? 0 : covered->second);
    }
    added.status = StatusOf(note, added.residual_minor, now);
    state.documents.push_back(added);
  }
  state.unapplied_minor = std::move(poured.unapplied_minor);
  return state;
}

}  // namespace reinstate
