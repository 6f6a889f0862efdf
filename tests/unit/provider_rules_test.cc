// Issues of providers, links and changes of accounts: what is recorded, repeated, contradicted, too
// late.

#include "server/domain/provider_rules.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/unit/facts_builder.h"

namespace reinstate {
namespace {

constexpr Recorder kRisk{false, true};
constexpr Recorder kOperator{true, true};
const absl::Time kNow = Instant("2024-03-10T12:00:00Z");

template <typename Value>
std::string ReasonOf(const Result<Value>& result) {
  return ReasonName(result.error().reason);
}

// "CHANGED", "SAME" or the reason of the refusal.
std::string Told(const Result<bool>& result) {
  if (!result.ok()) return ReasonOf(result);
  return *result ? "CHANGED" : "SAME";
}

template <typename Value>
std::string Told(const Result<std::optional<Value>>& result) {
  if (!result.ok()) return ReasonOf(result);
  return *result ? "CHANGED" : "SAME";
}

AccountFacts Provider() {
  AccountFacts facts = FactsBuilder().Becomes(PartnerType::kIndirectProvider, "2024-03-02").facts();
  facts.account.registered_at = facts.account.standing_from = Instant("2024-03-01");
  return facts;
}

IssueState State(bool affects = true, std::vector<std::string> impacted = {}) {
  IssueState state;
  state.affects_operations = affects;
  state.impacted_account_ids = std::move(impacted);
  state.public_reason = "orders fail";
  return state;
}

std::optional<absl::Time> At(const char* at) {
  return *at == 0 ? std::nullopt : std::optional(Instant(at));
}

std::string Report(ProviderIssue& issue, const char* at, const IssueState& state = State(),
                   const Recorder& recorder = kRisk) {
  return Told(ReportIssue(state, At(at), {kNow, recorder}, Provider(), issue));
}

std::string Update(ProviderIssue& issue, const char* at, const IssueState& state,
                   const Recorder& recorder = kRisk) {
  return Told(UpdateIssue(state, At(at), {kNow, recorder}, issue));
}

std::string Resolve(ProviderIssue& issue, const char* at, const Recorder& recorder = kRisk) {
  return Told(ResolveIssue("risk-1", At(at), {kNow, recorder}, issue));
}

TEST(ReportIssue, Domain2_WithinTheRulesOfTime) {
  struct Row {
    const char* at;
    Recorder recorder;
    const char* told;
  };
  const Row rows[] = {
      {"", kRisk, "CHANGED"},
      {"2024-03-10T12:05:00Z", kRisk, "CHANGED"},
      {"2024-03-10T12:05:00.000001Z", kRisk, "EFFECTIVE_IN_FUTURE"},
      {"2024-03-03T12:00:00Z", kRisk, "CHANGED"},
      {"2024-03-03T11:59:59.999999Z", kRisk, "BACKDATED"},
      {"2024-03-02T00:00:00Z", kOperator, "CHANGED"},
      {"2024-03-01T23:59:59.999999Z", kOperator, "NOT_A_PROVIDER"},
      {"2024-02-29T23:59:59.999999Z", kOperator, "EFFECTIVE_BEFORE_SUBJECT"},
  };
  for (const Row& row : rows) {
    ProviderIssue issue{"I", {}};
    EXPECT_EQ(Report(issue, row.at, State(), row.recorder), row.told) << row.at;
  }
}

TEST(ReportIssue, Api_TheSameAgainAndOtherContent) {
  ProviderIssue issue{"I", {}};
  EXPECT_EQ(Report(issue, "2024-03-10"), "CHANGED");
  EXPECT_EQ(Report(issue, "2024-03-10"), "SAME");
  EXPECT_EQ(Report(issue, ""), "SAME");
  EXPECT_EQ(Report(issue, "2024-03-09"), "FACT_CONFLICT");
  EXPECT_EQ(Report(issue, "", State(false)), "FACT_CONFLICT");
  EXPECT_EQ(Report(issue, "", State(true, {"r"})), "FACT_CONFLICT");
  EXPECT_EQ(issue.states.size(), 1u);
}

TEST(UpdateIssue, R16_AddsAStateUntilItIsResolved) {
  ProviderIssue issue{"I", {}};
  EXPECT_EQ(Update(issue, "", State()), "ISSUE_NOT_FOUND");
  EXPECT_EQ(Resolve(issue, ""), "ISSUE_NOT_FOUND");
  Report(issue, "2024-03-08");
  EXPECT_EQ(Update(issue, "", State()), "SAME");
  EXPECT_EQ(Update(issue, "2024-03-09", State(false)), "CHANGED");
  EXPECT_EQ(Update(issue, "2024-03-09", State(false)), "SAME");
  EXPECT_EQ(Update(issue, "2024-03-09", State(true)), "FACT_CONFLICT");
  EXPECT_EQ(Update(issue, "2024-03-07", State(false)), "EFFECTIVE_BEFORE_SUBJECT");
  EXPECT_EQ(Update(issue, "2024-03-11", State(true)), "EFFECTIVE_IN_FUTURE");
  EXPECT_EQ(Resolve(issue, "2024-03-08T12:00:00Z"), "EFFECTIVE_BEFORE_SUBJECT");
  EXPECT_EQ(Resolve(issue, "2024-03-10"), "CHANGED");
  EXPECT_EQ(Resolve(issue, "2024-03-10"), "SAME");
  EXPECT_EQ(Resolve(issue, ""), "SAME");
  EXPECT_EQ(Resolve(issue, "2024-03-09"), "FACT_CONFLICT");
  EXPECT_EQ(Update(issue, "", State()), "FACT_CONFLICT");
  // Late, of a time before it was resolved.
  EXPECT_EQ(Update(issue, "2024-03-09T12:00:00Z", State(true)), "CHANGED");
  EXPECT_EQ(issue.states.size(), 4u);
  EXPECT_FALSE(Impacts(IssueStateAt(issue, Instant("2024-03-09T11:00:00Z")), "r"));
  EXPECT_TRUE(Impacts(IssueStateAt(issue, Instant("2024-03-09T13:00:00Z")), "r"));
  EXPECT_FALSE(Impacts(IssueStateAt(issue, Instant("2024-03-10")), "r"));
}

TEST(ResolveIssue, Domain2_AtTheInstantOfTheReportItNeverImpacts) {
  ProviderIssue issue{"I", {}};
  Report(issue, "");
  EXPECT_EQ(Resolve(issue, ""), "CHANGED");
  EXPECT_FALSE(Impacts(IssueStateAt(issue, kNow), "r"));
}

TEST(IssueFor, R16_AccountsThatNoStateImpactsLearnNothing) {
  ProviderIssue issue{"I", {}};
  Report(issue, "2024-03-08", State(true, {"r-1", "r-2"}));
  Update(issue, "2024-03-09", State(true, {"r-2"}));
  EXPECT_TRUE(IssueFor("P", issue, "r-3").empty());
  const auto known = IssueFor("P", issue, "r-1");
  ASSERT_EQ(known.size(), 2u);
  EXPECT_TRUE(known[0].impacts);
  EXPECT_FALSE(known[1].impacts);
  AccountFacts facts = FactsBuilder().facts();
  EXPECT_EQ(Learn(known, facts).size(), 2u);
  EXPECT_EQ(Learn(known, facts).size(), 0u);
  EXPECT_EQ(facts.provider_issues, known);
}

TEST(ChangeLink, Domain2_OneAnInstantAndProvider) {
  AccountFacts facts = Provider();
  const auto link = [&](const char* provider, bool linked, const char* at) {
    return Told(ChangeLink(provider, linked, At(at), {kNow, kRisk}, facts));
  };
  EXPECT_EQ(link("P", false, ""), "SAME");
  EXPECT_EQ(link("P", true, "2024-03-08"), "CHANGED");
  EXPECT_EQ(link("P", true, "2024-03-08"), "SAME");
  EXPECT_EQ(link("P", true, ""), "SAME");
  EXPECT_EQ(link("P", false, "2024-03-08"), "FACT_CONFLICT");
  EXPECT_EQ(link("Q", true, "2024-03-08"), "CHANGED");
  EXPECT_EQ(link("P", false, ""), "CHANGED");
  EXPECT_EQ(link("P", true, "2024-03-02"), "BACKDATED");
  EXPECT_EQ(link("P", true, "2024-03-11"), "EFFECTIVE_IN_FUTURE");
}

TEST(ChangeMembership, R1_WhatIsNotNamedStaysAsItWasThen) {
  AccountFacts facts = Provider();
  const auto change = [&](std::optional<Cloud> cloud, std::optional<PartnerType> type,
                          const char* at) {
    return Told(ChangeMembership({cloud, type, At(at)}, {kNow, kRisk}, facts));
  };
  EXPECT_EQ(change(Cloud::kUsGovernment, {}, "2024-03-08"), "CHANGED");
  EXPECT_EQ(facts.account_changes.back().partner_type, std::nullopt);
  EXPECT_EQ(change(Cloud::kUsGovernment, {}, "2024-03-08"), "SAME");
  EXPECT_EQ(change(Cloud::kUsGovernment, {}, ""), "SAME");
  EXPECT_EQ(change(Cloud::kPublic, {}, "2024-03-08"), "FACT_CONFLICT");
  EXPECT_EQ(change({}, PartnerType::kIndirectReseller, ""), "CHANGED");
  const Account is = AccountAt(facts, kNow);
  EXPECT_EQ(is.cloud, Cloud::kUsGovernment);
  EXPECT_EQ(is.partner_type, PartnerType::kIndirectReseller);
  EXPECT_EQ(facts.account.partner_type, PartnerType::kDirectBill) << "as registered";
}

TEST(ChangeMembership, Domain2_EachAttributeChangesForItselfInAnyOrder) {
  struct Step {
    std::optional<Cloud> cloud;
    std::optional<PartnerType> type;
    const char* at;
  };
  const std::vector<Step> steps = {{Cloud::kUsGovernment, {}, "2024-03-08"},
                                   {{}, PartnerType::kIndirectReseller, "2024-03-07"}};
  for (const bool late : {false, true}) {
    AccountFacts facts = Provider();
    for (size_t i = 0; i < steps.size(); ++i) {
      const auto& [cloud, type, at] = steps[late ? steps.size() - 1 - i : i];
      EXPECT_EQ(Told(ChangeMembership({cloud, type, At(at)}, {kNow, kRisk}, facts)), "CHANGED");
    }
    const Account is = AccountAt(facts, kNow);
    EXPECT_EQ(is.cloud, Cloud::kUsGovernment) << late;
    EXPECT_EQ(is.partner_type, PartnerType::kIndirectReseller) << late;
    // Of one instant each is a fact of its own; what is recorded of it is no other.
    const auto change = [&](std::optional<Cloud> cloud, std::optional<PartnerType> type) {
      return Told(ChangeMembership({cloud, type, At("2024-03-08")}, {kNow, kRisk}, facts));
    };
    EXPECT_EQ(change(Cloud::kUsGovernment, PartnerType::kIndirectReseller), "CHANGED");
    EXPECT_EQ(facts.account_changes.back().cloud, std::nullopt);
    EXPECT_EQ(change(Cloud::kUsGovernment, PartnerType::kIndirectReseller), "SAME");
    EXPECT_EQ(change({}, PartnerType::kDirectBill), "FACT_CONFLICT");
  }
}

}  // namespace
}  // namespace reinstate
