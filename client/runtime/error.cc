#include "client/runtime/error.h"

#include <reinstate/rpc/error_details.pb.h>

#include <string_view>

namespace reinstate::client {
namespace {

constexpr std::string_view kTypePrefix = "type.googleapis.com/google.rpc.";
constexpr std::string_view kDomain = "reinstate";

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
    const auto delay = std::chrono::seconds(retry.retry_delay().seconds()) +
                       std::chrono::nanoseconds(retry.retry_delay().nanos());
    error->retry_delay = std::chrono::duration_cast<std::chrono::milliseconds>(delay);
  }
}

}  // namespace

CallError DecodeError(const grpc::Status& status) {
  CallError error;
  error.code = status.error_code();
  error.message = status.error_message();
  rpc::Status details;
  if (status.error_details().empty() || !details.ParseFromString(status.error_details())) {
    return error;
  }
  for (const auto& any : details.details()) ReadDetail(any, &error);
  return error;
}

}  // namespace reinstate::client
