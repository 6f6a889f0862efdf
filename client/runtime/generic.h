// Calls of methods that are known only at run time, from their descriptors.

#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <memory>

#include "client/runtime/connection.h"

namespace reinstate::client {

// An empty message of a linked type.
std::unique_ptr<google::protobuf::Message> NewMessage(const google::protobuf::Descriptor& type);

// Sets an empty request_id to a new one; does nothing for messages without that field.
void FillRequestId(google::protobuf::Message* request);

// Reads a server-streaming method with the deadline and the retries that its options declare. One
// element with INVALID_ARGUMENT for any other method.
Stream<std::unique_ptr<google::protobuf::Message>> StreamByDescriptor(
    Connection* connection, const google::protobuf::MethodDescriptor& method,
    const google::protobuf::Message& request, const CallOptions& options);

// Calls a unary method with the deadline and the retries that its options declare. A write's
// request_id is the request's; fill it first. INVALID_ARGUMENT for a method that streams.
Result<std::unique_ptr<google::protobuf::Message>> CallByDescriptor(
    Connection* connection, const google::protobuf::MethodDescriptor& method,
    const google::protobuf::Message& request, const CallOptions& options);

}  // namespace reinstate::client
