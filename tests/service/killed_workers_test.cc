// Servers that are killed while they rebuild and publish: another goes on, and what is recorded in
// the end is what was answered before anything was.

#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/time/clock.h"
#include "db/policies.h"
#include "server/background/policy_rebuilder.h"
#include "server/background/publisher.h"
#include "tests/support/log_of.h"
#include "tests/support/policies.h"
#include "tests/support/rows.h"
#include "tests/support/self_process.h"

namespace reinstate::testing {
namespace {

constexpr int kAccounts = 120;

std::string AccountOf(int number) { return absl::StrCat("acc-", number); }

// What the next test starts as a process of its own, and kills.
TEST(WorkersProcess, WorkUntilKilled) {
  const char* const named = std::getenv(kProcessDatabase);
  if (named == nullptr) GTEST_SKIP() << "the test that kills it starts it";
  const std::string url = named;
  services::PolicyBook book{PolicyHistory({PolicyRecord{}})};
  background::PolicyRebuilder rebuilder(
      url, book, [] { return absl::Now(); }, std::chrono::milliseconds(5));
  background::Publisher publisher(url, book, [] { return absl::Now(); },
                                  {.interval_ms = 5, .connections = 2, .batch = 20});
  rebuilder.Start();
  publisher.Start();
  for (;;) std::this_thread::sleep_for(std::chrono::seconds(1));
}

TEST(KilledWorkers, Domain2_AnotherGoesOnAndNothingIsToldTwiceOrLost) {
  const ServerFixture fixture([](Config& config) {
    config.publisher.enabled = false;
    config.policy_rebuild_interval_ms = 0;
  });
  const Caller alice = fixture.As(rpc::Role::kOperator, "", "alice");
  const Caller bob = fixture.As(rpc::Role::kOperator, "", "bob");
  fixture.SetClock("2026-01-20T12:00:00Z");
  for (int i = 0; i < kAccounts; ++i) {
    fixture.Register(AccountOf(i), "2026-01-15T00:00:00Z");
    fixture.RecordInvoice(AccountOf(i), "INV-1", 1000, "2026-01-20",
                          absl::StrCat("2026-01-2", i % 9 + 1));
  }
  ASSERT_NE(Announce(alice, bob, Proposal(alice, 20, "2026-02-25T00:00:00Z")), 0);
  ASSERT_NE(Announce(alice, bob, Proposal(alice, 10, "2026-03-01T00:00:00Z")), 0);
  fixture.SetClock("2026-03-20T12:00:00Z");
  std::vector<std::string> logs, statuses;
  for (int i = 0; i < kAccounts; ++i) {
    logs.push_back(LogText(alice, AccountOf(i)));
    statuses.push_back(fixture.StatusOf(AccountOf(i)).DebugString());
    EXPECT_FALSE(logs.back().empty());
  }
  Rows rows(fixture);
  const auto left = [&] {
    return rows.Count(
        "account_timelines, domain_clock WHERE next_event_at <= domain_at "
        "OR policy_set < (SELECT max(number) FROM policy_sets)");
  };
  int killed = 0;
  for (int before = left(); before > 0; before = left(), ++killed) {
    ASSERT_LT(killed, 200) << "nothing goes on";
    const SelfProcess process("WorkersProcess.WorkUntilKilled", fixture.config().database_url);
    const int enough = 1 + killed % 10;
    for (int i = 0; i < 3000 && left() > std::max(0, before - enough); ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
  }
  EXPECT_GE(killed, 3);
  std::cout << killed << " processes killed\n";
  for (int i = 0; i < kAccounts; ++i) {
    const std::string account = AccountOf(i);
    EXPECT_EQ(LogText(alice, account), logs[static_cast<size_t>(i)]) << account;
    EXPECT_EQ(fixture.StatusOf(account).DebugString(), statuses[static_cast<size_t>(i)]);
  }
  // All of it is recorded: each set's version once, each entry and warning one event.
  EXPECT_EQ(rows.Count("(SELECT FROM account_timeline_versions WHERE revision = 2 "
                       "GROUP BY account_id HAVING count(*) = 3) AS complete"),
            kAccounts);
  EXPECT_EQ(rows.Count("status_events WHERE transition IS NOT NULL"),
            rows.Count("status_transitions"));
  EXPECT_EQ(rows.Count("status_events WHERE transition IS NULL"), rows.Count("status_warnings"));
  EXPECT_EQ(rows.Count("(SELECT FROM status_events GROUP BY account_id "
                       "HAVING count(*) <> max(sequence)) AS gaps"),
            0);
}

}  // namespace
}  // namespace reinstate::testing
