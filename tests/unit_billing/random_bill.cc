#include "tests/unit_billing/random_bill.h"

#include <rapidcheck.h>

#include <algorithm>
#include <random>
#include <string>
#include <utility>

#include "tests/unit_billing/documents.h"

namespace reinstate::testing {
namespace {

bool OneIn(int n) { return Draw(1, n) == 1; }

absl::Time DrawInstant(int first, int last) {
  const int hours[] = {0, 0, 7, 23};
  return MidnightOf(Draw(first, last)) + absl::Hours(hours[Draw(0, 3)]);
}

void DrawFate(Invoice& invoice, int last) {
  const auto issued = static_cast<int>(invoice.issued_on - kFirstDay);
  if (OneIn(8)) {
    invoice.voided_at = MidnightOf(last);
    return;
  }
  if (OneIn(6)) invoice.written_off_at = DrawInstant(issued, std::max(issued, last));
  for (int from = issued; OneIn(4) && from <= last;) {
    const int opened = Draw(from, last);
    Dispute dispute{"D" + std::to_string(invoice.disputes.size()), MidnightOf(opened)};
    if (OneIn(2)) dispute.amount_minor = Draw(1, static_cast<int>(invoice.total_minor));
    const int resolved = Draw(opened, last + 20);
    if (resolved <= last) dispute.resolved_at = MidnightOf(resolved) + absl::Hours(1);
    const bool is_open = !dispute.resolved_at;
    invoice.disputes.push_back(std::move(dispute));
    if (is_open) break;
    from = resolved + 1;
  }
}

void DrawFate(Payment& payment, int last) {
  const auto received =
      static_cast<int>(absl::ToInt64Hours(payment.received_at - MidnightOf(0)) / 24);
  switch (Draw(0, 11)) {
    case 0:
      payment.settled = false;
      break;
    case 1:
      payment.settled = false;
      payment.failed_at = MidnightOf(last);
      break;
    case 2:
      payment.voided_at = MidnightOf(last);
      break;
    case 3:
    case 4:
      payment.reversed_at = std::max(payment.received_at, DrawInstant(received, last));
      break;
    default:
      break;
  }
}

// Half of the payments are for one invoice exactly, so that much is settled.
Payment DrawPayment(const std::string& id, const BillingFacts& facts, int first, int last) {
  Payment payment = Paid(id, OneIn(4) ? "EUR" : "USD", Draw(1, 250), "2025-01-01T00:00:00Z");
  payment.received_at = DrawInstant(first, last);
  if (!facts.invoices.empty() && OneIn(2)) {
    const auto index = static_cast<size_t>(Draw(0, static_cast<int>(facts.invoices.size()) - 1));
    const Invoice& invoice = facts.invoices[index];
    payment.currency = invoice.currency;
    payment.amount_minor = invoice.total_minor;
    if (OneIn(2)) payment.allocations = {{invoice.invoice_id, invoice.total_minor}};
  } else if (OneIn(6)) {
    payment.allocations = {{"UNKNOWN", Draw(1, static_cast<int>(payment.amount_minor))}};
  }
  DrawFate(payment, last);
  return payment;
}

}  // namespace

int Draw(int low, int high) { return *rc::gen::resize(100, rc::gen::inRange(low, high + 1)); }

absl::Time MidnightOf(int day) { return absl::FromCivil(kFirstDay + day, absl::UTCTimeZone()); }

BillingFacts DrawBill(const char* prefix, int first, int last) {
  const std::string id = prefix;
  BillingFacts facts;
  for (int i = Draw(0, 6); i > 0; --i) {
    Invoice invoice = Billed(id + "I" + std::to_string(i), OneIn(4) ? "EUR" : "USD", Draw(1, 150),
                             "2025-01-01", "2025-01-01");
    invoice.issued_on = kFirstDay + Draw(first, last);
    invoice.due_on = invoice.issued_on + Draw(0, 40);
    DrawFate(invoice, last);
    facts.invoices.push_back(std::move(invoice));
  }
  for (int i = Draw(0, 8); i > 0; --i) {
    facts.payments.push_back(DrawPayment(id + "P" + std::to_string(i), facts, first, last));
  }
  for (const Invoice& invoice : facts.invoices) {
    if (invoice.voided_at || !OneIn(4)) continue;
    Invoice note = invoice;
    note.invoice_id = id + "N" + invoice.invoice_id;
    note.amends = invoice.invoice_id;
    note.total_minor = Draw(1, 150);
    const auto issued = static_cast<int>(invoice.issued_on - kFirstDay);
    note.issued_on = note.due_on = kFirstDay + Draw(issued, last);
    note.written_off_at.reset();
    note.disputes.clear();
    if (OneIn(4)) note.voided_at = MidnightOf(last);
    facts.credit_notes.push_back(std::move(note));
  }
  return facts;
}

Policy DrawPolicy() {
  Policy policy;
  policy.days_overdue = Draw(5, 60);
  policy.dispute_pause_days = OneIn(2) ? 0 : Draw(1, 30);
  policy.clearing_grace_days = OneIn(2) ? 0 : Draw(1, 10);
  if (OneIn(2)) policy.modes.fill(CauseMode::kAuto);
  return policy;
}

AccountFacts Joined(AccountFacts facts, const BillingFacts& more) {
  const auto append = [](auto& to, const auto& from) {
    to.insert(to.end(), from.begin(), from.end());
  };
  append(facts.invoices, more.invoices);
  append(facts.credit_notes, more.credit_notes);
  append(facts.payments, more.payments);
  return facts;
}

AccountFacts Shuffled(AccountFacts facts) {
  std::mt19937 random(static_cast<unsigned>(Draw(0, 1000000)));
  std::shuffle(facts.invoices.begin(), facts.invoices.end(), random);
  std::shuffle(facts.credit_notes.begin(), facts.credit_notes.end(), random);
  std::shuffle(facts.payments.begin(), facts.payments.end(), random);
  return facts;
}

}  // namespace reinstate::testing
