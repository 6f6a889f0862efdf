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
using Stub = grpc::TemplatedGenericStub<Message, Message>;

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
                                std::chrono::microseconds left, const Cancellation& cancellation,
                                Message* response) {
    grpc::ClientContext context;
    Prepare(&context, left);
    const CancellationListener listener(cancellation, [&context] { context.TryCancel(); });
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

  // What every attempt of any call carries.
  void Prepare(grpc::ClientContext* context, std::chrono::microseconds left) {
    context->set_deadline(std::chrono::system_clock::now() + left);
    if (auto credentials = token_.Current()) context->set_credentials(credentials);
  }

  Stub* stub() { return &stub_; }

 private:
  const RetryRules rules_;
  BearerToken token_;
  Stub stub_;
};

// One attempt of a stream. Every step ends at the deadline at the latest.
class Connection::StreamAttempt {
 public:
  StreamAttempt(Impl* impl, const std::string& path, const Message& request,
                std::chrono::microseconds left, const Cancellation& cancellation)
      : listener_(cancellation, [this] { context_.TryCancel(); }) {
    impl->Prepare(&context_, left);
    call_ = impl->stub()->PrepareCall(&context_, path, &queue_);
    call_->StartCall(this);
    if (!Await()) return;
    call_->WriteLast(request, grpc::WriteOptions(), this);
    Await();
  }
  ~StreamAttempt() {
    context_.TryCancel();
    if (!finished_) Finish();
    queue_.Shutdown();
    while (Await()) {
    }
  }
  StreamAttempt(const StreamAttempt&) = delete;
  StreamAttempt& operator=(const StreamAttempt&) = delete;

  Result<bool> Read(Message* response) {
    call_->Read(response, this);
    if (Await()) return true;
    const grpc::Status status = Finish();
    if (status.ok()) return false;
    return DecodeError(status);
  }

 private:
  // Of the one operation under way: whether it succeeded.
  bool Await() {
    void* tag = nullptr;
    bool ok = false;
    return queue_.Next(&tag, &ok) && ok;
  }

  grpc::Status Finish() {
    grpc::Status status;
    finished_ = true;
    call_->Finish(&status, this);
    Await();
    return status;
  }

  grpc::ClientContext context_;
  grpc::CompletionQueue queue_;
  std::unique_ptr<grpc::ClientAsyncReaderWriter<Message, Message>> call_;
  bool finished_ = false;
  CancellationListener listener_;  // last: it uses the context
};

class Connection::RemoteStream final : public StreamCall {
 public:
  RemoteStream(std::shared_ptr<Impl> impl, const Method& method, const Message& request,
               const CallOptions& options)
      : impl_(std::move(impl)),
        path_(method.path),
        may_retry_(method.idempotency != Idempotency::kNone),
        timeout_(options.timeout.count() > 0 ? options.timeout : method.deadline),
        request_(request.New()),
        listener_(options.cancellation, [own = cancellation_] { own.Cancel(); }) {
    request_->CopyFrom(request);
  }

  Result<bool> Read(Message* response) override {
    if (attempts_ == 0) return ReadFirst(response);
    Result<bool> more = attempt_->Read(response);
    if (!more.ok()) more.error().attempts = attempts_;
    return more;
  }

  const Cancellation& cancellation() const override { return cancellation_; }

 private:
  Result<bool> ReadFirst(Message* response) {
    Result<bool> more = false;
    std::optional<CallError> error =
        RunAttempts(impl_->rules(), may_retry_, timeout_, cancellation_,
                    [&](std::chrono::microseconds left) -> std::optional<CallError> {
                      ++attempts_;
                      attempt_ = std::make_unique<StreamAttempt>(impl_.get(), path_, *request_,
                                                                 left, cancellation_);
                      more = attempt_->Read(response);
                      if (more.ok()) return std::nullopt;
                      return more.error();
                    });
    if (error) return *std::move(error);
    return more;
  }

  const std::shared_ptr<Impl> impl_;
  const std::string path_;
  const bool may_retry_;
  const std::chrono::milliseconds timeout_;
  const std::unique_ptr<Message> request_;
  const Cancellation cancellation_;
  int attempts_ = 0;
  std::unique_ptr<StreamAttempt> attempt_;
  const CancellationListener listener_;  // the caller's token ends this call too
};

// Says the same as any other call of a connection without options.
class Connection::BrokenStream final : public StreamCall {
 public:
  explicit BrokenStream(CallError error) : error_(std::move(error)) {}
  Result<bool> Read(Message* /*response*/) override { return error_; }
  const Cancellation& cancellation() const override { return cancellation_; }

 private:
  const CallError error_;
  const Cancellation cancellation_;
};

Connection::Connection(const Result<Options>& options) {
  if (options.ok()) {
    impl_ = std::make_shared<Impl>(*options);
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
                     options.cancellation, [&](std::chrono::microseconds left) {
                       return impl_->Send(method.path, request, left, options.cancellation,
                                          response);
                     });
}

std::unique_ptr<StreamCall> Connection::OpenCall(const Method& method, const Message& request,
                                                 const CallOptions& options) {
  if (broken_) return std::make_unique<BrokenStream>(*broken_);
  return std::make_unique<RemoteStream>(impl_, method, request, options);
}

std::shared_ptr<Connection> Connect(const Result<Options>& options) {
  return std::make_shared<Connection>(options);
}

}  // namespace reinstate::client
