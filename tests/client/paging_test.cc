#include "client/cli/paging.h"

#include <gtest/gtest.h>
#include <reinstate/v1/account_status_service.pb.h>

#include <string>
#include <vector>

namespace reinstate::cli {
namespace {

using Request = v1::ListStatusTransitionsRequest;
using Response = v1::ListStatusTransitionsResponse;

// Answers pages of one element that name the pages in `tokens` as the next, and then one that
// fails.
class Pages : public testing::Test {
 protected:
  Outcome<Response> List(int limit, std::vector<std::string> tokens, Request request = {}) {
    asked_.clear();
    return ListPages<Response>(
        PageLimits{limit, 2}, &request,
        [this, tokens](const Request& page) -> Outcome<Response> {
          asked_.push_back(page.page_token());
          if (asked_.size() > tokens.size()) return Failure{ExitCode::kRefused, "too far", ""};
          Response response;
          response.add_transitions();
          response.set_next_page_token(tokens[asked_.size() - 1]);
          return response;
        },
        [](Response* response) { return response->mutable_transitions(); });
  }

  std::vector<std::string> asked_;
};

using Texts = std::vector<std::string>;

TEST_F(Pages, ArePutTogether) {
  const auto all = List(0, {"1", "2", ""});
  ASSERT_TRUE(all.ok());
  EXPECT_EQ(all->transitions_size(), 3);
  EXPECT_EQ(asked_, (Texts{"", "1", "2"}));
}

TEST_F(Pages, DoNotGoRoundInCircles) {
  const auto all = List(0, {"1", "1", "1"});
  ASSERT_FALSE(all.ok());
  EXPECT_EQ(all.error().what, "the list does not advance: a page names itself as the next");
  EXPECT_EQ(all.error().code, ExitCode::kRefused);
  EXPECT_EQ(asked_, (Texts{"", "1"}));
}

TEST_F(Pages, StopAtTheLimitBeforeACircleMatters) {
  EXPECT_TRUE(List(2, {"1", "2", "2"}).ok());
  EXPECT_EQ(asked_.size(), 2U);
}

}  // namespace
}  // namespace reinstate::cli
