// How a program that uses the SDK is tested without a server.

#include <gtest/gtest.h>
#include <reinstate/v1/account_admin_client_mock.h>
#include <reinstate/v1/account_status_client_mock.h>

#include <memory>
#include <string>
#include <vector>

namespace reinstate::client {
namespace {

// The code under test: sells only where the account may, and never where nobody knows.
bool MaySell(const AccountStatusClient& client, const std::string& account_id) {
  v1::CheckOperationRequest request;
  request.set_account_id(account_id);
  request.set_operation(v1::OPERATION_RESELL_NEW_LICENSE);
  const auto response = client.CheckOperation(request);
  return response.ok() && response->decision().allowed();
}

TEST(Mock, AnswersWhatTheTestSays) {
  const auto mock = std::make_shared<AccountStatusMock>();
  mock->check_operation = [](const v1::CheckOperationRequest& request) {
    v1::CheckOperationResponse response;
    response.mutable_decision()->set_allowed(request.account_id() == "good");
    return response;
  };
  const AccountStatusClient client(mock);
  EXPECT_TRUE(MaySell(client, "good"));
  EXPECT_FALSE(MaySell(client, "bad"));
  ASSERT_EQ(mock->check_operation.requests().size(), 2U);
  EXPECT_EQ(mock->check_operation.requests()[1].account_id(), "bad");
}

TEST(Mock, AnswersWithErrors) {
  const auto mock = std::make_shared<AccountStatusMock>();
  mock->check_operation = [](const v1::CheckOperationRequest&) {
    CallError error;
    error.code = StatusCode::kUnavailable;
    return error;
  };
  EXPECT_FALSE(MaySell(AccountStatusClient(mock), "good"));
}

TEST(Mock, SaysWhichAnswerIsMissing) {
  const auto mock = std::make_shared<AccountStatusMock>();
  const auto response = AccountStatusClient(mock).GetAccountStatus({});
  ASSERT_FALSE(response.ok());
  EXPECT_EQ(ToString(response.error()),
            "UNIMPLEMENTED: the mock has no answer for GetAccountStatus");
}

TEST(Mock, SeesTheOptionsAndThePagesOfARange) {
  const auto mock = std::make_shared<AccountAdminMock>();
  std::vector<CallOptions> seen;
  mock->list_accounts = [&seen](const v1::ListAccountsRequest& request,
                                const CallOptions& options) -> Result<v1::ListAccountsResponse> {
    seen.push_back(options);
    v1::ListAccountsResponse response;
    response.add_accounts()->mutable_account()->set_account_id("after-" + request.page_token());
    if (seen.size() < 3) response.set_next_page_token(std::to_string(seen.size()));
    return response;
  };
  CallOptions options;
  options.timeout = std::chrono::milliseconds(70);
  std::vector<std::string> ids;
  for (const auto& summary : AccountAdminClient(mock).ListAccountsRange({}, options)) {
    ASSERT_TRUE(summary.ok());
    ids.push_back(summary->account().account_id());
  }
  EXPECT_EQ(ids, (std::vector<std::string>{"after-", "after-1", "after-2"}));
  EXPECT_EQ(seen.at(2).timeout, std::chrono::milliseconds(70));
}

}  // namespace
}  // namespace reinstate::client
