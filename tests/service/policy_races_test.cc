// Policies that come and go while two servers write, rebuild and publish: whatever the order, the
// log has no gap, sets only go forward, and both servers say the same.

#include <gtest/gtest.h>

#include <atomic>
#include <iostream>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/support/log_of.h"
#include "tests/support/policies.h"
#include "tests/support/rows.h"

namespace reinstate::testing {
namespace {

constexpr int kAccounts = 16;
constexpr int kChanges = 40;  // of the policy

std::string Text(absl::Time instant) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", instant, absl::UTCTimeZone());
}

std::string AccountOf(uint64_t number) { return absl::StrCat("acc-", number % kAccounts); }

// Holds that end soon, and payments, at any account until told to stop; how many were recorded.
int WriteUntil(const std::atomic<bool>& done, const Caller& caller, unsigned seed,
               const std::atomic<int64_t>& clock) {
  std::mt19937 random(seed);
  int written = 0;
  while (!done) {
    const std::string id = NewRequestId();
    grpc::ClientContext context;
    grpc::Status status;
    if (random() % 2 == 0) {
      v1::PlaceHoldRequest request;
      request.set_account_id(AccountOf(random()));
      request.set_request_id(id);
      request.set_hold_id(id);
      request.set_reason("a test");
      request.mutable_expires_at()->set_seconds(clock + 1 + random() % 172800);
      v1::PlaceHoldResponse response;
      status = caller.admin->PlaceHold(&context, request, &response);
    } else {
      v1::RecordPaymentRequest request;
      request.set_account_id(AccountOf(random()));
      request.set_request_id(id);
      request.mutable_payment()->set_payment_id(id);
      request.mutable_payment()->mutable_amount()->set_currency_code("USD");
      request.mutable_payment()->mutable_amount()->set_amount_minor(1 + random() % 50);
      v1::RecordPaymentResponse response;
      status = caller.billing_admin->RecordPayment(&context, request, &response);
    }
    // A hold may end before it is recorded.
    EXPECT_TRUE(status.ok() || ReasonOf(status) == "INVALID_FIELD") << status.error_message();
    written += status.ok() ? 1 : 0;
  }
  return written;
}

// From the first entry to the standing of now, one after another.
void CheckLog(const Caller& caller, const std::string& account, v1::Standing now) {
  v1::Standing standing = v1::STANDING_ACTIVE;
  int64_t sequence = 0;
  for (const v1::StatusTransition& entry : LogOf(caller, account)) {
    EXPECT_EQ(entry.sequence(), ++sequence) << account;
    if (sequence > 1) {
      EXPECT_EQ(entry.from(), standing) << account << " at " << sequence;
    }
    EXPECT_FALSE(entry.from() == entry.to() && entry.causes_added().empty() &&
                 entry.causes_removed().empty())
        << account << " at " << sequence;
    standing = entry.to();
  }
  if (sequence > 0) {
    EXPECT_EQ(standing, now) << account;
  }
}

v1::AccountStatus StatusBy(const Caller& caller, const std::string& account) {
  v1::GetAccountStatusRequest request;
  request.set_account_id(account);
  grpc::ClientContext context;
  v1::GetAccountStatusResponse response;
  const grpc::Status status = caller.status->GetAccountStatus(&context, request, &response);
  EXPECT_TRUE(status.ok()) << status.error_message();
  return response.status();
}

void Busy(Config& config) {
  config.policy_rebuild_interval_ms = 5;
  config.publisher.interval_ms = 10;
}

TEST(PolicyRaces, Domain2_WritesRebuildingAndPublishingFitTogether) {
  const ServerFixture fixture(Busy);
  const std::unique_ptr<Server> second = fixture.StartSecond(Busy);
  const Caller alice = fixture.As(rpc::Role::kOperator, "", "alice");
  const Caller bob = fixture.As(rpc::Role::kOperator, "", "bob");
  const Caller elsewhere = fixture.AsAt(*second, rpc::Role::kOperator);
  absl::Time now = absl::FromUnixSeconds(At("2026-01-20T12:00:00Z").seconds());
  fixture.SetClock(Text(now));
  for (int i = 0; i < kAccounts; ++i) {
    fixture.Register(AccountOf(i), "2026-01-15T00:00:00Z");
    for (int k = 1; k <= 9; ++k) {
      fixture.RecordInvoice(AccountOf(i), absl::StrCat("INV-", k), 1000, "2026-01-20",
                            absl::StrCat("2026-02-0", k));
    }
  }
  std::atomic<bool> done = false;
  std::atomic<int64_t> clock = absl::ToUnixSeconds(now);
  std::atomic<int> written = 0;
  std::vector<std::thread> writers;
  for (const Caller* caller : {&alice, &elsewhere}) {
    writers.emplace_back([&, caller] { written += WriteUntil(done, *caller, 1, clock); });
    writers.emplace_back([&, caller] { written += WriteUntil(done, *caller, 2, clock); });
  }
  std::mt19937 random(3);
  int announced = 0, revoked = 0;
  for (int i = 0; i < kChanges; ++i) {
    now += absl::Minutes(random() % 1440);
    fixture.SetClock(Text(now));
    clock = absl::ToUnixSeconds(now);
    const int version =
        Announce(alice, bob,
                 Proposal(alice, 5 + static_cast<int>(random() % 55),
                          Text(now + absl::Hours(2) + absl::Minutes(random() % 1000))));
    announced += version > 0 ? 1 : 0;
    v1::Policy policy;
    if (version > 0 && random() % 2 == 0) revoked += Revoke(bob, version, policy).ok() ? 1 : 0;
  }
  done = true;
  for (std::thread& writer : writers) writer.join();
  Rows rows(fixture);
  ASSERT_TRUE(
      rows.Wait("account_timelines WHERE policy_set < (SELECT max(number) "
                "FROM policy_sets)"));
  ASSERT_TRUE(rows.WaitUntilPublished());
  for (int i = 0; i < kAccounts; ++i) {
    const v1::AccountStatus status = StatusBy(alice, AccountOf(i));
    EXPECT_EQ(status.DebugString(), StatusBy(elsewhere, AccountOf(i)).DebugString());
    CheckLog(alice, AccountOf(i), status.standing());
  }
  // In the order in which they were recorded, versions are by sets that never go back.
  EXPECT_EQ(rows.Count("account_timeline_versions AS a JOIN account_timeline_versions AS b "
                       "USING (account_id) WHERE b.revision > a.revision "
                       "AND b.policy_set < a.policy_set"),
            0);
  // No version is older than its set.
  EXPECT_EQ(rows.Count("account_timeline_versions AS v JOIN policy_sets AS s "
                       "ON s.number = v.policy_set WHERE v.recorded_at < s.made_at"),
            0);
  EXPECT_GT(announced, 5);
  EXPECT_GT(revoked, 0);
  std::cout << written << " writes, " << announced << " policies, " << revoked << " revoked, "
            << rows.Count("account_timeline_versions") << " versions, "
            << rows.Count("status_transitions") << " entries\n";
}

}  // namespace
}  // namespace reinstate::testing
