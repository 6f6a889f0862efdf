// R13: a billed amount is MORE THAN 60 days overdue; first suspended at the start of due_on + 61.

#include "tests/unit/facts_builder.h"
#include "tests/unit/timeline_rows.h"

namespace reinstate {
namespace {

constexpr const char* kOverdue = "SUSPENDED BILLING_OVERDUE";
constexpr const char* kCleared = "SUSPENDED BILLING_OVERDUE(cleared)";

AccountFacts DueOn(const std::string& due_on) {
  return FactsBuilder().Owes("I", 100, due_on, due_on).facts();
}

PolicySet InZone(const std::string& zone) {
  Policy policy;
  policy.zone = Zone(zone);
  return PolicySet({policy});
}

PolicySet Automatic() {
  return PolicySet({WithMode(Policy{}, CauseKind::kBillingOverdue, CauseMode::kAuto)});
}

PolicySet Tolerating(const std::string& currency, int64_t amount_minor) {
  Policy policy;
  policy.tolerance_minor = {{currency, amount_minor}};
  return PolicySet({policy});
}

// 100 USD due on 31 January 2024: overdue by more than 60 days from 1 April.
FactsBuilder DueInJanuary() { return FactsBuilder().Owes("I", 100, "2024-01-01", "2024-01-31"); }

}  // namespace

std::vector<TimelineRow> BillingDayRows() {
  return {
      {"R13_Day60IsNotDay61Is",
       DueOn("2024-01-31"),
       PolicyOne(),
       {{"2024-03-31T00:00:00Z", "ACTIVE"},
        {"2024-03-31T23:59:59.999999Z", "ACTIVE"},
        {"2024-04-01T00:00:00Z", kOverdue},
        {"2024-04-01T00:00:00.000001Z", kOverdue}}},
      {"R13_Day60IsTheLeapDay",
       DueOn("2023-12-31"),
       PolicyOne(),
       {{"2024-02-29T23:59:59.999999Z", "ACTIVE"}, {"2024-03-01", kOverdue}}},
      {"R13_Day61IsTheLeapDay",
       DueOn("2023-12-30"),
       PolicyOne(),
       {{"2024-02-28T23:59:59.999999Z", "ACTIVE"}, {"2024-02-29", kOverdue}}},
      {"R13_OverAFebruaryOf28Days",
       DueOn("2022-12-31"),
       PolicyOne(),
       {{"2023-03-01T23:59:59.999999Z", "ACTIVE"}, {"2023-03-02", kOverdue}}},
      {"R13_DueOnTheLeapDay",
       DueOn("2024-02-29"),
       PolicyOne(),
       {{"2024-04-29T23:59:59.999999Z", "ACTIVE"}, {"2024-04-30", kOverdue}}},
      {"R13_DueAtAMonthsEnd",
       DueOn("2024-06-30"),
       PolicyOne(),
       {{"2024-08-29T23:59:59.999999Z", "ACTIVE"}, {"2024-08-30", kOverdue}}},
      {"R13_OverTheYearsEnd",
       DueOn("2024-11-15"),
       PolicyOne(),
       {{"2025-01-14T23:59:59.999999Z", "ACTIVE"}, {"2025-01-15", kOverdue}}},
      {"R13_DaysAreThoseOfTheZone",
       DueOn("2024-02-01"),
       InZone("Asia/Tokyo"),
       {{"2024-04-01T14:59:59.999999Z", "ACTIVE"}, {"2024-04-01T15:00:00Z", kOverdue}}},
      {"R13_Day61WithoutAMidnight",
       DueOn("2018-09-04"),
       InZone("America/Sao_Paulo"),
       {{"2018-11-04T02:59:59.999999Z", "ACTIVE"}, {"2018-11-04T03:00:00Z", kOverdue}}},
      {"R13_Day61BeginsOnceWhereTheClockFallsBackAtMidnight",
       DueOn("2018-08-28"),
       InZone("Asia/Beirut"),
       {{"2018-10-27T21:00:00Z", "ACTIVE"},
        {"2018-10-27T21:59:59.999999Z", "ACTIVE"},
        {"2018-10-27T22:00:00Z", kOverdue}}},
  };
}

std::vector<TimelineRow> BillingMoneyRows() {
  return {
      {"R13_PaidInPartIsOverdueWithTheResidual",
       DueInJanuary().Pays("P", 99, "2024-01-20").facts(),
       PolicyOne(),
       {{"2024-03-31", "ACTIVE"}, {"2024-04-01", kOverdue}}},
      {"R13_ASecondPartClears",
       DueInJanuary().Pays("P", 60, "2024-04-05").Pays("Q", 40, "2024-04-08").facts(),
       PolicyOne(),
       {{"2024-04-05", kOverdue}, {"2024-04-07", kOverdue}, {"2024-04-08", kCleared}}},
      {"R13_TwoCurrenciesOneSuffices",
       FactsBuilder()
           .Owes("U", 100, "2024-01-01", "2024-01-31", "USD")
           .Owes("E", 100, "2024-01-01", "2024-02-10", "EUR")
           .Pays("P", 100, "2024-01-31")
           .facts(),
       PolicyOne(),
       {{"2024-04-01", "ACTIVE"}, {"2024-04-10", "ACTIVE"}, {"2024-04-11", kOverdue}}},
      {"R13_MoneyOfAnotherCurrencyClearsNothing",
       DueInJanuary().Pays("P", 1000, "2024-01-31", {}, "EUR").facts(),
       PolicyOne(),
       {{"2024-04-01", kOverdue}}},
      {"R13_ResidualOfTheToleranceIsTolerated",
       DueInJanuary().Pays("P", 50, "2024-01-31").facts(),
       Tolerating("USD", 50),
       {{"2024-04-01", "ACTIVE"}, {"2039-01-01", "ACTIVE"}}},
      {"R13_ResidualAboveTheToleranceIsNot",
       DueInJanuary().Pays("P", 49, "2024-01-31").facts(),
       Tolerating("USD", 50),
       {{"2024-04-01", kOverdue}}},
      {"R13_ToleranceIsOfItsCurrencyOnly",
       DueInJanuary().Pays("P", 50, "2024-01-31").facts(),
       Tolerating("EUR", 50),
       {{"2024-04-01", kOverdue}}},
      {"R13_TolerancesAreOfEachInvoiceNotOfTheSum",
       FactsBuilder()
           .Owes("I", 40, "2024-01-01", "2024-01-31")
           .Owes("J", 40, "2024-01-01", "2024-01-31")
           .facts(),
       Tolerating("USD", 50),
       {{"2024-04-01", "ACTIVE"}, {"2039-01-01", "ACTIVE"}}},
      {"R13_OneOfSeveralClearedIsNotAll",
       DueInJanuary()
           .Owes("J", 70, "2024-01-01", "2024-02-02")
           .Pays("P", 100, "2024-04-10")
           .Pays("Q", 70, "2024-04-12")
           .facts(),
       PolicyOne(),
       {{"2024-04-10", kOverdue}, {"2024-04-11", kOverdue}, {"2024-04-12", kCleared}}},
      {"R13_MoneySetAsideForAnotherInvoiceClearsNothing",
       DueInJanuary().Pays("P", 100, "2024-01-31", {{"X", 100}}).facts(),
       PolicyOne(),
       {{"2024-04-01", kOverdue}}},
      {"R13_ExplicitMoneyForALaterInvoiceClearsNothing",
       DueInJanuary()
           .Owes("J", 100, "2024-01-01", "2024-12-31")
           .Pays("P", 100, "2024-01-31", {{"J", 100}})
           .facts(),
       PolicyOne(),
       {{"2024-04-01", kOverdue}}},
  };
}

std::vector<TimelineRow> BillingTimeOfPaymentRows() {
  return {
      {"R29_PaidLateOnRequestStaysSuspendedUntilReinstated",
       DueInJanuary().Pays("P", 100, "2024-04-10T09:00:00Z").facts(),
       PolicyOne(),
       {{"2024-04-10T08:59:59.999999Z", kOverdue},
        {"2024-04-10T09:00:00Z", kCleared},
        {"2039-01-01", kCleared}}},
      {"R12_PaidLateAutoEndsAtReceipt",
       DueInJanuary().Pays("P", 100, "2024-04-10T09:00:00Z").RecordedAt("2024-04-20").facts(),
       Automatic(),
       {{"2024-04-10T08:59:59.999999Z", kOverdue},
        {"2024-04-10T09:00:00Z", "ACTIVE"},
        {"2039-01-01", "ACTIVE"}}},
      {"Domain2_PaidInTimeButRecordedLateNeverWasSuspended",
       DueInJanuary().Pays("P", 100, "2024-03-31T18:00:00Z").RecordedAt("2024-04-20").facts(),
       PolicyOne(),
       {{"2024-04-01", "ACTIVE"}, {"2024-04-15", "ACTIVE"}, {"2039-01-01", "ACTIVE"}}},
      {"R13_PaidInTheLastInstant",
       DueInJanuary().Pays("P", 100, "2024-03-31T23:59:59.999999Z").facts(),
       PolicyOne(),
       {{"2024-03-31T23:59:59.999999Z", "ACTIVE"}, {"2024-04-01", "ACTIVE"}}},
      {"R13_PaidInTheInstantThatWouldBeTheFirst",
       DueInJanuary().Pays("P", 100, "2024-04-01T00:00:00Z").facts(),
       PolicyOne(),
       {{"2024-04-01", "ACTIVE"}, {"2024-04-02", "ACTIVE"}}},
      {"R13_PaidOneTickLate",
       DueInJanuary().Pays("P", 100, "2024-04-01T00:00:00.000001Z").facts(),
       PolicyOne(),
       {{"2024-04-01T00:00:00Z", kOverdue}, {"2024-04-01T00:00:00.000001Z", kCleared}}},
      {"R13_AnotherOverdueInvoiceMakesAClearedConditionTrueAgain",
       DueInJanuary()
           .Owes("J", 70, "2024-01-01", "2024-02-29")
           .Pays("P", 100, "2024-04-10")
           .facts(),
       PolicyOne(),
       {{"2024-04-10", kCleared},
        {"2024-04-29T23:59:59.999999Z", kCleared},
        {"2024-04-30", kOverdue}}},
      {"R12_AutoOpensASecondEpisode",
       DueInJanuary()
           .Owes("J", 70, "2024-01-01", "2024-02-29")
           .Pays("P", 100, "2024-04-10")
           .facts(),
       Automatic(),
       {{"2024-04-01", kOverdue}, {"2024-04-10", "ACTIVE"}, {"2024-04-30", kOverdue}}},
  };
}

}  // namespace reinstate
