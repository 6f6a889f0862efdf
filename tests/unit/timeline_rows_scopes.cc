// R1: whom a cause can suspend, and what a change of type or cloud does.

#include "tests/unit/facts_builder.h"
#include "tests/unit/timeline_rows.h"

namespace reinstate {
namespace {

constexpr CauseKind kOverdueKind = CauseKind::kBillingOverdue;
constexpr char kOverdue[] = "SUSPENDED BILLING_OVERDUE";
constexpr PartnerType kDirect = PartnerType::kDirectBill;
constexpr PartnerType kReseller = PartnerType::kIndirectReseller;

Policy Scoped(CauseScope scope) {
  Policy policy;
  policy.scopes[static_cast<size_t>(kOverdueKind)] = std::move(scope);
  return policy;
}

FactsBuilder DueInJanuary() { return FactsBuilder().Owes("I", 100, "2023-12-01", "2024-01-31"); }

}  // namespace

std::vector<TimelineRow> ScopeRows() {
  return {
      {"R1_ATypeOutOfScopeIsNotSuspended",
       DueInJanuary().facts(),
       PolicySet({Scoped({{}, {kReseller}})}),
       {{"2024-04-01", "ACTIVE"}, {"2024-05-01", "ACTIVE"}}},
      {"R1_ATypeInScopeIs",
       DueInJanuary().facts(),
       PolicySet({Scoped({{}, {kReseller, kDirect}})}),
       {{"2024-03-31", "ACTIVE"}, {"2024-04-01", kOverdue}}},
      {"R1_ACloudOutOfScopeIsNotSuspended",
       DueInJanuary().facts(),
       PolicySet({Scoped({{Cloud::kUsGovernment}, {}})}),
       {{"2024-04-01", "ACTIVE"}}},
      {"R1_BothMustCover",
       DueInJanuary().facts(),
       PolicySet({Scoped({{Cloud::kUsGovernment}, {kDirect}})}),
       {{"2024-04-01", "ACTIVE"}}},
      {"R1_EnteringTheScopeSuspendsThen",
       DueInJanuary().Becomes(kReseller, "2024-05-05").facts(),
       PolicySet({Scoped({{}, {kReseller}})}),
       {{"2024-05-04", "ACTIVE"}, {"2024-05-05", kOverdue}}},
      {"R1_LeavingTheScopeEndsTheEpisodeOnRequestToo",
       DueInJanuary().Becomes(kReseller, "2024-05-05").facts(),
       PolicySet({Scoped({{}, {kDirect}})}),
       {{"2024-04-01", kOverdue}, {"2024-05-05", "ACTIVE"}, {"2024-06-01", "ACTIVE"}}},
      {"R1_ComingBackOpensANewEpisode",
       DueInJanuary().Becomes(kReseller, "2024-05-05").Becomes(kDirect, "2024-05-09").facts(),
       PolicySet({Scoped({{}, {kDirect}})}),
       {{"2024-05-05", "ACTIVE"}, {"2024-05-09", kOverdue}}},
      {"R1_AChangeOfCloudLikewise",
       DueInJanuary().Becomes(kDirect, "2024-05-05", Cloud::kUsGovernment).facts(),
       PolicySet({Scoped({{Cloud::kPublic}, {}})}),
       {{"2024-04-01", kOverdue}, {"2024-05-05", "ACTIVE"}}},
      {"R1_APolicyThatNarrowsTheScopeEndsTheEpisode",
       DueInJanuary().facts(),
       PolicyTwoFrom("2024-04-10", Scoped({{}, {kReseller}})),
       {{"2024-04-09", kOverdue}, {"2024-04-10", "ACTIVE"}}},
      {"R1_AClearedEpisodeOutOfScopeEndsToo",
       DueInJanuary().Pays("P", 100, "2024-04-03").Becomes(kReseller, "2024-05-05").facts(),
       PolicySet({Scoped({{}, {kDirect}})}),
       {{"2024-04-03", "SUSPENDED BILLING_OVERDUE(cleared)"}, {"2024-05-05", "ACTIVE"}}},
  };
}

}  // namespace reinstate
