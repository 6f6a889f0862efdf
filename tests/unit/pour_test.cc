// DOMAIN 5, the pour: which money covers which invoice at an instant.

#include "server/domain/pour.h"

#include <gtest/gtest.h>

#include <map>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "tests/unit/facts_builder.h"

namespace reinstate {
namespace {

using ByInvoice = std::map<std::string, int64_t>;
using ByCurrency = std::map<std::string, int64_t>;

// What an outcome says at an instant; a currency without credit counts as none.
struct Then {
  const char* at;
  ByInvoice residual_minor;
  ByCurrency unapplied_minor = {};
};

struct PourRow {
  const char* name;
  AccountFacts facts;
  std::vector<Then> then;

  friend void PrintTo(const PourRow& row, std::ostream* out) { *out << row.name; }
};

class PourRows : public testing::TestWithParam<PourRow> {};

TEST_P(PourRows, Covers) {
  const PourRow& row = GetParam();
  const Pour pour(row.facts, absl::UTCTimeZone());
  for (const Then& then : row.then) {
    const Pour::Outcome outcome = pour.At(Instant(then.at));
    ASSERT_EQ(outcome.residual_minor.size(), row.facts.invoices.size());
    ByInvoice residual_minor;
    for (size_t i = 0; i < row.facts.invoices.size(); ++i) {
      residual_minor[row.facts.invoices[i].invoice_id] = outcome.residual_minor[i];
    }
    ByCurrency unapplied_minor;
    for (const auto& [currency, amount_minor] : outcome.unapplied_minor) {
      if (amount_minor != 0) unapplied_minor[currency] = amount_minor;
    }
    EXPECT_EQ(residual_minor, then.residual_minor) << then.at;
    EXPECT_EQ(unapplied_minor, then.unapplied_minor) << then.at;
  }
}

std::string RowName(const testing::TestParamInfo<PourRow>& tested) { return tested.param.name; }

// Invoices A (100, due first) and B (100, due later), both issued on 1 January.
FactsBuilder TwoInvoices() {
  return FactsBuilder()
      .Owes("B", 100, "2024-01-01", "2024-03-01")
      .Owes("A", 100, "2024-01-01", "2024-02-01");
}

std::vector<PourRow> TimeRows() {
  return {
      {"Domain5_NothingBeforeIssue",
       FactsBuilder().Owes("A", 100, "2024-01-10", "2024-02-01").facts(),
       {{"2024-01-09T23:59:59.999999Z", {{"A", 0}}}, {"2024-01-10", {{"A", 100}}}}},
      {"Domain5_MoneyCountsFromReceipt",
       TwoInvoices().Pays("P", 100, "2024-01-05T10:00:00Z").facts(),
       {{"2024-01-05T09:59:59.999999Z", {{"A", 100}, {"B", 100}}},
        {"2024-01-05T10:00:00Z", {{"A", 0}, {"B", 100}}}}},
      {"Domain5_MoneyBeforeAnyInvoiceIsUnappliedCredit",
       FactsBuilder()
           .Owes("A", 80, "2024-01-10", "2024-02-01")
           .Pays("P", 100, "2024-01-01")
           .facts(),
       {{"2024-01-01", {{"A", 0}}, {{"USD", 100}}}, {"2024-01-10", {{"A", 0}}, {{"USD", 20}}}}},
      {"Domain5_TheExampleOfTheDesign",
       FactsBuilder()
           .Owes("I", 100, "2024-07-05", "2024-09-05")
           .Owes("J", 100, "2024-07-10", "2024-08-10")
           .Pays("P", 100, "2024-07-01")
           .facts(),
       {{"2024-07-04", {{"I", 0}, {"J", 0}}, {{"USD", 100}}},
        {"2024-07-05", {{"I", 0}, {"J", 0}}},
        {"2024-07-09T23:59:59.999999Z", {{"I", 0}, {"J", 0}}},
        {"2024-07-10", {{"I", 100}, {"J", 0}}}}},
  };
}

std::vector<PourRow> OrderRows() {
  return {
      {"Domain5_EarlierDueFirst",
       TwoInvoices().Pays("P", 130, "2024-01-05").facts(),
       {{"2024-01-05", {{"A", 0}, {"B", 70}}}}},
      {"Domain5_SameDueEarlierIssueFirst",
       FactsBuilder()
           .Owes("A", 100, "2024-01-02", "2024-02-01")
           .Owes("B", 100, "2024-01-01", "2024-02-01")
           .Pays("P", 130, "2024-01-05")
           .facts(),
       {{"2024-01-05", {{"A", 70}, {"B", 0}}}}},
      {"Domain5_SameDatesIdBytewise",
       FactsBuilder()
           .Owes("a", 100, "2024-01-01", "2024-02-01")
           .Owes("B", 100, "2024-01-01", "2024-02-01")
           .Owes("INV-10", 100, "2024-01-01", "2024-02-01")
           .Owes("INV-9", 100, "2024-01-01", "2024-02-01")
           .Pays("P", 230, "2024-01-05")
           .facts(),
       {{"2024-01-05", {{"B", 0}, {"INV-10", 0}, {"INV-9", 70}, {"a", 100}}}}},
      {"Domain5_TheRestIsUnappliedCredit",
       TwoInvoices().Pays("P", 150, "2024-01-05").Pays("Q", 90, "2024-01-06").facts(),
       {{"2024-01-06", {{"A", 0}, {"B", 0}}, {{"USD", 40}}}}},
      {"Domain5_CurrenciesAreNeverMixed",
       FactsBuilder()
           .Owes("A", 100, "2024-01-01", "2024-02-01", "USD")
           .Owes("E", 100, "2024-01-01", "2024-01-15", "EUR")
           .Pays("P", 150, "2024-01-05", {}, "USD")
           .Pays("Q", 30, "2024-01-05", {}, "EUR")
           .Pays("R", 5, "2024-01-05", {}, "JPY")
           .facts(),
       {{"2024-01-05", {{"A", 0}, {"E", 70}}, {{"JPY", 5}, {"USD", 50}}}}},
  };
}

std::vector<PourRow> ExplicitRows() {
  return {
      {"Domain5_ExplicitBeforeTheOrderOfDueDates",
       TwoInvoices().Pays("P", 100, "2024-01-05", {{"B", 100}}).facts(),
       {{"2024-01-05", {{"A", 100}, {"B", 0}}}}},
      {"Domain5_ExplicitOfALaterPaymentBeforeOrdinaryMoney",
       FactsBuilder()
           .Owes("A", 100, "2024-01-01", "2024-02-01")
           .Owes("B", 100, "2024-01-01", "2024-03-01")
           .Pays("P", 100, "2024-01-05")
           .Pays("Q", 100, "2024-01-06", {{"A", 100}})
           .facts(),
       {{"2024-01-05", {{"A", 0}, {"B", 100}}}, {"2024-01-06", {{"A", 0}, {"B", 0}}}}},
      {"Domain5_ExplicitIsCappedAndItsExcessFlowsOn",
       TwoInvoices().Pays("P", 150, "2024-01-05", {{"B", 150}}).facts(),
       {{"2024-01-05", {{"A", 50}, {"B", 0}}}}},
      {"Domain5_TwoExplicitAreCappedTogether",
       TwoInvoices()
           .Pays("P", 80, "2024-01-05", {{"B", 80}})
           .Pays("Q", 80, "2024-01-06", {{"B", 80}})
           .facts(),
       {{"2024-01-05", {{"A", 100}, {"B", 20}}}, {"2024-01-06", {{"A", 40}, {"B", 0}}}}},
      {"Domain5_TheUnallocatedPartFlowsOn",
       TwoInvoices().Pays("P", 100, "2024-01-05", {{"B", 30}}).facts(),
       {{"2024-01-05", {{"A", 30}, {"B", 70}}}}},
      {"Domain5_ExcessWithNothingLeftIsUnappliedCredit",
       FactsBuilder()
           .Owes("A", 100, "2024-01-01", "2024-02-01")
           .Pays("P", 150, "2024-01-05", {{"A", 150}})
           .facts(),
       {{"2024-01-05", {{"A", 0}}, {{"USD", 50}}}}},
      {"Domain5_SeveralAllocationsOfOnePayment",
       TwoInvoices().Pays("P", 120, "2024-01-05", {{"B", 90}, {"A", 30}}).facts(),
       {{"2024-01-05", {{"A", 70}, {"B", 10}}}}},
  };
}

std::vector<PourRow> SetAsideRows() {
  return {
      {"Domain5_AllocationToAnUnknownInvoiceIsSetAside",
       TwoInvoices().Pays("P", 100, "2024-01-05", {{"X", 60}}).facts(),
       {{"2024-01-05", {{"A", 60}, {"B", 100}}, {{"USD", 60}}},
        {"2030-01-01", {{"A", 60}, {"B", 100}}, {{"USD", 60}}}}},
      {"Domain5_AllocationToAnInvoiceNotIssuedIsSetAsideUntilThen",
       FactsBuilder()
           .Owes("A", 100, "2024-01-01", "2024-02-01")
           .Owes("X", 100, "2024-01-20", "2024-03-01")
           .Pays("P", 100, "2024-01-05", {{"X", 100}})
           .facts(),
       {{"2024-01-05", {{"A", 100}, {"X", 0}}, {{"USD", 100}}},
        {"2024-01-19T23:59:59.999999Z", {{"A", 100}, {"X", 0}}, {{"USD", 100}}},
        {"2024-01-20", {{"A", 100}, {"X", 0}}}}},
      {"Domain5_WhatWasSetAsideTooMuchFlowsOnAtIssue",
       FactsBuilder()
           .Owes("A", 100, "2024-01-01", "2024-02-01")
           .Owes("X", 60, "2024-01-20", "2024-03-01")
           .Pays("P", 100, "2024-01-05", {{"X", 100}})
           .facts(),
       {{"2024-01-19", {{"A", 100}, {"X", 0}}, {{"USD", 100}}},
        {"2024-01-20", {{"A", 60}, {"X", 0}}}}},
      {"Domain5_WhatIsMeantForACreditNoteIsOrdinary",
       FactsBuilder()
           .Owes("A", 500, "2024-01-01", "2024-02-01")
           .Credits("CN", 10, "A", "2024-01-02")
           .Pays("P", 490, "2024-01-03", {{"CN", 490}})
           .facts(),
       {{"2024-01-02", {{"A", 490}}}, {"2024-01-03", {{"A", 0}}}}},
      {"Domain5_MoneyOfOneCurrencyNeverCoversAnInvoiceOfAnother",
       FactsBuilder()
           .Owes("E", 100, "2024-01-01", "2024-02-01", "EUR")
           .Pays("P", 100, "2024-01-05", {{"E", 100}}, "USD")
           .facts(),
       {{"2024-01-05", {{"E", 100}}, {{"USD", 100}}}}},
  };
}

// A (100, due first, written off on 1 February) keeps 50 of Q and 50 of S; S names B and C, which
// lose what had covered them on 1 March, when 30 of S are left.
FactsBuilder KeptByAWriteOff(std::vector<Allocation> named) {
  return FactsBuilder()
      .Owes("A", 100, "2024-01-01", "2024-02-01")
      .WrittenOffAt("2024-02-01")
      .Owes("B", 40, "2024-01-01", "2024-03-01")
      .Owes("C", 40, "2024-01-01", "2024-02-15")
      .Pays("Q", 50, "2024-01-02")
      .Pays("T", 40, "2024-01-02", {{"B", 40}})
      .ReversedAt("2024-03-01")
      .Pays("U", 40, "2024-01-02", {{"C", 40}})
      .ReversedAt("2024-03-01")
      .Pays("S", 80, "2024-01-03", std::move(named));
}

std::vector<PourRow> WriteOffRows() {
  const std::vector<Then> then = {
      {"2024-02-01", {{"A", 0}, {"B", 0}, {"C", 0}}, {{"USD", 30}}},
      {"2024-03-01", {{"A", 0}, {"B", 10}, {"C", 40}}},
  };
  return {
      {"Domain5_WhatAWriteOffKeepsLeavesTheRestToAllocationsById",
       KeptByAWriteOff({{"B", 40}, {"C", 40}}).facts(), then},
      {"Domain5_InWhateverOrderThePaymentNamesThem",
       KeptByAWriteOff({{"C", 40}, {"B", 40}}).facts(), then},
  };
}

INSTANTIATE_TEST_SUITE_P(Time, PourRows, testing::ValuesIn(TimeRows()), RowName);
INSTANTIATE_TEST_SUITE_P(Order, PourRows, testing::ValuesIn(OrderRows()), RowName);
INSTANTIATE_TEST_SUITE_P(Explicit, PourRows, testing::ValuesIn(ExplicitRows()), RowName);
INSTANTIATE_TEST_SUITE_P(SetAside, PourRows, testing::ValuesIn(SetAsideRows()), RowName);
INSTANTIATE_TEST_SUITE_P(WriteOff, PourRows, testing::ValuesIn(WriteOffRows()), RowName);

TEST(PourIssuedAt, Domain5_IsTheStartOfTheDayOfIssueInThePolicysZone) {
  const AccountFacts facts = FactsBuilder().Owes("A", 100, "2018-11-04", "2018-12-01").facts();
  const Pour pour(facts, Zone("America/Sao_Paulo"));
  EXPECT_EQ(pour.issued_at(0), Instant("2018-11-04T03:00:00Z"));
  EXPECT_EQ(pour.At(Instant("2018-11-04T02:59:59.999999Z")).residual_minor[0], 0);
  EXPECT_EQ(pour.At(Instant("2018-11-04T03:00:00Z")).residual_minor[0], 100);
}

TEST(PourOfNothing, Domain5_HasNothing) {
  const AccountFacts facts;
  const Pour pour(facts, absl::UTCTimeZone());
  EXPECT_TRUE(pour.At(Instant("2024-01-01")).residual_minor.empty());
}

}  // namespace
}  // namespace reinstate
