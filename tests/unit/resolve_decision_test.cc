// DOMAIN 2, decisions: which causes a reinstatement ends, and what refuses it (R30).

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

#include "server/domain/fact_rules.h"
#include "tests/unit/facts_builder.h"

namespace reinstate {
namespace {

constexpr CauseKind kBilling = CauseKind::kBillingOverdue;
constexpr CauseKind kProfileFailed = CauseKind::kProfileFailed;
constexpr CauseKind kRejected = CauseKind::kProfileRejected;
constexpr CauseKind kHold = CauseKind::kManualHold;

// Overdue from 1 April 2024; paid with it, from 10 April.
FactsBuilder Overdue() { return FactsBuilder().Owes("I", 100, "2024-01-01", "2024-01-31"); }
FactsBuilder Paid() { return Overdue().Pays("P", 100, "2024-04-10"); }
FactsBuilder Failed(FactsBuilder facts) {
  return facts.Verified("V", VerificationStatus::kFailed, "2024-04-05");
}
constexpr CauseKind kAbuse = CauseKind::kAccountAbuse;
FactsBuilder Abused(FactsBuilder facts, const std::string& resolved_at = "") {
  return facts.Abused("SIG-1", AbuseSeverity::kSignificant, "2024-04-05", resolved_at);
}
FactsBuilder FailedThenAuthorized(FactsBuilder facts) {
  return Failed(std::move(facts)).Verified("W", VerificationStatus::kAuthorized, "2024-04-06");
}

Policy ProfileOnRequest() { return WithMode(Policy{}, kProfileFailed, CauseMode::kOnRequest); }

struct DecisionRow {
  const char* name;
  FactsBuilder facts;
  Policy policy;
  std::vector<CauseKind> named;
  std::vector<CauseKind> ended;        // where accepted
  Reason refused = Reason::kInternal;  // where nothing is ended
  std::vector<CauseKind> holding = {};

  friend void PrintTo(const DecisionRow& row, std::ostream* out) { *out << row.name; }
};

class DecisionRows : public testing::TestWithParam<DecisionRow> {};

TEST_P(DecisionRows, Resolve) {
  const DecisionRow& row = GetParam();
  const absl::Time now = Instant("2024-04-12T12:00:00Z");
  const Timeline timeline = BuildTimeline(row.facts.facts(), PolicySet({row.policy}), now);
  const auto resolved = ResolveDecision(timeline, now, row.named);
  if (!row.ended.empty()) {
    ASSERT_TRUE(resolved.ok()) << resolved.error().message;
    EXPECT_EQ(Names(*resolved), Names(row.ended));
    return;
  }
  ASSERT_FALSE(resolved.ok()) << Names(*resolved);
  const Error& error = resolved.error();
  EXPECT_STREQ(ReasonName(error.reason), ReasonName(row.refused));
  ASSERT_EQ(error.preconditions.size(), row.holding.size());
  for (CauseKind kind : row.holding) {
    bool listed = false;
    for (const PreconditionViolation& violation : error.preconditions) {
      const std::string said = violation.type + violation.subject + violation.description;
      listed = listed || said.find(CauseName(kind)) != std::string::npos;
    }
    EXPECT_TRUE(listed) << CauseName(kind);
  }
}

constexpr Reason kNothing = Reason::kNothingToReinstate;

std::vector<DecisionRow> AcceptedRows() {
  return {
      {"R30_ByDefaultEveryOpenOnRequestEpisode", Paid(), Policy{}, {}, {kBilling}},
      {"Domain2_ByDefaultSeveral",
       FailedThenAuthorized(Paid()),
       ProfileOnRequest(),
       {},
       {kBilling, kProfileFailed}},
      {"Domain2_AnAutoCauseThatHoldsIsNotInTheDefaultAndNotInTheWay",
       Failed(Paid()),
       Policy{},
       {},
       {kBilling}},
      {"Domain2_AHoldIsNotInTheDefaultAndNotInTheWay",
       Paid().Held("H", "2024-04-01"),
       Policy{},
       {},
       {kBilling}},
      {"Domain2_Named", Paid(), Policy{}, {kBilling}, {kBilling}},
      {"Domain2_NamedOneOfTwo",
       FailedThenAuthorized(Paid()),
       ProfileOnRequest(),
       {kProfileFailed},
       {kProfileFailed}},
      {"Domain2_AnUnnamedCauseThatHoldsIsNotInTheWay",
       FailedThenAuthorized(Overdue()),
       ProfileOnRequest(),
       {kProfileFailed},
       {kProfileFailed}},
      {"Domain2_NamedWithoutAnOpenEpisodeIsIgnored",
       Paid(),
       Policy{},
       {kBilling, kProfileFailed, kRejected, kHold},
       {kBilling}},
      {"R14_AResolvedSignal", Abused(FactsBuilder(), "2024-04-06"), Policy{}, {}, {kAbuse}},
      {"R14_BillingAloneWhileASignalIsUnresolved",
       Abused(Paid()),
       Policy{},
       {kBilling},
       {kBilling}},
      {"Domain2_NamedTwiceIsNamedOnce", Paid(), Policy{}, {kBilling, kBilling}, {kBilling}},
  };
}

std::vector<DecisionRow> RefusedRows() {
  return {
      {"R30_ByDefaultWhereTheConditionHolds",
       Overdue(),
       Policy{},
       {},
       {},
       Reason::kConditionHolds,
       {kBilling}},
      {"R30_NamedWhereTheConditionHolds",
       Overdue(),
       Policy{},
       {kBilling},
       {},
       Reason::kConditionHolds,
       {kBilling}},
      {"R14_AnUnresolvedSignal",
       Abused(Paid()),
       Policy{},
       {},
       {},
       Reason::kConditionHolds,
       {kAbuse}},
      {"R19_ListsEachThatHolds",
       Failed(Overdue()),
       ProfileOnRequest(),
       {},
       {},
       Reason::kConditionHolds,
       {kBilling, kProfileFailed}},
      {"Domain2_OneOfTwoHolds",
       FailedThenAuthorized(Overdue()),
       ProfileOnRequest(),
       {},
       {},
       Reason::kConditionHolds,
       {kBilling}},
      {"Domain2_ANamedAutoCauseThatHolds",
       Failed(Paid()),
       Policy{},
       {kBilling, kProfileFailed},
       {},
       Reason::kConditionHolds,
       {kProfileFailed}},
      {"Domain2_ANamedHoldThatHolds",
       Paid().Held("H", "2024-04-01"),
       Policy{},
       {kHold},
       {},
       Reason::kConditionHolds,
       {kHold}},
      {"Domain2_NothingIsOpen", FactsBuilder(), Policy{}, {}, {}, kNothing},
      {"Domain2_OnlyAnAutoCauseIsOpen", Failed(FactsBuilder()), Policy{}, {}, {}, kNothing},
      {"Domain2_NoneOfTheNamedIsOpen", Paid(), Policy{}, {kProfileFailed}, {}, kNothing},
      {"Domain2_AlreadyReinstated",
       Paid().Decided("D", "2024-04-11", {kBilling}),
       Policy{},
       {},
       {},
       kNothing},
      {"Domain2_NotYetSuspended",
       FactsBuilder().Owes("I", 1, "2024-04-01", "2024-04-01"),
       Policy{},
       {kBilling},
       {},
       kNothing},
  };
}

std::string RowName(const testing::TestParamInfo<DecisionRow>& tested) { return tested.param.name; }

INSTANTIATE_TEST_SUITE_P(Accepted, DecisionRows, testing::ValuesIn(AcceptedRows()), RowName);
INSTANTIATE_TEST_SUITE_P(Refused, DecisionRows, testing::ValuesIn(RefusedRows()), RowName);

}  // namespace
}  // namespace reinstate
