#include "server/domain/billing_summary.h"

#include <algorithm>
#include <limits>
#include <map>
#include <tuple>
#include <utility>

#include "server/domain/civil_day.h"

namespace reinstate {
namespace {

// GCC's extension, for products that leave 64 bits.
__extension__ using Wide = __int128;

constexpr int64_t kBasisPointsInWhole = 10000;

void AddResidual(int64_t residual_minor, int64_t days_overdue, CurrencyBalance& balance) {
  Ageing& ageing = balance.ageing;
  if (days_overdue <= 0) {
    balance.not_yet_due_minor += residual_minor;
    ageing.not_due_minor += residual_minor;
    return;
  }
  balance.past_due_minor += residual_minor;
  int64_t& bucket = days_overdue <= 30   ? ageing.days_1_to_30_minor
                    : days_overdue <= 60 ? ageing.days_31_to_60_minor
                                         : ageing.over_60_days_minor;
  bucket += residual_minor;
}

std::vector<TrendMonth> EmptyTrend(absl::CivilMonth current, int months) {
  std::vector<TrendMonth> trend(static_cast<size_t>(months));
  for (int i = 0; i < months; ++i) trend[static_cast<size_t>(i)].month = current - (months - 1 - i);
  trend.back().partial = true;
  return trend;
}

void AddIssue(const Invoice& invoice, std::vector<TrendMonth>& trend) {
  const int64_t place = absl::CivilMonth(invoice.issued_on) - trend.front().month;
  if (place < 0 || place >= static_cast<int64_t>(trend.size())) return;
  TrendMonth& month = trend[static_cast<size_t>(place)];
  month.invoiced_minor += invoice.is_credit_note() ? -invoice.total_minor : invoice.total_minor;
  if (!invoice.is_credit_note()) ++month.invoice_count;
}

void AddChanges(std::vector<TrendMonth>& trend) {
  for (size_t i = 1; i < trend.size(); ++i) {
    const int64_t before = trend[i - 1].invoiced_minor;
    int64_t change = 0;
    if (__builtin_sub_overflow(trend[i].invoiced_minor, before, &change)) continue;
    trend[i].change_minor = change;
    trend[i].change_basis_points = BasisPoints(change, before);
  }
}

const Payment* LastOf(const std::vector<Payment>& payments) {
  const Payment* last = nullptr;
  for (const Payment& payment : payments) {
    if (payment.failed_at || payment.voided_at) continue;
    if (last == nullptr || std::tie(last->received_at, last->payment_id) <
                               std::tie(payment.received_at, payment.payment_id)) {
      last = &payment;
    }
  }
  return last;
}

std::vector<InvoiceState> RecentOf(std::vector<InvoiceState> documents) {
  const size_t size = std::min(kRecentInvoices, documents.size());
  const auto newer = [](const InvoiceState& a, const InvoiceState& b) {
    return std::tie(b.invoice->issued_on, a.invoice->invoice_id) <
           std::tie(a.invoice->issued_on, b.invoice->invoice_id);
  };
  const auto middle = documents.begin() + static_cast<std::ptrdiff_t>(size);
  std::partial_sort(documents.begin(), middle, documents.end(), newer);
  documents.resize(size);
  return documents;
}

}  // namespace

std::optional<int64_t> BasisPoints(int64_t change_minor, int64_t before_minor) {
  if (before_minor == 0) return std::nullopt;
  const Wide whole = before_minor < 0 ? -Wide{before_minor} : Wide{before_minor};
  const Wide product = Wide{change_minor} * kBasisPointsInWhole;
  const Wide magnitude = product < 0 ? -product : product;
  const Wide rounded = (2 * magnitude + whole) / (2 * whole);
  if (rounded > std::numeric_limits<int64_t>::max()) return std::nullopt;
  const auto points = static_cast<int64_t>(rounded);
  return product < 0 ? -points : points;
}

BillingSummary SummarizeBilling(const BillingFacts& facts, const Policy& policy, absl::Time now,
                                int trend_months) {
  BillState state = StateOfBill(facts, policy, now);
  const absl::CivilDay today = DayOf(now, policy.zone);
  const absl::CivilMonth this_month(today);
  BillingSummary summary;
  std::map<std::string, CurrencyBalance> by_currency;
  const auto balance_of = [&](const std::string& currency) -> CurrencyBalance& {
    CurrencyBalance& balance = by_currency[currency];
    if (balance.trend.empty()) {
      balance.currency = currency;
      balance.trend = EmptyTrend(this_month, trend_months);
    }
    return balance;
  };
  for (const InvoiceState& document : state.documents) {
    if (!document.counts) continue;
    const Invoice& invoice = *document.invoice;
    CurrencyBalance& balance = balance_of(invoice.currency);
    AddIssue(invoice, balance.trend);
    if (invoice.is_credit_note()) continue;
    AddResidual(document.residual_minor, today - invoice.due_on, balance);
    balance.disputed_minor += document.disputed_minor;
    if (absl::CivilMonth(invoice.issued_on) == this_month) {
      balance.current_month_balance_minor += document.residual_minor;
    }
    const bool above_tolerance = document.residual_minor > policy.tolerance(invoice.currency);
    if (document.days_overdue > 0 && above_tolerance) summary.current = false;
  }
  for (const Payment& payment : facts.payments) {
    if (payment.status() != PaymentStatus::kPending || payment.received_at > now) continue;
    balance_of(payment.currency).pending_minor += payment.amount_minor;
  }
  for (const auto& [currency, unapplied] : state.unapplied_minor) {
    balance_of(currency).unapplied_credit_minor = unapplied;
  }
  for (auto& [currency, balance] : by_currency) {
    // Residuals and credit are each within [0, max]: so is the distance between their sums.
    balance.open_balance_minor =
        balance.past_due_minor + balance.not_yet_due_minor - balance.unapplied_credit_minor;
    balance.invoiced_this_month_minor = balance.trend.back().invoiced_minor;
    AddChanges(balance.trend);
    summary.balances.push_back(std::move(balance));
  }
  summary.last_payment = LastOf(facts.payments);
  summary.recent = RecentOf(std::move(state.documents));
  return summary;
}

}  // namespace reinstate
