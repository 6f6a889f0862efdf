// The timeline (DOMAIN 2), row by row, and its form.

#include "server/domain/timeline.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "tests/unit/facts_builder.h"
#include "tests/unit/timeline_rows.h"

namespace reinstate {
namespace {

// Half open, without gaps, without end, and no boundary at which nothing changes.
void ExpectWellFormed(const Timeline& timeline) {
  ASSERT_FALSE(timeline.segments.empty());
  EXPECT_EQ(timeline.segments.back().to, absl::InfiniteFuture());
  for (size_t i = 0; i < timeline.segments.size(); ++i) {
    const Segment& segment = timeline.segments[i];
    EXPECT_LT(segment.from, segment.to) << i;
    EXPECT_EQ(segment.standing == Standing::kSuspended, !segment.causes.empty()) << i;
    EXPECT_TRUE(
        std::is_sorted(segment.causes.begin(), segment.causes.end(),
                       [](const OpenCause& a, const OpenCause& b) { return a.kind < b.kind; }));
    for (const OpenCause& cause : segment.causes) EXPECT_LE(cause.since, segment.from) << i;
    if (i == 0) continue;
    Segment before = timeline.segments[i - 1];
    EXPECT_EQ(before.to, segment.from) << i;
    before.from = segment.from;
    before.to = segment.to;
    EXPECT_FALSE(before == segment) << "nothing changes at " << Show(segment.from);
  }
  for (const Evidence& evidence : timeline.evidence) EXPECT_LT(evidence.from, evidence.to);
}

class TimelineRows : public testing::TestWithParam<TimelineRow> {};

TEST_P(TimelineRows, Tell) {
  const TimelineRow& row = GetParam();
  const Timeline timeline = BuildTimeline(row.facts, row.policies, LongAfter());
  ExpectWellFormed(timeline);
  for (const auto& [at, told] : row.told) {
    EXPECT_EQ(Tell(SegmentAt(timeline, Instant(at))), told) << at;
  }
}

// What was built long before says the same of what is to come, but that some of it is at risk.
TEST_P(TimelineRows, TellTheSameBuiltBefore) {
  const TimelineRow& row = GetParam();
  const Timeline timeline = BuildTimeline(row.facts, row.policies, Instant("2009-01-01"));
  ExpectWellFormed(timeline);
  for (const auto& [at, told] : row.told) {
    Segment segment = SegmentAt(timeline, Instant(at));
    if (segment.standing == Standing::kAtRisk) segment.standing = Standing::kActive;
    EXPECT_EQ(Tell(segment), told) << at;
  }
}

std::string RowName(const testing::TestParamInfo<TimelineRow>& tested) { return tested.param.name; }

INSTANTIATE_TEST_SUITE_P(BillingDay, TimelineRows, testing::ValuesIn(BillingDayRows()), RowName);
INSTANTIATE_TEST_SUITE_P(BillingMoney, TimelineRows, testing::ValuesIn(BillingMoneyRows()),
                         RowName);
INSTANTIATE_TEST_SUITE_P(BillingTimeOfPayment, TimelineRows,
                         testing::ValuesIn(BillingTimeOfPaymentRows()), RowName);
INSTANTIATE_TEST_SUITE_P(Decision, TimelineRows, testing::ValuesIn(DecisionRows()), RowName);
INSTANTIATE_TEST_SUITE_P(LateFact, TimelineRows, testing::ValuesIn(LateFactRows()), RowName);
INSTANTIATE_TEST_SUITE_P(StandingFrom, TimelineRows, testing::ValuesIn(StandingFromRows()),
                         RowName);
INSTANTIATE_TEST_SUITE_P(ModeChange, TimelineRows, testing::ValuesIn(ModeChangeRows()), RowName);
INSTANTIATE_TEST_SUITE_P(LimitChange, TimelineRows, testing::ValuesIn(LimitChangeRows()), RowName);
INSTANTIATE_TEST_SUITE_P(Profile, TimelineRows, testing::ValuesIn(ProfileRows()), RowName);
INSTANTIATE_TEST_SUITE_P(Hold, TimelineRows, testing::ValuesIn(HoldRows()), RowName);
INSTANTIATE_TEST_SUITE_P(SeveralCause, TimelineRows, testing::ValuesIn(SeveralCauseRows()),
                         RowName);
INSTANTIATE_TEST_SUITE_P(Abuse, TimelineRows, testing::ValuesIn(AbuseRows()), RowName);
INSTANTIATE_TEST_SUITE_P(AbuseAuto, TimelineRows, testing::ValuesIn(AbuseAutoRows()), RowName);
INSTANTIATE_TEST_SUITE_P(Exemption, TimelineRows, testing::ValuesIn(ExemptionRows()), RowName);
INSTANTIATE_TEST_SUITE_P(ExemptionMeets, TimelineRows, testing::ValuesIn(ExemptionMeetsRows()),
                         RowName);
INSTANTIATE_TEST_SUITE_P(Scope, TimelineRows, testing::ValuesIn(ScopeRows()), RowName);
INSTANTIATE_TEST_SUITE_P(Provider, TimelineRows, testing::ValuesIn(ProviderRows()), RowName);
INSTANTIATE_TEST_SUITE_P(ProviderClear, TimelineRows, testing::ValuesIn(ProviderClearRows()),
                         RowName);
INSTANTIATE_TEST_SUITE_P(Closure, TimelineRows, testing::ValuesIn(ClosureRows()), RowName);
INSTANTIATE_TEST_SUITE_P(AbuseLateFact, TimelineRows, testing::ValuesIn(AbuseLateFactRows()),
                         RowName);

// Since when the cause is open at an instant; the account is suspended for one cause then.
absl::Time Since(const AccountFacts& facts, const std::string& at,
                 const PolicySet& policies = PolicyOne()) {
  const Timeline timeline = BuildTimeline(facts, policies, LongAfter());
  const Segment& segment = SegmentAt(timeline, Instant(at));
  EXPECT_EQ(segment.causes.size(), 1u);
  return segment.causes.empty() ? absl::InfinitePast() : segment.causes[0].since;
}

TEST(EpisodeSince, Domain2_IsWhereItOpened) {
  const std::vector<CauseKind> billing = {CauseKind::kBillingOverdue};
  const FactsBuilder due = FactsBuilder().Owes("I", 100, "2024-01-01", "2024-01-31");
  const FactsBuilder paid = FactsBuilder(due).Pays("P", 100, "2024-04-10");
  EXPECT_EQ(Since(due.facts(), "2024-06-01"), Instant("2024-04-01"));
  EXPECT_EQ(Since(paid.facts(), "2024-06-01"), Instant("2024-04-01"));
  // Another invoice within an open episode, cleared or not, opens none.
  EXPECT_EQ(
      Since(FactsBuilder(paid).Owes("J", 1, "2024-01-01", "2024-02-29").facts(), "2024-06-01"),
      Instant("2024-04-01"));
  EXPECT_EQ(Since(FactsBuilder(due).StandingFrom("2024-05-01T07:00:00Z").facts(), "2024-06-01"),
            Instant("2024-05-01T07:00:00Z"));
  // A decision that a fact recorded later contradicts: max(condition's start, the decision).
  const FactsBuilder decided = FactsBuilder(paid).Decided("D", "2024-04-15T12:00:00Z", billing);
  EXPECT_EQ(
      Since(FactsBuilder(decided).Owes("L", 1, "2024-01-01", "2024-02-03").facts(), "2024-06-01"),
      Instant("2024-04-15T12:00:00Z"));
  EXPECT_EQ(
      Since(FactsBuilder(decided).Owes("L", 1, "2024-01-01", "2024-02-29").facts(), "2024-06-01"),
      Instant("2024-04-30"));
}

TEST(EpisodeMode, Domain2_IsTheOneInForceAtEachInstant) {
  const AccountFacts facts =
      FactsBuilder().Owes("I", 100, "2024-01-01", "2024-01-31").Held("H", "2024-01-01").facts();
  const PolicySet policies =
      PolicyTwoFrom("2024-05-01", WithMode(Policy{}, CauseKind::kBillingOverdue, CauseMode::kAuto));
  const Timeline timeline = BuildTimeline(facts, policies, LongAfter());
  const Segment& before = SegmentAt(timeline, Instant("2024-05-01") - kTick);
  const Segment& after = SegmentAt(timeline, Instant("2024-05-01"));
  ASSERT_EQ(before.causes.size(), 2u);
  ASSERT_EQ(after.causes.size(), 2u);
  EXPECT_EQ(before.causes[0].mode, CauseMode::kOnRequest);
  EXPECT_EQ(after.causes[0].mode, CauseMode::kAuto);
  EXPECT_EQ(after.causes[0].since, Instant("2024-04-01"));
  EXPECT_EQ(before.causes[1].mode, CauseMode::kAuto);
}

TEST(PolicyBoundary, Domain2_AChangeOfPolicyIsASegmentBoundary) {
  const PolicySet policies = PolicyTwoFrom("2024-05-01T12:00:00Z", Policy{});
  const Timeline timeline = BuildTimeline(FactsBuilder().facts(), policies, Instant("2024-01-01"));
  const absl::Time change = Instant("2024-05-01T12:00:00Z");
  EXPECT_EQ(SegmentAt(timeline, change).from, change);
  EXPECT_EQ(SegmentAt(timeline, change).policy_version, 2);
  EXPECT_EQ(SegmentAt(timeline, change - kTick).policy_version, 1);
}

TEST(FirstSegment, Domain2_BeginsWithTheAccount) {
  AccountFacts facts = FactsBuilder().facts();
  facts.account.registered_at = Instant("2013-10-01");
  facts.account.standing_from = Instant("2012-01-01");
  const Timeline early = BuildTimeline(facts, PolicyOne(), LongAfter());
  EXPECT_EQ(early.segments.front().from, Instant("2012-01-01"));
  EXPECT_EQ(&SegmentAt(early, Instant("2011-01-01")), &early.segments.front());
  facts.account.standing_from = Instant("2014-01-01");
  const Timeline late = BuildTimeline(facts, PolicyOne(), LongAfter());
  EXPECT_EQ(late.segments.front().from, Instant("2013-10-01"));
  ExpectWellFormed(late);
}

TEST(FirstSegment, Domain2_AnAccountWithoutFactsIsActiveForever) {
  const Timeline timeline = BuildTimeline(FactsBuilder().facts(), PolicyOne(), LongAfter());
  ASSERT_EQ(timeline.segments.size(), 1u);
  EXPECT_EQ(Tell(timeline.segments[0]), "ACTIVE");
  EXPECT_TRUE(timeline.segments[0].current);
  EXPECT_TRUE(timeline.evidence.empty());
}

TEST(SegmentAt, Domain2_IntervalsAreHalfOpen) {
  const Timeline timeline =
      BuildTimeline(FactsBuilder().Held("H", "2024-01-01", "2024-02-01").facts(), PolicyOne(),
                    Instant("2023-01-01"));
  EXPECT_EQ(Tell(SegmentAt(timeline, Instant("2024-01-01"))), "SUSPENDED MANUAL_HOLD");
  EXPECT_EQ(SegmentAt(timeline, Instant("2024-01-01")).from, Instant("2024-01-01"));
  EXPECT_EQ(SegmentAt(timeline, Instant("2024-02-01") - kTick).to, Instant("2024-02-01"));
  EXPECT_EQ(Tell(SegmentAt(timeline, Instant("2024-02-01"))), "ACTIVE");
}

}  // namespace
}  // namespace reinstate
