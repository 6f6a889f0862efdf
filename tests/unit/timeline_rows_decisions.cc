// R12, R30 and DOMAIN 2, decisions: an ON_REQUEST episode ends at a decision, which is never
// undone.

#include "tests/unit/facts_builder.h"
#include "tests/unit/timeline_rows.h"

namespace reinstate {
namespace {

constexpr const char* kOverdue = "SUSPENDED BILLING_OVERDUE";
constexpr const char* kCleared = "SUSPENDED BILLING_OVERDUE(cleared)";
const std::vector<CauseKind> kBilling = {CauseKind::kBillingOverdue};

// Overdue from 1 April, paid on 10 April 2024.
FactsBuilder PaidLate() {
  return FactsBuilder().Owes("I", 100, "2024-01-01", "2024-01-31").Pays("P", 100, "2024-04-10");
}

FactsBuilder PaidLateAndReinstated() {
  return PaidLate().Decided("D", "2024-04-15T12:00:00Z", kBilling);
}

}  // namespace

std::vector<TimelineRow> DecisionRows() {
  return {
      {"R30_ReinstatedExactlyAtTheDecision",
       PaidLateAndReinstated().facts(),
       PolicyOne(),
       {{"2024-04-15T11:59:59.999999Z", kCleared},
        {"2024-04-15T12:00:00Z", "ACTIVE"},
        {"2039-01-01", "ACTIVE"}}},
      {"R13_AfterReinstatementAnotherInvoiceOpensANewEpisode",
       PaidLateAndReinstated().Owes("J", 70, "2024-01-01", "2024-02-29").facts(),
       PolicyOne(),
       {{"2024-04-15T12:00:00Z", "ACTIVE"},
        {"2024-04-29T23:59:59.999999Z", "ACTIVE"},
        {"2024-04-30", kOverdue}}},
      {"R30_TwoEpisodesTwoDecisions",
       PaidLateAndReinstated()
           .Owes("J", 70, "2024-01-01", "2024-02-29")
           .Pays("Q", 70, "2024-05-02")
           .Decided("E", "2024-05-03", kBilling)
           .facts(),
       PolicyOne(),
       {{"2024-04-20", "ACTIVE"},
        {"2024-04-30", kOverdue},
        {"2024-05-02", kCleared},
        {"2024-05-03", "ACTIVE"}}},
      {"Domain2_ACauseThatIsNotNamedStays",
       PaidLate().Decided("D", "2024-04-15", {CauseKind::kProfileFailed}).facts(),
       PolicyOne(),
       {{"2024-04-15", kCleared}, {"2039-01-01", kCleared}}},
      {"Domain2_ANamedCauseWithoutAnOpenEpisodeIsIgnored",
       PaidLate()
           .Decided("D", "2024-03-01", kBilling)
           .Decided("E", "2024-04-15",
                    {CauseKind::kBillingOverdue, CauseKind::kProfileFailed, CauseKind::kManualHold})
           .facts(),
       PolicyOne(),
       {{"2024-03-31", "ACTIVE"}, {"2024-04-01", kOverdue}, {"2024-04-15", "ACTIVE"}}},
      {"R30_ADecisionInTheInstantOfThePayment",
       PaidLate().Decided("D", "2024-04-10", kBilling).facts(),
       PolicyOne(),
       {{"2024-04-09T23:59:59.999999Z", kOverdue}, {"2024-04-10", "ACTIVE"}}},
      {"Domain2_ADecisionEndsOneOfTwoOnRequestCauses",
       PaidLate()
           .Verified("V", VerificationStatus::kFailed, "2024-04-05")
           .Verified("W", VerificationStatus::kAuthorized, "2024-04-12")
           .Decided("D", "2024-04-15", kBilling)
           .facts(),
       PolicySet({WithMode(Policy{}, CauseKind::kProfileFailed, CauseMode::kOnRequest)}),
       {{"2024-04-12", "SUSPENDED BILLING_OVERDUE(cleared) PROFILE_FAILED(cleared)"},
        {"2024-04-15", "SUSPENDED PROFILE_FAILED(cleared)"}}},
  };
}

std::vector<TimelineRow> LateFactRows() {
  return {
      {"Domain2_ALateFactTrueAtTheDecisionOpensANewEpisodeThere",
       PaidLateAndReinstated().Owes("L", 70, "2024-01-01", "2024-02-03").facts(),
       PolicyOne(),
       {{"2024-04-10", kOverdue},
        {"2024-04-15T11:59:59.999999Z", kOverdue},
        {"2024-04-15T12:00:00Z", kOverdue},
        {"2039-01-01", kOverdue}}},
      {"Domain2_AfterADecisionThatALateFactContradictsClearingAwaitsANewOne",
       PaidLateAndReinstated()
           .Owes("L", 70, "2024-01-01", "2024-02-03")
           .Pays("Q", 70, "2024-04-20")
           .Decided("E", "2024-04-22", kBilling)
           .facts(),
       PolicyOne(),
       {{"2024-04-20", kCleared}, {"2024-04-22", "ACTIVE"}}},
      {"Domain2_ALateFactTrueOnlyAfterTheDecisionOpensThere",
       PaidLateAndReinstated().Owes("L", 70, "2024-01-01", "2024-02-20").facts(),
       PolicyOne(),
       {{"2024-04-20", "ACTIVE"},
        {"2024-04-20T23:59:59.999999Z", "ACTIVE"},
        {"2024-04-21", kOverdue}}},
      {"Domain2_ALatePaymentLeavesADecisionNothingToEnd",
       PaidLateAndReinstated().Pays("Q", 100, "2024-03-01").RecordedAt("2024-05-01").facts(),
       PolicyOne(),
       {{"2024-04-01", "ACTIVE"}, {"2024-04-14", "ACTIVE"}, {"2024-04-15T12:00:00Z", "ACTIVE"}}},
  };
}

}  // namespace reinstate
