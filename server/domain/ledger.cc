#include "server/domain/ledger.h"

#include <algorithm>
#include <map>
#include <tuple>

#include "server/domain/civil_day.h"
#include "server/domain/pour.h"

namespace reinstate {

std::vector<LedgerEntry> LedgerOf(const BillingFacts& facts, const absl::TimeZone& zone,
                                  absl::Time now) {
  using Kind = LedgerEntryKind;
  std::vector<LedgerEntry> ledger;
  const auto add = [&](absl::Time at, Kind kind, const std::string& id, const std::string& currency,
                       int64_t amount_minor) {
    if (at <= now) ledger.push_back({at, kind, id, currency, amount_minor, 0});
  };
  const Pour pour(facts, zone);
  for (size_t i = 0; i < facts.invoices.size(); ++i) {
    const Invoice& invoice = facts.invoices[i];
    const auto& [id, currency] = std::tie(invoice.invoice_id, invoice.currency);
    const absl::Time at = pour.issued_at(i);
    add(at, Kind::kInvoice, id, currency, invoice.total_minor);
    // Before it began to count, what was voided has no entry to take back.
    if (invoice.voided_at) {
      add(std::max(at, *invoice.voided_at), Kind::kVoid, id, currency, -invoice.total_minor);
    } else if (invoice.written_off_at) {
      add(*invoice.written_off_at, Kind::kWriteOff, id, currency, -pour.WrittenOffMinor(i));
    }
  }
  for (const Invoice& note : facts.credit_notes) {
    const absl::Time at = StartOfDay(note.issued_on, zone);
    add(at, Kind::kCreditNote, note.invoice_id, note.currency, -note.total_minor);
    if (!note.voided_at) continue;
    add(std::max(at, *note.voided_at), Kind::kVoid, note.invoice_id, note.currency,
        note.total_minor);
  }
  for (const Payment& payment : facts.payments) {
    if (!payment.settled) continue;
    const auto& [id, currency] = std::tie(payment.payment_id, payment.currency);
    add(payment.received_at, Kind::kPayment, id, currency, -payment.amount_minor);
    if (payment.voided_at) {
      add(std::max(payment.received_at, *payment.voided_at), Kind::kVoid, id, currency,
          payment.amount_minor);
    } else if (payment.reversed_at) {
      add(*payment.reversed_at, Kind::kReversal, id, currency, payment.amount_minor);
    }
  }
  std::sort(ledger.begin(), ledger.end(), [](const LedgerEntry& a, const LedgerEntry& b) {
    return std::tie(a.effective_at, a.kind, a.document_id) <
           std::tie(b.effective_at, b.kind, b.document_id);
  });
  std::map<std::string, int64_t> balance_minor;
  for (LedgerEntry& entry : ledger) {
    entry.balance_minor = balance_minor[entry.currency] += entry.amount_minor;
  }
  return ledger;
}

}  // namespace reinstate
