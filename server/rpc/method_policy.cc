#include "server/rpc/method_policy.h"

namespace reinstate::rpc {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::MessageFactory;
using google::protobuf::MethodDescriptor;

constexpr int kLongestDeadlineMs = 30000;
constexpr int kLongestStreamMs = 3600000;

bool IsSingleString(const FieldDescriptor* field) {
  return field != nullptr && field->cpp_type() == FieldDescriptor::CPPTYPE_STRING &&
         !field->is_repeated();
}

// What is wrong with the options; empty where nothing is.
std::string Fault(const MethodInfo& info) {
  const v1::MethodPolicy& policy = info.policy;
  if (!info.descriptor->options().HasExtension(v1::method)) return "has no (method) option";
  if (policy.permission() == v1::PERMISSION_UNSPECIFIED) return "names no permission";
  if (policy.idempotency() == v1::IDEMPOTENCY_UNSPECIFIED) return "names no idempotency";
  if (info.descriptor->client_streaming()) return "streams requests, which is not served";
  const bool streams = info.descriptor->server_streaming();
  const int longest_ms = streams ? kLongestStreamMs : kLongestDeadlineMs;
  if (policy.default_deadline_ms() <= 0 || policy.default_deadline_ms() > longest_ms) {
    return "needs a default deadline of 1 to " + std::to_string(longest_ms) + " ms";
  }
  const int targets = (policy.account_field().empty() ? 0 : 1) + (policy.spans_accounts() ? 1 : 0) +
                      (policy.server_wide() ? 1 : 0) + (policy.catalogue() ? 1 : 0) +
                      (policy.names_accounts() ? 1 : 0);
  if (targets != 1) {
    return "needs exactly one of account_field, spans_accounts, server_wide, catalogue, "
           "names_accounts";
  }
  if (!policy.account_field().empty() && !IsSingleString(info.account_field)) {
    return "names an account field that is no string of its request";
  }
  if (info.account_field != nullptr) {
    const v1::FieldRules& rules = info.account_field->options().GetExtension(v1::field);
    if (!rules.required() || rules.format() != v1::FORMAT_ID) {
      return "names an account field that is not required in the form of an id";
    }
  }
  if (policy.touches_other_accounts() && policy.account_field().empty()) {
    return "touches other accounts and names none";
  }
  const bool writes = policy.idempotency() == v1::IDEMPOTENCY_REQUEST_ID;
  if (writes && !IsSingleString(info.request_id_field)) return "writes without a request_id";
  if (writes && (policy.spans_accounts() || policy.names_accounts()))
    return "writes across accounts";
  if (writes && policy.catalogue()) return "writes to what no account owns";
  if (writes && streams) return "is a stream that writes";
  return "";
}

MethodInfo Load(const MethodDescriptor* method) {
  MethodInfo info;
  info.descriptor = method;
  info.name = method->service()->full_name() + "/" + method->name();
  info.policy = method->options().GetExtension(v1::method);
  info.account_field = method->input_type()->FindFieldByName(info.policy.account_field());
  if (info.policy.idempotency() == v1::IDEMPOTENCY_REQUEST_ID) {
    info.request_id_field = method->input_type()->FindFieldByName("request_id");
  }
  MessageFactory* const factory = MessageFactory::generated_factory();
  info.request_prototype = factory->GetPrototype(method->input_type());
  info.response_prototype = factory->GetPrototype(method->output_type());
  return info;
}

}  // namespace

Result<std::vector<MethodInfo>> LoadMethods(
    const std::vector<const google::protobuf::ServiceDescriptor*>& services) {
  std::vector<MethodInfo> methods;
  for (const auto* service : services) {
    for (int i = 0; i < service->method_count(); ++i) {
      MethodInfo info = Load(service->method(i));
      const std::string fault = Fault(info);
      if (!fault.empty()) {
        return Error{.reason = Reason::kInternal, .message = "the RPC " + info.name + " " + fault};
      }
      methods.push_back(std::move(info));
    }
  }
  return methods;
}

}  // namespace reinstate::rpc
