#include "server/rpc/pipeline.h"

#include <google/protobuf/arena.h>
#include <grpcpp/impl/codegen/proto_utils.h>

#include <algorithm>
#include <exception>
#include <string_view>
#include <utility>

#include "server/rpc/status.h"

namespace reinstate::rpc {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// One call under way. The arena holds request and response.
struct Pipeline::State {
  explicit State(Reply to) : reply(std::move(to)) {}

  google::protobuf::Arena arena;
  Reply reply;
  InboundCall* inbound = nullptr;  // until the reply is used
  const Handler* handler = nullptr;
  const Validator* validator = nullptr;
  CallRecord record;
  Call call;
  Message* request = nullptr;
  Message* response = nullptr;  // null: a stream
  Admission* admission = nullptr;
  bool admitted = false;
  bool in_account_quota = false;
};

Result<std::unique_ptr<Pipeline>> Pipeline::Create(const std::vector<MethodInfo>& methods,
                                                   const Handlers& handlers,
                                                   Authenticator& authenticator, Limits limits) {
  std::vector<const Handler*> found;
  for (const MethodInfo& method : methods) {
    found.push_back(handlers.Find(method.name));
    if (found.back() == nullptr ||
        found.back()->streams() != method.descriptor->server_streaming()) {
      return Error{.reason = Reason::kInternal,
                   .message = "the RPC " + method.name + " has no handler of its kind"};
    }
  }
  return std::unique_ptr<Pipeline>(new Pipeline(methods, std::move(found), authenticator, limits));
}

Pipeline::Pipeline(const std::vector<MethodInfo>& methods, std::vector<const Handler*> handlers,
                   Authenticator& authenticator, Limits limits)
    : methods_(methods),
      handlers_(std::move(handlers)),
      authenticator_(authenticator),
      limits_(limits),
      log_(methods),
      calls_(limits.most_calls, limits.most_calls_of_account),
      streams_(limits.most_streams, limits.most_streams_of_account),
      open_streams_(authenticator, limits.longest_write),
      workers_(limits.worker_threads, limits.longest_queue) {
  for (const MethodInfo& method : methods) {
    validators_.push_back(std::make_unique<Validator>(method.descriptor->input_type()));
  }
}

Pipeline::~Pipeline() = default;

void Pipeline::Handle(InboundCall& inbound, Reply reply) {
  const auto index = static_cast<size_t>(inbound.method_index);
  auto state = std::make_shared<State>(std::move(reply));
  state->inbound = &inbound;
  state->record.method_index = inbound.method_index;
  state->record.began = steady_clock::now();
  state->handler = handlers_[index];
  state->validator = validators_[index].get();
  state->call.method = &methods_[index];
  state->admission = state->handler->streams() ? &streams_ : &calls_;
  state->admitted = state->admission->Enter();
  Status status = state->admitted
                      ? Prepare(inbound, *state)
                      : Status(Error{.reason = Reason::kOverloaded,
                                     .message = "the server has too many calls under way",
                                     .retry_after = milliseconds(200)});
  if (!status.ok()) {
    Finish(*state, status);
    return;
  }
  if (state->handler->streams()) {
    DispatchStream(std::move(state));
  } else {
    Dispatch(std::move(state));
  }
}

Status Pipeline::Prepare(InboundCall& inbound, State& state) {
  Status status = CheckHeaders(inbound);
  if (status.ok()) status = SetDeadline(inbound, state);
  if (status.ok()) status = Authenticate(inbound, state);
  if (status.ok()) status = Parse(inbound, state);
  if (status.ok()) status = Admit(state);
  if (status.ok()) status = state.validator->Check(*state.request);
  return status;
}

// gRPC's own limit does not hold before the peer has acknowledged its settings.
Status Pipeline::CheckHeaders(const InboundCall& inbound) const {
  size_t bytes = 0;
  for (const auto& [key, value] : inbound.context->client_metadata()) {
    bytes += key.size() + value.size();
  }
  if (bytes <= limits_.largest_header_bytes) return Ok();
  return Error{.reason = Reason::kRequestTooLarge, .message = "the call's metadata is too large"};
}

Status Pipeline::SetDeadline(const InboundCall& inbound, State& state) const {
  const auto asked = inbound.context->deadline();
  auto allowed = state.handler->streams() ? limits_.longest_stream : limits_.longest_deadline;
  if (asked == std::chrono::system_clock::time_point::max()) {
    allowed = milliseconds(state.call.method->policy.default_deadline_ms());
  } else {
    const auto left = asked - std::chrono::system_clock::now();
    allowed = std::min(allowed, std::chrono::duration_cast<milliseconds>(left));
  }
  if (allowed <= limits_.return_margin) {
    return Error{.reason = Reason::kDeadlineExceeded,
                 .message = "the call came too late for its deadline; allow more time"};
  }
  state.call.deadline = state.record.began + allowed - limits_.return_margin;
  return Ok();
}

Status Pipeline::Authenticate(const InboundCall& inbound, State& state) {
  const auto& metadata = inbound.context->client_metadata();
  const auto [first, last] = metadata.equal_range("authorization");
  if (first == last || std::next(first) != last) {
    return Error{.reason = Reason::kUnauthenticated,
                 .message = "send exactly one bearer token in the metadata 'authorization'"};
  }
  auto principal = authenticator_.Authenticate({first->second.data(), first->second.size()});
  if (!principal.ok()) return principal.error();
  state.record.principal = (*principal)->id;
  state.call.principal = std::move(*principal);
  return Ok();
}

Status Pipeline::Parse(InboundCall& inbound, State& state) const {
  const MethodInfo& method = *state.call.method;
  if (inbound.request->Length() > limits_.largest_request_bytes) {
    return Error{.reason = Reason::kRequestTooLarge,
                 .message = "the request is larger than the server takes; split it"};
  }
  state.request = method.request_prototype->New(&state.arena);
  if (!state.handler->streams()) state.response = method.response_prototype->New(&state.arena);
  grpc::ProtoBufferReader reader(inbound.request);
  if (!reader.status().ok() || !state.request->ParseFromZeroCopyStream(&reader)) {
    return Error{.reason = Reason::kMalformedRequest,
                 .message = "the request is no " + method.descriptor->input_type()->full_name()};
  }
  return Ok();
}

// Authorization comes before the quota and before any look at the rest of the request.
Status Pipeline::Admit(State& state) {
  Call& call = state.call;
  const auto* reflection = state.request->GetReflection();
  if (call.method->account_field != nullptr) {
    state.record.account_id = reflection->GetString(*state.request, call.method->account_field);
  }
  auto scopes = Authorizer::Authorize(*call.principal, *call.method, state.record.account_id);
  if (!scopes.ok()) return scopes.error();
  call.scopes = std::move(*scopes);
  const auto& named = call.scopes.named_accounts;
  if (named && named->only()) state.record.account_id = *named->only();
  if (call.method->account_field != nullptr || (named && named->only())) {
    state.in_account_quota = state.admission->EnterAccount(state.record.account_id);
    if (!state.in_account_quota) {
      return Error{.reason = Reason::kOverloaded,
                   .message = "this account has too many calls under way",
                   .retry_after = milliseconds(200)};
    }
  }
  if (call.method->request_id_field != nullptr) {
    call.request_id = reflection->GetString(*state.request, call.method->request_id_field);
    state.record.request_id = call.request_id;
  }
  return Ok();
}

void Pipeline::Dispatch(std::shared_ptr<State> state) {
  if (state->handler->hot) {
    State& held = *state;
    held.handler->hot(
        held.call, *held.request, *held.response,
        [this, state = std::move(state)](const Status& status) { Finish(*state, status); });
    return;
  }
  const bool taken = workers_.Submit([this, state] {
    Status status = Ok();
    // A write goes on for a caller that has gone: it may ask again for its outcome.
    const bool gone = state->inbound->cancelled && state->call.method->request_id_field == nullptr;
    if (gone || steady_clock::now() >= state->call.deadline) {
      status = Error{.reason = Reason::kDeadlineExceeded,
                     .message = "the deadline passed while the call waited; try again"};
    } else {
      try {
        status = state->handler->blocking(state->call, *state->request, *state->response);
      } catch (const std::exception& exception) {
        status = ServerFault(exception);
      }
    }
    Finish(*state, status);
  });
  if (!taken) {
    Finish(*state, Error{.reason = Reason::kOverloaded,
                         .message = "too many calls are waiting; try again",
                         .retry_after = milliseconds(200)});
  }
}

void Pipeline::DispatchStream(std::shared_ptr<State> state) {
  const bool blocks = static_cast<bool>(state->handler->stream);
  Stream::Parts parts;
  parts.open = blocks ? &state->handler->stream : &state->handler->hot_stream;
  parts.workers = blocks ? &workers_ : nullptr;
  parts.call = &state->call;
  parts.request = state->request;
  parts.record = &state->record;
  parts.inbound = state->inbound;
  parts.reply = &state->reply;
  parts.longest_message = limits_.longest_message;
  InboundCall& inbound = *state->inbound;
  parts.finish = [this, state = std::move(state)](const Status& status) { Finish(*state, status); };
  const auto stream = std::make_shared<Stream>(std::move(parts));
  inbound.on_cancelled = [weak = std::weak_ptr<Stream>(stream)] {
    if (const auto held = weak.lock()) held->PeerGone();
  };
  open_streams_.Add(stream);
  stream->Start();
}

void Pipeline::Finish(State& state, const Status& status) {
  const Error* error = status.ok() ? nullptr : &status.error();
  log_.End(state.record, error);
  if (state.in_account_quota) state.admission->LeaveAccount(state.record.account_id);
  if (state.admitted) state.admission->Leave();
  if (error != nullptr) {
    state.reply(ToGrpcStatus(*error), grpc::ByteBuffer());
    return;
  }
  if (state.response == nullptr) {
    state.reply(grpc::Status::OK, grpc::ByteBuffer());
    return;
  }
  grpc::ByteBuffer bytes;
  bool own_buffer = false;
  const grpc::Status serialized = grpc::GenericSerialize<grpc::ProtoBufferWriter, Message>(
      *state.response, &bytes, &own_buffer);
  state.reply(serialized, bytes);
}

}  // namespace reinstate::rpc
