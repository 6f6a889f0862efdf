// What the command-line tool says of the way back from a suspension, and of one that is far ahead.

#include <gtest/gtest.h>

#include <cctype>
#include <string>

#include "tests/service/cli_runner.h"

namespace reinstate::testing {
namespace {

class WayBackCli : public ::testing::Test {
 protected:
  WayBackCli()
      : partner_(fixture_.Token(rpc::Role::kGlobalAdmin, "acme", "pat")),
        helpdesk_(fixture_.Token(rpc::Role::kHelpdeskAgent, "acme", "hal")),
        operator_(fixture_.Token(rpc::Role::kOperator)) {
    fixture_.SetClock("2026-01-10T12:00:00Z");
    fixture_.Register("acme", "2026-01-01T00:00:00Z");
    fixture_.Register("globex", "2026-01-01T00:00:00Z");
    fixture_.RecordInvoice("acme", "INV-1", 12000, "2026-01-10", "2026-02-09");
    fixture_.RecordInvoice("acme", "INV-2", 5000, "2026-01-10", "2026-03-10");
    fixture_.RecordInvoice("globex", "INV-9", 5000, "2026-01-10", "2026-04-30");
    fixture_.SetClock("2026-04-12T09:00:00Z");
  }

  // Lines are joined: where they break is not the matter here.
  std::string Run(const rpc::TempFile& token, const std::string& arguments) {
    const CommandOutput output = RunCli(fixture_, token, arguments);
    EXPECT_EQ(output.code, 0) << arguments << "\n" << output.text;
    std::string text;
    for (const char c : output.text) {
      const bool space = std::isspace(static_cast<unsigned char>(c)) != 0;
      if (!space || text.empty() || text.back() != ' ') text += space ? ' ' : c;
    }
    return text;
  }
  void Expect(const rpc::TempFile& token, const std::string& arguments, const std::string& words) {
    const std::string text = Run(token, arguments);
    EXPECT_NE(text.find(words), std::string::npos) << arguments << "\n" << text;
  }

  ServerFixture fixture_;
  const rpc::TempFile partner_, helpdesk_, operator_;
};

TEST_F(WayBackCli, FromTheOverdueInvoiceToTheRequest) {
  Expect(partner_, "status acme", "not current: 2 invoices are past their due dates");
  Expect(partner_, "status acme",
         "Forecast: stays SUSPENDED until reinstated; once reinstated, suspended again from "
         "2026-05-10T00:00Z unless 170.00 USD past due is paid");
  Expect(partner_, "status acme",
         "To do: pay 120.00 USD to the invoices above, then ask support for reinstatement; see: "
         "reinstate plan acme");
  Expect(partner_, "status acme,acme", "see: reinstate plan acme");
  Expect(operator_,
         "admin payment acme --id PAY-1 --amount '120.00 USD' --for INV-1=120.00 "
         "--received-at 2026-04-12",
         "PAY-1");
  Expect(partner_, "status acme", "cleared, awaiting reinstatement");
  Expect(partner_, "status acme",
         "To do: ask support for reinstatement (reinstate ticket create acme --topic "
         "account-reinstatement --subject TEXT); see");
  Expect(partner_, "ticket create acme --topic account-reinstatement --subject please",
         "Ripe since");
  Expect(partner_, "status acme", "it is for support to decide; see");
}

TEST_F(WayBackCli, WithoutPlanForWhomMayNotHaveIt) {
  const std::string text = Run(helpdesk_, "status acme");
  EXPECT_NE(text.find("at least one invoice is past its due date"), std::string::npos) << text;
  EXPECT_NE(text.find("To do: pay what is left of the invoices above, then ask support for "
                      "reinstatement, unless that is done "),
            std::string::npos)
      << text;
  EXPECT_EQ(text.find("reinstate plan"), std::string::npos) << text;
  EXPECT_EQ(Run(partner_, "status acme --as-of 2026-04-12").find("reinstate plan"),
            std::string::npos);
}

TEST_F(WayBackCli, WhatIfNamesTheChange) {
  Expect(partner_, "whatif acme --pay 'INV-1=120.00 USD'",
         "What if (nothing is recorded): stays SUSPENDED ");
  Expect(partner_, "whatif acme --pay 'INV-1=120.00 USD' --reinstate",
         "What if (nothing is recorded): SUSPENDED -> AT_RISK ");
}

TEST_F(WayBackCli, OfAHoldThatExpires) {
  Expect(operator_, "admin hold globex --id H-1 --reason audit --expires-at 2026-05-01", "H-1");
  Expect(operator_, "status globex",
         "hold H-1 is in force, policy 1, since 2026-04-12T09:00Z, expires 2026-05-01T00:00Z");
  Expect(operator_, "status globex", "Forecast: ends by itself: active from 2026-05-01T00:00Z");
}

TEST_F(WayBackCli, APlanForNothingStillForecasts) {
  Expect(operator_, "plan globex",
         "nothing is needed now; suspended from 2026-06-30T00:00Z unless invoice INV-9 is paid");
}

}  // namespace
}  // namespace reinstate::testing
