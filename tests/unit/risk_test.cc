// AT_RISK (DOMAIN 2: within the largest warning offset, civil days, inclusive) and `current` (R20).

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "server/domain/timeline.h"
#include "tests/unit/facts_builder.h"

namespace reinstate {
namespace {

struct RiskRow {
  const char* name;
  AccountFacts facts;
  PolicySet policies;
  const char* now;
  std::vector<std::pair<const char*, const char*>> told;

  friend void PrintTo(const RiskRow& row, std::ostream* out) { *out << row.name; }
};

class RiskRows : public testing::TestWithParam<RiskRow> {};

TEST_P(RiskRows, Tell) {
  const RiskRow& row = GetParam();
  const Timeline timeline = BuildTimeline(row.facts, row.policies, Instant(row.now));
  for (const auto& [at, told] : row.told) {
    EXPECT_EQ(Tell(SegmentAt(timeline, Instant(at))), told) << at;
  }
  for (const Segment& segment : timeline.segments) {
    EXPECT_FALSE(segment.from < Instant(row.now) && segment.standing == Standing::kAtRisk);
  }
}

std::string RowName(const testing::TestParamInfo<RiskRow>& tested) { return tested.param.name; }

// Suspended from 1 April 2024 on; 30 days before is 2 March.
FactsBuilder DueInJanuary() { return FactsBuilder().Owes("I", 100, "2024-01-01", "2024-01-31"); }

Policy Warning(std::vector<int> offsets_days) {
  Policy policy;
  policy.warning_offsets_days = std::move(offsets_days);
  return policy;
}

Policy Days(int days_overdue, Policy policy) {
  policy.days_overdue = days_overdue;
  return policy;
}

Policy In(const char* zone) {
  Policy policy;
  policy.zone = Zone(zone);
  return policy;
}

constexpr const char* kOverdue = "SUSPENDED BILLING_OVERDUE";

std::vector<RiskRow> WhenRows() {
  return {
      {"Domain2_FromTheStartOfTheDay30DaysBefore",
       DueInJanuary().facts(),
       PolicyOne(),
       "2024-02-15T10:00:00Z",
       {{"2024-02-15T10:00:00Z", "ACTIVE"},
        {"2024-03-01T23:59:59.999999Z", "ACTIVE"},
        {"2024-03-02T00:00:00Z", "AT_RISK"},
        {"2024-03-31T23:59:59.999999Z", "AT_RISK"},
        {"2024-04-01", kOverdue}}},
      {"Domain2_NotBeforeNow",
       DueInJanuary().facts(),
       PolicyOne(),
       "2024-03-10T10:00:00Z",
       {{"2024-03-05", "ACTIVE"},
        {"2024-03-10T09:59:59.999999Z", "ACTIVE"},
        {"2024-03-10T10:00:00Z", "AT_RISK"},
        {"2024-03-31", "AT_RISK"}}},
      {"Domain2_ThePastIsActiveOrSuspendedOnly",
       DueInJanuary().facts(),
       PolicyOne(),
       "2024-04-05",
       {{"2024-03-05", "ACTIVE"}, {"2024-03-31", "ACTIVE"}, {"2024-04-01", kOverdue}}},
      {"Domain2_NoOffsetsNever",
       DueInJanuary().facts(),
       PolicySet({Warning({})}),
       "2024-02-15",
       {{"2024-03-02", "ACTIVE"},
        {"2024-03-31T23:59:59.999999Z", "ACTIVE"},
        {"2024-04-01", kOverdue}}},
      {"Domain2_TheLargestOffsetOfAnyOrder",
       DueInJanuary().facts(),
       PolicySet({Warning({1, 7, 3})}),
       "2024-02-15",
       {{"2024-03-24T23:59:59.999999Z", "ACTIVE"}, {"2024-03-25", "AT_RISK"}}},
      {"Domain2_DaysAreThoseOfTheZone",
       FactsBuilder().Owes("I", 100, "2018-09-01", "2018-10-04").facts(),
       PolicySet({In("America/Sao_Paulo")}),
       "2018-10-20",
       // Suspended from 4 December; 30 days before is 4 November, which has no midnight.
       {{"2018-11-04T02:59:59.999999Z", "ACTIVE"},
        {"2018-11-04T03:00:00Z", "AT_RISK"},
        {"2018-12-04T01:59:59.999999Z", "AT_RISK"},
        {"2018-12-04T02:00:00Z", kOverdue}}},
      {"Domain2_ASuspensionInMidDayCountsFromTheStartOfItsDay",
       DueInJanuary().facts(),
       PolicyTwoFrom("2024-03-15T12:00:00Z", Days(30, Policy{})),
       "2024-02-02",
       {{"2024-02-13T23:59:59.999999Z", "ACTIVE"},
        {"2024-02-14", "AT_RISK"},
        {"2024-03-15T12:00:00Z", kOverdue}}},
      {"Domain2_AnOffsetOfNoneIsTheSameDay",
       DueInJanuary().facts(),
       PolicyTwoFrom("2024-03-15T12:00:00Z", Days(30, Warning({0})), Warning({0})),
       "2024-02-02",
       {{"2024-03-14T23:59:59.999999Z", "ACTIVE"},
        {"2024-03-15", "AT_RISK"},
        {"2024-03-15T12:00:00Z", kOverdue}}},
      {"Domain2_TheOffsetsInForceAtTheInstantDecide",
       DueInJanuary().facts(),
       PolicyTwoFrom("2024-03-15T12:00:00Z", Warning({7})),
       "2024-02-02",
       {{"2024-03-02", "AT_RISK"},
        {"2024-03-15T12:00:00Z", "ACTIVE"},
        {"2024-03-24T23:59:59.999999Z", "ACTIVE"},
        {"2024-03-25", "AT_RISK"}}},
  };
}

std::vector<RiskRow> WhichRows() {
  return {
      {"Domain2_AfterAHoldEndsBeforeASuspension",
       DueInJanuary().Held("H", "2024-03-01", "2024-03-20").facts(),
       PolicyOne(),
       "2024-03-10",
       {{"2024-03-10", "SUSPENDED MANUAL_HOLD"},
        {"2024-03-20", "AT_RISK"},
        {"2024-04-01", kOverdue}}},
      {"Domain2_AHoldThatBeginsInAMoment",
       FactsBuilder().Held("H", "2024-03-10T12:03:00Z").facts(),
       PolicyOne(),
       "2024-03-10T12:00:00Z",
       {{"2024-03-10T12:00:00Z", "AT_RISK"}, {"2024-03-10T12:03:00Z", "SUSPENDED MANUAL_HOLD"}}},
      {"Domain2_TheFirstOfSeveralSuspensionsCounts",
       DueInJanuary().Owes("J", 100, "2024-01-01", "2024-01-21").facts(),
       PolicyOne(),
       "2024-02-02",
       {{"2024-02-20T23:59:59.999999Z", "ACTIVE"}, {"2024-02-21", "AT_RISK"}}},
      {"Domain2_PaidIsNotAtRisk",
       DueInJanuary().Pays("P", 100, "2024-03-05").facts(),
       PolicyOne(),
       "2024-03-10",
       {{"2024-03-10", "ACTIVE"}, {"2024-04-01", "ACTIVE"}}},
      {"Domain2_AnEpisodeThatOpensAtStandingFrom",
       DueInJanuary().StandingFrom("2024-06-10T06:00:00Z").facts(),
       PolicyOne(),
       "2024-05-01",
       {{"2024-05-10T23:59:59.999999Z", "ACTIVE"},
        {"2024-05-11", "AT_RISK"},
        {"2024-06-10T06:00:00Z", kOverdue}}},
      {"Domain2_AClearedEpisodeStaysSuspendedNotAtRisk",
       DueInJanuary().Owes("J", 1, "2024-01-01", "2024-02-29").Pays("P", 100, "2024-04-10").facts(),
       PolicyOne(),
       "2024-04-12",
       {{"2024-04-12", "SUSPENDED BILLING_OVERDUE(cleared)"}, {"2024-04-30", kOverdue}}},
  };
}

INSTANTIATE_TEST_SUITE_P(When, RiskRows, testing::ValuesIn(WhenRows()), RowName);
INSTANTIATE_TEST_SUITE_P(Which, RiskRows, testing::ValuesIn(WhichRows()), RowName);

struct CurrentRow {
  const char* name;
  AccountFacts facts;
  Policy policy;
  std::vector<std::pair<const char*, bool>> current;

  friend void PrintTo(const CurrentRow& row, std::ostream* out) { *out << row.name; }
};

class CurrentRows : public testing::TestWithParam<CurrentRow> {};

TEST_P(CurrentRows, SayWhetherTheAccountIsCurrent) {
  const CurrentRow& row = GetParam();
  for (const char* now : {"2010-01-01", "2040-01-01"}) {
    const Timeline timeline = BuildTimeline(row.facts, PolicySet({row.policy}), Instant(now));
    for (const auto& [at, current] : row.current) {
      EXPECT_EQ(SegmentAt(timeline, Instant(at)).current, current) << at << " built at " << now;
    }
  }
}

std::vector<CurrentRow> CurrentTable() {
  Policy tolerant;
  tolerant.tolerance_minor = {{"USD", 100}};
  return {
      {"R20_NotFromTheDayAfterTheDueDateUntilPaid",
       DueInJanuary().Pays("P", 100, "2024-02-10T09:00:00Z").facts(),
       Policy{},
       {{"2024-01-01", true},
        {"2024-01-31T23:59:59.999999Z", true},
        {"2024-02-01T00:00:00Z", false},
        {"2024-02-10T08:59:59.999999Z", false},
        {"2024-02-10T09:00:00Z", true}}},
      {"R20_PaidInPartIsNot",
       DueInJanuary().Pays("P", 99, "2024-01-10").facts(),
       Policy{},
       {{"2024-01-31", true}, {"2024-02-01", false}}},
      {"R20_AResidualWithinToleranceIs",
       DueInJanuary().facts(),
       tolerant,
       {{"2024-02-01", true}, {"2039-01-01", true}}},
      {"R20_AHoldChangesNothing",
       FactsBuilder().Held("H", "2024-01-01").facts(),
       Policy{},
       {{"2024-01-01", true}}},
      {"R20_CurrentWhileAwaitingReinstatement",
       DueInJanuary().Pays("P", 100, "2024-04-10").facts(),
       Policy{},
       {{"2024-04-09", false}, {"2024-04-10", true}, {"2039-01-01", true}}},
      {"R20_ReinstatementDoesNotMakeItCurrent",
       DueInJanuary()
           .Pays("P", 100, "2024-04-10", {{"I", 100}})
           .Owes("J", 10, "2024-03-01", "2024-03-20")
           .Decided("D", "2024-04-12", {CauseKind::kBillingOverdue})
           .facts(),
       Policy{},
       {{"2024-04-12", false}}},
      {"R20_BeforeStandingFromToo",
       DueInJanuary().StandingFrom("2025-01-01").facts(),
       Policy{},
       {{"2024-01-31", true}, {"2024-02-01", false}, {"2025-01-01", false}}},
      {"R20_DaysAreThoseOfTheZone",
       DueInJanuary().facts(),
       In("Asia/Tokyo"),
       {{"2024-01-31T14:59:59.999999Z", true}, {"2024-01-31T15:00:00Z", false}}},
  };
}

INSTANTIATE_TEST_SUITE_P(Table, CurrentRows, testing::ValuesIn(CurrentTable()),
                         [](const auto& tested) { return std::string(tested.param.name); });

TEST(CurrentBoundary, R20_ItsChangesAreSegmentBoundaries) {
  const Timeline timeline =
      BuildTimeline(DueInJanuary().facts(), PolicyOne(), Instant("2024-01-10"));
  EXPECT_EQ(SegmentAt(timeline, Instant("2024-02-01")).from, Instant("2024-02-01"));
  EXPECT_EQ(SegmentAt(timeline, Instant("2024-01-31")).to, Instant("2024-02-01"));
}

}  // namespace
}  // namespace reinstate
