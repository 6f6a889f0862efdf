#include "client/runtime/connection.h"

#include <grpcpp/completion_queue.h>
#include <grpcpp/create_channel.h>
#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/impl/codegen/proto_utils.h>
#include <grpcpp/support/channel_arguments.h>

#include <chrono>

#include "client/runtime/credentials.h"

namespace reinstate::client {
namespace {

using google::protobuf::Message;

// Answers to full pages of 1000 stay far below it; it bounds what a wrong peer can make us hold.
constexpr int kMaxReceiveBytes = 64 * 1024 * 1024;
// gRPC waits 1 s and up to 120 s before it connects again; a call's whole deadline is 2 to 5 s.
constexpr int kFirstReconnectMs = 100;
constexpr int kMaxReconnectMs = 2000;

std::shared_ptr<grpc::Channel> MakeChannel(const Options& options) {
  grpc::SslCredentialsOptions ssl;
  ssl.pem_root_certs = options.ca_pem;
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kMaxReceiveBytes);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, kFirstReconnectMs);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, kMaxReconnectMs);
  // Retries are decided here, where it is known which request_id a call carries.
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  return grpc::CreateCustomChannel(options.server, grpc::SslCredentials(ssl), arguments);
}

RetryRules RulesOf(const Options& options) {
  RetryRules rules = RealRetryRules(options.retry);
  if (options.sleep) rules.sleep = options.sleep;
  if (options.clock) rules.clock = options.clock;
  return rules;
}

}  // namespace

class Connection::Impl {
 public:
  explicit Impl(const Options& options)
      : rules_(RulesOf(options)),
        token_(options.token, options.token_file),
        stub_(MakeChannel(options)) {}

  const RetryRules& rules() const { return rules_; }

  // One attempt. The queue is the calling thread's own, so the call needs no other thread.
  std::optional<CallError> Send(const char* path, const Message& request,
                                std::chrono::microseconds left, Message* response) {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + left);
    if (auto credentials = token_.Current()) context.set_credentials(credentials);
    grpc::CompletionQueue queue;
    grpc::Status status;
    const auto call = stub_.PrepareUnaryCall(&context, path, request, &queue);
    call->StartCall();
    call->Finish(response, &status, this);
    void* tag = nullptr;
    bool ok = false;
    queue.Next(&tag, &ok);
    queue.Shutdown();
    while (queue.Next(&tag, &ok)) {
    }
    if (status.ok()) return std::nullopt;
    return DecodeError(status);
  }

 private:
  const RetryRules rules_;
  BearerToken token_;
  grpc::TemplatedGenericStub<Message, Message> stub_;
};

Connection::Connection(const Result<Options>& options) {
  if (options.ok()) {
    impl_ = std::make_unique<Impl>(*options);
  } else {
    broken_ = options.error();
  }
}

Connection::~Connection() = default;

std::optional<CallError> Connection::Call(const Method& method, const Message& request,
                                          const CallOptions& options, Message* response) {
  if (broken_) return broken_;
  const auto timeout = options.timeout.count() > 0 ? options.timeout : method.deadline;
  return RunAttempts(impl_->rules(), method.idempotency != Idempotency::kNone, timeout,
                     [&](std::chrono::microseconds left) {
                       return impl_->Send(method.path, request, left, response);
                     });
}

std::shared_ptr<Connection> Connect(const Result<Options>& options) {
  return std::make_shared<Connection>(options);
}

}  // namespace reinstate::client
