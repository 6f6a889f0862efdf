// DOMAIN 2, policy: what a proposed version would do to an account when it takes effect.

#include "server/domain/policy_preview.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/unit/facts_builder.h"

namespace reinstate {
namespace {

constexpr const char* kNow = "2024-03-10";
constexpr const char* kFrom = "2024-04-01";

// "enters BILLING_OVERDUE", "leaves ... cleared ...", "moves", or nothing.
std::string Effect(const FactsBuilder& builder, const Policy& proposal,
                   const Policy& first = Policy{}) {
  const PolicyEffect effect = EffectOf(builder.facts(), PolicySet({first}),
                                       PolicyTwoFrom(kFrom, proposal, first), Instant(kNow));
  std::string told;
  const auto add = [&](const std::string& word) { told += (told.empty() ? "" : " ") + word; };
  if (effect.enters) add("enters " + Names(effect.causes));
  if (effect.leaves) add("leaves " + Names(effect.causes));
  if (effect.moves) add("moves");
  if (!effect.cleared.empty()) add("cleared " + Names(effect.cleared));
  return told;
}

Policy After(int days_overdue) {
  Policy policy;
  policy.days_overdue = days_overdue;
  return policy;
}

// Suspended from 2024-03-02 by version 1, which lets 60 days pass.
FactsBuilder Overdue() { return FactsBuilder().Owes("I", 1000, "2023-12-01", "2024-01-01"); }
// 41 days overdue when the proposal takes effect.
FactsBuilder Late() { return FactsBuilder().Owes("I", 1000, "2024-01-20", "2024-02-20"); }

TEST(EffectOf, Domain2_TheSameRulesDoNothing) {
  EXPECT_EQ(Effect(FactsBuilder(), Policy{}), "");
  EXPECT_EQ(Effect(Overdue(), Policy{}), "");
  EXPECT_EQ(Effect(Late(), Policy{}), "");
}

TEST(EffectOf, Domain2_FewerDaysLetAnAccountEnter) {
  EXPECT_EQ(Effect(Late(), After(40)), "enters BILLING_OVERDUE");
  EXPECT_EQ(Effect(Late(), After(50)), "moves");
  EXPECT_EQ(Effect(Overdue(), After(40)), "");  // is suspended anyway
}

TEST(EffectOf, Domain2_MoreDaysClearAndAwaitReinstatement) {
  EXPECT_EQ(Effect(Overdue(), After(365)), "cleared BILLING_OVERDUE");
  const auto automatic = [](Policy policy) {
    return WithMode(std::move(policy), CauseKind::kBillingOverdue, CauseMode::kAuto);
  };
  EXPECT_EQ(Effect(Overdue(), automatic(After(365)), automatic(Policy{})),
            "leaves BILLING_OVERDUE");
}

TEST(EffectOf, Domain2_ATolerancePassesSmallResiduals) {
  Policy proposal;
  proposal.tolerance_minor = {{"USD", 1000}};
  EXPECT_EQ(Effect(Overdue(), proposal), "cleared BILLING_OVERDUE");
  proposal.tolerance_minor = {{"USD", 999}};
  EXPECT_EQ(Effect(Overdue(), proposal), "");
}

TEST(EffectOf, Domain2_AScopeTakesOthersOut) {
  const FactsBuilder failed =
      FactsBuilder().Verified("V", VerificationStatus::kFailed, "2024-02-01");
  Policy proposal;
  proposal.scopes[static_cast<size_t>(CauseKind::kProfileFailed)].clouds = {Cloud::kUsGovernment};
  EXPECT_EQ(Effect(failed, proposal), "leaves PROFILE_FAILED");
  proposal.scopes[static_cast<size_t>(CauseKind::kProfileFailed)].clouds = {Cloud::kPublic};
  EXPECT_EQ(Effect(failed, proposal), "");
}

TEST(EffectOf, Domain2_AnotherCauseKeepsAnAccountSuspended) {
  FactsBuilder held = Overdue();
  held.Held("H", "2024-03-01");
  EXPECT_EQ(Effect(held, After(365)), "cleared BILLING_OVERDUE");
  FactsBuilder late = Late();
  late.Held("H", "2024-03-01");
  EXPECT_EQ(Effect(late, After(40)), "");
}

TEST(EffectOf, Domain2_WhatEndsBeforeItTakesEffectDoesNotCount) {
  FactsBuilder paid = Late();
  paid.Pays("P", 1000, "2024-03-05");
  EXPECT_EQ(Effect(paid, After(10)), "");
}

}  // namespace
}  // namespace reinstate
