// DOMAIN 2, policy: the version in force at each instant decides; a change is a boundary.

#include "tests/unit/facts_builder.h"
#include "tests/unit/timeline_rows.h"

namespace reinstate {
namespace {

constexpr const char* kOverdue = "SUSPENDED BILLING_OVERDUE";
constexpr const char* kCleared = "SUSPENDED BILLING_OVERDUE(cleared)";

Policy Automatic() { return WithMode(Policy{}, CauseKind::kBillingOverdue, CauseMode::kAuto); }

Policy Days(int days_overdue, Policy policy = Policy{}) {
  policy.days_overdue = days_overdue;
  return policy;
}

Policy InTokyo() {
  Policy policy;
  policy.zone = Zone("Asia/Tokyo");
  return policy;
}

// Overdue by more than 60 days from 1 April 2024.
FactsBuilder DueInJanuary() { return FactsBuilder().Owes("I", 100, "2024-01-01", "2024-01-31"); }
FactsBuilder PaidLate() { return DueInJanuary().Pays("P", 100, "2024-04-10"); }

}  // namespace

std::vector<TimelineRow> ModeChangeRows() {
  return {
      {"Domain2_AutoFromThenOnEndsAClearedEpisodeAtThatInstant",
       PaidLate().facts(),
       PolicyTwoFrom("2024-05-01T12:00:00Z", Automatic()),
       {{"2024-04-10", kCleared},
        {"2024-05-01T11:59:59.999999Z", kCleared},
        {"2024-05-01T12:00:00Z", "ACTIVE"}}},
      {"Domain2_AutoBeforeTheClearingEndsTheEpisodeThere",
       PaidLate().facts(),
       PolicyTwoFrom("2024-04-05", Automatic()),
       {{"2024-04-05", kOverdue}, {"2024-04-09", kOverdue}, {"2024-04-10", "ACTIVE"}}},
      {"Domain2_OnRequestBeforeTheClearingKeepsTheEpisode",
       PaidLate().facts(),
       PolicyTwoFrom("2024-04-05", Policy{}, Automatic()),
       {{"2024-04-05", kOverdue}, {"2024-04-10", kCleared}, {"2039-01-01", kCleared}}},
      {"Domain2_OnRequestAfterTheClearingReopensNothing",
       PaidLate().facts(),
       PolicyTwoFrom("2024-05-01", Policy{}, Automatic()),
       {{"2024-04-09", kOverdue}, {"2024-04-10", "ACTIVE"}, {"2024-05-01", "ACTIVE"}}},
      {"Domain2_TheModeInForceAtTheInstantOfClearingDecides",
       PaidLate().facts(),
       PolicyTwoFrom("2024-04-10", Policy{}, Automatic()),
       {{"2024-04-09", kOverdue}, {"2024-04-10", kCleared}}},
      {"Domain2_AProfileCauseOnRequestAwaitsADecision",
       FactsBuilder()
           .Verified("V", VerificationStatus::kRejected, "2024-01-01")
           .Verified("W", VerificationStatus::kAuthorized, "2024-01-05")
           .Decided("D", "2024-01-09", {CauseKind::kProfileRejected})
           .facts(),
       PolicySet({WithMode(Policy{}, CauseKind::kProfileRejected, CauseMode::kOnRequest)}),
       {{"2024-01-01", "SUSPENDED PROFILE_REJECTED"},
        {"2024-01-05", "SUSPENDED PROFILE_REJECTED(cleared)"},
        {"2024-01-09", "ACTIVE"}}},
  };
}

std::vector<TimelineRow> LimitChangeRows() {
  Policy tolerant = Automatic();
  tolerant.tolerance_minor = {{"USD", 100}};
  return {
      {"R13_FewerDaysSuspendAtTheChange",
       DueInJanuary().facts(),
       PolicyTwoFrom("2024-03-15T12:00:00Z", Days(30)),
       {{"2024-03-15T11:59:59.999999Z", "ACTIVE"}, {"2024-03-15T12:00:00Z", kOverdue}}},
      {"R13_FewerDaysSuspendLaterOnTheirDay",
       DueInJanuary().facts(),
       PolicyTwoFrom("2024-02-10", Days(30)),
       {{"2024-03-01T23:59:59.999999Z", "ACTIVE"}, {"2024-03-02", kOverdue}}},
      {"R13_MoreDaysClearAtTheChangeOnRequest",
       DueInJanuary().facts(),
       PolicyTwoFrom("2024-04-10", Days(90)),
       {{"2024-04-09", kOverdue}, {"2024-04-10", kCleared}, {"2024-05-01", kOverdue}}},
      {"R13_MoreDaysEndAtTheChangeAuto",
       DueInJanuary().facts(),
       PolicyTwoFrom("2024-04-10", Days(90, Automatic()), Automatic()),
       {{"2024-04-09", kOverdue},
        {"2024-04-10", "ACTIVE"},
        {"2024-04-30T23:59:59.999999Z", "ACTIVE"},
        {"2024-05-01", kOverdue}}},
      {"R13_MoreDaysBeforeTheDayMoveIt",
       DueInJanuary().facts(),
       PolicyTwoFrom("2024-04-01", Days(90)),
       {{"2024-04-01", "ACTIVE"}, {"2024-04-30", "ACTIVE"}, {"2024-05-01", kOverdue}}},
      {"R13_ADayOfOverdueUnderALimitOfNone",
       DueInJanuary().facts(),
       PolicySet({Days(0)}),
       {{"2024-01-31T23:59:59.999999Z", "ACTIVE"}, {"2024-02-01", kOverdue}}},
      {"Domain2_AToleranceFromThenOn",
       DueInJanuary().facts(),
       PolicyTwoFrom("2024-04-10", tolerant, Automatic()),
       {{"2024-04-09", kOverdue}, {"2024-04-10", "ACTIVE"}}},
      {"Domain2_AZoneAheadBeginsTheDayEarlier",
       DueInJanuary().facts(),
       PolicyTwoFrom("2024-03-31T12:00:00Z", InTokyo()),
       {{"2024-03-31T14:59:59.999999Z", "ACTIVE"}, {"2024-03-31T15:00:00Z", kOverdue}}},
      {"Domain2_AZoneWhereItIsTheDayAlreadySuspendsAtTheChange",
       DueInJanuary().facts(),
       PolicyTwoFrom("2024-03-31T20:00:00Z", InTokyo()),
       {{"2024-03-31T19:59:59.999999Z", "ACTIVE"}, {"2024-03-31T20:00:00Z", kOverdue}}},
  };
}

}  // namespace reinstate
