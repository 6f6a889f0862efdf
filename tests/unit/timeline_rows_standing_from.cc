// DOMAIN 2: no episode opens before standing_from; older history shapes residuals.

#include "tests/unit/facts_builder.h"
#include "tests/unit/timeline_rows.h"

namespace reinstate {
namespace {

constexpr const char* kOverdue = "SUSPENDED BILLING_OVERDUE";

// Overdue from 1 April 2012.
FactsBuilder Old() { return FactsBuilder().Owes("I", 100, "2012-01-01", "2012-01-31"); }

}  // namespace

std::vector<TimelineRow> StandingFromRows() {
  return {
      {"Domain2_HistoryBeforeStandingFromSuspendsNobody",
       Old().Pays("P", 100, "2013-01-01").StandingFrom("2015-01-01").facts(),
       PolicyOne(),
       {{"2012-04-01", "ACTIVE"}, {"2012-12-31", "ACTIVE"}, {"2015-01-01", "ACTIVE"}}},
      {"Domain2_StillTrueAtStandingFromOpensThere",
       Old().StandingFrom("2015-01-01T06:30:00Z").facts(),
       PolicyOne(),
       {{"2012-04-01", "ACTIVE"},
        {"2015-01-01T06:29:59.999999Z", "ACTIVE"},
        {"2015-01-01T06:30:00Z", kOverdue}}},
      {"Domain2_StandingFromBetweenOverdueAndPaid",
       Old().Pays("P", 100, "2012-06-01").StandingFrom("2012-05-01").facts(),
       PolicyOne(),
       {{"2012-04-30T23:59:59.999999Z", "ACTIVE"},
        {"2012-05-01", kOverdue},
        {"2012-06-01", "SUSPENDED BILLING_OVERDUE(cleared)"}}},
      {"Domain2_StandingFromBetweenOverdueAndPaidAuto",
       Old().Pays("P", 100, "2012-06-01").StandingFrom("2012-05-01").facts(),
       PolicySet({WithMode(Policy{}, CauseKind::kBillingOverdue, CauseMode::kAuto)}),
       {{"2012-04-30", "ACTIVE"}, {"2012-05-01", kOverdue}, {"2012-06-01", "ACTIVE"}}},
      {"Domain2_ClearedExactlyAtStandingFrom",
       Old().Pays("P", 100, "2012-06-01").StandingFrom("2012-06-01").facts(),
       PolicyOne(),
       {{"2012-05-01", "ACTIVE"}, {"2012-06-01", "ACTIVE"}, {"2039-01-01", "ACTIVE"}}},
      {"Domain2_TrueFirstExactlyAtStandingFrom",
       Old().StandingFrom("2012-04-01").facts(),
       PolicyOne(),
       {{"2012-03-31T23:59:59.999999Z", "ACTIVE"}, {"2012-04-01", kOverdue}}},
      {"Domain2_TrueFirstAfterStandingFrom",
       Old().StandingFrom("2012-03-20").facts(),
       PolicyOne(),
       {{"2012-03-20", "ACTIVE"}, {"2012-04-01", kOverdue}}},
      {"R17_AnOldFailedProfileOpensAtStandingFrom",
       FactsBuilder()
           .Verified("V", VerificationStatus::kFailed, "2012-01-01")
           .StandingFrom("2015-01-01")
           .facts(),
       PolicyOne(),
       {{"2014-12-31", "ACTIVE"}, {"2015-01-01", "SUSPENDED PROFILE_FAILED"}}},
      {"Domain2_AnOldHoldOpensAtStandingFromAndEndsAtItsExpiry",
       FactsBuilder().Held("H", "2012-01-01", "2015-02-01").StandingFrom("2015-01-01").facts(),
       PolicyOne(),
       {{"2014-12-31", "ACTIVE"},
        {"2015-01-01", "SUSPENDED MANUAL_HOLD"},
        {"2015-02-01", "ACTIVE"}}},
      {"Domain2_OldMoneyShapesTheResidualOfANewInvoice",
       Old()
           .Pays("P", 150, "2012-02-01")
           .Owes("J", 50, "2015-01-02", "2015-01-02")
           .StandingFrom("2015-01-01")
           .facts(),
       PolicyOne(),
       {{"2015-03-05", "ACTIVE"}, {"2039-01-01", "ACTIVE"}}},
  };
}

}  // namespace reinstate
