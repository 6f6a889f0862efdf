// DOMAIN 4, transition log: one entry per change of standing or of the open causes.

#include "server/domain/transitions.h"

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

#include "tests/unit/facts_builder.h"

namespace reinstate {
namespace {

const std::vector<CauseKind> kBilling = {CauseKind::kBillingOverdue};

// At risk from 2 March, suspended from 1 April 2024.
FactsBuilder DueInJanuary() { return FactsBuilder().Owes("I", 100, "2024-01-01", "2024-01-31"); }

Timeline Stored(const FactsBuilder& facts, const std::string& at,
                const PolicySet& policies = PolicyOne()) {
  return TrimTimeline(BuildTimeline(facts.facts(), policies, Instant(at)), Instant(at));
}

// "ACTIVE>SUSPENDED +MANUAL_HOLD -... at".
std::string Tell(const Transition& entry) {
  std::string told = std::string(StandingName(entry.from)) + ">" + StandingName(entry.to);
  if (!entry.causes_added.empty()) told += " +" + Names(entry.causes_added);
  if (!entry.causes_removed.empty()) told += " -" + Names(entry.causes_removed);
  return told + " " +
         absl::FormatTime("%Y-%m-%dT%H:%M:%E*SZ", entry.effective_at, absl::UTCTimeZone());
}

struct TimeRow {
  const char* name;
  FactsBuilder facts;
  const char* stored_at;
  const char* logged_through;
  const char* now;
  std::vector<std::string> told;
  PolicySet policies = PolicyOne();

  friend void PrintTo(const TimeRow& row, std::ostream* out) { *out << row.name; }
};

class ByTime : public testing::TestWithParam<TimeRow> {};

TEST_P(ByTime, Logs) {
  const TimeRow& row = GetParam();
  const Timeline stored = Stored(row.facts, row.stored_at, row.policies);
  std::vector<std::string> told;
  for (const Transition& entry :
       TransitionsByTime(stored, Instant(row.logged_through), Instant(row.now))) {
    told.push_back(Tell(entry));
    EXPECT_EQ(entry.observed_at, entry.effective_at);
    EXPECT_EQ(entry.trigger, TransitionTrigger::kTime);
    EXPECT_EQ(entry.policy_version, row.policies.At(entry.effective_at).version);
  }
  EXPECT_EQ(told, row.told);
}

std::vector<TimeRow> TimeRows() {
  const std::string at_risk = "ACTIVE>AT_RISK 2024-03-02T00:00:00Z";
  const std::string suspended = "AT_RISK>SUSPENDED +BILLING_OVERDUE 2024-04-01T00:00:00Z";
  const char* last_tick = "2024-03-31T23:59:59.999999Z";
  return {
      {"Domain4_WhatIsDue",
       DueInJanuary(),
       "2024-02-15",
       "2024-02-15",
       "2024-04-05",
       {at_risk, suspended}},
      {"Domain4_AfterLoggedThrough",
       DueInJanuary(),
       "2024-02-15",
       "2024-03-02",
       "2024-04-05",
       {suspended}},
      {"Domain4_BeforeLoggedThroughIsNotLoggedAgain",
       DueInJanuary(),
       "2024-02-15",
       "2024-04-01",
       "2024-04-05",
       {}},
      {"Domain4_UpToNow",
       DueInJanuary(),
       "2024-02-15",
       "2024-02-15",
       "2024-04-01",
       {at_risk, suspended}},
      {"Domain4_NotAfterNow", DueInJanuary(), "2024-02-15", "2024-02-15", last_tick, {at_risk}},
      {"Domain4_NothingIsDue", DueInJanuary(), "2024-02-15", "2024-02-15", "2024-02-16", {}},
      {"Domain4_NoTimePassed", DueInJanuary(), "2024-02-15", "2024-02-15", "2024-02-15", {}},
      {"R20_CurrentAloneIsNoEntry", DueInJanuary(), "2024-01-10", "2024-01-10", "2024-02-15", {}},
      {"Domain4_AHoldsExpiry",
       FactsBuilder().Held("H", "2024-01-01", "2024-01-20T10:00:00Z"),
       "2024-01-05",
       "2024-01-05",
       "2024-01-30",
       {"SUSPENDED>ACTIVE -MANUAL_HOLD 2024-01-20T10:00:00Z"}},
      {"R19_AChangeOfCausesAloneIsAnEntry",
       DueInJanuary().Held("H", "2024-03-20", "2024-04-20"),
       "2024-03-21",
       "2024-03-21",
       "2024-05-01",
       {"SUSPENDED>SUSPENDED +BILLING_OVERDUE 2024-04-01T00:00:00Z",
        "SUSPENDED>SUSPENDED -MANUAL_HOLD 2024-04-20T00:00:00Z"}},
      {"Domain4_APolicyThatChangesNothingIsNoEntry",
       FactsBuilder(),
       "2024-01-05",
       "2024-01-05",
       "2024-05-01",
       {},
       PolicyTwoFrom("2024-03-01", Policy{})},
      {"Domain4_AConditionThatTurnsTrueAgainIsNoEntry",
       DueInJanuary().Owes("J", 1, "2024-01-01", "2024-02-29").Pays("P", 100, "2024-04-10"),
       "2024-04-11",
       "2024-04-11",
       "2024-05-05",
       {}},
  };
}

INSTANTIATE_TEST_SUITE_P(Table, ByTime, testing::ValuesIn(TimeRows()),
                         [](const auto& tested) { return std::string(tested.param.name); });

struct WriteRow {
  const char* name;
  FactsBuilder before;
  FactsBuilder after;
  const char* stored_at;
  const char* now;
  const char* effective_at;   // of the fact or decision
  TransitionTrigger trigger;  // of the write
  std::string told;           // empty: no entry
  TransitionTrigger logged;   // the trigger of the entry
  PolicySet policies = PolicyOne();

  friend void PrintTo(const WriteRow& row, std::ostream* out) { *out << row.name; }
};

class ByWrite : public testing::TestWithParam<WriteRow> {};

TEST_P(ByWrite, Logs) {
  const WriteRow& row = GetParam();
  const absl::Time now = Instant(row.now);
  const Timeline stored = Stored(row.before, row.stored_at, row.policies);
  const Timeline built = BuildTimeline(row.after.facts(), row.policies, now);
  const WriteCause cause{row.trigger, "the-write", Instant(row.effective_at), "operator-1"};
  const auto entry = TransitionByWrite(stored, built, now, cause);
  ASSERT_EQ(entry.has_value(), !row.told.empty()) << (entry ? Tell(*entry) : "no entry");
  if (!entry) return;
  EXPECT_EQ(Tell(*entry), row.told);
  EXPECT_EQ(entry->observed_at, now);
  EXPECT_EQ(entry->trigger, row.logged);
  EXPECT_EQ(entry->trigger_id, "the-write");
  EXPECT_EQ(entry->actor, "operator-1");
  EXPECT_EQ(entry->policy_version, row.policies.At(now).version);
}

constexpr TransitionTrigger kFact = TransitionTrigger::kFact;
constexpr TransitionTrigger kDecision = TransitionTrigger::kDecision;

std::vector<WriteRow> PresentRows() {
  const PolicySet automatic({WithMode(Policy{}, CauseKind::kBillingOverdue, CauseMode::kAuto)});
  const char* now = "2024-04-10T12:00:00Z";
  const FactsBuilder paid = DueInJanuary().Pays("P", 100, "2024-04-08");
  const FactsBuilder held = FactsBuilder().Held("H", "2024-01-01");
  return {
      {"Domain4_AHold", FactsBuilder(), FactsBuilder().Held("H", now), "2024-01-01", now, now,
       kFact, "ACTIVE>SUSPENDED +MANUAL_HOLD 2024-04-10T12:00:00Z", kFact},
      {"Domain4_AHoldOfTwoDaysAgo", FactsBuilder(), FactsBuilder().Held("H", "2024-04-08"),
       "2024-01-01", now, "2024-04-08", kFact, "ACTIVE>SUSPENDED +MANUAL_HOLD 2024-04-08T00:00:00Z",
       kFact},
      {"Domain4_ARelease", held, FactsBuilder().Held("H", "2024-01-01", "", now), "2024-01-01", now,
       now, kFact, "SUSPENDED>ACTIVE -MANUAL_HOLD 2024-04-10T12:00:00Z", kFact},
      {"R30_ADecision", paid, FactsBuilder(paid).Decided("D", now, kBilling), "2024-04-08", now,
       now, kDecision, "SUSPENDED>ACTIVE -BILLING_OVERDUE 2024-04-10T12:00:00Z", kDecision},
      {"R12_APaymentAuto", DueInJanuary(), DueInJanuary().Pays("P", 100, now), "2024-04-02", now,
       now, kFact, "SUSPENDED>ACTIVE -BILLING_OVERDUE 2024-04-10T12:00:00Z", kFact, automatic},
      {"R12_APaymentOfTwoDaysAgoAuto", DueInJanuary(),
       DueInJanuary().Pays("P", 100, "2024-04-08T06:00:00Z"), "2024-04-02", now,
       "2024-04-08T06:00:00Z", kFact, "SUSPENDED>ACTIVE -BILLING_OVERDUE 2024-04-08T06:00:00Z",
       kFact, automatic},
      {"R29_APaymentOnRequestIsNoEntry", DueInJanuary(), DueInJanuary().Pays("P", 100, now),
       "2024-04-02", now, now, kFact, "", kFact},
      {"Domain4_ANewInvoiceNotDueIsNoEntry", FactsBuilder(),
       FactsBuilder().Owes("I", 1, "2024-04-10", "2024-06-09"), "2024-01-01", now, "2024-04-10",
       kFact, "", kFact},
      {"Domain4_APartOfAnOverdueInvoiceIsNoEntry", DueInJanuary(),
       DueInJanuary().Pays("P", 30, now), "2024-04-02", now, now, kFact, "", kFact},
      {"R19_ASecondCause", held, FactsBuilder(held).Verified("V", VerificationStatus::kFailed, now),
       "2024-01-01", now, now, kFact, "SUSPENDED>SUSPENDED +PROFILE_FAILED 2024-04-10T12:00:00Z",
       kFact},
      {"R19_OneCauseForAnother",
       FactsBuilder().Verified("V", VerificationStatus::kFailed, "2024-01-01"),
       FactsBuilder()
           .Verified("V", VerificationStatus::kFailed, "2024-01-01")
           .Verified("W", VerificationStatus::kRejected, now),
       "2024-01-01", now, now, kFact,
       "SUSPENDED>SUSPENDED +PROFILE_REJECTED -PROFILE_FAILED 2024-04-10T12:00:00Z", kFact},
      {"Domain4_WhatTimeBroughtIsNotTheWrites", DueInJanuary(), DueInJanuary().Pays("P", 30, now),
       "2024-02-15", now, now, kFact, "", kFact},
  };
}

INSTANTIATE_TEST_SUITE_P(Present, ByWrite, testing::ValuesIn(PresentRows()),
                         [](const auto& tested) { return std::string(tested.param.name); });

TEST(CorrectedByFact, Domain2_APaymentInTimeRecordedLateNamesTheFact) {
  const absl::Time now = Instant("2024-04-10T12:00:00Z");
  const Timeline stored = Stored(DueInJanuary(), "2024-04-02");
  const Timeline built =
      BuildTimeline(DueInJanuary().Pays("P", 100, "2024-03-30").facts(), PolicyOne(), now);
  const WriteCause cause{kFact, "P", Instant("2024-03-30"), "operator-1"};
  const auto entry = TransitionByWrite(stored, built, now, cause);
  ASSERT_TRUE(entry.has_value());
  EXPECT_EQ(entry->from, Standing::kSuspended);
  EXPECT_EQ(entry->to, Standing::kActive);
  EXPECT_EQ(entry->causes_removed, kBilling);
  EXPECT_TRUE(entry->causes_added.empty());
  EXPECT_EQ(entry->trigger, TransitionTrigger::kCorrectedByFact);
  EXPECT_EQ(entry->trigger_id, "P");
  EXPECT_EQ(entry->observed_at, now);
  EXPECT_LE(entry->effective_at, now);
}

// R14: withdrawn it never was; resolved it was, and awaits a decision.
TEST(CorrectedByFact, Domain2_AWithdrawnSignalNeverWas) {
  const absl::Time now = Instant("2024-04-10T12:00:00Z");
  const FactsBuilder before =
      FactsBuilder().Abused("SIG-1", AbuseSeverity::kSignificant, "2024-04-05");
  const Timeline stored = Stored(before, "2024-04-05");
  const WriteCause cause{kFact, "SIG-1", Instant("2024-04-05"), "operator-1"};
  const Timeline withdrawn = BuildTimeline(
      FactsBuilder(before).WithdrawnAt("2024-04-10T12:00:00Z").facts(), PolicyOne(), now);
  const auto entry = TransitionByWrite(stored, withdrawn, now, cause);
  ASSERT_TRUE(entry.has_value());
  EXPECT_EQ(Tell(*entry), "SUSPENDED>ACTIVE -ACCOUNT_ABUSE 2024-04-05T00:00:00Z");
  EXPECT_EQ(entry->trigger, TransitionTrigger::kCorrectedByFact);
  EXPECT_EQ(entry->trigger_id, "SIG-1");

  const FactsBuilder resolved =
      FactsBuilder().Abused("SIG-1", AbuseSeverity::kSignificant, "2024-04-05", "2024-04-09");
  EXPECT_FALSE(
      TransitionByWrite(stored, BuildTimeline(resolved.facts(), PolicyOne(), now), now, cause));
  const PolicySet automatic({WithMode(Policy{}, CauseKind::kAccountAbuse, CauseMode::kAuto)});
  const auto ended = TransitionByWrite(stored, BuildTimeline(resolved.facts(), automatic, now), now,
                                       {kFact, "SIG-1", Instant("2024-04-09"), "operator-1"});
  ASSERT_TRUE(ended.has_value());
  EXPECT_EQ(Tell(*ended), "SUSPENDED>ACTIVE -ACCOUNT_ABUSE 2024-04-09T00:00:00Z");
  EXPECT_EQ(ended->trigger, kFact);
}

TEST(CorrectedByFact, Domain2_AnotherCauseMayRemain) {
  const absl::Time now = Instant("2024-04-10T12:00:00Z");
  const FactsBuilder before = DueInJanuary().Held("H", "2024-04-05");
  const Timeline built =
      BuildTimeline(FactsBuilder(before).Pays("P", 100, "2024-03-30").facts(), PolicyOne(), now);
  const WriteCause cause{kFact, "P", Instant("2024-03-30"), "operator-1"};
  const auto entry = TransitionByWrite(Stored(before, "2024-04-05"), built, now, cause);
  ASSERT_TRUE(entry.has_value());
  EXPECT_EQ(entry->to, Standing::kSuspended);
  EXPECT_EQ(entry->causes_removed, kBilling);
  EXPECT_EQ(entry->trigger, TransitionTrigger::kCorrectedByFact);
}

TEST(CorrectedByFact, Domain2_ALateFactAfterADecisionSuspendsFromTheDecision) {
  const absl::Time now = Instant("2024-04-20T12:00:00Z");
  const FactsBuilder before =
      DueInJanuary().Pays("P", 100, "2024-04-10").Decided("D", "2024-04-15", kBilling);
  const Timeline built = BuildTimeline(
      FactsBuilder(before).Owes("L", 70, "2024-01-01", "2024-02-03").facts(), PolicyOne(), now);
  const WriteCause cause{kFact, "L", Instant("2024-01-01"), "operator-1"};
  const auto entry = TransitionByWrite(Stored(before, "2024-04-15"), built, now, cause);
  ASSERT_TRUE(entry.has_value());
  EXPECT_EQ(Tell(*entry), "ACTIVE>SUSPENDED +BILLING_OVERDUE 2024-04-15T00:00:00Z");
}

TEST(ByWriteAtRisk, Domain4_AnInvoiceThatIsNearlyOverdue) {
  const absl::Time now = Instant("2024-03-10T12:00:00Z");
  const Timeline built = BuildTimeline(DueInJanuary().facts(), PolicyOne(), now);
  const WriteCause cause{kFact, "I", Instant("2024-01-01"), "operator-1"};
  const auto entry = TransitionByWrite(Stored(FactsBuilder(), "2024-01-01"), built, now, cause);
  ASSERT_TRUE(entry.has_value());
  EXPECT_EQ(Tell(*entry), "ACTIVE>AT_RISK 2024-03-10T12:00:00Z");
  EXPECT_EQ(entry->trigger, kFact);
}

TEST(ByWriteAtRisk, Domain4_APaymentInTimeEndsTheRisk) {
  const absl::Time now = Instant("2024-03-10T12:00:00Z");
  const Timeline built = BuildTimeline(
      DueInJanuary().Pays("P", 100, "2024-03-10T12:00:00Z").facts(), PolicyOne(), now);
  const WriteCause cause{kFact, "P", now, "operator-1"};
  const auto entry = TransitionByWrite(Stored(DueInJanuary(), "2024-03-05"), built, now, cause);
  ASSERT_TRUE(entry.has_value());
  EXPECT_EQ(Tell(*entry), "AT_RISK>ACTIVE 2024-03-10T12:00:00Z");
  EXPECT_EQ(entry->trigger, kFact);
}

}  // namespace
}  // namespace reinstate
