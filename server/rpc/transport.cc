#include "server/rpc/transport.h"

#include <google/protobuf/descriptor.h>
#include <grpcpp/impl/rpc_service_method.h>
#include <grpcpp/impl/service_type.h>
#include <grpcpp/support/async_stream.h>
#include <grpcpp/support/async_unary_call.h>

#include <algorithm>
#include <deque>
#include <stdexcept>
#include <string>
#include <thread>

namespace reinstate::rpc {
namespace {

using google::protobuf::MethodDescriptor;
using google::protobuf::ServiceDescriptor;

// How many calls of one method a queue can receive before its thread must post again. A burst
// beyond it waits in a list inside gRPC 1.51, where a call that comes together with the server's
// shutdown may be forgotten until the grace is over. As many as a connection has streams.
constexpr int kPostedCalls = 64;

// What a completion queue hands back: which call, and what happened to it.
class Event {
 public:
  virtual ~Event() = default;
  virtual void Run(bool ok) = 0;
};

}  // namespace

// One proto service, so that reflection and health see it under its name.
class Transport::Service : public grpc::Service {
 public:
  explicit Service(const ServiceDescriptor* descriptor) : descriptor_(descriptor) {}

  const ServiceDescriptor* descriptor() const { return descriptor_; }

  int Add(const MethodDescriptor& method) {
    const auto& path =
        paths_.emplace_back("/" + method.service()->full_name() + "/" + method.name());
    using grpc::internal::RpcMethod;
    AddMethod(new grpc::internal::RpcServiceMethod(
        path.c_str(),
        method.server_streaming() ? RpcMethod::SERVER_STREAMING : RpcMethod::NORMAL_RPC, nullptr));
    const int index = static_cast<int>(paths_.size()) - 1;
    MarkMethodRaw(index);
    return index;
  }

  using grpc::Service::RequestAsyncServerStreaming;
  using grpc::Service::RequestAsyncUnary;

 private:
  const ServiceDescriptor* const descriptor_;
  std::deque<std::string> paths_;  // gRPC keeps pointers to them
};

class Transport::Queue {
 public:
  explicit Queue(std::unique_ptr<grpc::ServerCompletionQueue> queue) : queue_(std::move(queue)) {}
  ~Queue() {
    if (!thread_.joinable()) Drain();
  }

  grpc::ServerCompletionQueue* get() { return queue_.get(); }

  void Start() {
    thread_ = std::thread([this] { Poll(); });
  }

  // Neither a request nor a reply may be posted on a queue that is shut down, so it waits until
  // no call is left that could.
  void Stop() {
    for (int live = live_.load(); live != 0; live = live_.load()) live_.wait(live);
    queue_->Shutdown();
    thread_.join();
  }

  void Enter() { live_.fetch_add(1, std::memory_order_relaxed); }
  void Leave() {
    if (live_.fetch_sub(1) == 1) live_.notify_all();
  }

 private:
  void Poll() {
    void* tag = nullptr;
    bool ok = false;
    while (queue_->Next(&tag, &ok)) static_cast<Event*>(tag)->Run(ok);
  }
  void Drain() {
    queue_->Shutdown();
    Poll();
  }

  std::unique_ptr<grpc::ServerCompletionQueue> queue_;
  std::atomic<int> live_{0};  // calls that wait for a client, a reply or its delivery
  std::thread thread_;
};

// Owns itself from its posting until gRPC has handed back every event that names it. All but
// Finish and Write runs on the thread of its queue.
class ServedCall : public InboundCall {
 public:
  static void Post(Transport* transport, Transport::Queue* queue, int method_index);
  virtual ~ServedCall() { queue_->Leave(); }

  virtual void Finish(const grpc::Status& status, const grpc::ByteBuffer& response) = 0;
  virtual void Write(const grpc::ByteBuffer& /*message*/, Reply::Written written) {
    std::exchange(written, nullptr)(false);
  }

 protected:
  template <typename Owner, void (Owner::*kMember)(bool)>
  class MemberEvent : public Event {
   public:
    explicit MemberEvent(Owner* owner) : owner_(owner) {}
    void Run(bool ok) override { (owner_->*kMember)(ok); }

   private:
    Owner* const owner_;
  };

  ServedCall(Transport* transport, Transport::Queue* queue, int index)
      : transport_(transport), queue_(queue) {
    method_index = index;
    context = &server_context_;
    request = &bytes_;
    server_context_.AsyncNotifyWhenDone(&done_);
    queue_->Enter();
  }

  // Not ok: the server is shutting down and no client is behind the call; gRPC then never runs
  // the event that tells of the end.
  void OnReceived(bool ok) {
    if (!ok) {
      delete this;
      return;
    }
    Post(transport_, queue_, method_index);
    transport_->handler_(*this, Reply(this));
  }

  void OnDone(bool /*ok*/) {
    if (server_context_.IsCancelled()) {
      cancelled.store(true, std::memory_order_relaxed);
      if (on_cancelled) on_cancelled();
    }
    Release();
  }

  // Not ok: the client had gone; nothing is left to tell it.
  void OnFinished(bool /*ok*/) { Release(); }

  void Release() {
    if (--events_left_ == 0) delete this;
  }

  Transport* const transport_;
  Transport::Queue* const queue_;
  grpc::ServerContext server_context_;
  grpc::ByteBuffer bytes_;
  MemberEvent<ServedCall, &ServedCall::OnReceived> received_{this};
  MemberEvent<ServedCall, &ServedCall::OnDone> done_{this};
  MemberEvent<ServedCall, &ServedCall::OnFinished> finished_{this};
  int events_left_ = 2;  // done and finished
};

class UnaryCall final : public ServedCall {
 public:
  UnaryCall(Transport* transport, Transport::Queue* queue, int index)
      : ServedCall(transport, queue, index), writer_(&server_context_) {
    const auto& method = transport->methods_[index];
    method.service->RequestAsyncUnary(method.index, &server_context_, &bytes_, &writer_,
                                      queue->get(), queue->get(), &received_);
  }

  void Finish(const grpc::Status& status, const grpc::ByteBuffer& response) override {
    if (status.ok()) {
      writer_.Finish(response, status, &finished_);
    } else {
      writer_.FinishWithError(status, &finished_);
    }
  }

 private:
  grpc::ServerAsyncResponseWriter<grpc::ByteBuffer> writer_;
};

class StreamCall final : public ServedCall {
 public:
  StreamCall(Transport* transport, Transport::Queue* queue, int index)
      : ServedCall(transport, queue, index), writer_(&server_context_) {
    const auto& method = transport->methods_[index];
    method.service->RequestAsyncServerStreaming(method.index, &server_context_, &bytes_, &writer_,
                                                queue->get(), queue->get(), &received_);
  }

  void Finish(const grpc::Status& status, const grpc::ByteBuffer& /*response*/) override {
    writer_.Finish(status, &finished_);
  }

  void Write(const grpc::ByteBuffer& message, Reply::Written written) override {
    next_ = std::move(written);
    writer_.Write(message, &written_);
  }

 private:
  void OnWritten(bool ok) { std::exchange(next_, nullptr)(ok); }

  grpc::ServerAsyncWriter<grpc::ByteBuffer> writer_;
  Reply::Written next_;
  MemberEvent<StreamCall, &StreamCall::OnWritten> written_{this};
};

void ServedCall::Post(Transport* transport, Transport::Queue* queue, int method_index) {
  if (transport->descriptors_[method_index]->server_streaming()) {
    new StreamCall(transport, queue, method_index);
  } else {
    new UnaryCall(transport, queue, method_index);
  }
}

Reply::~Reply() {
  if (call_ != nullptr) {
    call_->Finish(grpc::Status(grpc::StatusCode::INTERNAL, "the call was given up"), {});
  }
}

void Reply::operator()(const grpc::Status& status, const grpc::ByteBuffer& response) {
  std::exchange(call_, nullptr)->Finish(status, response);
}

void Reply::Write(const grpc::ByteBuffer& message, Written written) {
  call_->Write(message, std::move(written));
}

Transport::Transport(std::vector<const MethodDescriptor*> methods, Handler handler, int threads)
    : descriptors_(std::move(methods)), handler_(std::move(handler)), threads_(threads) {
  if (threads_ < 1) throw std::invalid_argument("the transport needs at least one thread");
  for (const MethodDescriptor* method : descriptors_) {
    if (method->client_streaming()) {
      throw std::invalid_argument("the transport takes one request a call, and " +
                                  method->full_name() + " streams them");
    }
  }
}

Transport::~Transport() = default;

void Transport::Register(grpc::ServerBuilder& builder) {
  for (const MethodDescriptor* method : descriptors_) {
    const auto found = std::find_if(services_.begin(), services_.end(), [&](const auto& service) {
      return service->descriptor() == method->service();
    });
    Service* service = found == services_.end() ? nullptr : found->get();
    if (service == nullptr) {
      service = services_.emplace_back(std::make_unique<Service>(method->service())).get();
    }
    methods_.push_back({service, service->Add(*method)});
  }
  for (const auto& service : services_) builder.RegisterService(service.get());
  for (int i = 0; i < threads_; ++i) {
    queues_.push_back(std::make_unique<Queue>(builder.AddCompletionQueue()));
  }
}

void Transport::Start() {
  for (const auto& queue : queues_) {
    for (int method = 0; method < static_cast<int>(methods_.size()); ++method) {
      for (int i = 0; i < kPostedCalls; ++i) ServedCall::Post(this, queue.get(), method);
    }
    queue->Start();
  }
}

void Transport::Stop() {
  for (const auto& queue : queues_) queue->Stop();
}

}  // namespace reinstate::rpc
