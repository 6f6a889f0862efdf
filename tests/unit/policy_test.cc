// DOMAIN 2, policy: version 1 as it comes, and which version is in force at an instant.

#include "server/domain/policy.h"

#include <gtest/gtest.h>

#include "tests/unit/facts_builder.h"

namespace reinstate {
namespace {

TEST(PolicyOneAsItComes, Domain2_HoldsTheDefaults) {
  const Policy policy;
  EXPECT_EQ(policy.version, 1);
  EXPECT_EQ(policy.days_overdue, 60);
  EXPECT_EQ(policy.zone, absl::UTCTimeZone());
  EXPECT_EQ(policy.warning_offsets_days, (std::vector<int>{30, 14, 7, 1}));
  EXPECT_EQ(policy.max_lease, absl::Seconds(60));
  EXPECT_EQ(policy.net_terms_days, 60);
  EXPECT_EQ(policy.tolerance("USD"), 0);
  EXPECT_EQ(policy.mode(CauseKind::kBillingOverdue), CauseMode::kOnRequest);
  EXPECT_EQ(policy.mode(CauseKind::kProfileFailed), CauseMode::kAuto);
  EXPECT_EQ(policy.mode(CauseKind::kProfileRejected), CauseMode::kAuto);
  EXPECT_EQ(policy.mode(CauseKind::kManualHold), CauseMode::kAuto);
  EXPECT_EQ(policy.mode(CauseKind::kAccountAbuse), CauseMode::kOnRequest);
  EXPECT_EQ(policy.mode(CauseKind::kProviderIssue), CauseMode::kAuto);
}

TEST(LargestWarningOffset, Domain2_OfAnyOrderOrNone) {
  Policy policy;
  EXPECT_EQ(policy.largest_warning_offset_days(), 30);
  policy.warning_offsets_days = {1, 45, 7};
  EXPECT_EQ(policy.largest_warning_offset_days(), 45);
  policy.warning_offsets_days = {0};
  EXPECT_EQ(policy.largest_warning_offset_days(), 0);
  policy.warning_offsets_days = {};
  EXPECT_EQ(policy.largest_warning_offset_days(), -1);
}

TEST(Tolerance, Domain2_IsPerCurrency) {
  Policy policy;
  policy.tolerance_minor = {{"USD", 500}};
  EXPECT_EQ(policy.tolerance("USD"), 500);
  EXPECT_EQ(policy.tolerance("EUR"), 0);
}

TEST(PolicySetAt, Domain2_VersionOneIsInForceBeforeEveryOther) {
  Policy third;
  third.version = 3;
  third.effective_from = Instant("2024-06-01");
  Policy second;
  second.version = 2;
  second.effective_from = Instant("2024-03-15T12:00:00Z");
  const PolicySet policies({Policy{}, second, third});
  EXPECT_EQ(policies.At(Instant("1970-01-01")).version, 1);
  EXPECT_EQ(policies.At(Instant("2024-03-15T11:59:59.999999Z")).version, 1);
  EXPECT_EQ(policies.At(Instant("2024-03-15T12:00:00Z")).version, 2);
  EXPECT_EQ(policies.At(Instant("2024-06-01") - kTick).version, 2);
  EXPECT_EQ(policies.At(Instant("2024-06-01")).version, 3);
  EXPECT_EQ(policies.At(LongAfter()).version, 3);
  EXPECT_EQ(policies.Version(2).effective_from, second.effective_from);
  EXPECT_EQ(policies.all().size(), 3u);
}

TEST(CauseNames, Domain1_AsTheRulesNameThem) {
  EXPECT_STREQ(CauseName(CauseKind::kBillingOverdue), "BILLING_OVERDUE");
  EXPECT_STREQ(CauseName(CauseKind::kProfileFailed), "PROFILE_FAILED");
  EXPECT_STREQ(CauseName(CauseKind::kProfileRejected), "PROFILE_REJECTED");
  EXPECT_STREQ(CauseName(CauseKind::kManualHold), "MANUAL_HOLD");
  EXPECT_STREQ(CauseName(CauseKind::kAccountAbuse), "ACCOUNT_ABUSE");
  EXPECT_STREQ(CauseName(CauseKind::kProviderIssue), "PROVIDER_ISSUE");
  EXPECT_STREQ(CauseName(CauseKind::kAccountClosed), "ACCOUNT_CLOSED");
}

}  // namespace
}  // namespace reinstate
