// R17, R18 (the latest final result), MANUAL_HOLD, and R19 (every cause that holds).

#include "tests/unit/facts_builder.h"
#include "tests/unit/timeline_rows.h"

namespace reinstate {
namespace {

constexpr VerificationStatus kPending = VerificationStatus::kPending;
constexpr VerificationStatus kAuthorized = VerificationStatus::kAuthorized;
constexpr VerificationStatus kRejected = VerificationStatus::kRejected;
constexpr VerificationStatus kFailed = VerificationStatus::kFailed;
constexpr const char* kHeld = "SUSPENDED MANUAL_HOLD";

}  // namespace

std::vector<TimelineRow> ProfileRows() {
  return {
      {"R17_FailedFromItsInstantUntilAuthorized",
       FactsBuilder()
           .Verified("V", kFailed, "2024-01-01T08:00:00Z")
           .Verified("W", kAuthorized, "2024-01-03T09:00:00Z")
           .facts(),
       PolicyOne(),
       {{"2024-01-01T07:59:59.999999Z", "ACTIVE"},
        {"2024-01-01T08:00:00Z", "SUSPENDED PROFILE_FAILED"},
        {"2024-01-03T08:59:59.999999Z", "SUSPENDED PROFILE_FAILED"},
        {"2024-01-03T09:00:00Z", "ACTIVE"}}},
      {"R18_RejectedFromItsInstantUntilAuthorized",
       FactsBuilder()
           .Verified("V", kRejected, "2024-01-01")
           .Verified("W", kAuthorized, "2024-01-03")
           .facts(),
       PolicyOne(),
       {{"2024-01-01", "SUSPENDED PROFILE_REJECTED"}, {"2024-01-03", "ACTIVE"}}},
      {"R18_PendingSuspendsNothing",
       FactsBuilder().Verified("V", kPending, "2024-01-01").facts(),
       PolicyOne(),
       {{"2024-01-01", "ACTIVE"}, {"2039-01-01", "ACTIVE"}}},
      {"R18_AuthorizedSuspendsNothing",
       FactsBuilder().Verified("V", kAuthorized, "2024-01-01").facts(),
       PolicyOne(),
       {{"2024-01-01", "ACTIVE"}, {"2039-01-01", "ACTIVE"}}},
      {"R17_PendingAfterwardsLiftsNothing",
       FactsBuilder()
           .Verified("V", kFailed, "2024-01-01")
           .Verified("W", kPending, "2024-01-03")
           .facts(),
       PolicyOne(),
       {{"2024-01-03", "SUSPENDED PROFILE_FAILED"}, {"2039-01-01", "SUSPENDED PROFILE_FAILED"}}},
      {"R18_PendingAfterAuthorizedSuspendsNothing",
       FactsBuilder()
           .Verified("V", kRejected, "2024-01-01")
           .Verified("W", kAuthorized, "2024-01-03")
           .Verified("X", kPending, "2024-01-05")
           .facts(),
       PolicyOne(),
       {{"2024-01-05", "ACTIVE"}}},
      {"R18_RejectedAfterFailedReplacesIt",
       FactsBuilder()
           .Verified("V", kFailed, "2024-01-01")
           .Verified("W", kRejected, "2024-01-03")
           .facts(),
       PolicyOne(),
       {{"2024-01-02", "SUSPENDED PROFILE_FAILED"}, {"2024-01-03", "SUSPENDED PROFILE_REJECTED"}}},
      {"R17_RejectedAfterFailedOnRequestLeavesTheFailedOneCleared",
       FactsBuilder()
           .Verified("V", kFailed, "2024-01-01")
           .Verified("W", kRejected, "2024-01-03")
           .facts(),
       PolicySet({WithMode(Policy{}, CauseKind::kProfileFailed, CauseMode::kOnRequest)}),
       {{"2024-01-03", "SUSPENDED PROFILE_FAILED(cleared) PROFILE_REJECTED"}}},
      {"R17_FailedAgain",
       FactsBuilder()
           .Verified("V", kFailed, "2024-01-01")
           .Verified("W", kAuthorized, "2024-01-03")
           .Verified("X", kFailed, "2024-01-05")
           .facts(),
       PolicyOne(),
       {{"2024-01-04", "ACTIVE"}, {"2024-01-05", "SUSPENDED PROFILE_FAILED"}}},
  };
}

std::vector<TimelineRow> HoldRows() {
  return {
      {"Domain2_HoldUntilReleased",
       FactsBuilder().Held("H", "2024-01-01T08:00:00Z", "", "2024-01-03T08:00:00Z").facts(),
       PolicyOne(),
       {{"2024-01-01T07:59:59.999999Z", "ACTIVE"},
        {"2024-01-01T08:00:00Z", kHeld},
        {"2024-01-03T07:59:59.999999Z", kHeld},
        {"2024-01-03T08:00:00Z", "ACTIVE"}}},
      {"Domain2_HoldUntilExpired",
       FactsBuilder().Held("H", "2024-01-01", "2024-01-03T08:00:00Z").facts(),
       PolicyOne(),
       {{"2024-01-03T07:59:59.999999Z", kHeld}, {"2024-01-03T08:00:00Z", "ACTIVE"}}},
      {"Domain2_HoldReleasedBeforeItsExpiry",
       FactsBuilder().Held("H", "2024-01-01", "2024-02-01", "2024-01-03").facts(),
       PolicyOne(),
       {{"2024-01-02", kHeld}, {"2024-01-03", "ACTIVE"}, {"2024-02-01", "ACTIVE"}}},
      {"Domain2_HoldReleasedAfterItsExpiryEndedAtItsExpiry",
       FactsBuilder().Held("H", "2024-01-01", "2024-01-03", "2024-02-01").facts(),
       PolicyOne(),
       {{"2024-01-02", kHeld}, {"2024-01-03", "ACTIVE"}}},
      {"Domain2_HoldWithoutEnd",
       FactsBuilder().Held("H", "2024-01-01").facts(),
       PolicyOne(),
       {{"2039-01-01", kHeld}}},
      {"Domain2_TwoHoldsUntilTheLastEnds",
       FactsBuilder()
           .Held("H", "2024-01-01", "2024-01-10")
           .Held("J", "2024-01-05", "", "2024-01-20")
           .facts(),
       PolicyOne(),
       {{"2024-01-10", kHeld}, {"2024-01-19", kHeld}, {"2024-01-20", "ACTIVE"}}},
      {"Domain2_HoldsThatTouchAreOneSuspension",
       FactsBuilder()
           .Held("H", "2024-01-01", "2024-01-10")
           .Held("J", "2024-01-10", "2024-01-20")
           .facts(),
       PolicyOne(),
       {{"2024-01-09", kHeld}, {"2024-01-10", kHeld}, {"2024-01-20", "ACTIVE"}}},
      {"Domain2_AHoldReleasedWhenPlacedHoldsNothing",
       FactsBuilder().Held("H", "2024-01-01", "", "2024-01-01").facts(),
       PolicyOne(),
       {{"2024-01-01", "ACTIVE"}, {"2039-01-01", "ACTIVE"}}},
  };
}

std::vector<TimelineRow> SeveralCauseRows() {
  return {
      {"R19_NamesEveryCauseThatHolds",
       FactsBuilder()
           .Held("H", "2024-03-20", "2024-04-20")
           .Verified("V", kRejected, "2024-03-25")
           .Verified("W", kAuthorized, "2024-04-15")
           .Owes("I", 100, "2024-01-01", "2024-01-31")
           .Pays("P", 100, "2024-04-10")
           .Decided("D", "2024-04-30", {CauseKind::kBillingOverdue})
           .facts(),
       PolicyOne(),
       {{"2024-03-20", "SUSPENDED MANUAL_HOLD"},
        {"2024-03-25", "SUSPENDED PROFILE_REJECTED MANUAL_HOLD"},
        {"2024-04-01", "SUSPENDED BILLING_OVERDUE PROFILE_REJECTED MANUAL_HOLD"},
        {"2024-04-10", "SUSPENDED BILLING_OVERDUE(cleared) PROFILE_REJECTED MANUAL_HOLD"},
        {"2024-04-15", "SUSPENDED BILLING_OVERDUE(cleared) MANUAL_HOLD"},
        {"2024-04-20", "SUSPENDED BILLING_OVERDUE(cleared)"},
        {"2024-04-30", "ACTIVE"}}},
      {"R19_ADecisionOnBillingLeavesTheHold",
       FactsBuilder()
           .Held("H", "2024-03-20")
           .Owes("I", 100, "2024-01-01", "2024-01-31")
           .Pays("P", 100, "2024-04-10")
           .Decided("D", "2024-04-30", {CauseKind::kBillingOverdue})
           .facts(),
       PolicyOne(),
       {{"2024-04-30", "SUSPENDED MANUAL_HOLD"}}},
  };
}

}  // namespace reinstate
