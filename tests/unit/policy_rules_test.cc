// DOMAIN 2, policy: what may be announced, from when on, and what may be taken back.

#include "server/domain/policy_rules.h"

#include <gtest/gtest.h>

#include <functional>
#include <string>

#include "tests/unit/facts_builder.h"

namespace reinstate {
namespace {

const absl::Time kNow = Instant("2024-03-10T12:00:00Z");
constexpr absl::Duration kLead = absl::Minutes(10);

std::string Outcome(const Status& status) {
  if (status.ok()) return "OK";
  const Error& error = status.error();
  return error.fields.empty() ? ReasonName(error.reason) : error.fields.front().field;
}

// Of version 1 after one change.
std::string Check(const std::function<void(Policy&)>& change) {
  Policy policy;
  change(policy);
  return Outcome(CheckPolicy(policy));
}

PolicyRecord From(int version, const std::string& effective_from) {
  PolicyRecord record;
  record.policy.version = version;
  record.policy.effective_from = Instant(effective_from);
  record.created_at = Instant("2024-01-01");
  record.created_set = version;
  return record;
}

TEST(CheckPolicy, Domain2_VersionOneAsItComesPasses) {
  EXPECT_EQ(Check([](Policy&) {}), "OK");
}

TEST(CheckPolicy, Domain2_EachNumberHasARangeWithBothEndsInIt) {
  struct Row {
    const char* field;
    int low;
    int high;
    void (*set)(Policy&, int);
  };
  const Row rows[] = {
      {"days_overdue", 0, 3650, [](Policy& policy, int value) { policy.days_overdue = value; }},
      {"dispute_pause_days", 0, 365,
       [](Policy& policy, int value) { policy.dispute_pause_days = value; }},
      {"clearing_grace_days", 0, 365,
       [](Policy& policy, int value) { policy.clearing_grace_days = value; }},
      {"max_lease.seconds", 1, 3600,
       [](Policy& policy, int value) { policy.max_lease = absl::Seconds(value); }},
      {"exemption_limit_days", 1, 3650,
       [](Policy& policy, int value) { policy.exemption_limit_days = value; }},
      {"net_terms_days", 0, 365, [](Policy& policy, int value) { policy.net_terms_days = value; }},
      {"warning_offsets_days", 1, 365,
       [](Policy& policy, int value) { policy.warning_offsets_days = {value}; }},
  };
  for (const Row& row : rows) {
    const auto with = [&](int value) {
      return Check([&](Policy& policy) { row.set(policy, value); });
    };
    EXPECT_EQ(with(row.low), "OK") << row.field;
    EXPECT_EQ(with(row.high), "OK") << row.field;
    const std::string refused = std::string("proposal.content.") + row.field;
    EXPECT_EQ(with(row.low - 1), refused);
    EXPECT_EQ(with(row.high + 1), refused);
  }
}

TEST(CheckPolicy, Domain2_WarningsAreDistinctInAnyOrderOrNone) {
  EXPECT_EQ(Check([](Policy& policy) { policy.warning_offsets_days = {}; }), "OK");
  EXPECT_EQ(Check([](Policy& policy) { policy.warning_offsets_days = {1, 30, 7}; }), "OK");
  EXPECT_EQ(Check([](Policy& policy) {
              policy.warning_offsets_days = {7, 1, 7};
            }),
            "proposal.content.warning_offsets_days");
}

TEST(CheckPolicy, Domain2_TolerancesAreOfKnownCurrenciesAndNotBelowZero) {
  const auto with = [](const char* currency, int64_t minor) {
    return Check([&](Policy& policy) { policy.tolerance_minor = {{currency, minor}}; });
  };
  EXPECT_EQ(with("USD", 0), "OK");
  EXPECT_EQ(with("JPY", 500), "OK");
  EXPECT_EQ(with("USD", -1), "proposal.content.tolerances");
  EXPECT_EQ(with("QQQ", 1), "proposal.content.tolerances");
  EXPECT_EQ(with("", 1), "proposal.content.tolerances");
}

TEST(CheckPolicy, Domain2_SaysTheRangeAndTheValue) {
  Policy policy;
  policy.days_overdue = 4000;
  const Status status = CheckPolicy(policy);
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().reason, Reason::kInvalidField);
  EXPECT_EQ(status.error().fields.front().description, "must be from 0 to 3650, not 4000");
}

TEST(MayBeSet, Domain2_EveryCauseButHoldsAndClosing) {
  for (const CauseKind kind : kAllCauses) {
    const bool decides_itself = kind == CauseKind::kManualHold || kind == CauseKind::kAccountClosed;
    EXPECT_EQ(MayBeSet(kind), !decides_itself) << CauseName(kind);
  }
}

TEST(CheckEffectiveFrom, Domain2_AtLeastTheLeadTimeAhead) {
  const PolicyHistory history({PolicyRecord{}});
  const auto check = [&](absl::Time from, absl::Duration lead) {
    return Outcome(CheckEffectiveFrom(from, history, kNow, lead));
  };
  EXPECT_EQ(check(kNow + kLead, kLead), "OK");
  EXPECT_EQ(check(kNow + kLead - kTick, kLead), "proposal.effective_from");
  EXPECT_EQ(check(kNow - absl::Hours(1), kLead), "proposal.effective_from");
  // Without a lead the answers that are given until it is committed still count: they may be kept
  // for 60 s.
  const absl::Time earliest = kNow + absl::Seconds(60) + kCommitMargin;
  EXPECT_EQ(check(earliest, absl::ZeroDuration()), "OK");
  EXPECT_EQ(check(earliest - kTick, absl::ZeroDuration()), "proposal.effective_from");
}

TEST(CheckEffectiveFrom, Domain2_AfterEveryVersionThatIsNotRevoked) {
  const auto check = [](const char* from, const PolicyHistory& history) {
    return Outcome(CheckEffectiveFrom(Instant(from), history, kNow, kLead));
  };
  const PolicyHistory history({PolicyRecord{}, From(2, "2024-06-01")});
  EXPECT_EQ(check("2024-05-01", history), "proposal.effective_from");
  EXPECT_EQ(check("2024-06-01", history), "proposal.effective_from");
  EXPECT_EQ(check("2024-06-01T00:00:00.000001Z", history), "OK");
  PolicyRecord revoked = From(2, "2024-06-01");
  revoked.revoked_at = Instant("2024-02-01");
  revoked.revoked_set = 3;
  EXPECT_EQ(check("2024-05-01", PolicyHistory({PolicyRecord{}, revoked})), "OK");
}

TEST(NewVersion, Domain2_TakesNoNumberTwice) {
  PolicyRecord revoked = From(2, "2024-06-01");
  revoked.revoked_at = Instant("2024-02-01");
  revoked.revoked_set = 3;
  const PolicyRecord record = NewVersion(Policy{}, PolicyHistory({PolicyRecord{}, revoked}), kNow);
  EXPECT_EQ(record.policy.version, 3);
  EXPECT_EQ(record.created_set, 4);
  EXPECT_EQ(record.created_at, kNow);
  EXPECT_FALSE(record.revoked_at);
}

TEST(RevokedVersion, Domain2_OnlyBeforeItTakesEffect) {
  const PolicyHistory history({PolicyRecord{}, From(2, "2024-06-01")});
  const auto revoke = [&](int version, absl::Time now) {
    const auto revoked = RevokedVersion(version, history, now);
    return std::string(revoked.ok() ? "OK" : ReasonName(revoked.error().reason));
  };
  EXPECT_EQ(revoke(2, Instant("2024-06-01") - kCommitMargin), "OK");
  EXPECT_EQ(revoke(2, Instant("2024-06-01") - kCommitMargin + kTick), "POLICY_IN_FORCE");
  EXPECT_EQ(revoke(2, Instant("2024-06-01")), "POLICY_IN_FORCE");
  EXPECT_EQ(revoke(1, kNow), "POLICY_IN_FORCE");
  EXPECT_EQ(revoke(3, kNow), "POLICY_NOT_FOUND");
  EXPECT_EQ(revoke(0, kNow), "POLICY_NOT_FOUND");
}

TEST(RevokedVersion, Domain2_MakesTheNextSetOnce) {
  const PolicyHistory before({PolicyRecord{}, From(2, "2024-06-01")});
  const auto revoked = RevokedVersion(2, before, kNow);
  ASSERT_TRUE(revoked.ok());
  EXPECT_EQ(revoked->revoked_at, kNow);
  EXPECT_EQ(revoked->revoked_set, 3);
  const PolicyHistory after({PolicyRecord{}, *revoked});
  const auto again = RevokedVersion(2, after, Instant("2024-12-01"));
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(again->revoked_at, kNow);
  EXPECT_EQ(again->revoked_set, 3);
}

}  // namespace
}  // namespace reinstate
