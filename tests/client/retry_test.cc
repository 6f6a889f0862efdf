#include "client/runtime/retry.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "client/runtime/request_id.h"

namespace reinstate::client {
namespace {

using std::chrono::microseconds;
using std::chrono::milliseconds;

CallError Error(StatusCode code, const std::string& reason = "") {
  CallError error;
  error.code = code;
  error.reason = reason;
  return error;
}

CallError Overloaded(milliseconds delay) {
  CallError error = Error(StatusCode::kResourceExhausted, "OVERLOADED");
  error.retry_delay = delay;
  return error;
}

TEST(Retry, HelpsOnlyWhereTheSameCallCanSucceed) {
  EXPECT_TRUE(IsRetryable(Error(StatusCode::kUnavailable)));
  EXPECT_TRUE(IsRetryable(Error(StatusCode::kCancelled)));
  EXPECT_TRUE(IsRetryable(Overloaded(milliseconds(100))));
  EXPECT_FALSE(IsRetryable(Error(StatusCode::kResourceExhausted, "REQUEST_TOO_LARGE")));
  for (const StatusCode code :
       {StatusCode::kDeadlineExceeded, StatusCode::kInternal, StatusCode::kAborted,
        StatusCode::kNotFound, StatusCode::kUnknown, StatusCode::kUnauthenticated}) {
    EXPECT_FALSE(IsRetryable(Error(code))) << CodeName(code);
  }
}

TEST(Retry, WaitsAnyPartOfABoundThatDoublesUpToAMaximum) {
  const RetryPolicy policy{10, milliseconds(200), milliseconds(1000)};
  const CallError error = Error(StatusCode::kUnavailable);
  EXPECT_EQ(RetryDelay(policy, 1, error, 0.0), milliseconds(0));
  EXPECT_EQ(RetryDelay(policy, 1, error, 0.5), milliseconds(100));
  EXPECT_EQ(RetryDelay(policy, 2, error, 0.5), milliseconds(200));
  EXPECT_EQ(RetryDelay(policy, 3, error, 0.5), milliseconds(400));
  EXPECT_EQ(RetryDelay(policy, 9, error, 0.5), milliseconds(500));
}

TEST(Retry, NeverComesBackBeforeTheServerWishes) {
  const RetryPolicy policy{10, milliseconds(200), milliseconds(1000)};
  EXPECT_EQ(RetryDelay(policy, 1, Overloaded(milliseconds(700)), 0.0), milliseconds(700));
  EXPECT_EQ(RetryDelay(policy, 1, Overloaded(milliseconds(700)), 0.5), milliseconds(800));
}

// Time passes only where the loop sleeps and where an attempt takes some.
class Attempts : public testing::Test {
 protected:
  std::optional<CallError> Run(bool may_retry, milliseconds timeout,
                               std::vector<std::optional<CallError>> answers) {
    const RetryRules rules{{5, milliseconds(200), milliseconds(1000)},
                           [this](milliseconds delay) {
                             waits_.push_back(delay);
                             now_ += delay;
                           },
                           [this] { return now_; },
                           [] { return 0.5; }};
    return RunAttempts(rules, may_retry, timeout, cancellation_, [&](microseconds left) {
      lefts_.push_back(std::chrono::duration_cast<milliseconds>(left));
      now_ += attempt_takes_;
      return answers[std::min(lefts_.size(), answers.size()) - 1];
    });
  }

  Cancellation cancellation_;
  std::chrono::steady_clock::time_point now_;
  milliseconds attempt_takes_{0};
  std::vector<milliseconds> waits_;
  std::vector<milliseconds> lefts_;
};

TEST_F(Attempts, EndWithTheFirstSuccess) {
  const auto away = Error(StatusCode::kUnavailable);
  EXPECT_FALSE(Run(true, milliseconds(5000), {away, away, std::nullopt}).has_value());
  EXPECT_EQ(waits_, (std::vector{milliseconds(100), milliseconds(200)}));
}

TEST_F(Attempts, AreBounded) {
  const auto error = Run(true, milliseconds(60000), {Error(StatusCode::kUnavailable)});
  ASSERT_TRUE(error.has_value());
  EXPECT_EQ(error->attempts, 5);
  EXPECT_EQ(waits_.size(), 4U);
}

TEST_F(Attempts, ShareOneDeadline) {
  attempt_takes_ = milliseconds(300);
  const auto error = Run(true, milliseconds(1000), {Error(StatusCode::kUnavailable)});
  ASSERT_TRUE(error.has_value());
  EXPECT_EQ(error->code, StatusCode::kUnavailable);
  // 300 and 100 of waiting, 300 and 200 of waiting; what is left is shorter than the next wait
  // and an attempt, which is cut off by it.
  EXPECT_EQ(lefts_, (std::vector{milliseconds(1000), milliseconds(600), milliseconds(100)}));
}

TEST_F(Attempts, DoNotWaitPastTheDeadline) {
  const auto error = Run(true, milliseconds(1000), {Overloaded(milliseconds(3000))});
  ASSERT_TRUE(error.has_value());
  EXPECT_EQ(error->retry_delay, milliseconds(3000));
  EXPECT_EQ(error->attempts, 1);
  EXPECT_TRUE(waits_.empty());
}

TEST_F(Attempts, TakeAnyTimeoutAndAnyDelay) {
  now_ = std::chrono::steady_clock::now();  // far from the epoch, as the real clock is
  const auto away = Error(StatusCode::kUnavailable);
  for (const milliseconds timeout : {milliseconds::max(), milliseconds(std::chrono::hours(25))}) {
    lefts_.clear();
    EXPECT_FALSE(Run(true, timeout, {away, std::nullopt}).has_value());
    ASSERT_EQ(lefts_.size(), 2U);
    EXPECT_EQ(lefts_[0], kLongestCall);
    EXPECT_EQ(lefts_[1], kLongestCall - milliseconds(100));
  }
  // Longer than any call: there is nothing to wait for.
  EXPECT_TRUE(Run(true, milliseconds::max(), {Overloaded(milliseconds::max())}).has_value());
}

TEST(Retry, DelaysStayBelowTheLongestCall) {
  const RetryPolicy policy{1000, milliseconds(200), milliseconds::max()};
  const CallError error = Error(StatusCode::kUnavailable);
  EXPECT_EQ(RetryDelay(policy, 900, error, 1.0), kLongestCall);
  EXPECT_EQ(RetryDelay({1, milliseconds::max(), milliseconds::max()}, 1, error, 0.5),
            kLongestCall / 2);
  EXPECT_EQ(RetryDelay(policy, 900, Overloaded(milliseconds::max()), 0.5),
            kLongestCall + kLongestCall / 2);
}

TEST_F(Attempts, EndWhereTheCallerCancels) {
  const auto cancelling = [this](milliseconds) { cancellation_.Cancel(); };
  const RetryRules rules{{}, cancelling, [this] { return now_; }, [] { return 0.5; }};
  int sent = 0;
  const auto attempt = [&sent](microseconds) -> std::optional<CallError> {
    ++sent;
    return Error(StatusCode::kUnavailable);
  };
  for (const int sent_by_now : {1, 1}) {
    const auto error = RunAttempts(rules, true, milliseconds(9000), cancellation_, attempt);
    ASSERT_TRUE(error.has_value());
    EXPECT_EQ(error->code, StatusCode::kCancelled);
    EXPECT_EQ(sent, sent_by_now) << "nothing is sent behind the cancellation";
  }
}

TEST_F(Attempts, AreOneWhereTheErrorStays) {
  const auto error = Run(true, milliseconds(1000), {Error(StatusCode::kNotFound)});
  ASSERT_TRUE(error.has_value());
  EXPECT_EQ(error->attempts, 1);
}

TEST_F(Attempts, AreOneWhereTheMethodIsNotSafe) {
  const auto error = Run(false, milliseconds(1000), {Error(StatusCode::kUnavailable)});
  ASSERT_TRUE(error.has_value());
  EXPECT_EQ(error->attempts, 1);
  EXPECT_TRUE(waits_.empty());
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
