// What a failed call says, read from the status and from the details the server attaches to it.

#pragma once

#include <grpcpp/support/status.h>

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace reinstate::client {

struct FieldViolation {
  std::string field;        // path in the request
  std::string description;  // what it must be
};

struct PreconditionViolation {
  std::string type;
  std::string subject;
  std::string description;
};

struct CallError {
  grpc::StatusCode code = grpc::StatusCode::UNKNOWN;
  std::string message;
  // A value of ErrorReason without its prefix; empty where the call failed before a server of
  // this product answered it (no connection, deadline, a proxy).
  std::string reason;
  std::map<std::string, std::string> metadata;
  std::vector<FieldViolation> fields;
  std::vector<PreconditionViolation> preconditions;
  std::string resource_type;
  std::string resource_name;
  std::optional<std::chrono::milliseconds> retry_delay;
};

// Total: details that are absent or damaged leave the fields that they would fill empty.
CallError DecodeError(const grpc::Status& status);

}  // namespace reinstate::client
