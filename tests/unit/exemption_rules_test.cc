// DOMAIN 2, exemptions: what may be granted, repeated and revoked.

#include "server/domain/exemption_rules.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/unit/facts_builder.h"

namespace reinstate {
namespace {

constexpr const char* kNow = "2024-03-10T12:00:00Z";

Exemption Asked(const std::string& id, CauseKind cause, const std::string& expires_at) {
  return {id, cause, "a large order", Instant(kNow), Instant(expires_at), "approver-1"};
}

std::string Grant(AccountFacts facts, const Exemption& exemption, const Policy& policy = Policy{}) {
  const Result<bool> result = GrantExemption(exemption, policy, facts);
  if (!result.ok()) return ReasonName(result.error().reason);
  return *result ? "CHANGED" : "SAME";
}

TEST(GrantExemption, Domain2_OfAnyCauseButAHoldAndClosingWithinTheLimit) {
  const AccountFacts facts = FactsBuilder().facts();
  for (const CauseKind kind : kAllCauses) {
    const bool refused = kind == CauseKind::kManualHold || kind == CauseKind::kAccountClosed;
    EXPECT_EQ(Grant(facts, Asked("E", kind, "2024-04-10")), refused ? "INVALID_FIELD" : "CHANGED")
        << CauseName(kind);
  }
  const auto until = [&](const char* at, const Policy& policy = Policy{}) {
    return Grant(facts, Asked("E", CauseKind::kBillingOverdue, at), policy);
  };
  EXPECT_EQ(until(kNow), "INVALID_FIELD");
  EXPECT_EQ(until("2024-03-10T12:00:00.000001Z"), "CHANGED");
  EXPECT_EQ(until("2024-06-08T12:00:00Z"), "CHANGED");  // 90 days of 24 hours
  EXPECT_EQ(until("2024-06-08T12:00:00.000001Z"), "INVALID_FIELD");
  Policy shorter;
  shorter.exemption_limit_days = 1;
  EXPECT_EQ(until("2024-03-11T12:00:00Z", shorter), "CHANGED");
  EXPECT_EQ(until("2024-03-11T12:00:00.000001Z", shorter), "INVALID_FIELD");
}

TEST(GrantExemption, Domain2_TheSameIdIsTheSameExemptionOrAConflict) {
  const AccountFacts facts =
      FactsBuilder().Exempted("E", CauseKind::kBillingOverdue, "2024-03-01", "2024-03-05").facts();
  const Exemption same = Asked("E", CauseKind::kBillingOverdue, "2024-03-05");
  EXPECT_EQ(Grant(facts, same), "SAME");  // though it has expired since
  EXPECT_EQ(Grant(facts, Asked("E", CauseKind::kAccountAbuse, "2024-03-05")), "FACT_CONFLICT");
  EXPECT_EQ(Grant(facts, Asked("E", CauseKind::kBillingOverdue, "2024-04-05")), "FACT_CONFLICT");
  Exemption other = same;
  other.reason = "another";
  EXPECT_EQ(Grant(facts, other), "FACT_CONFLICT");
  EXPECT_EQ(Grant(facts, Asked("F", CauseKind::kBillingOverdue, "2024-04-05")), "CHANGED");
}

TEST(RevokeExemption, Domain2_OnceWhileItLasts) {
  AccountFacts facts = FactsBuilder()
                           .Exempted("E", CauseKind::kBillingOverdue, "2024-03-01", "2024-04-01")
                           .Exempted("X", CauseKind::kBillingOverdue, "2024-03-01", kNow)
                           .facts();
  const auto revoke = [&](const char* id) {
    const Status status = RevokeExemption(id, Instant(kNow), facts);
    return std::string(status.ok() ? "OK" : ReasonName(status.error().reason));
  };
  EXPECT_EQ(revoke("F"), "EXEMPTION_NOT_FOUND");
  EXPECT_EQ(revoke("X"), "EXEMPTION_ENDED");
  EXPECT_EQ(revoke("E"), "OK");
  EXPECT_EQ(FindExemption(facts, "E")->revoked_at, Instant(kNow));
  EXPECT_EQ(FindExemption(facts, "E")->ends_at(), Instant(kNow));
  EXPECT_EQ(revoke("E"), "EXEMPTION_ENDED");
}

}  // namespace
}  // namespace reinstate
