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

class Operations : public testing::TestWithParam<OperationRow> {};

TEST_P(Operations, WhileSuspended) {
  const OperationRow& row = GetParam();
  EXPECT_EQ(IsAllowed(row.operation, Standing::kSuspended, Policy{}), row.allowed_while_suspended);
  for (const Policy& policy : SwitchedPolicies()) {
    const bool expected =
        row.allows == nullptr ? row.allowed_while_suspended : policy.*(row.allows);
    EXPECT_EQ(IsAllowed(row.operation, Standing::kSuspended, policy), expected);
  }
}

TEST_P(Operations, R12_AllowedWhileActiveOrAtRisk) {
  for (const Policy& policy : SwitchedPolicies()) {
    EXPECT_TRUE(IsAllowed(GetParam().operation, Standing::kActive, policy));
    EXPECT_TRUE(IsAllowed(GetParam().operation, Standing::kAtRisk, policy));
  }
}

// 2 (billing) x 3 (one profile status) x 2 (abuse) x 2 (hold): what causes the suspension makes no
// difference.
TEST_P(Operations, R19_InEveryCombinationOfCauses) {
  constexpr VerificationStatus kProfiles[] = {
      VerificationStatus::kAuthorized, VerificationStatus::kFailed, VerificationStatus::kRejected};
  const OperationRow& row = GetParam();
  const PolicySet policies = PolicyOne();
  const absl::Time now = Instant("2024-05-01");
  for (int combination = 0; combination < 24; ++combination) {
    const bool overdue = combination % 2 > 0, held = combination / 2 % 2 > 0;
    const bool abused = combination / 4 % 2 > 0;
    const VerificationStatus profile = kProfiles[combination / 8];
    FactsBuilder facts;
    if (overdue) facts.Owes("I", 100, "2024-01-01", "2024-01-31");
    facts.Verified("V", profile, "2024-02-01");
    facts.Abused("S", abused ? AbuseSeverity::kSignificant : AbuseSeverity::kModerate,
                 "2024-02-01");
    if (held) facts.Held("H", "2024-02-01");
    const Timeline timeline = BuildTimeline(facts.facts(), policies, now);
    const Segment& segment = SegmentAt(timeline, now);
    const size_t causes = (overdue ? 1u : 0u) + (held ? 1u : 0u) + (abused ? 1u : 0u) +
                          (profile == VerificationStatus::kAuthorized ? 0u : 1u);
    ASSERT_EQ(segment.causes.size(), causes) << Tell(segment);
    EXPECT_EQ(IsAllowed(row.operation, segment.standing, policies.At(now)),
              causes == 0 || row.allowed_while_suspended)
        << Tell(segment);
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
    return IsAllowed(row.operation, SegmentAt(timeline, Instant(at)).standing, Policy{});
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
