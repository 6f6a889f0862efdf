// Warnings of a suspension (DOMAIN 4): when each is due, what merges, what is dropped.

#include "server/domain/warnings.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <ostream>
#include <string>
#include <vector>

#include "tests/unit/facts_builder.h"

namespace reinstate {
namespace {

constexpr char kEnd[] = "2030-01-01";

// "14 days at 2024-03-18T00:00:00+00:00 of 2024-04-01T00:00:00+00:00".
std::vector<std::string> Told(const std::vector<SuspensionWarning>& warnings) {
  std::vector<std::string> told;
  for (const SuspensionWarning& warning : warnings) {
    told.push_back(std::to_string(warning.offset_days) + " at " +
                   Show(warning.warned_at).substr(0, 16) + " of " +
                   Show(warning.suspension_at).substr(0, 10));
  }
  return told;
}

struct WarningRow {
  const char* name;
  AccountFacts facts;
  PolicySet policies;
  const char* known_at;
  std::vector<std::string> told;

  friend void PrintTo(const WarningRow& row, std::ostream* out) { *out << row.name; }
};

// Suspended from 1 April 2024 on.
FactsBuilder DueInJanuary() { return FactsBuilder().Owes("I", 100, "2024-01-01", "2024-01-31"); }

Policy WithOffsets(std::vector<int> offsets_days) {
  Policy policy;
  policy.warning_offsets_days = std::move(offsets_days);
  return policy;
}

Policy InZone(const char* zone) {
  Policy policy;
  policy.zone = Zone(zone);
  return policy;
}

class WarningRows : public testing::TestWithParam<WarningRow> {};

TEST_P(WarningRows, Tell) {
  const WarningRow& row = GetParam();
  const absl::Time known_at = Instant(row.known_at);
  const Timeline timeline =
      TrimTimeline(BuildTimeline(row.facts, row.policies, known_at), known_at);
  EXPECT_EQ(Told(WarningsByTime(timeline, row.policies, known_at, Instant(kEnd))), row.told);
}

// Looking at any instants in between finds the same, each once, and nothing before it is due.
TEST_P(WarningRows, StepsFindTheSame) {
  const WarningRow& row = GetParam();
  absl::Time at = Instant(row.known_at);
  const Timeline timeline = TrimTimeline(BuildTimeline(row.facts, row.policies, at), at);
  std::vector<std::string> told;
  const auto add = [&](absl::Time now) {
    for (const std::string& warning : Told(WarningsByTime(timeline, row.policies, at, now))) {
      // What merges at a later look has a key that is known.
      const bool known = std::any_of(told.begin(), told.end(), [&](const std::string& earlier) {
        return earlier.substr(0, earlier.find(' ')) == warning.substr(0, warning.find(' ')) &&
               earlier.substr(earlier.find("of")) == warning.substr(warning.find("of"));
      });
      if (!known) told.push_back(warning);
    }
  };
  add(at);
  for (int steps = 0; steps < 100; ++steps) {
    const absl::Time next = NextTimedEvent(timeline, row.policies, at);
    if (next == absl::InfiniteFuture()) break;
    add(next);
    at = next;
  }
  EXPECT_EQ(told, row.told);
  EXPECT_EQ(NextTimedEvent(timeline, row.policies, at), absl::InfiniteFuture());
}

INSTANTIATE_TEST_SUITE_P(
    Rows, WarningRows,
    testing::Values(
        WarningRow{"EachOffsetOnItsDay",
                   DueInJanuary().facts(),
                   PolicyOne(),
                   "2024-01-15",
                   {"30 at 2024-03-02T00:00 of 2024-04-01", "14 at 2024-03-18T00:00 of 2024-04-01",
                    "7 at 2024-03-25T00:00 of 2024-04-01", "1 at 2024-03-31T00:00 of 2024-04-01"}},
        WarningRow{"PastOffsetsMergeIntoTheNearest",
                   DueInJanuary().facts(),
                   PolicyOne(),
                   "2024-03-20T09:30:00Z",
                   {"14 at 2024-03-20T09:30 of 2024-04-01", "7 at 2024-03-25T00:00 of 2024-04-01",
                    "1 at 2024-03-31T00:00 of 2024-04-01"}},
        WarningRow{"KnownOnTheLastDay",
                   DueInJanuary().facts(),
                   PolicyOne(),
                   "2024-03-31T12:00:00Z",
                   {"1 at 2024-03-31T12:00 of 2024-04-01"}},
        WarningRow{"AnOffsetIsPastInTheInstantItIsDue",
                   DueInJanuary().facts(),
                   PolicyOne(),
                   "2024-03-25",
                   {"7 at 2024-03-25T00:00 of 2024-04-01", "1 at 2024-03-31T00:00 of 2024-04-01"}},
        WarningRow{"NobodyIsWarnedWhileSuspended",
                   DueInJanuary().Held("H", "2024-03-01").facts(),
                   PolicyOne(),
                   "2024-03-01T12:00:00Z",
                   {}},
        WarningRow{"AfterAHoldThatExpiresPastOffsetsMerge",
                   DueInJanuary().Held("H", "2024-02-01", "2024-03-26").facts(),
                   PolicyOne(),
                   "2024-02-01T12:00:00Z",
                   {"7 at 2024-03-26T00:00 of 2024-04-01", "1 at 2024-03-31T00:00 of 2024-04-01"}},
        WarningRow{"PaidIsNoSuspension",
                   DueInJanuary().Pays("P", 100, "2024-02-01").facts(),
                   PolicyOne(),
                   "2024-02-02",
                   {}},
        WarningRow{"ExemptionsEndIsASuspension",
                   DueInJanuary()
                       .Exempted("E", CauseKind::kBillingOverdue, "2024-03-30", "2024-04-20")
                       .facts(),
                   PolicyOne(),
                   "2024-03-30",
                   {"30 at 2024-03-30T00:00 of 2024-04-20", "14 at 2024-04-06T00:00 of 2024-04-20",
                    "7 at 2024-04-13T00:00 of 2024-04-20", "1 at 2024-04-19T00:00 of 2024-04-20"}},
        WarningRow{"NoOffsetsNoWarnings",
                   DueInJanuary().facts(),
                   PolicySet({WithOffsets({})}),
                   "2024-01-15",
                   {}},
        WarningRow{"OffsetsOfThePolicyInForceThen",
                   DueInJanuary().facts(),
                   PolicyTwoFrom("2024-03-20", WithOffsets({3})),
                   "2024-01-15",
                   {"30 at 2024-03-02T00:00 of 2024-04-01", "14 at 2024-03-18T00:00 of 2024-04-01",
                    "3 at 2024-03-29T00:00 of 2024-04-01"}},
        WarningRow{"DaysOfTheZone",
                   DueInJanuary().facts(),
                   PolicySet({InZone("Europe/Berlin")}),
                   "2024-01-15",
                   {"30 at 2024-03-01T23:00 of 2024-03-31", "14 at 2024-03-17T23:00 of 2024-03-31",
                    "7 at 2024-03-24T23:00 of 2024-03-31", "1 at 2024-03-30T23:00 of 2024-03-31"}}),
    [](const testing::TestParamInfo<WarningRow>& tested) { return tested.param.name; });

TEST(Warnings, NameTheCausesOfTheSuspensionAndThePolicy) {
  const Timeline timeline =
      BuildTimeline(DueInJanuary().facts(), PolicyOne(), Instant("2024-01-15"));
  const auto warnings =
      WarningsByTime(timeline, PolicyOne(), Instant("2024-01-15"), Instant("2024-03-02"));
  ASSERT_EQ(warnings.size(), 1u);
  EXPECT_EQ(warnings[0].causes, std::vector<CauseKind>{CauseKind::kBillingOverdue});
  EXPECT_EQ(warnings[0].policy_version, 1);
}

TEST(Warnings, AWriteWarnsAtOnceOnlyOfWhatIsNew) {
  const absl::Time now = Instant("2024-03-20");
  const PolicySet policies = PolicyOne();
  const Timeline none = BuildTimeline(FactsBuilder().facts(), policies, now);
  const Timeline due = BuildTimeline(DueInJanuary().facts(), policies, now);
  const Timeline earlier = BuildTimeline(
      DueInJanuary().Owes("J", 100, "2024-01-01", "2024-01-30").facts(), policies, now);
  EXPECT_FALSE(WarnsAtOnce(none, none, policies, now));
  EXPECT_TRUE(WarnsAtOnce(none, due, policies, now));
  EXPECT_FALSE(WarnsAtOnce(due, due, policies, now));
  EXPECT_TRUE(WarnsAtOnce(due, earlier, policies, now));
  EXPECT_FALSE(WarnsAtOnce(due, none, policies, now));
}

}  // namespace
}  // namespace reinstate
