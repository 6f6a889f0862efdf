// A request for reinstatement through the command-line tool, as partner and staff see it.

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <regex>

#include "tests/support/command_line.h"
#include "tests/support/server_fixture.h"

namespace reinstate::testing {
namespace {

class TicketCli : public ::testing::Test {
 protected:
  TicketCli()
      : partner_(fixture_.Token(rpc::Role::kGlobalAdmin, "acme", "pat")),
        approver_(fixture_.Token(rpc::Role::kSupportApprover, "", "ann")) {
    fixture_.SetClock("2026-01-10T12:00:00Z");
    fixture_.Register("acme", "2026-01-01T00:00:00Z");
    fixture_.RecordInvoice("acme", "INV-1", 12000, "2026-01-10", "2026-02-09");
    fixture_.SetClock("2026-04-11T09:00:00Z");
  }

  CommandOutput Run(const rpc::TempFile& token, const std::string& arguments) {
    return RunCommand(REINSTATE_CLI, fixture_, token, arguments);
  }
  // Expects success and these words.
  std::string Expect(const rpc::TempFile& token, const std::string& arguments,
                     const std::string& words) {
    const CommandOutput output = Run(token, arguments);
    EXPECT_EQ(output.code, 0) << arguments << "\n" << output.text;
    EXPECT_NE(output.text.find(words), std::string::npos) << arguments << "\n" << output.text;
    return output.text;
  }
  static std::string TicketIn(const std::string& text) {
    std::smatch match;
    EXPECT_TRUE(std::regex_search(text, match, std::regex("Ticket ([0-9a-f-]{36})"))) << text;
    return match[1];
  }

  ServerFixture fixture_;
  const rpc::TempFile partner_, approver_;
};

TEST_F(TicketCli, FromTooEarlyToReinstated) {
  Expect(partner_, "ticket topics", "account-reinstatement");
  const std::string id = TicketIn(Expect(
      partner_, "ticket create acme --topic account-reinstatement --subject 'Please reinstate us'",
      "Too early (premature): 120.00 USD must be paid first"));
  EXPECT_EQ(Run(approver_, "admin decide acme " + id + " approve --reason paid").code, 1);
  fixture_.RecordPayment("acme", "PAY-1", 12000, "2026-04-11T09:00:00Z");
  Expect(partner_, "ticket show acme " + id, "settled: invoice INV-1");
  Expect(partner_, "ticket comment acme " + id + " 'paid today'", "added comment");
  Expect(approver_, "ticket comment acme " + id + " 'bank agrees' --internal", "for staff only");
  Expect(approver_, "ticket show acme " + id, "bank agrees");
  EXPECT_EQ(Expect(partner_, "ticket show acme " + id, "paid today").find("bank agrees"),
            std::string::npos);
  const auto shown =
      nlohmann::json::parse(Expect(partner_, "--output json ticket show acme " + id, "paid today"));
  EXPECT_EQ(shown.at("ticket").at("ticket_id"), id);
  ASSERT_EQ(shown.at("comments").size(), 1u);
  EXPECT_EQ(shown.at("comments")[0].at("text"), "paid today");
  const auto to_staff = nlohmann::json::parse(
      Expect(approver_, "ticket show acme " + id + " --output json", "bank agrees"));
  EXPECT_EQ(to_staff.at("comments").size(), 2u);
  Expect(approver_, "ticket list acme --state NEW", "NEW, ripe");
  const std::string decided =
      Expect(approver_, "admin decide acme " + id + " approve --reason 'paid in full'",
             "is SOLVED: APPROVED; ended BILLING_OVERDUE");
  EXPECT_NE(decided.find("Account acme is in good standing"), std::string::npos) << decided;
  const CommandOutput again = Run(partner_, "ticket withdraw acme " + id + " --reason late");
  EXPECT_EQ(again.code, 1);
  EXPECT_NE(again.text.find("ILLEGAL_TRANSITION"), std::string::npos) << again.text;
  EXPECT_EQ(Run(partner_, "ticket show acme nothing").code, 4);
}

}  // namespace
}  // namespace reinstate::testing
