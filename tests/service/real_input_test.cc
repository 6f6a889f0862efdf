// Real files through the command-line tool, against what a direct computation from them gives.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <set>
#include <string>

#include "tests/service/real_file.h"

namespace reinstate::testing {
namespace {

// Accounts with an invoice that is unpaid and more than 60 days overdue on the day, by the file
// alone, payments after `paid_through` left out.
std::set<std::string> Overdue(const std::string& path, absl::CivilDay today,
                              absl::CivilDay paid_through) {
  std::set<std::string> accounts;
  for (const FileRow& row : ReadRealFile(path)) {
    const bool paid = row.settled_on <= paid_through && row.settled_on <= today;
    if (row.issued_on <= today && !paid && today - row.due_on > 60) accounts.insert(row.account_id);
  }
  return accounts;
}

TEST(RealInput, SuspendsExactlyTheAccountsThatTheFileSays) {
  const std::string path = RealFile();
  if (!std::filesystem::exists(path)) {
    GTEST_SKIP() << "the real file is not here; REINSTATE_REAL_INPUT names it";
  }
  ServerFixture fixture;
  const RealTool cli(fixture);
  EXPECT_EQ(cli.Run("admin clock set 2013-10-01T00:00Z").code, 0);
  const CommandOutput import = cli.Run(ImportCommand(path) + " --payments-through 2013-06-01");
  ASSERT_EQ(import.code, 0) << import.text;
  const std::set<std::string> expected =
      Overdue(path, absl::CivilDay(2013, 10, 1), absl::CivilDay(2013, 6, 1));
  EXPECT_EQ(expected.size(), 86u);
  EXPECT_EQ(SuspendedAccounts(fixture), expected);

  const CommandOutput again = cli.Run(ImportCommand(path) + " --payments-through 2013-06-01");
  EXPECT_EQ(again.code, 0) << again.text;
  EXPECT_NE(again.text.find("2466 rows: 0 invoices recorded"), std::string::npos) << again.text;
  EXPECT_EQ(SuspendedAccounts(fixture), expected);
}

TEST(RealInput, SuspendsNobodyWhenAllPaymentsAreKnown) {
  const std::string path = RealFile();
  if (!std::filesystem::exists(path)) {
    GTEST_SKIP() << "the real file is not here; REINSTATE_REAL_INPUT names it";
  }
  ServerFixture fixture;
  const RealTool cli(fixture);
  EXPECT_EQ(cli.Run("admin clock set 2014-06-01T00:00Z").code, 0);
  const CommandOutput import = cli.Run(ImportCommand(path));
  ASSERT_EQ(import.code, 0) << import.text;
  EXPECT_TRUE(SuspendedAccounts(fixture).empty());
}

TEST(SampleData, GivesTheStandingsThatItsReadmeNames) {
  ServerFixture fixture;
  const RealTool cli(fixture);
  const std::string samples = std::string(REINSTATE_SOURCE_DIR) + "/samples/";
  EXPECT_EQ(cli.Run("admin clock set 2026-07-01T09:00:00Z").code, 0);
  const CommandOutput import =
      cli.Run("import invoices " + samples + "invoices.csv --map-file " + samples +
              "invoices.map --standing-from 2025-01-01 --reason demo");
  ASSERT_EQ(import.code, 0) << import.text;
  const std::set<std::string> expected = {"eastmoor-solutions", "granite-harbor-msp",
                                          "kaminari-soft",      "maplegate-partners",
                                          "quartzlane-systems", "silverbrook-networks"};
  EXPECT_EQ(SuspendedAccounts(fixture), expected);
}

TEST(CommandLineTool, SaysInOneLineWhatIsWrongAndWhatToDo) {
  ServerFixture fixture;
  const RealTool cli(fixture);
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
