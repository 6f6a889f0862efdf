// DOMAIN 2, exemptions: one ends its cause's open episode and keeps the condition from suspending;
// a condition that is true when it ends opens a new episode.

#include "tests/unit/facts_builder.h"
#include "tests/unit/timeline_rows.h"

namespace reinstate {
namespace {

constexpr CauseKind kBilling = CauseKind::kBillingOverdue;
constexpr CauseKind kAbuse = CauseKind::kAccountAbuse;
constexpr const char* kOverdue = "SUSPENDED BILLING_OVERDUE";
constexpr const char* kCleared = "SUSPENDED BILLING_OVERDUE(cleared)";

// Overdue from 1 April 2024.
FactsBuilder Overdue() { return FactsBuilder().Owes("I", 100, "2024-01-01", "2024-01-31"); }

// From 5 to 20 April.
FactsBuilder Exempt(CauseKind cause = kBilling) {
  return Overdue().Exempted("E", cause, "2024-04-05T08:00:00Z", "2024-04-20T08:00:00Z");
}

}  // namespace

std::vector<TimelineRow> ExemptionRows() {
  return {
      {"Domain2_FromItsGrantUntilItExpires",
       Exempt().facts(),
       PolicyOne(),
       {{"2024-04-05T07:59:59.999999Z", kOverdue},
        {"2024-04-05T08:00:00Z", "ACTIVE"},
        {"2024-04-20T07:59:59.999999Z", "ACTIVE"},
        {"2024-04-20T08:00:00Z", kOverdue},
        {"2039-01-01", kOverdue}}},
      {"Domain2_ClearedWhileItLastsNothingFollows",
       Exempt().Pays("P", 100, "2024-04-10").facts(),
       PolicyOne(),
       {{"2024-04-10", "ACTIVE"}, {"2024-04-20T08:00:00Z", "ACTIVE"}}},
      {"Domain2_ItEndsAnEpisodeThatAwaitsReinstatement",
       Exempt().Pays("P", 100, "2024-04-03").facts(),
       PolicyOne(),
       {{"2024-04-04", kCleared}, {"2024-04-05T08:00:00Z", "ACTIVE"}, {"2024-04-21", "ACTIVE"}}},
      {"Domain2_AConditionThatBeginsWhileItLastsSuspendsAtItsEnd",
       Overdue().Exempted("E", kBilling, "2024-03-25", "2024-04-20").facts(),
       PolicyOne(),
       {{"2024-04-01", "ACTIVE"}, {"2024-04-19", "ACTIVE"}, {"2024-04-20", kOverdue}}},
      {"Domain2_RevokedItEndsThen",
       Overdue().Exempted("E", kBilling, "2024-04-05", "2024-04-20", "2024-04-10").facts(),
       PolicyOne(),
       {{"2024-04-09", "ACTIVE"}, {"2024-04-10", kOverdue}, {"2024-04-20", kOverdue}}},
      {"Domain2_RevokedWhenGrantedItStillEndedAnEpisodeThatWasCleared",
       Overdue()
           .Pays("P", 100, "2024-04-03")
           .Exempted("E", kBilling, "2024-04-05", "2024-04-20", "2024-04-05")
           .facts(),
       PolicyOne(),
       {{"2024-04-04", kCleared}, {"2024-04-05", "ACTIVE"}}},
      {"Domain2_RevokedWhenGrantedAConditionThatHoldsSuspendsAnew",
       Overdue().Exempted("E", kBilling, "2024-04-05", "2024-04-20", "2024-04-05").facts(),
       PolicyOne(),
       {{"2024-04-04", kOverdue}, {"2024-04-05", kOverdue}}},
      {"Domain2_OfOneCauseOnly",
       Exempt().Abused("S", AbuseSeverity::kSignificant, "2024-04-04").facts(),
       PolicyOne(),
       {{"2024-04-04", "SUSPENDED BILLING_OVERDUE ACCOUNT_ABUSE"},
        {"2024-04-06", "SUSPENDED ACCOUNT_ABUSE"},
        {"2024-04-21", "SUSPENDED BILLING_OVERDUE ACCOUNT_ABUSE"}}},
      {"Domain2_OfAnotherCauseItChangesNothing",
       Exempt(kAbuse).facts(),
       PolicyOne(),
       {{"2024-04-05T08:00:00Z", kOverdue}, {"2024-04-20T08:00:00Z", kOverdue}}},
      {"Domain2_OfAnAutoCause",
       FactsBuilder()
           .Verified("V", VerificationStatus::kFailed, "2024-04-01")
           .Exempted("E", CauseKind::kProfileFailed, "2024-04-05", "2024-04-20")
           .facts(),
       PolicyOne(),
       {{"2024-04-04", "SUSPENDED PROFILE_FAILED"},
        {"2024-04-05", "ACTIVE"},
        {"2024-04-20", "SUSPENDED PROFILE_FAILED"}}},
  };
}

std::vector<TimelineRow> ExemptionMeetsRows() {
  return {
      {"Domain2_TwoThatOverlapUntilTheLastEnds",
       Exempt().Exempted("F", kBilling, "2024-04-15", "2024-05-01").facts(),
       PolicyOne(),
       {{"2024-04-20T08:00:00Z", "ACTIVE"}, {"2024-04-30", "ACTIVE"}, {"2024-05-01", kOverdue}}},
      {"Domain2_TwoThatTouchAreOne",
       Exempt().Exempted("F", kBilling, "2024-04-20T08:00:00Z", "2024-05-01").facts(),
       PolicyOne(),
       {{"2024-04-20T08:00:00Z", "ACTIVE"}, {"2024-05-01", kOverdue}}},
      {"Domain2_ALateFactShowsWhatWasBeforeIt",
       Exempt().Owes("L", 70, "2023-12-01", "2024-01-20").facts(),
       PolicyOne(),
       {{"2024-03-21", kOverdue}, {"2024-04-05T08:00:00Z", "ACTIVE"}}},
      {"Domain2_PaidInTimeButRecordedLateItHadNothingToEnd",
       Exempt().Pays("P", 100, "2024-03-31").facts(),
       PolicyOne(),
       {{"2024-04-02", "ACTIVE"}, {"2024-04-06", "ACTIVE"}, {"2024-04-21", "ACTIVE"}}},
  };
}

}  // namespace reinstate
