// Reads of standing and of accounts through the command-line tool.

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>

#include "absl/time/clock.h"
#include "tests/support/command_line.h"
#include "tests/support/server_fixture.h"

namespace reinstate::testing {
namespace {

class ReadsCli : public ::testing::Test {
 protected:
  ReadsCli()
      : partner_(fixture_.Token(rpc::Role::kGlobalAdmin, "acme", "pat")),
        operator_(fixture_.Token(rpc::Role::kOperator)) {
    fixture_.SetClock("2026-01-10T12:00:00Z");
    fixture_.Register("acme", "2026-01-01T00:00:00Z");
    fixture_.Register("globex", "2026-01-01T00:00:00Z");
    fixture_.RecordInvoice("acme", "INV-1", 12000, "2026-01-10", "2026-02-09");
    fixture_.SetClock("2026-04-11T09:00:00Z");
  }

  void Expect(const rpc::TempFile& token, const std::string& arguments, int code,
              const std::string& words) {
    const CommandOutput output = RunCommand(REINSTATE_CLI, fixture_, token, arguments);
    EXPECT_EQ(output.code, code) << arguments << "\n" << output.text;
    EXPECT_NE(output.text.find(words), std::string::npos) << arguments << "\n" << output.text;
  }

  ServerFixture fixture_;
  const rpc::TempFile partner_, operator_;
};

TEST_F(ReadsCli, StatusOfAnEarlierInstantAndOfARevision) {
  Expect(partner_, "status acme", 0, "Account acme is SUSPENDED");
  Expect(partner_, "status acme --as-of 2026-01-11", 0, "in good standing (ACTIVE)");
  Expect(partner_, "status acme --as-of 2026-05-01", 1, "lies in the future");
  Expect(partner_, "status acme --as-of 2025-05-01", 4, "registered by then");
  Expect(partner_, "status acme --at-least-revision 2", 0, "revision 2");
  Expect(partner_, "status acme --at-least-revision 3", 6, "REVISION_NOT_REACHED");
}

TEST_F(ReadsCli, SeveralAccountsAtOnce) {
  Expect(operator_, "status acme,globex", 0, "Account globex is in good standing");
  Expect(operator_, "status acme,absent", 1, "absent: there is no account absent");
  Expect(operator_, "status acme,globex --as-of 2026-01-11", 2, "for one account");
  Expect(operator_, "check acme,globex resell-new-license", 3, "globex   allowed");
  Expect(operator_, "check acme,globex pay-invoice", 0, "acme     allowed");
  Expect(partner_, "check acme,globex pay-invoice", 1, "globex: your roles do not permit");
}

TEST_F(ReadsCli, WhatIf) {
  Expect(partner_, "whatif acme --reinstate", 1, "CONDITION_HOLDS");
  Expect(partner_, "whatif acme --pay 'INV-1=120.00 USD'", 0, "cleared, awaiting reinstatement");
  Expect(partner_, "whatif acme --pay '120.00 USD' --reinstate", 0, "in good standing (ACTIVE)");
  Expect(partner_, "whatif acme --void INV-9", 4, "INV-9");
  Expect(partner_, "whatif globex --hold", 5, "NOT_PERMITTED");
  Expect(operator_, "whatif globex --hold --verification failed --at 2026-05-01", 0,
         "PROFILE_FAILED since 2026-04-11T09:00Z");
}

TEST_F(ReadsCli, Watch) {
  Expect(partner_, "watch acme --for 2s", 0, "acme is SUSPENDED, because of BILLING_OVERDUE");
  Expect(partner_, "watch acme --for 2s", 0, "go on with --resume ");
  Expect(partner_, "watch acme --for 2s --output json", 0, "\"standing\":\"STANDING_SUSPENDED\"");
  Expect(partner_, "watch globex", 5, "NOT_PERMITTED");
  Expect(partner_, "watch --all", 5, "NOT_PERMITTED");
  Expect(partner_, "watch acme --resume x", 1, "not of this watch");
  Expect(operator_, "watch absent", 4, "there is no account absent");
  Expect(operator_, "watch", 2, "name accounts, or give --all");
}

// It shows a change while it runs, and ends once it has shown as many as asked for.
TEST_F(ReadsCli, WatchShowsAChangeLive) {
  CommandOutput output;
  std::thread watching([&] {
    output = RunCommand(REINSTATE_CLI, fixture_, partner_, "watch acme --count 2 --for 60s");
  });
  // Until the watch has begun each hold may come too early for it.
  std::atomic<bool> over = false;
  std::thread holding([&] {
    for (int i = 0; !over && i < 1000; ++i) {
      RunCommand(REINSTATE_CLI, fixture_, operator_,
                 "admin hold acme --id H-" + std::to_string(i) + " --reason live");
      absl::SleepFor(absl::Milliseconds(100));
    }
  });
  watching.join();
  over = true;
  holding.join();
  EXPECT_EQ(output.code, 0) << output.text;
  EXPECT_NE(output.text.find("acme is SUSPENDED"), std::string::npos) << output.text;
  EXPECT_NE(output.text.find("go on with --resume "), std::string::npos) << output.text;
}

// Ctrl-C ends it quietly, with the token to go on with.
TEST_F(ReadsCli, WatchEndsAtCtrlC) {
  const CommandOutput output =
      RunCommand(std::string("timeout --preserve-status -s INT 3 ") + REINSTATE_CLI, fixture_,
                 partner_, "watch acme");
  EXPECT_EQ(output.code, 0) << output.text;
  EXPECT_NE(output.text.find("acme is SUSPENDED, because of"), std::string::npos) << output.text;
  EXPECT_NE(output.text.find("go on with --resume "), std::string::npos) << output.text;
}

TEST_F(ReadsCli, AccountsByFilterAndTheAuditLog) {
  Expect(operator_, "accounts --cause billing-overdue --type direct-bill", 0, "1 account\n");
  Expect(operator_, "accounts --changes-from 2026-04-12", 0, "0 accounts");
  Expect(operator_, "account acme", 0, "DIRECT_BILL");
  Expect(operator_, "admin audit acme", 0, "RecordInvoice");
  Expect(operator_, "admin audit acme --limit 1", 0, "1 entry, and there are more");
  Expect(partner_, "admin audit acme", 5, "NOT_PERMITTED");
}

}  // namespace
}  // namespace reinstate::testing
