#include "server/rpc/transport.h"

#include <grpcpp/generic/generic_stub.h>
#include <gtest/gtest.h>

#include <chrono>
#include <condition_variable>
#include <deque>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "reinstate/v1/account_status_service.pb.h"
#include "reinstate/v1/dev_service.pb.h"

namespace reinstate::rpc {
namespace {

using google::protobuf::MethodDescriptor;

constexpr char kCheck[] = "/reinstate.v1.AccountStatusService/CheckOperation";
constexpr char kClock[] = "/reinstate.v1.DevService/GetClock";

std::vector<const MethodDescriptor*> Methods() {
  return {v1::CheckOperationRequest::descriptor()
              ->file()
              ->FindServiceByName("AccountStatusService")
              ->FindMethodByName("CheckOperation"),
          v1::GetClockRequest::descriptor()
              ->file()
              ->FindServiceByName("DevService")
              ->FindMethodByName("GetClock")};
}

grpc::ByteBuffer Bytes(const std::string& text) {
  const grpc::Slice slice(text);
  return grpc::ByteBuffer(&slice, 1);
}

std::string Text(const grpc::ByteBuffer& bytes) {
  grpc::Slice slice;
  EXPECT_TRUE(bytes.DumpToSingleSlice(&slice).ok());
  return {reinterpret_cast<const char*>(slice.begin()), slice.size()};
}

class TestServer {
 public:
  explicit TestServer(Transport::Handler handler, int threads = 2)
      : transport_(Methods(), std::move(handler), threads) {
    grpc::ServerBuilder builder;
    int port = 0;
    builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port);
    transport_.Register(builder);
    server_ = builder.BuildAndStart();
    transport_.Start();
    stub_ = std::make_unique<grpc::GenericStub>(grpc::CreateChannel(
        "127.0.0.1:" + std::to_string(port), grpc::InsecureChannelCredentials()));
  }
  ~TestServer() { Stop(std::chrono::seconds(30)); }

  void Stop(std::chrono::milliseconds grace) {
    if (server_ == nullptr) return;
    server_->Shutdown(std::chrono::system_clock::now() + grace);
    transport_.Stop();
    server_ = nullptr;
  }

  grpc::GenericStub& stub() { return *stub_; }

 private:
  Transport transport_;
  std::unique_ptr<grpc::Server> server_;
  std::unique_ptr<grpc::GenericStub> stub_;
};

// A call from the client's side.
class Call {
 public:
  Call(TestServer& server, const char* method, const std::string& request) {
    context_.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(60));
    reader_ = server.stub().PrepareUnaryCall(&context_, method, Bytes(request), &queue_);
    reader_->StartCall();
    reader_->Finish(&response_, &status_, this);
  }

  grpc::ClientContext& context() { return context_; }

  const grpc::Status& Wait() {
    void* tag = nullptr;
    bool ok = false;
    EXPECT_TRUE(queue_.Next(&tag, &ok));
    return status_;
  }
  std::string response() { return Text(response_); }

 private:
  grpc::CompletionQueue queue_;
  grpc::ClientContext context_;
  std::unique_ptr<grpc::GenericClientAsyncResponseReader> reader_;
  grpc::ByteBuffer response_;
  grpc::Status status_;
};

// Calls that a handler set aside, for the test to answer.
class Shelf {
 public:
  struct Item {
    InboundCall* call;
    Reply reply;
  };

  Transport::Handler Handler() {
    return [this](InboundCall& call, Reply reply) {
      const std::lock_guard lock(mutex_);
      items_.push_back({&call, std::move(reply)});
      changed_.notify_all();
    };
  }

  Item Take() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !items_.empty(); });
    Item item = std::move(items_.front());
    items_.pop_front();
    return item;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Item> items_;
};

void Echo(InboundCall& call, Reply reply) { reply(grpc::Status::OK, *call.request); }

void AwaitCancelled(const InboundCall& call) {
  const auto limit = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  while (!call.cancelled.load() && std::chrono::steady_clock::now() < limit) {
    std::this_thread::yield();
  }
  EXPECT_TRUE(call.cancelled.load());
}

TEST(TransportTest, EchoesBytesOfAnySize) {
  TestServer server(Echo);
  for (const size_t size : {0u, 1u, 1000u, 1000000u}) {
    const std::string request(size, 'q');
    Call call(server, kCheck, request);
    ASSERT_TRUE(call.Wait().ok());
    EXPECT_EQ(call.response(), request);
  }
}

TEST(TransportTest, TellsMethodsApart) {
  TestServer server([](InboundCall& call, Reply reply) {
    reply(grpc::Status::OK, Bytes(std::to_string(call.method_index)));
  });
  Call check(server, kCheck, "");
  Call clock(server, kClock, "");
  ASSERT_TRUE(check.Wait().ok());
  ASSERT_TRUE(clock.Wait().ok());
  EXPECT_EQ(check.response(), "0");
  EXPECT_EQ(clock.response(), "1");
}

TEST(TransportTest, ShowsMetadataAndCarriesErrorDetails) {
  TestServer server([](InboundCall& call, Reply reply) {
    const bool known = call.context->client_metadata().count("authorization") == 1;
    reply(grpc::Status(grpc::StatusCode::NOT_FOUND, known ? "seen" : "unseen", "details"), {});
  });
  grpc::CompletionQueue queue;
  grpc::ClientContext context;
  context.AddMetadata("authorization", "Bearer x");
  const auto reader = server.stub().PrepareUnaryCall(&context, kCheck, Bytes(""), &queue);
  grpc::ByteBuffer response;
  grpc::Status status;
  reader->StartCall();
  reader->Finish(&response, &status, nullptr);
  void* tag = nullptr;
  bool ok = false;
  ASSERT_TRUE(queue.Next(&tag, &ok));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(status.error_message(), "seen");
  EXPECT_EQ(status.error_details(), "details");
}

TEST(TransportTest, AnswersUnknownMethodsItself) {
  TestServer server(Echo);
  Call call(server, "/reinstate.v1.AccountStatusService/Nothing", "");
  EXPECT_EQ(call.Wait().error_code(), grpc::StatusCode::UNIMPLEMENTED);
}

TEST(TransportTest, ServesManyCallsAtOnce) {
  constexpr int kCalls = 200;
  Shelf shelf;
  TestServer server(shelf.Handler());
  std::vector<std::unique_ptr<Call>> calls;
  for (int i = 0; i < kCalls; ++i) {
    calls.push_back(std::make_unique<Call>(server, kCheck, std::to_string(i)));
  }
  std::vector<Shelf::Item> items;
  for (int i = 0; i < kCalls; ++i) items.push_back(shelf.Take());  // all are under way
  for (Shelf::Item& item : items) item.reply(grpc::Status::OK, *item.call->request);
  for (int i = 0; i < kCalls; ++i) {
    ASSERT_TRUE(calls[i]->Wait().ok());
    EXPECT_EQ(calls[i]->response(), std::to_string(i));
  }
}

TEST(TransportTest, TakesRepliesFromOtherThreads) {
  Shelf shelf;
  TestServer server(shelf.Handler(), 1);
  std::vector<std::unique_ptr<Call>> calls;
  for (int i = 0; i < 50; ++i) calls.push_back(std::make_unique<Call>(server, kCheck, "ping"));
  std::vector<std::thread> workers;
  for (int worker = 0; worker < 5; ++worker) {
    workers.emplace_back([&shelf] {
      for (int i = 0; i < 10; ++i) shelf.Take().reply(grpc::Status::OK, Bytes("pong"));
    });
  }
  for (const auto& call : calls) {
    ASSERT_TRUE(call->Wait().ok());
    EXPECT_EQ(call->response(), "pong");
  }
  for (std::thread& worker : workers) worker.join();
}

TEST(TransportTest, FinishesACallWhoseReplyIsDropped) {
  TestServer server([](InboundCall&, Reply) {});
  Call call(server, kCheck, "");
  EXPECT_EQ(call.Wait().error_code(), grpc::StatusCode::INTERNAL);
}

TEST(TransportTest, SurvivesACancelThatComesBeforeTheReply) {
  Shelf shelf;
  TestServer server(shelf.Handler());
  Call call(server, kCheck, "");
  Shelf::Item item = shelf.Take();
  EXPECT_FALSE(item.call->cancelled.load());
  call.context().TryCancel();
  EXPECT_EQ(call.Wait().error_code(), grpc::StatusCode::CANCELLED);
  AwaitCancelled(*item.call);
  item.reply(grpc::Status::OK, Bytes("too late"));
}

TEST(TransportTest, SurvivesCancelsThatRaceWithReplies) {
  TestServer server(Echo);
  for (int i = 0; i < 300; ++i) {
    Call call(server, kCheck, "ping");
    call.context().TryCancel();
    const auto code = call.Wait().error_code();
    EXPECT_TRUE(code == grpc::StatusCode::OK || code == grpc::StatusCode::CANCELLED) << code;
  }
}

TEST(TransportTest, TellsOfAPassedDeadline) {
  Shelf shelf;
  TestServer server(shelf.Handler());
  grpc::CompletionQueue queue;
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::milliseconds(300));
  const auto reader = server.stub().PrepareUnaryCall(&context, kCheck, Bytes(""), &queue);
  grpc::ByteBuffer response;
  grpc::Status status;
  reader->StartCall();
  reader->Finish(&response, &status, nullptr);
  Shelf::Item item = shelf.Take();
  AwaitCancelled(*item.call);
  item.reply(grpc::Status::CANCELLED, {});
  void* tag = nullptr;
  bool ok = false;
  ASSERT_TRUE(queue.Next(&tag, &ok));
  EXPECT_EQ(status.error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
}

TEST(TransportTest, LetsCallsUnderWayFinishBeforeItStops) {
  Shelf shelf;
  auto server = std::make_unique<TestServer>(shelf.Handler());
  Call call(*server, kCheck, "ping");
  Shelf::Item item = shelf.Take();
  auto stopped = std::async(std::launch::async, [&] { server->Stop(std::chrono::seconds(30)); });
  item.reply(grpc::Status::OK, Bytes("pong"));
  EXPECT_TRUE(call.Wait().ok());
  stopped.get();
}

TEST(TransportTest, CancelsWhatOutlivesTheGrace) {
  Shelf shelf;
  auto server = std::make_unique<TestServer>(shelf.Handler());
  std::vector<std::unique_ptr<Call>> calls;
  std::vector<Shelf::Item> items;
  for (int i = 0; i < 20; ++i) {
    calls.push_back(std::make_unique<Call>(*server, kCheck, "ping"));
    items.push_back(shelf.Take());
  }
  auto stopped = std::async(std::launch::async, [&] { server->Stop(std::chrono::seconds(0)); });
  for (const auto& call : calls) EXPECT_FALSE(call->Wait().ok());
  for (Shelf::Item& item : items) {
    AwaitCancelled(*item.call);
    item.reply(grpc::Status::OK, Bytes("too late"));
  }
  stopped.get();
}

TEST(TransportTest, StopsWhileCallsKeepComing) {
  for (int round = 0; round < 10; ++round) {
    auto server = std::make_unique<TestServer>(Echo);
    std::vector<std::unique_ptr<Call>> calls;
    for (int i = 0; i < 50; ++i) calls.push_back(std::make_unique<Call>(*server, kCheck, "ping"));
    server->Stop(std::chrono::seconds(1));
    // gRPC 1.51 resets streams that reach a server after its shutdown began: the client sees
    // CANCELLED, whatever the server's API.
    for (const auto& call : calls) {
      const auto code = call->Wait().error_code();
      EXPECT_TRUE(code == grpc::StatusCode::OK || code == grpc::StatusCode::UNAVAILABLE ||
                  code == grpc::StatusCode::CANCELLED)
          << code;
    }
  }
}

TEST(TransportTest, NeedsNoStartToBeDestroyed) {
  grpc::ServerBuilder builder;
  Transport transport(Methods(), Echo, 1);
  transport.Register(builder);
}

TEST(TransportTest, RefusesClientsThatStream) {
  google::protobuf::FileDescriptorProto file;
  file.set_name("stream_test.proto");
  file.add_message_type()->set_name("Empty");
  auto* method = file.add_service()->add_method();
  file.mutable_service(0)->set_name("Watcher");
  method->set_name("Watch");
  method->set_input_type(".Empty");
  method->set_output_type(".Empty");
  method->set_client_streaming(true);
  google::protobuf::DescriptorPool pool;
  const auto* built = pool.BuildFile(file);
  ASSERT_NE(built, nullptr);
  try {
    Transport transport({built->service(0)->method(0)}, Echo, 1);
    FAIL() << "a streaming method was taken";
  } catch (const std::invalid_argument& refused) {
    EXPECT_NE(std::string(refused.what()).find("Watcher.Watch"), std::string::npos);
  }
  EXPECT_THROW(Transport(Methods(), Echo, 0), std::invalid_argument);
}

}  // namespace
}  // namespace reinstate::rpc
