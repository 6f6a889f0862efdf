// What a failed call says, read from the status and from the details the server attaches to it.

#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace grpc {
class Status;
}  // namespace grpc

namespace reinstate::client {

// gRPC's status codes with gRPC's numbers, so that users of the SDK need none of its headers.
enum class StatusCode {
  kOk = 0,
  kCancelled = 1,
  kUnknown = 2,
  kInvalidArgument = 3,
  kDeadlineExceeded = 4,
  kNotFound = 5,
  kAlreadyExists = 6,
  kPermissionDenied = 7,
  kResourceExhausted = 8,
  kFailedPrecondition = 9,
  kAborted = 10,
  kOutOfRange = 11,
  kUnimplemented = 12,
  kInternal = 13,
  kUnavailable = 14,
  kDataLoss = 15,
  kUnauthenticated = 16,
};

// "NOT_FOUND"; "CODE 99" for a number that gRPC does not name.
std::string CodeName(StatusCode code);

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
  StatusCode code = StatusCode::kUnknown;
  std::string message;
  // A value of ErrorReason without its prefix; empty where the call failed before a server of
  // this product answered it (no connection, deadline, a proxy, a setting that cannot be used).
  std::string reason;
  std::map<std::string, std::string> metadata;
  std::vector<FieldViolation> fields;
  std::vector<PreconditionViolation> preconditions;
  std::string resource_type;
  std::string resource_name;
  std::optional<std::chrono::milliseconds> retry_delay;
  int attempts = 0;  // how often the call was sent; 0: it never was
};

// Total: details that are absent or damaged leave the fields that they would fill empty.
CallError DecodeError(const grpc::Status& status);

// "NOT_FOUND ACCOUNT_NOT_FOUND: there is no account A-9", with each field and precondition that the
// message does not tell already. The
// text comes from the server: escape it before it reaches a terminal that is not trusted with it.
std::string ToString(const CallError& error);

}  // namespace reinstate::client
