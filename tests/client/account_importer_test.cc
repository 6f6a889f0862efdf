#include "client/cli/account_importer.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <utility>
#include <vector>

namespace reinstate::cli {
namespace {

RowRules Rules() {
  return RowRules{{{ImportField::kAccountId, 0},
                   {ImportField::kDisplayName, 1},
                   {ImportField::kCloud, 2},
                   {ImportField::kPartnerType, 3},
                   {ImportField::kStandingFrom, 4}},
                  5,
                  *DateFormat::Parse("YYYY-MM-DD"),
                  "",
                  std::nullopt};
}

v1::RegisterAccountRequest Defaults() {
  v1::RegisterAccountRequest defaults;
  defaults.set_cloud(v1::CLOUD_PUBLIC);
  defaults.set_partner_type(v1::PARTNER_TYPE_DIRECT_BILL);
  defaults.set_reason("history");
  return defaults;
}

Outcome<v1::RegisterAccountRequest> Convert(std::vector<std::string> fields) {
  return ConvertAccount({std::move(fields), 2, ""}, Rules(), Defaults());
}

TEST(AccountRows, BecomeRegistrations) {
  const auto row =
      Convert({" acme ", "Acme, Inc.", "us-government", "Indirect Reseller", "2026-01-31"});
  ASSERT_TRUE(row.ok()) << row.error().what;
  EXPECT_EQ(row->account_id(), "acme");
  EXPECT_EQ(row->display_name(), "Acme, Inc.");
  EXPECT_EQ(row->cloud(), v1::CLOUD_US_GOVERNMENT);
  EXPECT_EQ(row->partner_type(), v1::PARTNER_TYPE_INDIRECT_RESELLER);
  EXPECT_EQ(FormatInstant(row->standing_from()), "2026-01-31T00:00Z");
  EXPECT_EQ(row->reason(), "history");
}

TEST(AccountRows, TakeDefaultsForEmptyCells) {
  const auto row = Convert({"acme", "", "", "", ""});
  ASSERT_TRUE(row.ok());
  EXPECT_EQ(row->cloud(), v1::CLOUD_PUBLIC);
  EXPECT_EQ(row->partner_type(), v1::PARTNER_TYPE_DIRECT_BILL);
  EXPECT_FALSE(row->has_standing_from());
}

TEST(AccountRows, SayWhatIsWrong) {
  EXPECT_EQ(Convert({"", "", "", "", ""}).error().what, "account_id: is missing");
  EXPECT_EQ(Convert({"a", "", "moon", "", ""}).error().what,
            "cloud: unknown cloud 'moon'; the known ones are PUBLIC, US_GOVERNMENT");
  EXPECT_EQ(Convert({"a", "", "", "x", ""}).error().what.substr(0, 13), "partner_type:");
  EXPECT_EQ(Convert({"a", "", "", "", "soon"}).error().what.substr(0, 14), "standing_from:");
  EXPECT_EQ(Convert({"a"}).error().what, "it has 1 field, the header has 5");
}

client::CallError Error(client::StatusCode code, const std::string& reason) {
  client::CallError error;
  error.code = code;
  error.message = "words";
  error.reason = reason;
  return error;
}

class AccountImporterTest : public testing::Test {
 protected:
  AccountImporter Make() {
    AccountCalls calls;
    calls.get_status = [this](const v1::GetAccountStatusRequest& request)
        -> client::Result<v1::GetAccountStatusResponse> {
      if (known_.count(request.account_id()) > 0) return v1::GetAccountStatusResponse();
      return Error(client::StatusCode::kNotFound, "ACCOUNT_NOT_FOUND");
    };
    calls.register_account = [this](const v1::RegisterAccountRequest& request)
        -> client::Result<v1::RegisterAccountResponse> {
      sent_.push_back(request.account_id());
      if (!refusal_.empty() && request.account_id() == "bad") {
        return Error(client::StatusCode::kAlreadyExists, refusal_);
      }
      return v1::RegisterAccountResponse();
    };
    calls.explain = [](const client::CallError& error) {
      return FailureOfCall(error, "localhost:8443");
    };
    return AccountImporter(std::move(calls), Reporter());
  }
  AccountImporter::Report Reporter() {
    return [this](std::int64_t line, const std::string& why) {
      reports_.push_back(std::to_string(line) + ": " + why);
    };
  }
  static v1::RegisterAccountRequest Request(const std::string& account) {
    v1::RegisterAccountRequest request = Defaults();
    request.set_account_id(account);
    return request;
  }

  std::set<std::string> known_;
  std::string refusal_;  // reason of the answer to account "bad"
  std::vector<std::string> sent_, reports_;
};

TEST_F(AccountImporterTest, CountsNewAndKnownAccounts) {
  known_ = {"old"};
  AccountImporter importer = Make();
  EXPECT_TRUE(importer.Add(2, Request("new")).ok());
  EXPECT_TRUE(importer.Add(3, Request("old")).ok());
  EXPECT_TRUE(importer.Add(4, Request("new")).ok());
  EXPECT_EQ(sent_, (std::vector<std::string>{"new", "old"}));
  EXPECT_EQ(SummaryText(importer.counts()),
            "3 rows: 1 account registered, 2 unchanged; 0 bad rows");
}

TEST_F(AccountImporterTest, GoesOnBehindARowThatIsRefused) {
  for (const char* reason : {"FACT_CONFLICT", "BACKDATED", "INVALID_FIELD"}) {
    refusal_ = reason;
    reports_.clear();
    AccountImporter importer = Make();
    EXPECT_TRUE(importer.Add(2, Request("bad")).ok());
    EXPECT_TRUE(importer.Add(3, Request("good")).ok());
    EXPECT_EQ(importer.counts().registered, 1);
    EXPECT_EQ(importer.counts().bad_rows, 1);
    EXPECT_EQ(importer.backdated(), refusal_ == "BACKDATED");
    ASSERT_EQ(reports_.size(), 1U);
    EXPECT_NE(reports_[0].find(refusal_), std::string::npos) << reports_[0];
  }
}

TEST_F(AccountImporterTest, EndsWhereTheOtherRowsWouldFailToo) {
  refusal_ = "NOT_PERMITTED";
  AccountImporter importer = Make();
  EXPECT_FALSE(importer.Add(2, Request("bad")).ok());
}

TEST_F(AccountImporterTest, ReportsAnAccountThatStandsTwiceWithOtherContent) {
  AccountImporter importer(AccountCalls(), Reporter());
  v1::RegisterAccountRequest other = Request("a");
  other.set_display_name("else");
  EXPECT_TRUE(importer.Add(2, Request("a")).ok());
  EXPECT_TRUE(importer.Add(3, other).ok());
  EXPECT_EQ(reports_, std::vector<std::string>{"3: account a stands on line 2 with other content"});
  EXPECT_EQ(importer.counts().registered, 1);
}

}  // namespace
}  // namespace reinstate::cli
