// The bill on one page (DOMAIN 5): what is owed, since when, and how billing moves by month.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
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
  int64_t invoiced_minor = 0;
  int invoice_count = 0;
  std::optional<int64_t> change_minor;         // unset for the first month
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
  int64_t current_month_balance_minor = 0;  // R25
  int64_t invoiced_this_month_minor = 0;
  Ageing ageing;
  std::vector<TrendMonth> trend;  // R24; oldest first, the last is the current month
};

struct RecentInvoice {
  const Invoice* invoice = nullptr;
  int64_t residual_minor = 0;  // the total before its day of issue
};

inline constexpr size_t kRecentInvoices = 5;

struct BillingSummary {
  bool current = true;                    // R20
  std::vector<CurrencyBalance> balances;  // by currency code
  const Payment* last_payment = nullptr;  // R28
  std::vector<RecentInvoice> recent;  // newest issue first, then by id; also what is dated later
};

// Pure; independent of the order of the documents. Invoices and payments dated later than `now`
// count in no figure of the balances. The sums of the documents must be within int64 (Sums
// refuses others). `trend_months` is at least 1. The result points into the documents.
BillingSummary SummarizeBilling(const std::vector<Invoice>& invoices,
                                const std::vector<Payment>& payments, const Policy& policy,
                                absl::Time now, int trend_months);

// 10000 * change / before, half away from zero; nothing where `before` is zero or the figure
// leaves int64.
std::optional<int64_t> BasisPoints(int64_t change_minor, int64_t before_minor);

}  // namespace reinstate
