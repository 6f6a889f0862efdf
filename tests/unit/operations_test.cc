// DOMAIN 3, the whole matrix: R5-R7 stay allowed, R8-R11 are denied, the way back is never blocked.

#include "server/domain/operations.h"

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <vector>

#include "tests/unit/facts_builder.h"

namespace reinstate {
namespace {

struct OperationRow {
  const char* name;
  Operation operation;
  bool allowed_while_suspended;  // under version 1 of the policy
  bool Policy::*allows;          // the switch; null where there is none

  friend void PrintTo(const OperationRow& row, std::ostream* out) { *out << row.name; }
};

const OperationRow kMatrix[] = {
    {"R5_ManageExistingDeployment", Operation::kManageExistingDeployment, true, nullptr},
    {"R6_ManageExistingLicense", Operation::kManageExistingLicense, true, nullptr},
    {"R7_ManageExistingService", Operation::kManageExistingService, true, nullptr},
    {"Domain3_RenewSubscription", Operation::kRenewSubscription, true, &Policy::allow_renew},
    {"Domain3_DecreaseQuantity", Operation::kDecreaseQuantity, true, &Policy::allow_decrease},
    {"Domain3_CancelSubscription", Operation::kCancelSubscription, true, &Policy::allow_cancel},
    {"Domain3_IncreaseQuantity", Operation::kIncreaseQuantity, false, &Policy::allow_increase},
    {"R8_AuthorizeNewLicense", Operation::kAuthorizeNewLicense, false, nullptr},
    {"R9_AuthorizeNewService", Operation::kAuthorizeNewService, false, nullptr},
    {"R10_ResellNewLicense", Operation::kResellNewLicense, false, nullptr},
    {"R11_ResellNewService", Operation::kResellNewService, false, nullptr},
    {"R31_ViewBilling", Operation::kViewBilling, true, nullptr},
    {"R31_PayInvoice", Operation::kPayInvoice, true, nullptr},
    {"R31_UpdateProfile", Operation::kUpdateProfile, true, nullptr},
    {"R31_CreateSupportTicket", Operation::kCreateSupportTicket, true, nullptr},
};
static_assert(std::size(kMatrix) == kOperationCount);

// Every setting of the four switches.
std::vector<Policy> SwitchedPolicies() {
  std::vector<Policy> policies;
  for (int bits = 0; bits < 16; ++bits) {
    Policy policy;
    policy.allow_renew = (bits & 1) != 0;
    policy.allow_decrease = (bits & 2) != 0;
    policy.allow_cancel = (bits & 4) != 0;
    policy.allow_increase = (bits & 8) != 0;
    policies.push_back(policy);
  }
  return policies;
}

// Suspended for a cause that is cleared or not; or not suspended.
Segment Suspended(CauseKind kind = CauseKind::kManualHold) {
  Segment segment;
  segment.standing = Standing::kSuspended;
  segment.causes = {{kind, true, CauseMode::kAuto, Instant("2024-01-01")}};
  return segment;
}

Segment Of(Standing standing) {
  Segment segment;
  segment.standing = standing;
  return segment;
}

class Operations : public testing::TestWithParam<OperationRow> {};

TEST_P(Operations, WhileSuspended) {
  const OperationRow& row = GetParam();
  EXPECT_EQ(IsAllowed(row.operation, Suspended(), Policy{}), row.allowed_while_suspended);
  for (const Policy& policy : SwitchedPolicies()) {
    const bool expected =
        row.allows == nullptr ? row.allowed_while_suspended : policy.*(row.allows);
    EXPECT_EQ(IsAllowed(row.operation, Suspended(), policy), expected);
  }
}

TEST_P(Operations, R12_AllowedWhileActiveOrAtRisk) {
  for (const Policy& policy : SwitchedPolicies()) {
    EXPECT_TRUE(IsAllowed(GetParam().operation, Of(Standing::kActive), policy));
    EXPECT_TRUE(IsAllowed(GetParam().operation, Of(Standing::kAtRisk), policy));
  }
}

// Which of the causes an account has: 2 (billing) x 2 (abuse) x 2 (provider) x 3 (one profile
// status) x 2 (hold).
struct Combination {
  bool overdue, abused, impacted, held;
  VerificationStatus profile;

  size_t causes() const {
    return size_t{overdue} + size_t{abused} + size_t{impacted} + size_t{held} +
           size_t{profile != VerificationStatus::kAuthorized};
  }
};

std::vector<Combination> Combinations() {
  std::vector<Combination> all;
  for (int bits = 0; bits < 16; ++bits) {
    for (const VerificationStatus profile :
         {VerificationStatus::kAuthorized, VerificationStatus::kFailed,
          VerificationStatus::kRejected}) {
      all.push_back({(bits & 1) != 0, (bits & 2) != 0, (bits & 4) != 0, (bits & 8) != 0, profile});
    }
  }
  return all;
}

// Real facts, those that suspend nothing too.
FactsBuilder FactsOf(const Combination& combination) {
  FactsBuilder facts;
  facts.Becomes(PartnerType::kIndirectReseller, "2024-01-01").Linked("P", "2024-01-01");
  facts.Owes("I", 100, "2024-01-01", combination.overdue ? "2024-01-31" : "2024-04-30");
  facts.Abused("S", combination.abused ? AbuseSeverity::kSignificant : AbuseSeverity::kModerate,
               "2024-02-01");
  facts.Issue("P", "I", "2024-02-01", combination.impacted);
  facts.Verified("V", combination.profile, "2024-02-01");
  if (combination.held) facts.Held("H", "2024-02-01");
  return facts;
}

TEST_P(Operations, R19_InEveryCombinationOfCauses) {
  const OperationRow& row = GetParam();
  const absl::Time now = Instant("2024-05-01");
  ASSERT_EQ(Combinations().size(), 48u);
  for (const Combination& combination : Combinations()) {
    for (const Policy& policy : SwitchedPolicies()) {
      const Timeline timeline =
          BuildTimeline(FactsOf(combination).facts(), PolicySet({policy}), now);
      const Segment& segment = SegmentAt(timeline, now);
      ASSERT_EQ(segment.causes.size(), combination.causes()) << Tell(segment);
      const bool suspended_allows =
          row.allows == nullptr ? row.allowed_while_suspended : policy.*(row.allows);
      const bool expected = combination.causes() == 0 || suspended_allows;
      EXPECT_EQ(IsAllowed(row.operation, segment, policy), expected) << Tell(segment);
      EXPECT_EQ(DenyingCauses(row.operation, segment, policy).size(),
                expected ? 0u : combination.causes())
          << Tell(segment);
    }
  }
}

TEST_P(Operations, Domain6_AClosedAccountMayOnlyViewItsBill) {
  const OperationRow& row = GetParam();
  const absl::Time now = Instant("2024-05-01");
  const bool views = row.operation == Operation::kViewBilling;
  for (const Combination& combination : Combinations()) {
    for (const Policy& policy : SwitchedPolicies()) {
      const AccountFacts facts = FactsOf(combination).ClosedAt("2024-03-01").facts();
      const Timeline timeline = BuildTimeline(facts, PolicySet({policy}), now);
      const Segment& segment = SegmentAt(timeline, now);
      ASSERT_EQ(segment.causes.size(), combination.causes() + 1) << Tell(segment);
      EXPECT_EQ(IsAllowed(row.operation, segment, policy), views) << Tell(segment);
      const auto denying = DenyingCauses(row.operation, segment, policy);
      if (views) continue;
      ASSERT_FALSE(denying.empty());
      EXPECT_EQ(denying.back(), CauseKind::kAccountClosed);
      // The other causes deny what they deny by themselves.
      const bool suspended_allows =
          row.allows == nullptr ? row.allowed_while_suspended : policy.*(row.allows);
      EXPECT_EQ(denying.size(), suspended_allows ? 1u : combination.causes() + 1);
    }
  }
}

TEST_P(Operations, R12_DeniedUntilGoodStandingAndNoLonger) {
  const OperationRow& row = GetParam();
  const AccountFacts facts = FactsBuilder()
                                 .Owes("I", 100, "2024-01-01", "2024-01-31")
                                 .Pays("P", 100, "2024-04-10")
                                 .Decided("D", "2024-04-15", {CauseKind::kBillingOverdue})
                                 .facts();
  const Timeline timeline = BuildTimeline(facts, PolicyOne(), Instant("2024-02-01"));
  const auto allowed_at = [&](const char* at) {
    return IsAllowed(row.operation, SegmentAt(timeline, Instant(at)), Policy{});
  };
  EXPECT_TRUE(allowed_at("2024-03-31T23:59:59.999999Z"));
  EXPECT_EQ(allowed_at("2024-04-01"), row.allowed_while_suspended);
  EXPECT_EQ(allowed_at("2024-04-14T23:59:59.999999Z"), row.allowed_while_suspended);
  EXPECT_TRUE(allowed_at("2024-04-15"));
}

INSTANTIATE_TEST_SUITE_P(Matrix, Operations, testing::ValuesIn(kMatrix),
                         [](const auto& tested) { return std::string(tested.param.name); });

}  // namespace
}  // namespace reinstate
