// The bill on one page (DOMAIN 5): what is owed, since when, and how billing moves by month.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "server/domain/bill_state.h"
#include "server/domain/facts.h"
#include "server/domain/policy.h"

namespace reinstate {

// Residuals by days overdue.
struct Ageing {
  int64_t not_due_minor = 0;
  int64_t days_1_to_30_minor = 0;
  int64_t days_31_to_60_minor = 0;
  int64_t over_60_days_minor = 0;

  friend bool operator==(const Ageing&, const Ageing&) = default;
};

struct TrendMonth {
  absl::CivilMonth month;
  int64_t invoiced_minor = 0;  // less the credit notes
  int invoice_count = 0;
  // Unset for the first month, and where it leaves int64.
  std::optional<int64_t> change_minor;
  std::optional<int64_t> change_basis_points;  // unset where the month before is zero
  bool partial = false;                        // the current month

  friend bool operator==(const TrendMonth&, const TrendMonth&) = default;
};

struct CurrencyBalance {
  std::string currency;
  int64_t open_balance_minor = 0;  // past due + not yet due - unapplied credit
  int64_t past_due_minor = 0;
  int64_t not_yet_due_minor = 0;
  int64_t unapplied_credit_minor = 0;
  int64_t disputed_minor = 0;               // of what is owed
  int64_t pending_minor = 0;                // payments received that have not settled
  int64_t current_month_balance_minor = 0;  // R25
  int64_t invoiced_this_month_minor = 0;
  Ageing ageing;
  std::vector<TrendMonth> trend;  // R24; oldest first, the last is the current month
};

inline constexpr size_t kRecentInvoices = 5;

struct BillingSummary {
  bool current = true;                    // R20
  std::vector<CurrencyBalance> balances;  // by currency code
  const Payment* last_payment = nullptr;  // R28
  std::vector<InvoiceState> recent;  // newest issue first, then by id; also what is dated later
};

// Pure; independent of the order of the documents. What is dated later than `now` counts in no
// figure of the balances. The sums of the documents must be within int64 (Sums refuses others).
// `trend_months` is at least 1. The result points into the facts.
BillingSummary SummarizeBilling(const BillingFacts& facts, const Policy& policy, absl::Time now,
                                int trend_months);

// 10000 * change / before, half away from zero; nothing where `before` is zero or the figure
// leaves int64.
std::optional<int64_t> BasisPoints(int64_t change_minor, int64_t before_minor);

}  // namespace reinstate
