#include "client/runtime/error.h"

#include <grpcpp/support/status.h>
#include <gtest/gtest.h>
#include <reinstate/rpc/error_details.pb.h>

#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace reinstate::client {
namespace {

void Attach(const google::protobuf::Message& detail, const std::string& name, rpc::Status* status) {
  auto* any = status->add_details();
  any->set_type_url("type.googleapis.com/google.rpc." + name);
  any->set_value(detail.SerializeAsString());
}

grpc::Status WithDetails(grpc::StatusCode code, const rpc::Status& details) {
  return {code, "words", details.SerializeAsString()};
}

rpc::ErrorInfo Info(const std::string& domain) {
  rpc::ErrorInfo info;
  info.set_reason("CONDITION_HOLDS");
  info.set_domain(domain);
  (*info.mutable_metadata())["account_id"] = "A-1";
  return info;
}

TEST(ErrorDecoding, ReadsEveryDetail) {
  rpc::Status details;
  Attach(Info("reinstate"), "ErrorInfo", &details);
  rpc::BadRequest request;
  auto* field = request.add_field_violations();
  field->set_field("invoice.total");
  field->set_description("must be above zero");
  Attach(request, "BadRequest", &details);
  rpc::PreconditionFailure failure;
  auto* violation = failure.add_violations();
  violation->set_type("BILLING_OVERDUE");
  violation->set_subject("INV-7");
  violation->set_description("pay it");
  Attach(failure, "PreconditionFailure", &details);
  rpc::ResourceInfo resource;
  resource.set_resource_type("account");
  resource.set_resource_name("A-1");
  Attach(resource, "ResourceInfo", &details);
  rpc::RetryInfo retry;
  retry.mutable_retry_delay()->set_seconds(1);
  retry.mutable_retry_delay()->set_nanos(500000000);
  Attach(retry, "RetryInfo", &details);

  const CallError error = DecodeError(WithDetails(grpc::StatusCode::FAILED_PRECONDITION, details));
  EXPECT_EQ(error.code, StatusCode::kFailedPrecondition);
  EXPECT_EQ(error.message, "words");
  EXPECT_EQ(error.reason, "CONDITION_HOLDS");
  EXPECT_EQ(error.metadata.at("account_id"), "A-1");
  ASSERT_EQ(error.fields.size(), 1U);
  EXPECT_EQ(error.fields[0].field, "invoice.total");
  ASSERT_EQ(error.preconditions.size(), 1U);
  EXPECT_EQ(error.preconditions[0].subject, "INV-7");
  EXPECT_EQ(error.resource_name, "A-1");
  EXPECT_EQ(error.retry_delay, std::chrono::milliseconds(1500));
}

TEST(ErrorDecoding, TakesOnlyDelaysThatACallCanWait) {
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  constexpr std::int64_t kLeast = std::numeric_limits<std::int64_t>::min();
  constexpr std::int32_t kMostNanos = std::numeric_limits<std::int32_t>::max();
  constexpr std::int32_t kLeastNanos = std::numeric_limits<std::int32_t>::min();
  using std::chrono::milliseconds;
  struct Row {
    std::int64_t seconds;
    std::int32_t nanos;
    std::optional<milliseconds> delay;
  };
  const std::vector<Row> rows = {
      {0, 0, milliseconds(0)},
      {0, 999999, milliseconds(0)},
      {0, 999999999, milliseconds(999)},
      {86400, 0, milliseconds(86400000)},
      {86400, 1, std::nullopt},
      {86401, 0, std::nullopt},
      {kMost, 999999999, std::nullopt},
      {kLeast, -999999999, std::nullopt},
      {-1, 0, std::nullopt},
      {0, -1, std::nullopt},
      {1, -1, std::nullopt},  // no duration: the signs differ
      {0, 1000000000, std::nullopt},
      {0, kMostNanos, std::nullopt},
      {0, kLeastNanos, std::nullopt},
  };
  for (const Row& row : rows) {
    rpc::RetryInfo retry;
    retry.mutable_retry_delay()->set_seconds(row.seconds);
    retry.mutable_retry_delay()->set_nanos(row.nanos);
    rpc::Status details;
    Attach(retry, "RetryInfo", &details);
    EXPECT_EQ(DecodeError(WithDetails(grpc::StatusCode::UNAVAILABLE, details)).retry_delay,
              row.delay)
        << row.seconds << " s, " << row.nanos << " ns";
  }
}

TEST(ErrorText, DoesNotRepeatWhatTheMessageSays) {
  CallError error;
  error.code = StatusCode::kInvalidArgument;
  error.reason = "INVALID_FIELD";
  error.message = "account_id: must be set";
  error.fields.push_back({"account_id", "must be set"});
  EXPECT_EQ(ToString(error), "INVALID_ARGUMENT INVALID_FIELD: account_id: must be set");
  error.fields.push_back({"operation", "must be set"});
  EXPECT_EQ(ToString(error),
            "INVALID_ARGUMENT INVALID_FIELD: account_id: must be set; operation must be set");
  error = {};
  error.message = "a cause still holds";
  error.preconditions.push_back({"BILLING_OVERDUE", "INV-7", "a cause still holds"});
  EXPECT_EQ(ToString(error), "UNKNOWN: a cause still holds; BILLING_OVERDUE INV-7");
}

TEST(ErrorDecoding, LeavesReasonsOfOtherDomainsAlone) {
  rpc::Status details;
  Attach(Info("example.com"), "ErrorInfo", &details);
  EXPECT_EQ(DecodeError(WithDetails(grpc::StatusCode::INTERNAL, details)).reason, "");
}

TEST(ErrorDecoding, PassesOverUnknownAndDamagedDetails) {
  rpc::Status details;
  Attach(Info("reinstate"), "Help", &details);
  auto* damaged = details.add_details();
  damaged->set_type_url("type.googleapis.com/google.rpc.BadRequest");
  damaged->set_value("\xFF\xFF");
  auto* foreign = details.add_details();
  foreign->set_type_url("type.example.com/google.rpc.ErrorInfo");
  foreign->set_value(Info("reinstate").SerializeAsString());
  const CallError error = DecodeError(WithDetails(grpc::StatusCode::INTERNAL, details));
  EXPECT_EQ(error.reason, "");
  EXPECT_TRUE(error.fields.empty());
}

TEST(ErrorDecoding, NeedsNoDetails) {
  const CallError none = DecodeError({grpc::StatusCode::UNAVAILABLE, "away"});
  EXPECT_EQ(none.code, StatusCode::kUnavailable);
  EXPECT_EQ(none.message, "away");
  EXPECT_EQ(none.reason, "");
  EXPECT_EQ(DecodeError({grpc::StatusCode::UNAVAILABLE, "away", "\xFFnoise"}).reason, "");
}

}  // namespace
}  // namespace reinstate::client
