// What `call` needs to know of the contract, from the linked descriptors.

#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <memory>
#include <string>
#include <vector>

#include "client/cli/failure.h"

namespace reinstate::cli {

// Every RPC of the contract, in the order of the proto files.
std::vector<const google::protobuf::MethodDescriptor*> AllMethods();

// "Service/Method" or "package.Service/Method", with or without a leading slash.
Outcome<const google::protobuf::MethodDescriptor*> FindMethod(const std::string& name);

// The request from protobuf JSON; an empty request_id is filled in.
Outcome<std::unique_ptr<google::protobuf::Message>> RequestFromJson(
    const google::protobuf::MethodDescriptor& method, const std::string& json);

}  // namespace reinstate::cli
