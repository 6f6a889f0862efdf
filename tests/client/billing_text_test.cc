#include "client/cli/billing_text.h"

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <sstream>
#include <string>

#include "client/cli/text.h"

namespace reinstate::cli {
namespace {

constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();

template <typename Message>
Message FromText(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
  return message;
}

// 2026-06-15T12:00Z
constexpr const char* kSummary = R"(
  account_id: "acme" revision: 7 policy_version: 1 evaluated_at { seconds: 1781524800 }
  most_recent_payment { payment_id: "PAY-2" amount { currency_code: "EUR" amount_minor: 700 }
                        received_at { seconds: 1781049600 } method: "transfer" }
  balances {
    currency_code: "USD" open_balance_minor: 81000 past_due_minor: 51000 not_yet_due_minor: 30000
    current_month_balance_minor: 30000 invoiced_this_month_minor: 30000
    ageing { not_due_minor: 30000 days_1_to_30_minor: 25000 days_31_to_60_minor: 20000
             over_60_days_minor: 6000 }
    trend { year: 2026 month: 3 invoiced_minor: 10000 invoice_count: 1 }
    trend { year: 2026 month: 4 change_minor: -10000 change_basis_points: -10000 }
    trend { year: 2026 month: 5 invoiced_minor: 40000 invoice_count: 1 change_minor: 40000 }
    trend { year: 2026 month: 6 invoiced_minor: 30000 invoice_count: 1 change_minor: -10000
            change_basis_points: -2500 partial: true } })";

TEST(BillingText, TellsTheBillOnOneScreen) {
  EXPECT_EQ(BillingText(FromText<v1::BillingSummary>(kSummary), 80, false),
            "Bill of acme at 2026-06-15T12:00Z, revision 7\n"
            "Not current: 510.00 USD past due (reinstate invoices acme --overdue)\n"
            "Last payment: 7.00 EUR at 2026-06-10T00:00Z, PAY-2, transfer\n"
            "\n"
            "USD\n"
            "  past due         510.00    not due       300.00\n"
            "  not yet due      300.00    1 to 30 days  250.00\n"
            "  unapplied credit   0.00    31 to 60 days 200.00\n"
            "  open balance     810.00    over 60 days   60.00\n"
            "  this month: 300.00 left of 300.00 invoiced\n"
            "  MONTH    INVOICED    CHANGE\n"
            "  2026-03    100.00            ██████████▎\n"
            "  2026-04      0.00  -100.00%\n"
            "  2026-05    400.00            █████████████████████████████████████████\n"
            "  2026-06    300.00            ██████████████████████████████▊ partial\n");
}

TEST(BillingText, FitsIntoEightyColumnsWithTheLargestAmountsToo) {
  v1::BillingSummary summary = FromText<v1::BillingSummary>(kSummary);
  v1::CurrencyBalance* balance = summary.mutable_balances(0);
  balance->set_past_due_minor(kMost);
  balance->set_open_balance_minor(-kMost);
  balance->mutable_ageing()->set_over_60_days_minor(kMost);
  balance->mutable_trend(3)->set_invoiced_minor(kMost);
  balance->mutable_trend(3)->set_change_basis_points(1234567);
  std::istringstream lines(BillingText(summary, 80, false));
  for (std::string line; std::getline(lines, line);) EXPECT_LE(DisplayWidth(line), 80u) << line;
}

TEST(BillingText, ShowsDisputedAndPendingWhereThereAreAny) {
  v1::BillingSummary summary = FromText<v1::BillingSummary>(kSummary);
  summary.mutable_balances(0)->set_disputed_minor(2000);
  summary.mutable_balances(0)->set_pending_minor(505);
  const std::string text = BillingText(summary, 80, false);
  EXPECT_NE(text.find("\n  disputed: 20.00 of what is left\n"
                      "  pending: 5.05 received and not settled yet\n"),
            std::string::npos)
      << text;
}

TEST(BillingText, PaymentsFitIntoEightyColumns) {
  v1::ListPaymentsResponse list = FromText<v1::ListPaymentsResponse>(R"(
      payments { payment_id: "payment-0e4c3c5e-6a0a-4f0e-9b57-1f4a3c2b1d00"
                 amount { currency_code: "USD" amount_minor: 123456789 }
                 received_at { seconds: 1781049601 nanos: 123456000 } method: "direct debit"
                 status: PAYMENT_STATUS_REVERSED
                 allocations { invoice_id: "INV-2026-1413" amount_minor: 5 }
                 allocations { invoice_id: "INV-2026-1414" amount_minor: 5 } })");
  std::istringstream lines(PaymentTable(list).Render(80, false));
  for (std::string line; std::getline(lines, line);) EXPECT_LE(DisplayWidth(line), 80u) << line;
}

TEST(BillingText, AYearOfOneCurrencyIsOneScreen) {
  v1::BillingSummary summary = FromText<v1::BillingSummary>(kSummary);
  while (summary.balances(0).trend_size() < 12) {
    *summary.mutable_balances(0)->add_trend() = summary.balances(0).trend(0);
  }
  const std::string text = BillingText(summary, 80, false);
  EXPECT_LE(std::count(text.begin(), text.end(), '\n'), 24);
}

TEST(BillingText, AnAccountThatOwesNothing) {
  EXPECT_EQ(BillingText(FromText<v1::BillingSummary>(
                            R"(account_id: "acme" current: true evaluated_at { seconds: 0 })"),
                        80, false),
            "Bill of acme at 1970-01-01T00:00Z, revision 0\n"
            "Current: nothing is past its due date\n"
            "Last payment: none\n"
            "Nothing was billed or paid so far\n");
}

TEST(BillingText, ClaimsNothingOfDueDatesWhereTheToleranceLetsResidualsStand) {
  const std::string text = BillingText(FromText<v1::BillingSummary>(R"(
      account_id: "acme" current: true
      balances { currency_code: "JPY" past_due_minor: 0 ageing {} }
      balances { currency_code: "USD" past_due_minor: 3 ageing { days_1_to_30_minor: 3 } })"),
                                       80, false);
  EXPECT_NE(text.find("\nCurrent\n"), std::string::npos) << text;
}

TEST(BillingText, EachCurrencyHasItsOwnPlaceAndDecimals) {
  v1::BillingSummary summary = FromText<v1::BillingSummary>(R"(
    account_id: "acme" current: true
    balances { currency_code: "JPY" open_balance_minor: 1200 ageing {}
               trend { year: 2026 month: 12 invoiced_minor: 1200 partial: true } }
    balances { currency_code: "KWD" open_balance_minor: -1200 ageing {}
               trend { year: 2026 month: 12 partial: true } })");
  const std::string text = BillingText(summary, 80, false);
  EXPECT_NE(text.find("\nJPY\n"), std::string::npos) << text;
  EXPECT_NE(text.find("  open balance     1200 "), std::string::npos) << text;
  EXPECT_NE(text.find("\nKWD\n"), std::string::npos) << text;
  EXPECT_NE(text.find("  open balance     -1.200 "), std::string::npos) << text;
  // An empty current month is still marked.
  EXPECT_NE(text.find("  2026-12     0.000          partial\n"), std::string::npos) << text;
}

TEST(BillingText, ColoursOnlyWhereAskedAndEscapesWhatTheServerSent) {
  v1::BillingSummary summary = FromText<v1::BillingSummary>(kSummary);
  EXPECT_EQ(BillingText(summary, 80, false).find('\033'), std::string::npos);
  EXPECT_NE(BillingText(summary, 80, true).find("\033[31mNot current"), std::string::npos);
  summary.mutable_most_recent_payment()->set_method("x\033[2J");
  EXPECT_NE(BillingText(summary, 80, false).find("x\\x1b[2J"), std::string::npos);
}

TEST(Bar, IsExactToAnEighthOfAColumn) {
  EXPECT_EQ(Bar(0, 100, 10), "");
  EXPECT_EQ(Bar(100, 0, 10), "");
  EXPECT_EQ(Bar(-5, 100, 10), "");
  EXPECT_EQ(Bar(100, 100, 3), "███");
  EXPECT_EQ(Bar(50, 100, 3), "█▌");
  EXPECT_EQ(Bar(1, 1000000, 10), "▏");
  EXPECT_EQ(Bar(79, 80, 1), "█");
  EXPECT_EQ(Bar(7, 8, 1), "▉");
  EXPECT_EQ(Bar(kMost, kMost, 2), "██");
  EXPECT_EQ(Bar(kMost / 2, kMost, 2), "█");
  EXPECT_EQ(Bar(1, kMost, 2), "▏");
}

TEST(Percent, IsExact) {
  EXPECT_EQ(Percent(0), "0.00%");
  EXPECT_EQ(Percent(5), "+0.05%");
  EXPECT_EQ(Percent(-5), "-0.05%");
  EXPECT_EQ(Percent(2500), "+25.00%");
  EXPECT_EQ(Percent(-10000), "-100.00%");
  EXPECT_EQ(Percent(std::numeric_limits<std::int64_t>::min()), "-92233720368547758.08%");
}

TEST(PaymentTable, SaysWhatEachPaymentIsFor) {
  const auto list = FromText<v1::ListPaymentsResponse>(R"(
    payments { payment_id: "P-2" amount { currency_code: "USD" amount_minor: 12000 }
               received_at { seconds: 1781049600 } method: "transfer"
               status: PAYMENT_STATUS_SETTLED
               allocations { invoice_id: "INV-1" amount_minor: 7000 }
               allocations { invoice_id: "INV-2" amount_minor: 5000 } }
    payments { payment_id: "P-1" amount { currency_code: "JPY" amount_minor: 5 }
               received_at { seconds: 1781049600 } status: PAYMENT_STATUS_SETTLED
               allocations { invoice_id: "INV-3" amount_minor: 5 } }
    payments { payment_id: "P-0" amount { currency_code: "JPY" amount_minor: 6 }
               received_at { seconds: 1781049600 } status: PAYMENT_STATUS_SETTLED })");
  EXPECT_EQ(PaymentTable(list).Render(80, false),
            "PAYMENT  RECEIVED               AMOUNT  METHOD    FOR\n"
            "P-2      2026-06-10T00:00Z  120.00 USD  transfer  INV-1=70.00, INV-2=50.00\n"
            "P-1      2026-06-10T00:00Z       5 JPY            INV-3\n"
            "P-0      2026-06-10T00:00Z       6 JPY\n");
}

TEST(LedgerTable, HasARunningBalance) {
  const auto list = FromText<v1::ListLedgerEntriesResponse>(R"(
    entries { effective_at { seconds: 1781049600 } kind: LEDGER_ENTRY_KIND_INVOICE
              document_id: "INV-1" amount { currency_code: "KWD" amount_minor: 12000 }
              balance { currency_code: "KWD" amount_minor: 12000 } }
    entries { effective_at { seconds: 1781049600 } kind: LEDGER_ENTRY_KIND_WRITE_OFF
              document_id: "INV-1" amount { currency_code: "KWD" amount_minor: -1 }
              balance { currency_code: "KWD" amount_minor: 11999 } })");
  EXPECT_EQ(LedgerTable(list).Render(80, false),
            "EFFECTIVE          ENTRY      DOCUMENT      AMOUNT     BALANCE\n"
            "2026-06-10T00:00Z  invoice    INV-1     12.000 KWD  12.000 KWD\n"
            "2026-06-10T00:00Z  write off  INV-1     -0.001 KWD  11.999 KWD\n");
}

TEST(PaymentTable, ShowsTheStatusWhereItSaysSomething) {
  const auto list = FromText<v1::ListPaymentsResponse>(R"(
    payments { payment_id: "P-1" amount { currency_code: "JPY" amount_minor: 5 } })");
  EXPECT_NE(PaymentTable(list).Render(80, false).find("UNSPECIFIED"), std::string::npos);
}

}  // namespace
}  // namespace reinstate::cli
