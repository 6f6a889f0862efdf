// The one place where gRPC's server API is used to receive calls: completion queues, one thread
// each, chosen by measurement (tests/bench/transport_bench.cc). Calls arrive as bytes, whatever
// their method, so that one handler sees them all and no generated service code takes part. A
// server stream is a call that may send messages before it is finished.

#pragma once

#include <grpcpp/grpcpp.h>

#include <atomic>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

namespace google::protobuf {
class MethodDescriptor;
}

namespace reinstate::rpc {

// A call that waits for its reply. It lives until its Reply was used; only the owner of the Reply
// may touch it.
struct InboundCall {
  // The place of the method in the list that the transport was made with.
  int method_index = 0;
  // Metadata, peer, identity, deadline. Not for IsCancelled(): see `cancelled`.
  grpc::ServerContext* context = nullptr;
  // The serialized request; the handler may take its slices.
  grpc::ByteBuffer* request = nullptr;
  // Turns true when the client has gone, its deadline has passed or the server gives up waiting;
  // the call still wants its reply.
  std::atomic<bool> cancelled{false};
  // For the handler to set before it returns: runs on the transport's thread once `cancelled`
  // turned true, which may be after the Reply was used.
  std::function<void()> on_cancelled;
};

class ServedCall;

// Finishes one call, from any thread, once. A Reply that is destroyed unused answers INTERNAL, so
// that no path can leave a call open and the server unable to stop.
class Reply {
 public:
  // Runs on a transport thread; false: the peer has gone and no message will reach it.
  using Written = std::function<void(bool)>;

  Reply(Reply&& other) noexcept : call_(std::exchange(other.call_, nullptr)) {}
  Reply& operator=(Reply&& other) noexcept {
    std::swap(call_, other.call_);
    return *this;
  }
  ~Reply();

  // The response is sent only with an OK status, and not on a stream. The call must not be touched
  // afterwards.
  void operator()(const grpc::Status& status, const grpc::ByteBuffer& response);

  // Streams only: sends a message. `written` runs when there is room for the next; until then the
  // Reply must not be used again or destroyed.
  void Write(const grpc::ByteBuffer& message, Written written);

 private:
  friend class ServedCall;
  explicit Reply(ServedCall* call) : call_(call) {}

  ServedCall* call_;
};

class Transport {
 public:
  // Runs on a transport thread and must not block: every other call of that thread waits. Must not
  // throw.
  using Handler = std::function<void(InboundCall&, Reply)>;

  // Throws std::invalid_argument for a method whose client streams. `threads` is at least 1; a
  // connection is served by whichever thread gRPC gives its calls to.
  Transport(std::vector<const google::protobuf::MethodDescriptor*> methods, Handler handler,
            int threads);
  ~Transport();
  Transport(const Transport&) = delete;
  Transport& operator=(const Transport&) = delete;

  // Once, before BuildAndStart.
  void Register(grpc::ServerBuilder& builder);
  // Once, after BuildAndStart.
  void Start();
  // Once, after Server::Shutdown, which needs the threads to finish what is under way. Returns
  // when every call has its reply and the threads have ended; blocks for as long as a Reply is
  // kept.
  void Stop();

 private:
  friend class ServedCall;
  friend class UnaryCall;
  friend class StreamCall;
  class Queue;
  class Service;
  struct Method {
    Service* service;
    int index;  // within the service
  };

  std::vector<const google::protobuf::MethodDescriptor*> descriptors_;
  Handler handler_;
  int threads_;
  std::vector<std::unique_ptr<Service>> services_;
  std::vector<Method> methods_;
  std::vector<std::unique_ptr<Queue>> queues_;
};

}  // namespace reinstate::rpc
