// DOMAIN 5, money: no amount changes its scale between minor units and the decimals of its
// currency, wherever it is read or written. By rapidcheck, which prints its seed; RC_PARAMS=seed=N
// repeats a run.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "client/cli/money.h"
#include "server/domain/billing_summary.h"
#include "server/domain/civil_day.h"
#include "server/domain/ledger.h"
#include "server/domain/money.h"
#include "server/files/reconciliation_csv.h"

namespace reinstate {
namespace {

constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
constexpr int64_t kMin = std::numeric_limits<int64_t>::min();

// Every word of three capitals that the server takes for a currency.
const std::vector<std::string>& Currencies() {
  static const auto* const currencies = [] {
    auto* found = new std::vector<std::string>;
    for (std::string code = "AAA"; code[0] <= 'Z'; ++code[0]) {
      for (code[1] = 'A'; code[1] <= 'Z'; ++code[1]) {
        for (code[2] = 'A'; code[2] <= 'Z'; ++code[2]) {
          if (CurrencyExponent(code)) found->push_back(code);
        }
      }
    }
    return found;
  }();
  return *currencies;
}

// Half of them of the few without two digits.
std::string DrawCurrency() {
  if (*rc::gen::arbitrary<bool>()) {
    return *rc::gen::element<std::string>("JPY", "KRW", "USD", "EUR", "KWD", "BHD", "CLF", "UYW");
  }
  return *rc::gen::elementOf(Currencies());
}

// Of every length, not only small ones.
int64_t DrawAmount() {
  if (*rc::gen::inRange(0, 20) == 0) return *rc::gen::element(kMax, kMax - 1, int64_t{0});
  const int bits = *rc::gen::resize(100, rc::gen::inRange(1, 64));
  return *rc::gen::resize(100,
                          rc::gen::inRange<int64_t>(0, bits == 63 ? kMax : int64_t{1} << bits));
}

// What stands behind the point.
size_t Digits(const std::string& decimal) {
  const size_t point = decimal.find('.');
  return point == std::string::npos ? 0 : decimal.size() - point - 1;
}

// The client's reading of "-1.234"; it takes no sign itself.
int64_t Read(std::string decimal, const std::string& currency) {
  const bool negative = decimal.starts_with('-');
  if (negative) decimal.erase(0, 1);
  const auto money = cli::ParseAmount(decimal, currency);
  RC_ASSERT(money.ok());
  return negative ? -money->amount_minor() : money->amount_minor();
}

TEST(Currencies, Domain5_AreTheSameForServerAndClient) {
  std::map<int, int> count;
  for (std::string code = "AAA"; code[0] <= 'Z'; ++code[0]) {
    for (code[1] = 'A'; code[1] <= 'Z'; ++code[1]) {
      for (code[2] = 'A'; code[2] <= 'Z'; ++code[2]) {
        EXPECT_EQ(CurrencyExponent(code), cli::CurrencyExponent(code)) << code;
      }
    }
  }
  for (const std::string& code : Currencies()) ++count[*CurrencyExponent(code)];
  EXPECT_EQ(count[0], 17);
  EXPECT_EQ(count[3], 7);
  EXPECT_EQ(count[4], 2);
  EXPECT_GT(count[2], 130);
}

RC_GTEST_PROP(Amounts, Domain5_WhatTheServerWritesTheClientReads, ()) {
  const std::string currency = DrawCurrency();
  const int64_t amount_minor = DrawAmount();
  const std::string written = FormatNumber(amount_minor, currency);
  RC_TAG(*CurrencyExponent(currency));
  RC_ASSERT(Digits(written) == static_cast<size_t>(*CurrencyExponent(currency)));
  RC_ASSERT(Read(written, currency) == amount_minor);
  RC_ASSERT(Read(FormatNumber(-amount_minor, currency), currency) == -amount_minor);
  const auto money = cli::ParseMoney(FormatAmount(amount_minor, currency));
  RC_ASSERT(money.ok());
  RC_ASSERT(money->amount_minor() == amount_minor);
  RC_ASSERT(money->currency_code() == currency);
}

RC_GTEST_PROP(Amounts, Domain5_ServerAndClientWriteAlike, ()) {
  const std::string currency = DrawCurrency();
  int64_t amount_minor = DrawAmount();
  if (*rc::gen::arbitrary<bool>()) amount_minor = -amount_minor;
  if (*rc::gen::inRange(0, 50) == 0) amount_minor = kMin;
  v1::Money money;
  money.set_currency_code(currency);
  money.set_amount_minor(amount_minor);
  RC_ASSERT(cli::FormatMoney(money) == FormatAmount(amount_minor, currency));
}

// The same digits are another number of minor units where the currency has other digits.
RC_GTEST_PROP(Amounts, Domain5_WholeUnitsAreScaledByTheExponentAlone, ()) {
  const std::string currency = DrawCurrency();
  const int64_t units = *rc::gen::resize(100, rc::gen::inRange<int64_t>(0, int64_t{1} << 40));
  int64_t scale = 1;
  for (int i = *CurrencyExponent(currency); i > 0; --i) scale *= 10;
  const auto money = cli::ParseAmount(std::to_string(units), currency);
  RC_ASSERT(money.ok());
  RC_ASSERT(money->amount_minor() == units * scale);
  const std::string longer = FormatNumber(units * scale, currency) + (scale == 1 ? ".0" : "0");
  RC_ASSERT(!cli::ParseAmount(longer, currency).ok());
}

constexpr int kLastDay = 90;
const absl::CivilDay kFirstDay(2025, 1, 1);

// A bill in one currency: invoices with lines, a credit note, payments.
BillingFacts DrawBill(const std::string& currency) {
  const auto number = [](int64_t low, int64_t high) {
    return *rc::gen::resize(100, rc::gen::inRange<int64_t>(low, high + 1));
  };
  constexpr int64_t kLarge = int64_t{1} << 50;
  BillingFacts facts;
  for (int64_t i = number(1, 4); i > 0; --i) {
    Invoice invoice;
    invoice.invoice_id = "I" + std::to_string(i);
    invoice.currency = currency;
    invoice.issued_on = kFirstDay + number(0, kLastDay);
    invoice.due_on = invoice.issued_on + number(0, 40);
    for (int64_t line = number(0, 3); line > 0; --line) {
      const int64_t amount_minor =
          *rc::gen::arbitrary<bool>() ? number(-500, 500) : number(0, kLarge);
      invoice.lines.push_back({"part", "", 1, amount_minor});
      invoice.total_minor += amount_minor;
    }
    invoice.lines.push_back({"rest", "", 1, number(2000, kLarge)});
    invoice.total_minor += invoice.lines.back().amount_minor;
    facts.invoices.push_back(std::move(invoice));
  }
  if (*rc::gen::arbitrary<bool>()) {
    Invoice note = facts.invoices.front();
    note.amends = note.invoice_id;
    note.invoice_id = "N";
    note.lines.clear();
    note.total_minor = number(1, kLarge);
    note.due_on = note.issued_on;
    facts.credit_notes.push_back(std::move(note));
  }
  for (int64_t i = number(0, 3); i > 0; --i) {
    Payment payment;
    payment.payment_id = "P" + std::to_string(i);
    payment.currency = currency;
    payment.amount_minor = *rc::gen::arbitrary<bool>() ? number(1, 999) : number(1, kLarge);
    payment.received_at = absl::FromCivil(kFirstDay + number(0, kLastDay), absl::UTCTimeZone());
    facts.payments.push_back(std::move(payment));
  }
  return facts;
}

BillingFacts In(const std::string& currency, BillingFacts facts) {
  for (auto* documents : {&facts.invoices, &facts.credit_notes}) {
    for (Invoice& document : *documents) document.currency = currency;
  }
  for (Payment& payment : facts.payments) payment.currency = currency;
  return facts;
}

// All figures of the summary, in minor units.
std::vector<int64_t> Figures(const BillingFacts& facts, absl::Time now) {
  const BillingSummary summary = SummarizeBilling(facts, Policy(), now, 4);
  std::vector<int64_t> figures;
  for (const CurrencyBalance& balance : summary.balances) {
    const Ageing& ageing = balance.ageing;
    for (const int64_t figure :
         {balance.open_balance_minor, balance.past_due_minor, balance.not_yet_due_minor,
          balance.unapplied_credit_minor, balance.current_month_balance_minor,
          balance.invoiced_this_month_minor, ageing.not_due_minor, ageing.days_1_to_30_minor,
          ageing.days_31_to_60_minor, ageing.over_60_days_minor}) {
      figures.push_back(figure);
    }
    for (const TrendMonth& month : balance.trend) {
      figures.push_back(month.invoiced_minor);
      figures.push_back(month.change_minor.value_or(0));
      figures.push_back(month.change_basis_points.value_or(0));
    }
  }
  for (const LedgerEntry& entry : LedgerOf(facts, absl::UTCTimeZone(), now)) {
    figures.push_back(entry.amount_minor);
    figures.push_back(entry.balance_minor);
  }
  return figures;
}

RC_GTEST_PROP(Bill, Domain5_NoFigureDependsOnTheExponent, ()) {
  const std::string currency = DrawCurrency();
  const BillingFacts facts = DrawBill(currency);
  const absl::Time now = absl::FromCivil(
      kFirstDay + *rc::gen::resize(100, rc::gen::inRange(0, kLastDay + 60)), absl::UTCTimeZone());
  const std::vector<int64_t> figures = Figures(facts, now);
  for (const char* other : {"JPY", "USD", "KWD", "CLF"}) {
    RC_ASSERT(Figures(In(other, facts), now) == figures);
  }
  for (const CurrencyBalance& balance : SummarizeBilling(facts, Policy(), now, 1).balances) {
    RC_ASSERT(balance.currency == currency);
  }
  for (const LedgerEntry& entry : LedgerOf(facts, absl::UTCTimeZone(), now)) {
    RC_ASSERT(entry.currency == currency);
  }
}

// The cells of "LINE,INVOICE,I1,,part,1,12.50,USD,", none of which needs quotes here.
std::vector<std::string> Cells(const std::string& record) {
  std::vector<std::string> cells(1);
  for (const char c : record) {
    if (c == ',') {
      cells.emplace_back();
    } else if (c != '\r') {
      cells.back() += c;
    }
  }
  return cells;
}

RC_GTEST_PROP(Bill, Domain5_TheReconciliationFileHoldsTheExactAmounts, ()) {
  const std::string currency = DrawCurrency();
  const BillingFacts facts = DrawBill(currency);
  std::vector<Invoice> documents = facts.invoices;
  documents.insert(documents.end(), facts.credit_notes.begin(), facts.credit_notes.end());
  for (const Invoice& document : documents) {
    const auto csv = files::MakeReconciliationCsv({"acme", "Acme", document});
    RC_ASSERT(csv.ok());
    std::istringstream records(*csv);
    std::string record;
    std::getline(records, record);  // the header
    int64_t sum_minor = 0;
    std::vector<int64_t> amounts_minor;
    for (; std::getline(records, record);) {
      const std::vector<std::string> cells = Cells(record);
      RC_ASSERT(cells.size() == 9U);
      RC_ASSERT(cells[7] == currency);
      RC_ASSERT(Digits(cells[6]) == static_cast<size_t>(*CurrencyExponent(currency)));
      const int64_t amount_minor = Read(cells[6], currency);
      if (cells[0] == "CONTROL") {
        RC_ASSERT(amount_minor == document.total_minor);
      } else {
        amounts_minor.push_back(amount_minor);
        sum_minor += amount_minor;
      }
    }
    RC_ASSERT(sum_minor == document.total_minor);
    std::vector<int64_t> lines_minor;
    for (const LineItem& line : document.lines) lines_minor.push_back(line.amount_minor);
    if (lines_minor.empty()) lines_minor = {document.total_minor};
    RC_ASSERT(amounts_minor == lines_minor);
  }
}

}  // namespace
}  // namespace reinstate
