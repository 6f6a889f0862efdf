// The bill on one page; every figure is computed by hand.

#include "server/domain/billing_summary.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <deque>
#include <limits>

#include "tests/unit_billing/documents.h"

namespace reinstate::testing {
namespace {

constexpr int64_t kMost = std::numeric_limits<int64_t>::max();

BillingSummary Summary(const std::vector<Invoice>& invoices, const std::vector<Payment>& payments,
                       const std::string& now, int trend_months = 3) {
  // The summary points into the facts.
  static std::deque<BillingFacts> all;
  const BillingFacts& kept = all.emplace_back(BillingFacts{invoices, {}, payments});
  return SummarizeBilling(kept, Policy(), At(now), trend_months);
}

TEST(BillingSummary, AnAccountWithoutDocumentsOwesNothingAndIsCurrent) {
  const BillingSummary summary = Summary({}, {}, "2026-07-01T09:00:00Z");
  EXPECT_TRUE(summary.current);
  EXPECT_TRUE(summary.balances.empty());
  EXPECT_EQ(summary.last_payment, nullptr);
  EXPECT_TRUE(summary.recent.empty());
}

// Two currencies at 2026-07-15, never added. USD: A 100.00 of May, paid but for 30.00, 15 days over
// (due 30 June); B 50.00 of June, due 14 July, a day over; C 70.00 of July, not due. EUR: one
// invoice of 80.00, 61 days over, and 20.00 set aside for an invoice that is not there.
TEST(BillingSummary, TwoCurrenciesByHand) {
  const std::vector<Invoice> invoices = {
      Billed("A", "USD", 10000, "2026-05-20", "2026-06-30"),
      Billed("B", "USD", 5000, "2026-06-14", "2026-07-14"),
      Billed("C", "USD", 7000, "2026-07-10", "2026-08-10"),
      Billed("D", "EUR", 8000, "2026-05-01", "2026-05-15"),
  };
  const std::vector<Payment> payments = {
      Paid("P1", "USD", 7000, "2026-07-01T10:00:00Z"),
      Paid("P2", "EUR", 2000, "2026-07-02T10:00:00Z", {{"E", 2000}}),
  };
  const BillingSummary summary = Summary(invoices, payments, "2026-07-15T12:00:00Z");
  EXPECT_FALSE(summary.current);
  ASSERT_EQ(summary.balances.size(), 2u);
  const CurrencyBalance& eur = summary.balances[0];
  EXPECT_EQ(eur.currency, "EUR");
  EXPECT_EQ(eur.past_due_minor, 8000);
  EXPECT_EQ(eur.not_yet_due_minor, 0);
  EXPECT_EQ(eur.unapplied_credit_minor, 2000);
  EXPECT_EQ(eur.open_balance_minor, 6000);
  EXPECT_EQ(eur.ageing, (Ageing{0, 0, 0, 8000}));
  EXPECT_EQ(eur.current_month_balance_minor, 0);
  EXPECT_EQ(eur.invoiced_this_month_minor, 0);
  const CurrencyBalance& usd = summary.balances[1];
  EXPECT_EQ(usd.currency, "USD");
  EXPECT_EQ(usd.past_due_minor, 8000);
  EXPECT_EQ(usd.not_yet_due_minor, 7000);
  EXPECT_EQ(usd.unapplied_credit_minor, 0);
  EXPECT_EQ(usd.open_balance_minor, 15000);
  EXPECT_EQ(usd.ageing, (Ageing{7000, 8000, 0, 0}));
  EXPECT_EQ(usd.current_month_balance_minor, 7000);
  EXPECT_EQ(usd.invoiced_this_month_minor, 7000);
  // 100.00, 50.00 (half), 70.00 (two fifths more).
  const std::vector<TrendMonth> trend = {
      {absl::CivilMonth(2026, 5), 10000, 1, std::nullopt, std::nullopt, false},
      {absl::CivilMonth(2026, 6), 5000, 1, -5000, -5000, false},
      {absl::CivilMonth(2026, 7), 7000, 1, 2000, 4000, true},
  };
  EXPECT_EQ(usd.trend, trend);
  ASSERT_NE(summary.last_payment, nullptr);
  EXPECT_EQ(summary.last_payment->payment_id, "P2");
}

TEST(BillingSummary, DoesNotDependOnTheOrderOfTheDocuments) {
  std::vector<Invoice> invoices = {Billed("A", "USD", 100, "2026-05-20", "2026-06-30"),
                                   Billed("B", "USD", 100, "2026-05-20", "2026-06-30"),
                                   Billed("C", "USD", 100, "2026-07-10", "2026-08-10")};
  std::vector<Payment> payments = {Paid("P1", "USD", 50, "2026-07-01T10:00:00Z"),
                                   Paid("P2", "USD", 70, "2026-07-01T10:00:00Z")};
  const BillingSummary there = Summary(invoices, payments, "2026-07-15T12:00:00Z");
  EXPECT_EQ(there.last_payment->payment_id, "P2");
  EXPECT_EQ(there.recent[1].invoice->invoice_id, "A");
  EXPECT_EQ(there.recent[2].residual_minor, 80);
  const CurrencyBalance balance = there.balances[0];
  std::reverse(invoices.begin(), invoices.end());
  std::reverse(payments.begin(), payments.end());
  const BillingSummary back = Summary(invoices, payments, "2026-07-15T12:00:00Z");
  EXPECT_EQ(back.last_payment->payment_id, "P2");
  EXPECT_EQ(back.recent[1].invoice->invoice_id, "A");
  EXPECT_EQ(back.recent[2].residual_minor, 80);
  EXPECT_EQ(back.balances[0].ageing, balance.ageing);
  EXPECT_EQ(back.balances[0].trend, balance.trend);
}

struct AgeingRow {
  const char* today;
  Ageing ageing;
  bool current;
};

// R20: one day past the due day is not current. The limits: day 0, 1, 30, 31, 60, 61.
TEST(BillingSummary, AgesByCivilDaysPastTheDueDay) {
  const std::vector<Invoice> invoices = {Billed("A", "USD", 100, "2026-01-10", "2026-01-31")};
  const std::vector<AgeingRow> rows = {
      {"2026-01-31T23:59:59Z", {100, 0, 0, 0}, true},
      {"2026-02-01T00:00:00Z", {0, 100, 0, 0}, false},
      {"2026-03-02T23:59:59Z", {0, 100, 0, 0}, false},  // 30 days, over the end of February
      {"2026-03-03T00:00:00Z", {0, 0, 100, 0}, false},
      {"2026-04-01T23:59:59Z", {0, 0, 100, 0}, false},
      {"2026-04-02T00:00:00Z", {0, 0, 0, 100}, false},
  };
  for (const AgeingRow& row : rows) {
    const BillingSummary summary = Summary(invoices, {}, row.today);
    EXPECT_EQ(summary.balances[0].ageing, row.ageing) << row.today;
    EXPECT_EQ(summary.current, row.current) << row.today;
  }
}

TEST(BillingSummary, WithinTheToleranceIsCurrentButStillOwed) {
  Policy policy;
  policy.tolerance_minor["USD"] = 100;
  const std::vector<Invoice> invoices = {Billed("A", "USD", 100, "2026-01-10", "2026-01-31")};
  const auto at = At("2026-06-01T00:00:00Z");
  EXPECT_TRUE(SummarizeBilling({invoices, {}, {}}, policy, at, 1).current);
  EXPECT_EQ(SummarizeBilling({invoices, {}, {}}, policy, at, 1).balances[0].past_due_minor, 100);
  const std::vector<Invoice> larger = {Billed("A", "USD", 101, "2026-01-10", "2026-01-31")};
  EXPECT_FALSE(SummarizeBilling({larger, {}, {}}, policy, at, 1).current);
}

// Months of 31, 28 and 31 days, the last and the first day of each, over the turn of the year.
TEST(BillingSummary, AnInvoiceBelongsToTheMonthOfItsIssueAtBothEnds) {
  const std::vector<Invoice> invoices = {
      Billed("A", "USD", 1, "2025-12-31", "2026-12-31"),
      Billed("B", "USD", 20, "2026-01-01", "2026-12-31"),
      Billed("C", "USD", 300, "2026-01-31", "2026-12-31"),
      Billed("D", "USD", 4000, "2026-02-28", "2026-12-31"),
      Billed("E", "USD", 50000, "2026-03-01", "2026-12-31"),
  };
  const auto invoiced = [&](const std::string& now, int months) {
    std::vector<int64_t> amounts;
    const BillingSummary summary = Summary(invoices, {}, now, months);
    for (const TrendMonth& month : summary.balances[0].trend) {
      amounts.push_back(month.invoiced_minor);
    }
    return amounts;
  };
  EXPECT_EQ(invoiced("2026-03-31T23:59:59Z", 4), (std::vector<int64_t>{1, 320, 4000, 50000}));
  EXPECT_EQ(invoiced("2026-04-01T00:00:00Z", 4), (std::vector<int64_t>{320, 4000, 50000, 0}));
  // Not issued before its day begins, though recorded.
  EXPECT_EQ(invoiced("2026-02-28T23:59:59.999999Z", 4), (std::vector<int64_t>{0, 1, 320, 4000}));
  EXPECT_EQ(invoiced("2026-02-27T23:59:59.999999Z", 4), (std::vector<int64_t>{0, 1, 320, 0}));
}

TEST(BillingSummary, EmptyMonthsAreZeroAndHaveNoPercentageBehindThem) {
  const std::vector<Invoice> invoices = {Billed("A", "USD", 300, "2026-02-10", "2026-03-10"),
                                         Billed("B", "USD", 400, "2026-05-10", "2026-06-10"),
                                         Billed("C", "USD", 500, "2026-05-20", "2026-06-10")};
  const BillingSummary summary = Summary(invoices, {}, "2026-06-01T00:00:00Z", 6);
  const std::vector<TrendMonth> trend = {
      {absl::CivilMonth(2026, 1), 0, 0, std::nullopt, std::nullopt, false},
      {absl::CivilMonth(2026, 2), 300, 1, 300, std::nullopt, false},
      {absl::CivilMonth(2026, 3), 0, 0, -300, -10000, false},
      {absl::CivilMonth(2026, 4), 0, 0, 0, std::nullopt, false},
      {absl::CivilMonth(2026, 5), 900, 2, 900, std::nullopt, false},
      {absl::CivilMonth(2026, 6), 0, 0, -900, -10000, true},
  };
  EXPECT_EQ(summary.balances[0].trend, trend);
}

TEST(BillingSummary, OneMonthOfTrendHasNoChange) {
  const BillingSummary summary =
      Summary({Billed("A", "USD", 300, "2026-06-10", "2026-07-10")}, {}, "2026-06-10T00:00:00Z", 1);
  ASSERT_EQ(summary.balances[0].trend.size(), 1u);
  EXPECT_TRUE(summary.balances[0].trend[0].partial);
  EXPECT_EQ(summary.balances[0].trend[0].change_minor, std::nullopt);
}

TEST(BillingSummary, WhatIsPaidInExcessMakesTheOpenBalanceNegative) {
  const std::vector<Invoice> invoices = {Billed("A", "JPY", 300, "2026-06-10", "2026-07-10")};
  const std::vector<Payment> payments = {Paid("P", "JPY", 1000, "2026-06-11T00:00:00Z")};
  const CurrencyBalance jpy = Summary(invoices, payments, "2026-06-12T00:00:00Z").balances[0];
  EXPECT_EQ(jpy.unapplied_credit_minor, 700);
  EXPECT_EQ(jpy.open_balance_minor, -700);
  EXPECT_EQ(jpy.current_month_balance_minor, 0);
  EXPECT_EQ(jpy.invoiced_this_month_minor, 300);
}

TEST(BillingSummary, WhatIsDatedLaterCountsInNoFigure) {
  const std::vector<Invoice> invoices = {Billed("A", "USD", 300, "2026-06-13", "2026-07-10")};
  const std::vector<Payment> payments = {Paid("P", "USD", 100, "2026-06-12T12:00:01Z")};
  const BillingSummary summary = Summary(invoices, payments, "2026-06-12T12:00:00Z");
  EXPECT_TRUE(summary.balances.empty());
  ASSERT_EQ(summary.recent.size(), 1u);
  EXPECT_EQ(summary.recent[0].residual_minor, 300);
  EXPECT_EQ(summary.last_payment->payment_id, "P");
}

TEST(BillingSummary, TheLastPaymentIsTheGreatestByInstantThenId) {
  const std::vector<Payment> payments = {Paid("P-2", "USD", 1, "2026-06-12T12:00:00Z"),
                                         Paid("P-10", "USD", 1, "2026-06-12T12:00:00Z"),
                                         Paid("P-9", "USD", 1, "2026-06-12T11:59:59Z")};
  EXPECT_EQ(Summary({}, payments, "2026-06-13T00:00:00Z").last_payment->payment_id, "P-2");
}

TEST(BillingSummary, FiveRecentInvoicesNewestFirst) {
  std::vector<Invoice> invoices;
  for (const char* id : {"A", "B", "C", "D", "E", "F"}) {
    invoices.push_back(
        Billed(id, "USD", 1, id[0] < 'D' ? "2026-06-01" : "2026-06-02", "2026-07-01"));
  }
  std::string ids;
  const BillingSummary summary = Summary(invoices, {}, "2026-06-13T00:00:00Z");
  for (const InvoiceState& recent : summary.recent) ids += recent.invoice->invoice_id;
  EXPECT_EQ(ids, "DEFAB");
}

TEST(BillingSummary, IsExactAtTheEdgeOfInt64) {
  const std::vector<Invoice> invoices = {Billed("A", "USD", 1, "2026-05-10", "2026-06-10"),
                                         Billed("B", "USD", kMost - 1, "2026-06-10", "2026-07-10")};
  const CurrencyBalance usd = Summary(invoices, {}, "2026-06-12T00:00:00Z").balances[0];
  EXPECT_EQ(usd.open_balance_minor, kMost);
  EXPECT_EQ(usd.trend[2].change_minor, kMost - 2);
  EXPECT_EQ(usd.trend[2].change_basis_points, std::nullopt);  // 9.2e22 of them
  const std::vector<Payment> payments = {Paid("P", "EUR", kMost, "2026-06-11T00:00:00Z")};
  EXPECT_EQ(Summary({}, payments, "2026-06-12T00:00:00Z").balances[0].open_balance_minor, -kMost);
}

struct PointsRow {
  int64_t change;
  int64_t before;
  std::optional<int64_t> points;
};

// Half away from zero, of the absolute value before.
TEST(BillingSummary, BasisPoints) {
  const std::vector<PointsRow> rows = {
      {0, 100, 0},
      {100, 100, 10000},
      {-100, 100, -10000},
      {1, 3, 3333},
      {2, 3, 6667},
      {-2, 3, -6667},
      {1, 20000, 1},  // half a point
      {-1, 20000, -1},
      {1, 20001, 0},  // less than half a point
      {-1, 20001, 0},
      {3, 20000, 2},  // one and a half
      {-3, 20000, -2},
      {50, -100, 5000},
      {-50, -100, -5000},
      {5, 0, std::nullopt},
      {kMost, kMost, 10000},
      {-kMost, kMost, -10000},
      {kMost, 10000, kMost},
      {kMost, 9999, std::nullopt},
      {-kMost - 1, -kMost - 1, -10000},
  };
  for (const PointsRow& row : rows) {
    EXPECT_EQ(BasisPoints(row.change, row.before), row.points) << row.change << " " << row.before;
  }
}

}  // namespace
}  // namespace reinstate::testing
