#include "client/runtime/range.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace reinstate::client {
namespace {

using Page = Range<std::string>::Page;

// Answers a page for each token that is asked for.
class Ranges : public testing::Test {
 protected:
  Range<std::string> Of(const std::vector<Result<Page>>& pages, const std::string& first = "") {
    asked_.clear();
    return Range<std::string>(
        [this, pages](const std::string& token) {
          asked_.push_back(token);
          return pages.at(asked_.size() - 1);
        },
        first);
  }

  // The elements; "!MESSAGE" for an error.
  static std::vector<std::string> Read(Range<std::string> range) {
    std::vector<std::string> all;
    for (const Result<std::string>& item : range) {
      all.push_back(item.ok() ? *item : "!" + item.error().message);
    }
    return all;
  }

  static CallError Error(const std::string& message) {
    CallError error;
    error.message = message;
    return error;
  }

  std::vector<std::string> asked_;
};

using Texts = std::vector<std::string>;

TEST_F(Ranges, GoOverAllPages) {
  EXPECT_EQ(Read(Of({Page{{"a", "b"}, "1"}, Page{{"c"}, "2"}, Page{{"d"}, ""}})),
            (Texts{"a", "b", "c", "d"}));
  EXPECT_EQ(asked_, (Texts{"", "1", "2"}));
}

TEST_F(Ranges, GoOnBehindAnEmptyPage) {
  EXPECT_EQ(Read(Of({Page{{}, "1"}, Page{{"a"}, "2"}, Page{{}, ""}})), (Texts{"a"}));
  EXPECT_EQ(Read(Of({Page{{}, ""}})), Texts{});
}

TEST_F(Ranges, BeginWhereTheRequestSays) {
  EXPECT_EQ(Read(Of({Page{{"c"}, ""}}, "token")), (Texts{"c"}));
  EXPECT_EQ(asked_, (Texts{"token"}));
}

TEST_F(Ranges, EndWithTheErrorOfAPage) {
  EXPECT_EQ(Read(Of({Page{{"a"}, "1"}, Error("away"), Page{{"never"}, ""}})),
            (Texts{"a", "!away"}));
  EXPECT_EQ(asked_.size(), 2U);
}

TEST_F(Ranges, FetchAPageOnlyWhenItIsReached) {
  Range<std::string> range = Of({Page{{"a", "b"}, "1"}, Page{{"c"}, ""}});
  EXPECT_TRUE(asked_.empty());
  auto at = range.begin();
  EXPECT_EQ(**at, "a");
  ++at;
  EXPECT_EQ(**at, "b");
  EXPECT_EQ(asked_.size(), 1U);
  ++at;
  EXPECT_EQ(**at, "c");
  EXPECT_EQ(asked_.size(), 2U);
  ++at;
  EXPECT_TRUE(at == range.end());
}

TEST_F(Ranges, DoNotGoRoundInCircles) {
  EXPECT_EQ(Read(Of({Page{{"a"}, "1"}, Page{{"b"}, "1"}})),
            (Texts{"a", "!the list does not advance: a page names itself as the next"}));
}

}  // namespace
}  // namespace reinstate::client
