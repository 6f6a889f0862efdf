// Random documents, and what becomes of them.

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "server/domain/civil_day.h"
#include "tests/unit/facts_builder.h"
#include "tests/unit/random_facts.h"

namespace reinstate {
namespace {

const char* CurrencyOf(int number) { return number == 0 ? "EUR" : "USD"; }

// No fact acts later.
absl::Time LimitOf(const RandomCase& made) { return made.now + absl::Minutes(5); }

}  // namespace

absl::Time RandomFacts::InstantOfChange(absl::Time first, const RandomCase& made,
                                        const absl::TimeZone& zone) {
  absl::Time at = InstantUpTo(LimitOf(made), zone);
  const auto& [invoices, credit_notes, payments] = static_cast<const BillingFacts&>(made.facts);
  if (!payments.empty() && OneIn(3)) {
    at =
        payments[static_cast<size_t>(Number(0, static_cast<int>(payments.size()) - 1))].received_at;
  } else if (!invoices.empty() && OneIn(2)) {
    const Invoice& invoice =
        invoices[static_cast<size_t>(Number(0, static_cast<int>(invoices.size()) - 1))];
    const absl::CivilDay overdue_on = invoice.due_on + made.policies.all()[0].days_overdue + 1;
    at = StartOfDay(overdue_on + Number(-9, 3), zone) + absl::Hours(Number(0, 1) * Number(0, 30));
  }
  return std::max(first, std::min(at, LimitOf(made)));
}

void RandomFacts::AddInvoice(int number, RandomCase* made, const absl::TimeZone& zone) {
  const int last_day = static_cast<int>(DayOf(made->now, zone) + 1 - kFirstDay);
  Invoice invoice;
  invoice.invoice_id = "I" + std::to_string(number);
  invoice.currency = CurrencyOf(Number(0, 3));
  invoice.total_minor = Number(1, 150);
  invoice.issued_on = kFirstDay + std::min(Number(0, kDays), last_day);
  invoice.due_on = invoice.issued_on + (OneIn(2) ? 30 : Number(0, 60));
  made->facts.invoices.push_back(std::move(invoice));
}

void RandomFacts::AddPayment(int number, RandomCase* made, const absl::TimeZone& zone) {
  Payment payment;
  payment.payment_id = "P" + std::to_string(number);
  payment.currency = CurrencyOf(Number(0, 3));
  payment.amount_minor = Number(1, 250);
  payment.received_at =
      OneIn(2) ? InstantUpTo(LimitOf(*made), zone)
               : InstantOfChange(StartOfDay(kFirstDay, zone) - absl::Hours(24), *made, zone);
  int64_t left_minor = payment.amount_minor;
  std::set<std::string> named;
  for (int i = Number(0, 3); i > 0 && left_minor > 0; --i) {
    const auto& invoices = made->facts.invoices;
    const size_t index = static_cast<size_t>(Number(0, static_cast<int>(invoices.size())));
    const bool unknown = index == invoices.size();
    if (!unknown && invoices[index].currency != payment.currency) continue;
    const std::string id = unknown ? "X" : invoices[index].invoice_id;
    if (!named.insert(id).second) continue;
    const int64_t amount_minor = Number(1, static_cast<int>(left_minor));
    payment.allocations.push_back({id, amount_minor});
    left_minor -= amount_minor;
  }
  AddFate(&payment, *made, zone);
  made->facts.payments.push_back(std::move(payment));
}

void RandomFacts::AddCreditNote(int number, RandomCase* made, const absl::TimeZone& zone) {
  const auto& invoices = made->facts.invoices;
  if (invoices.empty()) return;
  const Invoice& amended =
      invoices[static_cast<size_t>(Number(0, static_cast<int>(invoices.size()) - 1))];
  Invoice note;
  note.invoice_id = "N" + std::to_string(number);
  note.amends = amended.invoice_id;
  note.currency = amended.currency;
  note.total_minor = Number(1, 150);
  const auto latest = static_cast<int>(DayOf(made->now, zone) + 1 - amended.issued_on);
  note.issued_on = note.due_on = amended.issued_on + Number(0, std::min(150, latest));
  if (OneIn(5)) note.voided_at = made->now;
  made->facts.credit_notes.push_back(std::move(note));
}

void RandomFacts::AddFate(Payment* payment, const RandomCase& made, const absl::TimeZone& zone) {
  switch (Number(0, 11)) {
    case 0:
    case 1:
      payment->settled = false;
      break;
    case 2:
      payment->settled = false;
      payment->failed_at = made.now;
      break;
    case 3:
      payment->settled = OneIn(2);
      payment->voided_at = made.now;
      break;
    case 4:
    case 5:
    case 6:
      payment->reversed_at = InstantOfChange(payment->received_at, made, zone);
      break;
    default:
      break;
  }
}

void RandomFacts::AddFate(Invoice* invoice, const RandomCase& made, const absl::TimeZone& zone) {
  const bool amended = std::any_of(
      made.facts.credit_notes.begin(), made.facts.credit_notes.end(),
      [&](const Invoice& note) { return !note.voided_at && note.amends == invoice->invoice_id; });
  const absl::Time issued_at = StartOfDay(invoice->issued_on, zone);
  if (issued_at <= LimitOf(made) && OneIn(2)) AddDisputes(invoice, made, zone);
  if (!amended && OneIn(7)) {
    invoice->voided_at = made.now;
  } else if (issued_at <= LimitOf(made) && OneIn(4)) {
    invoice->written_off_at = InstantOfChange(issued_at, made, zone);
  }
}

void RandomFacts::AddDisputes(Invoice* invoice, const RandomCase& made,
                              const absl::TimeZone& zone) {
  absl::Time first = StartOfDay(invoice->issued_on, zone);
  for (int i = Number(1, 4); i > 0; --i) {
    Dispute dispute;
    dispute.dispute_id = "Q" + std::to_string(i);
    dispute.opened_at = InstantOfChange(first, made, zone);
    if (!invoice->disputes.empty() && invoice->disputes.back().opened_at == dispute.opened_at) {
      continue;
    }
    if (OneIn(2)) dispute.amount_minor = Number(1, static_cast<int>(invoice->total_minor));
    const bool resolved = !OneIn(3);
    if (resolved) {
      const absl::Time soon = dispute.opened_at + absl::Hours(Number(0, 200));
      dispute.resolved_at =
          OneIn(3) ? InstantOfChange(dispute.opened_at, made, zone) : std::min(soon, LimitOf(made));
      dispute.outcome = OneIn(2) ? DisputeOutcome::kUpheld : DisputeOutcome::kLost;
      first = *dispute.resolved_at;
    }
    invoice->disputes.push_back(std::move(dispute));
    if (!resolved) break;
  }
}

void RandomFacts::AddDocuments(RandomCase* made, const absl::TimeZone& zone) {
  for (int i = Number(0, 5); i > 0; --i) AddInvoice(i, made, zone);
  for (int i = Number(0, 5); i > 0; --i) AddPayment(i, made, zone);
  for (int i = Number(-2, 2); i > 0; --i) AddCreditNote(i, made, zone);
  const RandomCase bare = *made;
  for (Invoice& invoice : made->facts.invoices) AddFate(&invoice, bare, zone);
}

}  // namespace reinstate
