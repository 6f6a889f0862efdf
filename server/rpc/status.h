// The one place where errors become gRPC status codes and details on the wire.

#pragma once

#include <grpcpp/support/status.h>

#include <exception>

#include "server/domain/error.h"

namespace reinstate::rpc {

grpc::StatusCode CodeOf(Reason reason);

// "NOT_FOUND" for kAccountNotFound's code; "OK" for StatusCode::OK.
const char* CodeName(grpc::StatusCode code);

// What a handler's exception becomes.
Error ServerFault(const std::exception& exception);

// Code, message, and google.rpc.Status in the trailer grpc-status-details-bin.
grpc::Status ToGrpcStatus(const Error& error);

}  // namespace reinstate::rpc
