// Real files through the command-line tool, against what a direct computation from them gives.

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "absl/time/civil_time.h"
#include "tests/support/command_line.h"
#include "tests/support/server_fixture.h"

namespace reinstate::testing {
namespace {

class CommandLine {
 public:
  explicit CommandLine(const ServerFixture& fixture)
      : fixture_(fixture), token_(fixture.Token(rpc::Role::kOperator)) {}

  CommandOutput Run(const std::string& arguments) const {
    return RunCommand(REINSTATE_CLI, fixture_, token_, arguments);
  }

 private:
  const ServerFixture& fixture_;
  const rpc::TempFile token_;
};

std::vector<std::string> Fields(const std::string& line) {
  std::vector<std::string> fields;
  std::istringstream text(line);
  for (std::string field; std::getline(text, field, ',');) fields.push_back(field);
  return fields;
}

absl::CivilDay AmericanDay(const std::string& text) {
  int month = 0, day = 0, year = 0;
  EXPECT_EQ(std::sscanf(text.c_str(), "%d/%d/%d", &month, &day, &year), 3) << text;
  return absl::CivilDay(year, month, day);
}

// Accounts with an invoice that is unpaid and more than 60 days overdue on the day, by the file
// alone, payments after `paid_through` left out.
std::set<std::string> Overdue(const std::string& path, absl::CivilDay today,
                              absl::CivilDay paid_through) {
  std::set<std::string> accounts;
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    const std::vector<std::string> row = Fields(line);
    const absl::CivilDay issued = AmericanDay(row[4]), due = AmericanDay(row[5]),
                         settled = AmericanDay(row[8]);
    const bool paid = settled <= paid_through && settled <= today;
    if (issued <= today && !paid && today - due > 60) accounts.insert(row[1]);
  }
  return accounts;
}

std::set<std::string> Suspended(const ServerFixture& fixture) {
  std::set<std::string> accounts;
  v1::ListAccountsRequest request;
  request.add_standings(v1::STANDING_SUSPENDED);
  request.set_page_size(1000);
  grpc::ClientContext context;
  v1::ListAccountsResponse response;
  EXPECT_TRUE(
      fixture.As(rpc::Role::kAuditor).admin->ListAccounts(&context, request, &response).ok());
  for (const auto& account : response.accounts()) accounts.insert(account.account().account_id());
  return accounts;
}

std::string RealFile() {
  const char* named = std::getenv("REINSTATE_REAL_INPUT");
  if (named != nullptr) return named;
  return std::string(REINSTATE_SOURCE_DIR) + "/../shared/data/accounts_receivable.csv";
}

std::string ImportCommand(const std::string& path) {
  return "import invoices " + path +
         " --map account_id=customerID --map invoice_id=invoiceNumber"
         " --map issued_on=InvoiceDate --map due_on=DueDate --map total=InvoiceAmount"
         " --map settled_on=SettledDate --currency USD --date-format M/D/YYYY"
         " --standing-from 2012-01-01 --reason history";
}

TEST(RealInput, SuspendsExactlyTheAccountsThatTheFileSays) {
  const std::string path = RealFile();
  if (!std::filesystem::exists(path)) {
    GTEST_SKIP() << "the real file is not here; REINSTATE_REAL_INPUT names it";
  }
  ServerFixture fixture;
  const CommandLine cli(fixture);
  EXPECT_EQ(cli.Run("admin clock set 2013-10-01T00:00Z").code, 0);
  const CommandOutput import = cli.Run(ImportCommand(path) + " --payments-through 2013-06-01");
  ASSERT_EQ(import.code, 0) << import.text;
  const std::set<std::string> expected =
      Overdue(path, absl::CivilDay(2013, 10, 1), absl::CivilDay(2013, 6, 1));
  EXPECT_EQ(expected.size(), 86u);
  EXPECT_EQ(Suspended(fixture), expected);

  const CommandOutput again = cli.Run(ImportCommand(path) + " --payments-through 2013-06-01");
  EXPECT_EQ(again.code, 0) << again.text;
  EXPECT_NE(again.text.find("2466 rows: 0 invoices recorded"), std::string::npos) << again.text;
  EXPECT_EQ(Suspended(fixture), expected);
}

TEST(RealInput, SuspendsNobodyWhenAllPaymentsAreKnown) {
  const std::string path = RealFile();
  if (!std::filesystem::exists(path)) {
    GTEST_SKIP() << "the real file is not here; REINSTATE_REAL_INPUT names it";
  }
  ServerFixture fixture;
  const CommandLine cli(fixture);
  EXPECT_EQ(cli.Run("admin clock set 2014-06-01T00:00Z").code, 0);
  const CommandOutput import = cli.Run(ImportCommand(path));
  ASSERT_EQ(import.code, 0) << import.text;
  EXPECT_TRUE(Suspended(fixture).empty());
}

TEST(SampleData, GivesTheStandingsThatItsReadmeNames) {
  ServerFixture fixture;
  const CommandLine cli(fixture);
  const std::string samples = std::string(REINSTATE_SOURCE_DIR) + "/samples/";
  EXPECT_EQ(cli.Run("admin clock set 2026-07-01T09:00:00Z").code, 0);
  const CommandOutput import =
      cli.Run("import invoices " + samples + "invoices.csv --map-file " + samples +
              "invoices.map --standing-from 2025-01-01 --reason demo");
  ASSERT_EQ(import.code, 0) << import.text;
  const std::set<std::string> expected = {"eastmoor-solutions", "granite-harbor-msp",
                                          "kaminari-soft",      "maplegate-partners",
                                          "quartzlane-systems", "silverbrook-networks"};
  EXPECT_EQ(Suspended(fixture), expected);
}

TEST(CommandLineTool, SaysInOneLineWhatIsWrongAndWhatToDo) {
  ServerFixture fixture;
  const CommandLine cli(fixture);
  fixture.Register("acme", "2026-01-01T00:00:00Z");
  struct Case {
    const char* arguments;
    int code;
    const char* says;
  };
  const Case cases[] = {
      {"status nobody", 4, "there is no account nobody"},
      {"check acme FLY", 2, "RESELL_NEW_LICENSE"},
      {"import invoices /nonexistent.csv --reason x", 1, "/nonexistent.csv cannot be read"},
      {"--server 127.0.0.1:1 status acme", 6, "is it running?"},
      {"call AccountStatusService/Nothing '{}'", 2, "Nothing"},
      {"admin payment acme --amount '1.005 USD'", 2, "USD"},
  };
  for (const Case& row : cases) {
    const CommandOutput output = cli.Run(row.arguments);
    EXPECT_EQ(output.code, row.code) << row.arguments << ": " << output.text;
    EXPECT_NE(output.text.find(row.says), std::string::npos) << output.text;
    EXPECT_LE(std::count(output.text.begin(), output.text.end(), '\n'), 3) << output.text;
  }
  EXPECT_EQ(cli.Run("check acme RESELL_NEW_LICENSE").code, 0);
  EXPECT_EQ(cli.Run("admin hold acme --reason test").code, 0);
  EXPECT_EQ(cli.Run("check acme RESELL_NEW_LICENSE").code, 3);
}

}  // namespace
}  // namespace reinstate::testing
