// R15, R16: an open issue of the provider that impacts the account; and what a closed account is.

#include "tests/unit/facts_builder.h"
#include "tests/unit/timeline_rows.h"

namespace reinstate {
namespace {

constexpr CauseKind kProvider = CauseKind::kProviderIssue;
constexpr PartnerType kDirect = PartnerType::kDirectBill;
constexpr PartnerType kReseller = PartnerType::kIndirectReseller;
constexpr const char* kImpacted = "SUSPENDED PROVIDER_ISSUE";
constexpr const char* kCleared = "SUSPENDED PROVIDER_ISSUE(cleared)";
constexpr const char* kClosed = "SUSPENDED ACCOUNT_CLOSED";

// A reseller, linked from 2 January 2024 on.
FactsBuilder Reseller() {
  return FactsBuilder().Becomes(kReseller, "2024-01-01").Linked("P", "2024-01-02");
}

// Impacted from 5 January on.
FactsBuilder Impacted() { return Reseller().Issue("P", "I", "2024-01-05"); }

PolicySet OnRequest() { return PolicySet({WithMode(Policy{}, kProvider, CauseMode::kOnRequest)}); }

}  // namespace

std::vector<TimelineRow> ProviderRows() {
  return {
      {"R15_FromTheIssueOnUntilItIsResolved",
       Impacted().Issue("P", "I", "2024-01-09", false).facts(),
       PolicyOne(),
       {{"2024-01-04", "ACTIVE"},
        {"2024-01-05", kImpacted},
        {"2024-01-08", kImpacted},
        {"2024-01-09", "ACTIVE"}}},
      {"R16_AnIssueThatDoesNotImpactTheAccountSuspendsNothing",
       Reseller().Issue("P", "I", "2024-01-05", false).facts(),
       PolicyOne(),
       {{"2024-01-05", "ACTIVE"}, {"2039-01-01", "ACTIVE"}}},
      {"R16_AnIssueThatComesToImpactIt",
       Reseller().Issue("P", "I", "2024-01-05", false).Issue("P", "I", "2024-01-07").facts(),
       PolicyOne(),
       {{"2024-01-05", "ACTIVE"}, {"2024-01-07", kImpacted}}},
      {"R15_OnlyIndirectResellers",
       FactsBuilder().Linked("P", "2024-01-02").Issue("P", "I", "2024-01-05").facts(),
       PolicyOne(),
       {{"2024-01-05", "ACTIVE"}, {"2039-01-01", "ACTIVE"}}},
      {"R15_OnlyWhereLinked",
       FactsBuilder().Becomes(kReseller, "2024-01-01").Issue("P", "I", "2024-01-05").facts(),
       PolicyOne(),
       {{"2024-01-05", "ACTIVE"}}},
      {"R15_OnlyTheLinkedProvider",
       Reseller().Issue("Q", "I", "2024-01-05").facts(),
       PolicyOne(),
       {{"2024-01-05", "ACTIVE"}}},
      {"R15_LinkedWhileTheIssueIsOpen",
       FactsBuilder()
           .Becomes(kReseller, "2024-01-01")
           .Issue("P", "I", "2024-01-05")
           .Linked("P", "2024-01-07")
           .facts(),
       PolicyOne(),
       {{"2024-01-06", "ACTIVE"}, {"2024-01-07", kImpacted}}},
      {"R15_BecomingAResellerWhileItIsOpen",
       FactsBuilder()
           .Linked("P", "2024-01-02")
           .Issue("P", "I", "2024-01-05")
           .Becomes(kReseller, "2024-01-08")
           .facts(),
       PolicyOne(),
       {{"2024-01-07", "ACTIVE"}, {"2024-01-08", kImpacted}}},
      {"R15_OfSeveralProvidersOneSuffices",
       Reseller()
           .Linked("Q", "2024-01-03")
           .Issue("P", "I", "2024-01-05")
           .Issue("P", "I", "2024-01-07", false)
           .Issue("Q", "I", "2024-01-06")
           .facts(),
       PolicyOne(),
       {{"2024-01-05", kImpacted}, {"2024-01-08", kImpacted}}},
      {"Domain2_OfOneInstantTheLaterStateCounts",
       Reseller().Issue("P", "I", "2024-01-05").Issue("P", "I", "2024-01-05", false).facts(),
       PolicyOne(),
       {{"2024-01-05", "ACTIVE"}, {"2039-01-01", "ACTIVE"}}},
      {"R19_BesideOtherCauses",
       Impacted().Held("H", "2024-01-05").facts(),
       PolicyOne(),
       {{"2024-01-06", "SUSPENDED MANUAL_HOLD PROVIDER_ISSUE"}}},
  };
}

// Each way to clear it.
std::vector<TimelineRow> ProviderClearRows() {
  return {
      {"R12_Unlinked",
       Impacted().Linked("P", "2024-01-09", false).facts(),
       PolicyOne(),
       {{"2024-01-08", kImpacted}, {"2024-01-09", "ACTIVE"}}},
      {"R12_LinkedAgain",
       Impacted().Linked("P", "2024-01-09", false).Linked("P", "2024-01-11").facts(),
       PolicyOne(),
       {{"2024-01-10", "ACTIVE"}, {"2024-01-11", kImpacted}}},
      {"R12_NoResellerAnyMore",
       Impacted().Becomes(kDirect, "2024-01-09").facts(),
       PolicyOne(),
       {{"2024-01-08", kImpacted}, {"2024-01-09", "ACTIVE"}}},
      {"R12_NoLongerImpactedAndThenAgain",
       Impacted().Issue("P", "I", "2024-01-09", false).Issue("P", "I", "2024-01-12").facts(),
       PolicyOne(),
       {{"2024-01-09", "ACTIVE"}, {"2024-01-12", kImpacted}}},
      {"R12_OnRequestItAwaitsADecision",
       Impacted()
           .Issue("P", "I", "2024-01-09", false)
           .Decided("D", "2024-01-12", {kProvider})
           .facts(),
       OnRequest(),
       {{"2024-01-08", kImpacted}, {"2024-01-09", kCleared}, {"2024-01-12", "ACTIVE"}}},
      {"R12_OnRequestUnlinkedAwaitsADecisionToo",
       Impacted().Linked("P", "2024-01-09", false).facts(),
       OnRequest(),
       {{"2024-01-09", kCleared}}},
      {"Domain2_Exempted",
       Impacted().Exempted("E", kProvider, "2024-01-07", "2024-01-20").facts(),
       PolicyOne(),
       {{"2024-01-06", kImpacted}, {"2024-01-07", "ACTIVE"}, {"2024-01-20", kImpacted}}},
      {"Domain2_ResolvedWhileExempted",
       Impacted()
           .Exempted("E", kProvider, "2024-01-07", "2024-01-20")
           .Issue("P", "I", "2024-01-15", false)
           .facts(),
       PolicyOne(),
       {{"2024-01-07", "ACTIVE"}, {"2024-01-20", "ACTIVE"}}},
      {"Domain2_ALateUnlinkSaysThatItNeverWas",
       Impacted().Linked("P", "2024-01-04", false).facts(),
       PolicyOne(),
       {{"2024-01-05", "ACTIVE"}, {"2039-01-01", "ACTIVE"}}},
      {"Domain2_ALateIssueOverturnsADecision",
       Impacted()
           .Issue("P", "I", "2024-01-09", false)
           .Decided("D", "2024-01-12", {kProvider})
           .Issue("P", "J", "2024-01-10")
           .facts(),
       OnRequest(),
       {{"2024-01-12", kImpacted}}},
      {"Domain2_OlderThanStandingFromSuspendsFromThereOn",
       Impacted().StandingFrom("2024-02-01").facts(),
       PolicyOne(),
       {{"2024-01-06", "ACTIVE"}, {"2024-02-01", kImpacted}}},
      {"R1_OutOfScope",
       Impacted().facts(),
       [] {
         Policy policy;
         policy.scopes[static_cast<size_t>(kProvider)] = {{Cloud::kUsGovernment}, {}};
         return PolicySet({policy});
       }(),
       {{"2024-01-06", "ACTIVE"}}},
  };
}

std::vector<TimelineRow> ClosureRows() {
  return {
      {"Domain6_ClosedForGood",
       FactsBuilder().ClosedAt("2024-01-05").facts(),
       PolicyOne(),
       {{"2024-01-04", "ACTIVE"}, {"2024-01-05", kClosed}, {"2039-01-01", kClosed}}},
      {"Domain6_BesideOtherCauses",
       Impacted().ClosedAt("2024-01-06").facts(),
       PolicyOne(),
       {{"2024-01-05", kImpacted}, {"2024-01-06", "SUSPENDED PROVIDER_ISSUE ACCOUNT_CLOSED"}}},
      {"Domain6_BeyondEveryScopeAndMode",
       FactsBuilder().ClosedAt("2024-01-05").facts(),
       [] {
         Policy policy = WithMode(Policy{}, CauseKind::kAccountClosed, CauseMode::kOnRequest);
         policy.scopes[static_cast<size_t>(CauseKind::kAccountClosed)] = {{}, {kReseller}};
         return PolicySet({policy});
       }(),
       {{"2024-01-05", kClosed}}},
      {"Domain6_ADecisionOnOtherCausesLeavesItClosed",
       FactsBuilder()
           .Owes("I", 100, "2023-12-01", "2023-12-01")
           .Pays("P", 100, "2024-03-01")
           .ClosedAt("2024-03-05")
           .Decided("D", "2024-03-10", {CauseKind::kBillingOverdue})
           .facts(),
       PolicyOne(),
       {{"2024-03-04", "SUSPENDED BILLING_OVERDUE(cleared)"}, {"2024-03-10", kClosed}}},
  };
}

}  // namespace reinstate
