// The history of a bill (DOMAIN 5): one dated list of what raised and what lowered the balance.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "server/domain/facts.h"

namespace reinstate {

// In the order in which entries of one instant stand.
enum class LedgerEntryKind { kInvoice, kCreditNote, kPayment, kReversal, kVoid, kWriteOff };

struct LedgerEntry {
  absl::Time effective_at;
  LedgerEntryKind kind = LedgerEntryKind::kInvoice;
  std::string document_id;  // the invoice, credit note or payment
  std::string currency;
  int64_t amount_minor = 0;   // above zero: owed; below: covered
  int64_t balance_minor = 0;  // of the currency, after this entry
};

// Everything effective by `now`, by (instant, kind, id). What was voided stands at its own instant
// and again, with the opposite sign, where it was voided. The last balance of a currency is its
// open balance. Pure. The sums of the documents must be within int64.
std::vector<LedgerEntry> LedgerOf(const BillingFacts& facts, const absl::TimeZone& zone,
                                  absl::Time now);

}  // namespace reinstate
