#include "client/runtime/generic.h"

#include <reinstate/v1/options.pb.h>

#include <string>
#include <utility>

#include "client/runtime/files.h"

namespace reinstate::client {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

// Where a method declares none.
constexpr std::chrono::milliseconds kDefaultDeadline{2000};

// Null where the message has no such field.
const FieldDescriptor* RequestIdField(const Descriptor& type) {
  const FieldDescriptor* field = type.FindFieldByName("request_id");
  const bool is_text = field != nullptr && field->type() == FieldDescriptor::TYPE_STRING;
  return is_text && !field->is_repeated() ? field : nullptr;
}

Idempotency IdempotencyOf(const v1::MethodPolicy& policy, const Message& request) {
  if (policy.idempotency() == v1::IDEMPOTENCY_READ_ONLY) return Idempotency::kReadOnly;
  if (policy.idempotency() != v1::IDEMPOTENCY_REQUEST_ID) return Idempotency::kNone;
  const FieldDescriptor* field = RequestIdField(*request.GetDescriptor());
  const bool has_id =
      field != nullptr && !request.GetReflection()->GetString(request, field).empty();
  return has_id ? Idempotency::kRequestId : Idempotency::kNone;
}

std::string PathOf(const MethodDescriptor& method) {
  return "/" + method.service()->full_name() + "/" + method.name();
}

// `path` must outlive it.
Method MethodOf(const MethodDescriptor& method, const Message& request, const std::string& path) {
  const v1::MethodPolicy& policy = method.options().GetExtension(v1::method);
  const auto deadline = policy.default_deadline_ms() > 0
                            ? std::chrono::milliseconds(policy.default_deadline_ms())
                            : kDefaultDeadline;
  return {path.c_str(), deadline, IdempotencyOf(policy, request)};
}

}  // namespace

std::unique_ptr<Message> NewMessage(const Descriptor& type) {
  return std::unique_ptr<Message>(
      google::protobuf::MessageFactory::generated_factory()->GetPrototype(&type)->New());
}

void FillRequestId(Message* request) {
  const FieldDescriptor* field = RequestIdField(*request->GetDescriptor());
  if (field == nullptr || !request->GetReflection()->GetString(*request, field).empty()) return;
  request->GetReflection()->SetString(request, field, NewRequestId());
}

Stream<std::unique_ptr<Message>> StreamByDescriptor(Connection* connection,
                                                    const MethodDescriptor& method,
                                                    const Message& request,
                                                    const CallOptions& options) {
  using Item = std::unique_ptr<Message>;
  if (method.client_streaming() || !method.server_streaming()) {
    const CallError error =
        LocalError(StatusCode::kInvalidArgument, method.full_name() + " is no server stream");
    return {[error] { return Result<Item>(error); }, Cancellation()};
  }
  const std::string path = PathOf(method);
  const std::shared_ptr<StreamCall> call =
      connection->OpenCall(MethodOf(method, request, path), request, options);
  const auto next = [call, type = method.output_type()]() -> std::optional<Result<Item>> {
    Item response = NewMessage(*type);
    Result<bool> more = call->Read(response.get());
    if (!more.ok()) return std::move(more.error());
    if (!*more) return std::nullopt;
    return Result<Item>(std::move(response));
  };
  return {next, call->cancellation()};
}

Result<std::unique_ptr<Message>> CallByDescriptor(Connection* connection,
                                                  const MethodDescriptor& method,
                                                  const Message& request,
                                                  const CallOptions& options) {
  if (method.client_streaming() || method.server_streaming()) {
    return LocalError(StatusCode::kInvalidArgument, method.full_name() + " is a stream");
  }
  const std::string path = PathOf(method);
  std::unique_ptr<Message> response = NewMessage(*method.output_type());
  std::optional<CallError> error =
      connection->Call(MethodOf(method, request, path), request, options, response.get());
  if (error) return *std::move(error);
  return response;
}

}  // namespace reinstate::client
