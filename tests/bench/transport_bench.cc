// Which of gRPC's server APIs carries our calls: an empty RPC, one that another thread answers, a
// stream of 100 small messages and an empty RPC to an idle server, over completion queues (1 and 2
// threads) and over callbacks, all on this machine, TLS off.
//   reinstate_transport_bench [rounds] [seconds a measurement] [calls in flight] [idle calls]
// Each server is a process of its own, so that its CPU time is known; the rounds are interleaved,
// so that the machine's other work falls on all alike.

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/impl/codegen/server_callback_handlers.h>
#include <grpcpp/impl/rpc_service_method.h>
#include <grpcpp/impl/service_type.h>
#include <grpcpp/support/async_stream.h>
#include <grpcpp/support/server_callback.h>
#include <sys/prctl.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <iterator>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "reinstate/v1/account_status_service.pb.h"
#include "server/rpc/transport.h"

namespace reinstate::rpc {
namespace {

using Clock = std::chrono::steady_clock;

constexpr char kUnary[] = "/reinstate.v1.AccountStatusService/CheckOperation";
constexpr char kHandedOver[] = "/reinstate.v1.AccountStatusService/GetAccountStatus";
constexpr char kStream[] = "/bench.Bench/Stream";
constexpr int kMessages = 100;

grpc::ByteBuffer Bytes(size_t size) {
  const std::string text(size, 'x');
  const grpc::Slice slice(text);
  return grpc::ByteBuffer(&slice, 1);
}

class Tag {
 public:
  virtual ~Tag() = default;
  virtual void Run(bool ok) = 0;
};

void Poll(grpc::CompletionQueue* queue) {
  void* tag = nullptr;
  bool ok = false;
  while (queue->Next(&tag, &ok)) static_cast<Tag*>(tag)->Run(ok);
}

// The streaming half of a server over completion queues.
class StreamService : public grpc::Service {
 public:
  StreamService() {
    AddMethod(new grpc::internal::RpcServiceMethod(
        kStream, grpc::internal::RpcMethod::SERVER_STREAMING, nullptr));
    MarkMethodRaw(0);
  }
  using grpc::Service::RequestAsyncServerStreaming;
};

class StreamCall : public Tag {
 public:
  StreamCall(StreamService* service, grpc::ServerCompletionQueue* queue)
      : service_(service), queue_(queue) {
    service->RequestAsyncServerStreaming(0, &context_, &request_, &writer_, queue, queue,
                                         static_cast<Tag*>(this));
  }

  void Run(bool ok) override {
    if (!ok || sent_ == kMessages) {
      delete this;
      return;
    }
    if (sent_ == 0) new StreamCall(service_, queue_);
    if (++sent_ == kMessages) {
      writer_.WriteAndFinish(message_, {}, grpc::Status::OK, static_cast<Tag*>(this));
    } else {
      writer_.Write(message_, static_cast<Tag*>(this));
    }
  }

 private:
  StreamService* const service_;
  grpc::ServerCompletionQueue* const queue_;
  grpc::ServerContext context_;
  grpc::ByteBuffer request_;
  grpc::ByteBuffer message_ = Bytes(32);
  grpc::ServerAsyncWriter<grpc::ByteBuffer> writer_{&context_};
  int sent_ = 0;
};

class CallbackStream : public grpc::ServerWriteReactor<grpc::ByteBuffer> {
 public:
  CallbackStream() { Next(); }
  void OnWriteDone(bool ok) override {
    if (!ok) {
      Finish(grpc::Status::CANCELLED);
    } else if (sent_ < kMessages) {
      Next();
    }
  }
  void OnDone() override { delete this; }

 private:
  void Next() {
    if (++sent_ == kMessages) {
      StartWriteAndFinish(&message_, {}, grpc::Status::OK);
    } else {
      StartWrite(&message_);
    }
  }

  grpc::ByteBuffer message_ = Bytes(32);
  int sent_ = 0;
};

// Replies from a thread of its own, to all that wait at once, as calls do that were answered by a
// batch of rows from the database.
template <typename Waiting>
class Worker {
 public:
  explicit Worker(void (*answer)(Waiting&)) : thread_([this, answer] { Work(answer); }) {}

  void Add(Waiting waiting) {
    const std::lock_guard lock(mutex_);
    waiting_.push_back(std::move(waiting));
    if (waiting_.size() == 1) changed_.notify_one();
  }

 private:
  void Work(void (*answer)(Waiting&)) {
    std::vector<Waiting> batch;
    while (true) {
      {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return !waiting_.empty(); });
        batch.swap(waiting_);
      }
      for (Waiting& each : batch) answer(each);
      batch.clear();
    }
  }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Waiting> waiting_;
  std::thread thread_;
};

class CallbackService : public grpc::Service {
 public:
  CallbackService() {
    using grpc::ByteBuffer;
    using grpc::internal::RpcMethod;
    using grpc::internal::RpcServiceMethod;
    AddMethod(new RpcServiceMethod(kUnary, RpcMethod::NORMAL_RPC, nullptr));
    MarkMethodRawCallback(
        0, new grpc::internal::CallbackUnaryHandler<ByteBuffer, ByteBuffer>(
               [](grpc::CallbackServerContext* context, const ByteBuffer*, ByteBuffer* response) {
                 *response = Bytes(0);
                 auto* reactor = context->DefaultReactor();
                 reactor->Finish(grpc::Status::OK);
                 return reactor;
               }));
    AddMethod(new RpcServiceMethod(kHandedOver, RpcMethod::NORMAL_RPC, nullptr));
    MarkMethodRawCallback(1, new grpc::internal::CallbackUnaryHandler<ByteBuffer, ByteBuffer>(
                                 [this](grpc::CallbackServerContext* context, const ByteBuffer*,
                                        ByteBuffer* response) {
                                   *response = Bytes(0);
                                   auto* reactor = context->DefaultReactor();
                                   worker_.Add(reactor);
                                   return reactor;
                                 }));
    AddMethod(new RpcServiceMethod(kStream, RpcMethod::SERVER_STREAMING, nullptr));
    MarkMethodRawCallback(
        2, new grpc::internal::CallbackServerStreamingHandler<ByteBuffer, ByteBuffer>(
               [](grpc::CallbackServerContext*, const ByteBuffer*) { return new CallbackStream; }));
  }

 private:
  Worker<grpc::ServerUnaryReactor*> worker_{
      [](grpc::ServerUnaryReactor*& reactor) { reactor->Finish(grpc::Status::OK); }};
};

[[noreturn]] void WaitForever(int port, int ready) {
  if (write(ready, &port, sizeof port) != sizeof port) std::abort();
  while (true) pause();
}

// Ends when it is killed. `threads` 0 means callbacks. Writes its port to `ready`.
[[noreturn]] void Serve(int threads, int ready) {
  grpc::ServerBuilder builder;
  int port = 0;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
  if (threads == 0) {
    CallbackService service;
    builder.RegisterService(&service);
    const auto server = builder.BuildAndStart();
    WaitForever(port, ready);
  }
  const auto* methods =
      v1::CheckOperationRequest::descriptor()->file()->FindServiceByName("AccountStatusService");
  Worker<Reply> worker([](Reply& reply) { reply(grpc::Status::OK, Bytes(0)); });
  Transport transport(
      {methods->FindMethodByName("CheckOperation"), methods->FindMethodByName("GetAccountStatus")},
      [&](InboundCall& call, Reply reply) {
        if (call.method_index == 0) {
          reply(grpc::Status::OK, Bytes(0));
        } else {
          worker.Add(std::move(reply));
        }
      },
      threads);
  transport.Register(builder);
  StreamService streams;
  builder.RegisterService(&streams);
  std::vector<std::unique_ptr<grpc::ServerCompletionQueue>> queues;
  for (int i = 0; i < threads; ++i) queues.push_back(builder.AddCompletionQueue());
  const auto server = builder.BuildAndStart();
  transport.Start();
  std::vector<std::thread> pollers;
  for (const auto& queue : queues) {
    for (int i = 0; i < 4; ++i) new StreamCall(&streams, queue.get());
    pollers.emplace_back([&queue] { Poll(queue.get()); });
  }
  WaitForever(port, ready);
}

struct Load {
  grpc::GenericStub* stub;
  grpc::CompletionQueue queue;
  Clock::time_point until;
  const char* method;
  int callers;
  std::vector<double> latencies_us;
};

// One caller of the closed loop: the next call begins when the last one ends.
class Caller : public Tag {
 public:
  explicit Caller(Load* load) : load_(load) { Begin(); }

  void Run(bool ok) override { is_stream() ? RunStream(ok) : End(); }

 private:
  bool is_stream() const { return load_->method == kStream; }

  void Begin() {
    stream_.reset();  // lives in the arena of the call that the context owns
    context_ = std::make_unique<grpc::ClientContext>();
    begun_ = Clock::now();
    if (is_stream()) {
      step_ = 0;
      stream_ = load_->stub->PrepareCall(context_.get(), kStream, &load_->queue);
      stream_->StartCall(static_cast<Tag*>(this));
    } else {
      unary_ =
          load_->stub->PrepareUnaryCall(context_.get(), load_->method, request_, &load_->queue);
      unary_->StartCall();
      unary_->Finish(&message_, &status_, static_cast<Tag*>(this));
    }
  }

  void RunStream(bool ok) {
    if (step_ == 3) return End();
    if (step_ == 0) {
      stream_->WriteLast(request_, {}, static_cast<Tag*>(this));
      step_ = 1;
    } else if (step_ == 1 || ok) {
      stream_->Read(&message_, static_cast<Tag*>(this));
      step_ = 2;
    } else {
      stream_->Finish(&status_, static_cast<Tag*>(this));
      step_ = 3;
    }
  }

  void End() {
    if (!status_.ok()) throw std::runtime_error("a call failed: " + status_.error_message());
    const auto now = Clock::now();
    load_->latencies_us.push_back(std::chrono::duration<double, std::micro>(now - begun_).count());
    if (now < load_->until) {
      Begin();
    } else {
      --load_->callers;
      delete this;
    }
  }

  Load* const load_;
  std::unique_ptr<grpc::ClientContext> context_;
  std::unique_ptr<grpc::GenericClientAsyncResponseReader> unary_;
  std::unique_ptr<grpc::GenericClientAsyncReaderWriter> stream_;
  grpc::ByteBuffer request_ = Bytes(24);
  grpc::ByteBuffer message_;
  grpc::Status status_;
  Clock::time_point begun_;
  int step_ = 0;  // of a stream: started, written, reading, finishing
};

constexpr std::pair<const char*, const char*> kLoads[] = {
    {"empty", kUnary}, {"handed over", kHandedOver}, {"100 messages", kStream}};

struct Figures {
  double calls_per_s;
  double p50_us;
  double p99_us;
  double cpu_s_per_1000;  // of the server
};

struct Server {
  const char* name;
  int threads;
  pid_t pid;
  std::unique_ptr<grpc::GenericStub> stub;
  std::vector<Figures> rounds[3];  // in the order of kLoads
  std::vector<double> idle_us;     // latencies of lone calls
};

double CpuSeconds(pid_t pid) {
  clockid_t clock{};
  timespec spent{};
  if (clock_getcpuclockid(pid, &clock) != 0 || clock_gettime(clock, &spent) != 0) std::abort();
  return static_cast<double>(spent.tv_sec) + static_cast<double>(spent.tv_nsec) / 1e9;
}

Figures Measure(Server& server, const char* method, double seconds, int in_flight) {
  Load load{server.stub.get(), {}, {}, method, in_flight, {}};
  const double cpu_before = CpuSeconds(server.pid);
  const auto begun = Clock::now();
  load.until =
      begun + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
  for (int i = 0; i < in_flight; ++i) new Caller(&load);
  void* tag = nullptr;
  bool ok = false;
  while (load.callers > 0 && load.queue.Next(&tag, &ok)) static_cast<Tag*>(tag)->Run(ok);
  auto& all = load.latencies_us;
  const double calls = static_cast<double>(all.size());
  const double cpu = CpuSeconds(server.pid) - cpu_before;
  std::sort(all.begin(), all.end());
  load.queue.Shutdown();
  Poll(&load.queue);
  return {calls / seconds, all[all.size() / 2], all[all.size() * 99 / 100], cpu * 1000 / calls};
}

// Before the first use of gRPC in this process, which does not survive a fork.
Server Spawn(const char* program, const char* name, int threads, int* ready) {
  int ends[2];
  if (pipe(ends) != 0) throw std::runtime_error("no pipe");
  const pid_t pid = fork();
  if (pid == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    const std::string threads_text = std::to_string(threads);
    const std::string end_text = std::to_string(ends[1]);
    execl(program, program, "--serve", threads_text.c_str(), end_text.c_str(), nullptr);
    std::abort();
  }
  close(ends[1]);
  *ready = ends[0];
  return {name, threads, pid, nullptr, {}, {}};
}

double Median(std::vector<Figures> rounds, double Figures::*column) {
  std::sort(rounds.begin(), rounds.end(),
            [=](const Figures& a, const Figures& b) { return a.*column < b.*column; });
  return rounds[rounds.size() / 2].*column;
}

// Lone calls, just over a second apart: a thread of the callback API that saw nothing for a second
// sleeps 100 ms before it looks again.
void MeasureIdle(std::vector<Server>& servers, int calls) {
  for (int i = 0; i < calls; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(1030));
    for (Server& server : servers) {
      server.idle_us.push_back(Measure(server, kUnary, 0, 1).p50_us);
    }
  }
}

void PrintIdle(std::vector<Server>& servers) {
  for (Server& server : servers) {
    auto& all = server.idle_us;
    std::sort(all.begin(), all.end());
    std::printf("%-12s %-22s %10zu %9.0f %9.0f  (the last is the slowest)\n", "idle", server.name,
                all.size(), all[all.size() / 2], all.back());
  }
}

void Print(const std::vector<Server>& servers) {
  std::printf("%-12s %-22s %10s %9s %9s %16s\n", "call", "server", "calls/s", "p50 us", "p99 us",
              "cpu s/1000 calls");
  for (size_t load = 0; load < std::size(kLoads); ++load) {
    for (const Server& server : servers) {
      const auto& rounds = server.rounds[load];
      std::printf("%-12s %-22s %10.0f %9.0f %9.0f %16.4f\n", kLoads[load].first, server.name,
                  Median(rounds, &Figures::calls_per_s), Median(rounds, &Figures::p50_us),
                  Median(rounds, &Figures::p99_us), Median(rounds, &Figures::cpu_s_per_1000));
    }
  }
}

int Run(const char* program, int rounds, double seconds, int in_flight, int idle_calls) {
  std::vector<Server> servers;
  std::vector<int> ready(3);
  servers.push_back(Spawn(program, "1 completion queue", 1, &ready[0]));
  servers.push_back(Spawn(program, "2 completion queues", 2, &ready[1]));
  servers.push_back(Spawn(program, "callbacks", 0, &ready[2]));
  for (size_t i = 0; i < servers.size(); ++i) {
    int port = 0;
    if (read(ready[i], &port, sizeof port) != sizeof port) throw std::runtime_error("no server");
    servers[i].stub = std::make_unique<grpc::GenericStub>(grpc::CreateChannel(
        "127.0.0.1:" + std::to_string(port), grpc::InsecureChannelCredentials()));
  }
  for (int round = 0; round < rounds; ++round) {
    for (size_t load = 0; load < std::size(kLoads); ++load) {
      for (Server& server : servers) {
        const char* method = kLoads[load].second;
        Measure(server, method, 0.3, in_flight);  // wakes its threads up
        server.rounds[load].push_back(Measure(server, method, seconds, in_flight));
      }
    }
  }
  Print(servers);
  if (idle_calls > 0) {
    MeasureIdle(servers, idle_calls);
    PrintIdle(servers);
  }
  for (const Server& server : servers) {
    kill(server.pid, SIGKILL);
    waitpid(server.pid, nullptr, 0);
  }
  return 0;
}

}  // namespace
}  // namespace reinstate::rpc

int main(int argc, char** argv) {
  if (argc == 4 && std::strcmp(argv[1], "--serve") == 0) {
    reinstate::rpc::Serve(std::atoi(argv[2]), std::atoi(argv[3]));
  }
  const int rounds = argc > 1 ? std::atoi(argv[1]) : 5;
  const double seconds = argc > 2 ? std::atof(argv[2]) : 2;
  const int in_flight = argc > 3 ? std::atoi(argv[3]) : 64;
  const int idle_calls = argc > 4 ? std::atoi(argv[4]) : 20;
  return reinstate::rpc::Run("/proc/self/exe", rounds, seconds, in_flight, idle_calls);
}
