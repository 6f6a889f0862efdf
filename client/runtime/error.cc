#include "client/runtime/error.h"

#include <grpcpp/support/status.h>
#include <reinstate/rpc/error_details.pb.h>

#include <array>
#include <cstddef>
#include <string_view>

namespace reinstate::client {
namespace {

constexpr std::string_view kTypePrefix = "type.googleapis.com/google.rpc.";
constexpr std::string_view kDomain = "reinstate";

// In the order of the numbers.
constexpr std::array<std::string_view, 17> kCodeNames = {
    "OK",
    "CANCELLED",
    "UNKNOWN",
    "INVALID_ARGUMENT",
    "DEADLINE_EXCEEDED",
    "NOT_FOUND",
    "ALREADY_EXISTS",
    "PERMISSION_DENIED",
    "RESOURCE_EXHAUSTED",
    "FAILED_PRECONDITION",
    "ABORTED",
    "OUT_OF_RANGE",
    "UNIMPLEMENTED",
    "INTERNAL",
    "UNAVAILABLE",
    "DATA_LOSS",
    "UNAUTHENTICATED",
};

// What a call can wait at all. Beyond it lie mistakes, and numbers that overflow a clock.
constexpr std::chrono::hours kLongestDelay{24};

// Nothing where it is no delay that can be waited.
std::optional<std::chrono::milliseconds> ReadDelay(const google::protobuf::Duration& duration) {
  const bool in_range = duration.seconds() >= 0 &&
                        duration.seconds() <= std::chrono::seconds(kLongestDelay).count() &&
                        duration.nanos() >= 0 && duration.nanos() < 1'000'000'000;
  if (!in_range) return std::nullopt;
  const auto delay =
      std::chrono::seconds(duration.seconds()) + std::chrono::nanoseconds(duration.nanos());
  if (delay > kLongestDelay) return std::nullopt;
  return std::chrono::duration_cast<std::chrono::milliseconds>(delay);
}

// Any::UnpackTo cannot be used: it compares the full name of our own declaration with the URL.
template <typename Message>
bool Unpack(const google::protobuf::Any& any, std::string_view name, Message* message) {
  const std::string_view url = any.type_url();
  return url.size() == kTypePrefix.size() + name.size() &&
         url.substr(0, kTypePrefix.size()) == kTypePrefix &&
         url.substr(kTypePrefix.size()) == name && message->ParseFromString(any.value());
}

void ReadDetail(const google::protobuf::Any& any, CallError* error) {
  if (rpc::ErrorInfo info; Unpack(any, "ErrorInfo", &info)) {
    if (info.domain() != kDomain) return;
    error->reason = info.reason();
    error->metadata.insert(info.metadata().begin(), info.metadata().end());
  } else if (rpc::BadRequest request; Unpack(any, "BadRequest", &request)) {
    for (const auto& violation : request.field_violations()) {
      error->fields.push_back({violation.field(), violation.description()});
    }
  } else if (rpc::PreconditionFailure failure; Unpack(any, "PreconditionFailure", &failure)) {
    for (const auto& violation : failure.violations()) {
      error->preconditions.push_back(
          {violation.type(), violation.subject(), violation.description()});
    }
  } else if (rpc::ResourceInfo resource; Unpack(any, "ResourceInfo", &resource)) {
    error->resource_type = resource.resource_type();
    error->resource_name = resource.resource_name();
  } else if (rpc::RetryInfo retry; Unpack(any, "RetryInfo", &retry)) {
    error->retry_delay = ReadDelay(retry.retry_delay());
  }
}

}  // namespace

std::string CodeName(StatusCode code) {
  const auto number = static_cast<std::size_t>(code);
  if (number < kCodeNames.size()) return std::string(kCodeNames[number]);
  return "CODE " + std::to_string(static_cast<int>(code));
}

CallError DecodeError(const grpc::Status& status) {
  CallError error;
  error.code = static_cast<StatusCode>(status.error_code());
  error.message = status.error_message();
  rpc::Status details;
  if (status.error_details().empty() || !details.ParseFromString(status.error_details())) {
    return error;
  }
  for (const auto& any : details.details()) ReadDetail(any, &error);
  return error;
}

std::string ToString(const CallError& error) {
  // The message often holds what a detail says again.
  const auto says = [&error](const std::string& words) {
    return !words.empty() && error.message.find(words) != std::string::npos;
  };
  std::string text = CodeName(error.code);
  if (!error.reason.empty()) text += " " + error.reason;
  if (!error.message.empty()) text += ": " + error.message;
  for (const auto& field : error.fields) {
    if (says(field.field) && says(field.description)) continue;
    text += "; " + field.field + " " + field.description;
  }
  for (const auto& violation : error.preconditions) {
    text += "; " + violation.type + " " + violation.subject;
    if (!says(violation.description)) text += " " + violation.description;
  }
  return text;
}

}  // namespace reinstate::client
