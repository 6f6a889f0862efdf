// The rules of every RPC, read once from the options in the proto files.

#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <string>
#include <vector>

#include "reinstate/v1/options.pb.h"
#include "server/domain/error.h"

namespace reinstate::rpc {

struct MethodInfo {
  const google::protobuf::MethodDescriptor* descriptor = nullptr;
  std::string name;  // "reinstate.v1.AccountStatusService/CheckOperation"
  v1::MethodPolicy policy;
  // The request field that names the account; null where the RPC names none.
  const google::protobuf::FieldDescriptor* account_field = nullptr;
  // The request field of AIP-155; null for reads.
  const google::protobuf::FieldDescriptor* request_id_field = nullptr;
  const google::protobuf::Message* request_prototype = nullptr;
  const google::protobuf::Message* response_prototype = nullptr;
};

// Every RPC of the services. An error names the RPC whose options are missing or contradict each
// other: such a server must not start.
Result<std::vector<MethodInfo>> LoadMethods(
    const std::vector<const google::protobuf::ServiceDescriptor*>& services);

}  // namespace reinstate::rpc
