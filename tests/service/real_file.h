// The real file of invoices, where it is, and the tool that imports it.

#pragma once

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "tests/support/command_line.h"
#include "tests/support/server_fixture.h"

namespace reinstate::testing {

struct FileRow {
  std::string account_id;
  absl::CivilDay issued_on;
  absl::CivilDay due_on;
  absl::CivilDay settled_on;
};

inline absl::CivilDay ParseDay(const std::string& text) {
  absl::CivilDay day;
  EXPECT_TRUE(absl::ParseCivilTime(text, &day)) << text;
  return day;
}

inline absl::CivilDay AmericanDay(const std::string& text) {
  int month = 0, day = 0, year = 0;
  EXPECT_EQ(std::sscanf(text.c_str(), "%d/%d/%d", &month, &day, &year), 3) << text;
  return absl::CivilDay(year, month, day);
}

inline std::vector<FileRow> ReadRealFile(const std::string& path) {
  std::vector<FileRow> rows;
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  while (std::getline(file, line)) {
    std::vector<std::string> fields;
    std::istringstream text(line);
    for (std::string field; std::getline(text, field, ',');) fields.push_back(field);
    rows.push_back(
        {fields[1], AmericanDay(fields[4]), AmericanDay(fields[5]), AmericanDay(fields[8])});
  }
  return rows;
}

inline std::string RealFile() {
  const char* named = std::getenv("REINSTATE_REAL_INPUT");
  if (named != nullptr) return named;
  return std::string(REINSTATE_SOURCE_DIR) + "/../shared/data/accounts_receivable.csv";
}

inline std::string ImportCommand(const std::string& path) {
  return "import invoices " + path +
         " --map account_id=customerID --map invoice_id=invoiceNumber"
         " --map issued_on=InvoiceDate --map due_on=DueDate --map total=InvoiceAmount"
         " --map settled_on=SettledDate --currency USD --date-format M/D/YYYY"
         " --standing-from 2012-01-01 --reason history";
}

// The command-line tool as an operator.
class RealTool {
 public:
  explicit RealTool(const ServerFixture& fixture)
      : fixture_(fixture), token_(fixture.Token(rpc::Role::kOperator)) {}

  CommandOutput Run(const std::string& arguments) const {
    return RunCommand(REINSTATE_CLI, fixture_, token_, arguments);
  }

 private:
  const ServerFixture& fixture_;
  const rpc::TempFile token_;
};

inline std::set<std::string> SuspendedAccounts(const ServerFixture& fixture) {
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

}  // namespace reinstate::testing
