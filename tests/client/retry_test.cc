#include "client/runtime/retry.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

#include "client/runtime/request_id.h"

namespace reinstate::client {
namespace {

using std::chrono::milliseconds;

CallError Error(grpc::StatusCode code, const std::string& reason = "") {
  CallError error;
  error.code = code;
  error.reason = reason;
  return error;
}

TEST(Retry, HelpsOnlyWhereTheSameCallCanSucceed) {
  EXPECT_TRUE(IsRetryable(Error(grpc::StatusCode::UNAVAILABLE)));
  EXPECT_TRUE(IsRetryable(Error(grpc::StatusCode::RESOURCE_EXHAUSTED, "OVERLOADED")));
  EXPECT_FALSE(IsRetryable(Error(grpc::StatusCode::RESOURCE_EXHAUSTED, "REQUEST_TOO_LARGE")));
  EXPECT_FALSE(IsRetryable(Error(grpc::StatusCode::DEADLINE_EXCEEDED)));
  EXPECT_FALSE(IsRetryable(Error(grpc::StatusCode::INTERNAL)));
}

TEST(Retry, WaitsLongerEachTimeUpToAMaximum) {
  const RetryPolicy policy{10, milliseconds(200), milliseconds(1000)};
  const CallError error = Error(grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(RetryDelay(policy, 1, error, 0.0), milliseconds(100));
  EXPECT_EQ(RetryDelay(policy, 2, error, 0.0), milliseconds(200));
  EXPECT_EQ(RetryDelay(policy, 2, error, 0.5), milliseconds(300));
  EXPECT_EQ(RetryDelay(policy, 9, error, 0.0), milliseconds(500));
}

TEST(Retry, HeedsTheServersWishWithinTheMaximum) {
  const RetryPolicy policy{10, milliseconds(200), milliseconds(1000)};
  CallError error = Error(grpc::StatusCode::RESOURCE_EXHAUSTED);
  error.retry_delay = milliseconds(700);
  EXPECT_EQ(RetryDelay(policy, 1, error, 0.0), milliseconds(700));
  error.retry_delay = milliseconds(3600000);
  EXPECT_EQ(RetryDelay(policy, 1, error, 0.0), milliseconds(1000));
}

TEST(Retry, IsBounded) {
  int attempts = 0;
  std::vector<milliseconds> waits;
  const auto result = WithRetries<int>(
      {3, milliseconds(200), milliseconds(1000)},
      [&](milliseconds delay) { waits.push_back(delay); },
      [&]() -> Result<int, CallError> {
        ++attempts;
        return Error(grpc::StatusCode::UNAVAILABLE);
      });
  EXPECT_FALSE(result.ok());
  EXPECT_EQ(attempts, 3);
  EXPECT_EQ(waits.size(), 2U);
}

TEST(Retry, EndsWithTheFirstSuccess) {
  int attempts = 0;
  const auto result = WithRetries<int>(
      {}, [](milliseconds) {},
      [&]() -> Result<int, CallError> {
        if (++attempts < 3) return Error(grpc::StatusCode::UNAVAILABLE);
        return 7;
      });
  ASSERT_TRUE(result.ok());
  EXPECT_EQ(*result, 7);
  EXPECT_EQ(attempts, 3);
}

TEST(RequestIds, AreDistinctUuidsOfVersion4) {
  std::set<std::string> ids;
  for (int i = 0; i < 1000; ++i) {
    const std::string id = NewRequestId();
    ASSERT_EQ(id.size(), 36U);
    EXPECT_EQ(id[14], '4');
    EXPECT_NE(std::string("89ab").find(id[19]), std::string::npos);
    for (const std::size_t dash : {8U, 13U, 18U, 23U}) EXPECT_EQ(id[dash], '-');
    ids.insert(id);
  }
  EXPECT_EQ(ids.size(), 1000U);
}

}  // namespace
}  // namespace reinstate::client
