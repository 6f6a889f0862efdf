// The real file under policies of 10 to 60 days, in both modes, through 2012 and 2013: who is
// suspended is what a direct computation from the file gives.

#include <gtest/gtest.h>

#include <filesystem>
#include <iostream>
#include <set>
#include <string>
#include <vector>

#include "tests/service/real_file.h"
#include "tests/support/command_line.h"
#include "tests/support/policies.h"

namespace reinstate::testing {
namespace {

// Announced in 2011, long before the first invoice.
void AnnounceEarly(const ServerFixture& fixture, int days_overdue, v1::CauseMode mode) {
  const Caller previewer = fixture.As(rpc::Role::kOperator, "", "previewer");
  const Caller creator = fixture.As(rpc::Role::kOperator, "", "creator");
  v1::PolicyProposal proposal = Proposal(creator, days_overdue, "2011-12-01T00:00:00Z");
  for (auto& cause : *proposal.mutable_content()->mutable_causes()) {
    if (cause.cause() == v1::CAUSE_KIND_BILLING_OVERDUE) cause.set_mode(mode);
  }
  ASSERT_NE(Announce(previewer, creator, proposal), 0);
}

// Who is suspended on the day by the rows that are known: invoices issued by then, payments up to
// `paid_through`. A payment counts from the beginning of its day.
std::set<std::string> Expected(const std::vector<FileRow>& rows, absl::CivilDay today,
                               absl::CivilDay paid_through, int days_overdue, bool on_request) {
  std::set<std::string> accounts;
  for (const FileRow& row : rows) {
    if (row.issued_on > today) continue;
    const absl::CivilDay late_on = row.due_on + days_overdue + 1;
    if (late_on > today) continue;
    const bool paid = row.settled_on <= paid_through && row.settled_on <= today;
    if (!paid || (on_request && row.settled_on > late_on)) accounts.insert(row.account_id);
  }
  return accounts;
}

class RealPolicies : public ::testing::TestWithParam<v1::CauseMode> {};

TEST_P(RealPolicies, SuspendWhomTheFileSays) {
  const std::string path = RealFile();
  if (!std::filesystem::exists(path)) {
    GTEST_SKIP() << "the real file is not here; REINSTATE_REAL_INPUT names it";
  }
  const std::vector<FileRow> rows = ReadRealFile(path);
  ASSERT_EQ(rows.size(), 2466u);
  struct Look {
    const char* today;
    const char* paid_through;
  };
  const Look looks[] = {{"2012-07-01", "2012-03-15"},
                        {"2012-12-31", "2012-12-31"},
                        {"2013-06-15", "2013-01-31"},
                        {"2013-12-31", "2013-10-01"}};
  const bool on_request = GetParam() == v1::CAUSE_MODE_ON_REQUEST;
  for (const int days : {10, 15, 30, 60}) {
    ServerFixture fixture;
    const RealTool tool(fixture);
    fixture.SetClock("2011-11-01T00:00:00Z");
    AnnounceEarly(fixture, days, GetParam());
    for (const Look& look : looks) {
      fixture.SetClock(std::string(look.today) + "T00:00:00Z");
      const CommandOutput import =
          tool.Run(ImportCommand(path) + " --payments-through " + look.paid_through);
      ASSERT_EQ(import.code, 0) << import.text;
      const std::set<std::string> expected =
          Expected(rows, ParseDay(look.today), ParseDay(look.paid_through), days, on_request);
      EXPECT_EQ(SuspendedAccounts(fixture), expected) << days << " days on " << look.today;
      std::cout << days << " days on " << look.today << ", paid through " << look.paid_through
                << ": " << expected.size() << " suspended\n";
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Modes, RealPolicies,
                         ::testing::Values(v1::CAUSE_MODE_AUTO, v1::CAUSE_MODE_ON_REQUEST),
                         [](const auto& param) {
                           return v1::CauseMode_Name(param.param).substr(11);
                         });

}  // namespace
}  // namespace reinstate::testing
