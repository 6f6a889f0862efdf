// What the generator needs to know of a service, taken from its descriptor and the options of its
// methods, and checked.

#pragma once

#include <google/protobuf/descriptor.h>

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace reinstate::generator {

// A method that lists page by page (AIP-158).
struct ListShape {
  std::string item_type;    // C++ name, seen from namespace reinstate::client
  std::string items_field;  // the one repeated message of the response
};

struct MethodModel {
  std::string name;           // "GetAccountStatus"
  std::string snake_name;     // "get_account_status"
  std::string path;           // "/package.Service/Method"
  std::string request_type;   // C++ names, seen from namespace reinstate::client
  std::string response_type;  // likewise
  std::vector<std::string> comment;
  std::int32_t deadline_ms = 0;
  bool read_only = false;  // else: a write with a request_id
  bool streams = false;    // responses; only reads do
  std::optional<ListShape> list;
};

struct ServiceModel {
  std::string name;        // "AccountStatus"
  std::string proto_file;  // "reinstate/v1/account_status_service.proto"
  std::string stem;        // "reinstate/v1/account_status_client"
  std::vector<std::string> comment;
  std::set<std::string> message_headers;
  std::vector<MethodModel> methods;
};

// Sets `error` and returns nothing where the file's service cannot be wrapped: it streams
// requests, lacks options, is a write without a request_id, has an RPC named like a C++ keyword, or
// does not stand alone in NAME_service.proto.
std::optional<ServiceModel> ReadService(const google::protobuf::FileDescriptor& file,
                                        std::string* error);

// "ListHTTPRoutes" -> "list_http_routes".
std::string SnakeCase(const std::string& name);

}  // namespace reinstate::generator
