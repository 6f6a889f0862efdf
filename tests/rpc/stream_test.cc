// Streams from a client's stub through transport and pipeline to their sources, and their ends.

#include "server/rpc/stream.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "tests/rpc/ticker_server.h"

namespace reinstate::rpc {
namespace {

using grpc::StatusCode;
using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;
using test::v1::Tick;
using test::v1::TickRequest;

constexpr int64_t kChunk = 65536;

TickRequest RequestFor(int64_t count, int64_t bytes = 0) {
  TickRequest request;
  request.set_account_id("a");
  request.set_count(count);
  request.set_bytes(bytes);
  return request;
}

// A stream as its client sees it.
struct Client {
  Client(const TickerServer& server, test::v1::TickerService::Stub& stub,
         Reader (test::v1::TickerService::Stub::*open)(grpc::ClientContext*, const TickRequest&),
         const TickRequest& request, milliseconds deadline = seconds(60))
      : context(server.NewContext()) {
    context->set_deadline(std::chrono::system_clock::now() + deadline);
    reader = (stub.*open)(context.get(), request);
  }
  static Client Pull(TickerServer& server, const TickRequest& request) {
    return {server, *server.stub, &test::v1::TickerService::Stub::Pull, request};
  }
  static Client Watch(TickerServer& server, milliseconds deadline = seconds(60)) {
    return {server, *server.stub, &test::v1::TickerService::Stub::Watch, RequestFor(0), deadline};
  }

  // The messages' numbers to the end.
  std::vector<int64_t> Rest() const {
    std::vector<int64_t> numbers;
    for (Tick tick; reader->Read(&tick);) numbers.push_back(tick.number());
    return numbers;
  }
  // Reads to the end.
  grpc::Status End() const {
    Rest();
    return reader->Finish();
  }

  std::unique_ptr<grpc::ClientContext> context;
  Reader reader;
};

// Waits for what other threads bring about.
template <typename Condition>
bool Becomes(const Condition& condition) {
  const auto limit = steady_clock::now() + seconds(30);
  while (!condition() && steady_clock::now() < limit) std::this_thread::sleep_for(milliseconds(2));
  return condition();
}

bool Logged(const TickerServer& server, const std::string& code, const std::string& reason,
            int times) {
  const std::string metrics = server.Metrics();
  for (const char* method : {"Pull", "Watch"}) {
    const std::string line = "reinstate_calls_total{code=\"" + code +
                             "\",method=\"reinstate.test.v1.TickerService/" + method +
                             "\",reason=\"" + reason + "\"} " + std::to_string(times) + "\n";
    if (metrics.find(line) != std::string::npos) return true;
  }
  return false;
}

TEST(StreamTest, SendsAllMessagesInTheirOrder) {
  TickerServer server;
  Client client = Client::Pull(server, RequestFor(1000, 10));
  const auto numbers = client.Rest();
  ASSERT_EQ(numbers.size(), 1000U);
  for (size_t i = 0; i < numbers.size(); ++i) EXPECT_EQ(numbers[i], static_cast<int64_t>(i));
  EXPECT_TRUE(client.reader->Finish().ok());
  EXPECT_TRUE(Logged(server, "OK", "", 1)) << server.Metrics();
  EXPECT_NE(server.Metrics().find("reinstate_stream_messages_total{method="
                                  "\"reinstate.test.v1.TickerService/Pull\"} 1000\n"),
            std::string::npos);
}

TEST(StreamTest, SendsNothingWhereThereIsNothing) {
  TickerServer server;
  Client client = Client::Pull(server, RequestFor(0));
  EXPECT_TRUE(client.Rest().empty());
  EXPECT_TRUE(client.reader->Finish().ok());
}

TEST(StreamTest, SendsWhatAnyThreadBrings) {
  TickerServer server;
  Client client = Client::Watch(server);
  TickSource* const source = server.ticker.TakeWatch();
  Tick tick;
  source->Push(true);
  ASSERT_TRUE(client.reader->Read(&tick));
  EXPECT_EQ(tick.number(), 0);
  for (int i = 0; i < 99; ++i) source->Push(true);
  source->Push(false);
  EXPECT_EQ(client.Rest().size(), 99U);
  EXPECT_TRUE(client.reader->Finish().ok());
}

TEST(StreamTest, StaysBoundedWhereThePeerReadsSlowly) {
  TickerServer server;
  Client client = Client::Pull(server, RequestFor(160, kChunk));
  Tick tick;
  int64_t most_ahead = 0;
  for (int64_t read = 0; read < 160; ++read) {
    // As long as it takes for all that flow control lets through.
    if (read % 40 == 0) std::this_thread::sleep_for(milliseconds(100));
    most_ahead = std::max(most_ahead, server.ticker.made - read);
    ASSERT_TRUE(client.reader->Read(&tick));
    EXPECT_EQ(tick.number(), read);
    EXPECT_EQ(tick.filling().size(), static_cast<size_t>(kChunk));
  }
  EXPECT_TRUE(client.End().ok());
  EXPECT_LE(most_ahead, 8) << "chunks of 64 KiB, of 160";
}

TEST(StreamTest, KeepsTheDetailsOfAnErrorBehindMessages) {
  TickerServer server;
  server.ticker.before = [](int64_t number) -> reinstate::Status {
    if (number < 3) return Ok();
    return Error{.reason = Reason::kInvoiceNotFound, .message = "it is gone"};
  };
  Client client = Client::Pull(server, RequestFor(10));
  EXPECT_EQ(client.Rest().size(), 3U);
  const grpc::Status status = client.reader->Finish();
  EXPECT_EQ(status.error_code(), StatusCode::NOT_FOUND);
  EXPECT_EQ(status.error_message(), "it is gone");
  EXPECT_EQ(ReasonIn(status), "INVOICE_NOT_FOUND");
  EXPECT_TRUE(Logged(server, "NOT_FOUND", "INVOICE_NOT_FOUND", 1));
}

TEST(StreamTest, MakesAFaultOfAnException) {
  TickerServer server;
  server.ticker.before = [](int64_t) -> reinstate::Status { throw std::runtime_error("secret"); };
  const grpc::Status status = Client::Pull(server, RequestFor(1)).End();
  EXPECT_EQ(ReasonIn(status), "INTERNAL");
  EXPECT_EQ(status.error_message().find("secret"), std::string::npos);
}

TEST(StreamTest, EndsAStreamWhoseSourceGivesItUp) {
  TickerServer server;
  Client client = Client::Watch(server);
  TickSource* const source = server.ticker.TakeWatch();
  ASSERT_TRUE(Becomes([&] { return source->asked == 1; }));
  source->Drop();
  EXPECT_EQ(client.End().error_code(), StatusCode::INTERNAL);
}

TEST(StreamTest, GoesThroughTheSameStagesAsACall) {
  TickerServer server;
  grpc::ClientContext no_token;
  EXPECT_EQ(ReasonIn(server.stub->Pull(&no_token, RequestFor(1))->Finish()), "UNAUTHENTICATED");
  EXPECT_EQ(ReasonIn(Client::Pull(server, TickRequest()).End()), "INVALID_FIELD");
  EXPECT_EQ(ReasonIn(Client::Pull(server, RequestFor(-1)).End()), "INVALID_FIELD");
  EXPECT_EQ(server.ticker.made, 0);
}

TEST(StreamTest, StopsItsSourceWhenThePeerCancels) {
  TickerServer server;
  const int destroyed = TickSource::destroyed;
  Client client = Client::Watch(server);
  TickSource* const source = server.ticker.TakeWatch();
  Tick tick;
  source->Push(true);
  ASSERT_TRUE(client.reader->Read(&tick));
  client.context->TryCancel();
  EXPECT_EQ(client.End().error_code(), StatusCode::CANCELLED);
  EXPECT_TRUE(Becomes([&] { return TickSource::destroyed == destroyed + 1; }));
  EXPECT_TRUE(Becomes([&] { return Logged(server, "CANCELLED", "", 1); })) << server.Metrics();
}

TEST(StreamTest, StopsMakingMessagesWhenThePeerCancels) {
  TickerServer server;
  Client client = Client::Pull(server, RequestFor(1 << 30, kChunk));
  Tick tick;
  ASSERT_TRUE(client.reader->Read(&tick));
  client.context->TryCancel();
  EXPECT_EQ(client.End().error_code(), StatusCode::CANCELLED);
  EXPECT_TRUE(Becomes([&] { return Logged(server, "CANCELLED", "", 1); }));
}

TEST(StreamTest, SurvivesCancelsThatRaceWithMessages) {
  TickerServer server;
  for (int i = 0; i < 100; ++i) {
    Client client = Client::Pull(server, RequestFor(1 << 30, i % 2 * kChunk));
    if (i % 3 != 0) {
      Tick tick;
      client.reader->Read(&tick);
    }
    client.context->TryCancel();
    EXPECT_EQ(client.End().error_code(), StatusCode::CANCELLED);
  }
  const auto before = steady_clock::now();
  server.Stop(seconds(20));
  EXPECT_LT(steady_clock::now() - before, seconds(5)) << "a stream was left open";
}

TEST(StreamTest, EndsAtTheDeadlineOfTheCaller) {
  TickerServer server;
  const int destroyed = TickSource::destroyed;
  Client client = Client::Watch(server, milliseconds(300));
  EXPECT_EQ(client.End().error_code(), StatusCode::DEADLINE_EXCEEDED);
  EXPECT_TRUE(Becomes([&] { return TickSource::destroyed == destroyed + 1; }));
}

TEST(StreamTest, EndsWhenItHasLastedLongEnough) {
  Pipeline::Limits limits;
  limits.longest_stream = milliseconds(300);
  limits.longest_deadline = milliseconds(1);  // of other calls
  TickerServer server(limits);
  const grpc::Status status = Client::Watch(server).End();
  EXPECT_EQ(status.error_code(), StatusCode::DEADLINE_EXCEEDED);
  EXPECT_EQ(ReasonIn(status), "DEADLINE_EXCEEDED");
}

TEST(StreamTest, CutsAPeerThatDoesNotRead) {
  Pipeline::Limits limits;
  limits.longest_write = milliseconds(300);
  TickerServer server(limits);
  Client client = Client::Pull(server, RequestFor(1 << 30, kChunk));
  EXPECT_TRUE(Becomes([&] { return Logged(server, "DEADLINE_EXCEEDED", "DEADLINE_EXCEEDED", 1); }));
  EXPECT_LE(server.ticker.made, 8);
  const grpc::Status status = client.End();
  EXPECT_FALSE(status.ok());
}

TEST(StreamTest, LeavesAPeerThatHasNothingToRead) {
  Pipeline::Limits limits;
  limits.longest_write = milliseconds(1);
  TickerServer server(limits);
  Client client = Client::Watch(server);
  TickSource* const source = server.ticker.TakeWatch();
  std::this_thread::sleep_for(milliseconds(600));  // two looks of the server
  source->Push(true);
  source->Push(false);
  EXPECT_EQ(client.Rest().size(), 1U);
  EXPECT_TRUE(client.reader->Finish().ok());
}

TEST(StreamTest, DoesNotOutliveItsToken) {
  TickerServer server;
  Client client = Client::Watch(server);
  TickSource* const source = server.ticker.TakeWatch();
  server.PassTime(seconds(599));
  source->Push(true);
  Tick tick;
  ASSERT_TRUE(client.reader->Read(&tick));
  server.PassTime(seconds(1));
  const grpc::Status status = client.End();
  EXPECT_EQ(status.error_code(), StatusCode::UNAUTHENTICATED);
  EXPECT_NE(status.error_message().find("expired"), std::string::npos);
}

TEST(StreamTest, DoesNotOutliveTheKeysOfItsIssuer) {
  TickerServer server;
  Client client = Client::Watch(server);
  server.ticker.TakeWatch();
  const auto before = steady_clock::now();
  server.WithdrawKeys();
  EXPECT_EQ(ReasonIn(client.End()), "UNAUTHENTICATED");
  EXPECT_LT(steady_clock::now() - before, seconds(5));
}

TEST(StreamTest, CountsInItsOwnLimitForAsLongAsItLives) {
  Pipeline::Limits limits;
  limits.most_streams_of_account = 1;
  limits.most_calls = 0;
  TickerServer server(limits);
  Client first = Client::Watch(server);
  TickSource* const source = server.ticker.TakeWatch();
  const grpc::Status refused = Client::Watch(server).End();
  EXPECT_EQ(refused.error_code(), StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_EQ(refused.error_message(), "this account has too many calls under way");
  source->Push(false);
  EXPECT_TRUE(first.End().ok());
  EXPECT_TRUE(Client::Pull(server, RequestFor(1)).End().ok());
}

TEST(StreamTest, ServesManyStreamsAtOnce) {
  constexpr int kStreams = 200;
  TickerServer server;
  std::vector<std::unique_ptr<test::v1::TickerService::Stub>> stubs;
  stubs.reserve(5);
  for (int i = 0; i < 5; ++i) {
    stubs.push_back(test::v1::TickerService::NewStub(server.NewChannel()));
  }
  std::vector<Client> clients;
  clients.reserve(kStreams);
  std::set<TickSource*> sources;
  for (int i = 0; i < kStreams; ++i) {
    clients.push_back(
        {server, *stubs[i % 5], &test::v1::TickerService::Stub::Watch, RequestFor(0)});
  }
  for (int i = 0; i < kStreams; ++i) sources.insert(server.ticker.TakeWatch());
  for (int message = 0; message < 3; ++message) {
    for (TickSource* source : sources) source->Push(true);
  }
  for (TickSource* source : sources) source->Push(false);
  for (Client& client : clients) {
    EXPECT_EQ(client.Rest().size(), 3U);
    EXPECT_TRUE(client.reader->Finish().ok());
  }
}

TEST(StreamTest, EndsItsStreamsWhenTheServerStops) {
  TickerServer server;
  std::vector<Client> clients;
  clients.reserve(20);
  for (int i = 0; i < 20; ++i) clients.push_back(Client::Watch(server));
  for (int i = 0; i < 20; ++i) server.ticker.TakeWatch();
  Client unread = Client::Pull(server, RequestFor(1 << 30, kChunk));
  Client read = Client::Pull(server, RequestFor(1 << 30, kChunk));
  Tick tick;
  ASSERT_TRUE(read.reader->Read(&tick));
  std::thread reader([&] { EXPECT_EQ(ReasonIn(read.End()), "SERVER_STOPPING"); });
  const auto before = steady_clock::now();
  server.Stop(seconds(20));
  EXPECT_LT(steady_clock::now() - before, seconds(5));
  for (Client& client : clients) {
    const grpc::Status status = client.End();
    EXPECT_EQ(status.error_code(), StatusCode::UNAVAILABLE);
    EXPECT_EQ(ReasonIn(status), "SERVER_STOPPING");
  }
  EXPECT_FALSE(unread.End().ok());
  reader.join();
}

}  // namespace
}  // namespace reinstate::rpc
