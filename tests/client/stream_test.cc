// Streams through the generated client, from a server in this process.

#include <gtest/gtest.h>

#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "client/runtime/generic.h"
#include "reinstate/sample/v1/library_client_mock.h"
#include "tests/client/library_fixture.h"

namespace reinstate::client {
namespace {

using ClientStream = LibraryFixture;
using PageStream = Stream<sample::v1::Page>;
using std::chrono::steady_clock;

// The numbers of the pages, and what stands in the place of one that failed.
std::vector<std::string> Read(PageStream stream) {
  std::vector<std::string> seen;
  for (Result<sample::v1::Page>& page : stream) {
    seen.push_back(page.ok() ? std::to_string(page->number()) : ToString(page.error()));
  }
  return seen;
}

using Seen = std::vector<std::string>;

// A server that sends one page and then nothing, until the call is over.
void StallBehindOnePage(FakeLibrary* library) {
  library->pages.push_back(1);
  library->answers.emplace_back([](grpc::ServerContext* context) {
    while (!context->IsCancelled()) std::this_thread::sleep_for(milliseconds(5));
    return grpc::Status::OK;
  });
}

TEST_F(ClientStream, GivesAllMessagesInTheirOrder) {
  EXPECT_EQ(Read(MakeClient().ReadBook({})), (Seen{"1", "2", "3"}));
  library_.pages.push_back(0);
  EXPECT_EQ(Read(MakeClient().ReadBook({})), Seen{});
}

TEST_F(ClientStream, TakesAnyTimeout) {
  CallOptions options;
  options.timeout = milliseconds::max();
  EXPECT_EQ(Read(MakeClient().ReadBook({}, options)), (Seen{"1", "2", "3"}));
}

TEST_F(ClientStream, IsSentAgainWhereNothingCame) {
  library_.pages = {0, 0};
  library_.Answer({grpc::StatusCode::UNAVAILABLE, "away"});
  library_.Answer({grpc::StatusCode::UNAVAILABLE, "still away"});
  EXPECT_EQ(Read(MakeClient().ReadBook({})), (Seen{"1", "2", "3"}));
  EXPECT_EQ(library_.deadlines.size(), 3U);
  EXPECT_EQ(waits_.size(), 2U);
}

TEST_F(ClientStream, IsNotSentAgainBehindAMessage) {
  library_.pages = {2};
  library_.Answer({grpc::StatusCode::UNAVAILABLE, "away"});
  EXPECT_EQ(Read(MakeClient().ReadBook({})), (Seen{"1", "2", "UNAVAILABLE: away"}));
  EXPECT_EQ(library_.deadlines.size(), 1U);
}

TEST_F(ClientStream, EndsWithAnErrorThatNoRepetitionHelps) {
  library_.pages = {0};
  library_.Answer({grpc::StatusCode::NOT_FOUND, "no such book"});
  EXPECT_EQ(Read(MakeClient().ReadBook({})), Seen{"NOT_FOUND: no such book"});
  EXPECT_EQ(library_.deadlines.size(), 1U);
}

TEST_F(ClientStream, TakesTheDeadlineOfTheContract) {
  const auto before = system_clock::now();
  Read(MakeClient().ReadBook({}));
  EXPECT_GT(library_.deadlines.at(0), before + milliseconds(59000));
  EXPECT_LT(library_.deadlines.at(0), before + milliseconds(61000));
}

TEST_F(ClientStream, EndsAtItsDeadlineWhereTheServerStalls) {
  StallBehindOnePage(&library_);
  CallOptions options;
  options.timeout = milliseconds(300);
  const auto seen = Read(MakeClient().ReadBook({}, options));
  ASSERT_EQ(seen.size(), 2U);
  EXPECT_EQ(seen[1].substr(0, 17), "DEADLINE_EXCEEDED");
}

TEST_F(ClientStream, IsCancelledFromAnotherThread) {
  StallBehindOnePage(&library_);
  auto stream = MakeClient().ReadBook({});
  auto element = stream.begin();
  ASSERT_TRUE(element->ok());
  std::thread other([&stream] { stream.Cancel(); });
  ++element;
  other.join();
  ASSERT_NE(element, stream.end());
  EXPECT_EQ(element->error().code, StatusCode::kCancelled);
  ++element;
  EXPECT_EQ(element, stream.end());
}

TEST_F(ClientStream, EndsWithTheTokenOfTheOptions) {
  StallBehindOnePage(&library_);
  CallOptions options;
  auto stream = MakeClient().ReadBook({}, options);
  auto element = stream.begin();
  ASSERT_TRUE(element->ok());
  options.cancellation.Cancel();
  ++element;
  EXPECT_EQ(element->error().code, StatusCode::kCancelled);

  auto later = MakeClient().ReadBook({}, options);
  const auto refused = later.begin();
  EXPECT_EQ(ToString(refused->error()), "CANCELLED: the caller cancelled the call");
  EXPECT_EQ(refused->error().attempts, 0);
}

TEST_F(ClientStream, IsCancelledByItsDestructor) {
  StallBehindOnePage(&library_);
  const auto before = steady_clock::now();
  {
    auto stream = MakeClient().ReadBook({});
    ASSERT_TRUE(stream.begin()->ok());
  }
  server_->Shutdown();  // waits for its calls
  EXPECT_LT(steady_clock::now() - before, std::chrono::seconds(30));
}

TEST_F(ClientStream, SendsNothingWhereNothingIsRead) {
  { const auto unread = MakeClient().ReadBook({}); }
  EXPECT_TRUE(library_.deadlines.empty());
}

TEST_F(ClientStream, ReportsAConnectionThatHasNoOptions) {
  CallError error;
  error.message = "no server";
  EXPECT_EQ(Read(LibraryClient(Connect(error)).ReadBook({})), Seen{"UNKNOWN: no server"});
}

TEST_F(ClientStream, IsReadByDescriptorLikewise) {
  library_.pages = {0, 2};
  library_.Answer({grpc::StatusCode::UNAVAILABLE, "away"});
  const auto connection = MakeConnection();
  const auto* service = sample::v1::Book::descriptor()->file()->service(0);
  const auto* method = service->FindMethodByName("ReadBook");
  const auto request = NewMessage(*method->input_type());
  std::vector<std::string> pages;
  for (const auto& page : StreamByDescriptor(connection.get(), *method, *request, {})) {
    ASSERT_TRUE(page.ok()) << ToString(page.error());
    pages.push_back((*page)->ShortDebugString());
  }
  EXPECT_EQ(pages, (Seen{"number: 1", "number: 2"}));

  const auto* unary = service->FindMethodByName("GetBook");
  for (const auto& page : StreamByDescriptor(connection.get(), *unary, *request, {})) {
    EXPECT_EQ(page.error().code, StatusCode::kInvalidArgument);
  }
}

TEST_F(ClientStream, LetsACallBeCancelledToo) {
  library_.answers.emplace_back([](grpc::ServerContext* context) {
    while (!context->IsCancelled()) std::this_thread::sleep_for(milliseconds(5));
    return grpc::Status::OK;
  });
  CallOptions options;
  options.timeout = milliseconds(60000);
  std::thread other([this, &options] {
    while (true) {
      const std::lock_guard lock(library_.mutex);
      if (!library_.deadlines.empty()) break;
    }
    options.cancellation.Cancel();
  });
  const auto book = MakeClient().GetBook({}, options);
  other.join();
  ASSERT_FALSE(book.ok());
  EXPECT_EQ(book.error().code, StatusCode::kCancelled);
  EXPECT_EQ(book.error().attempts, 1);
}

TEST(CancellationTest, EndsARealWait) {
  const Cancellation cancellation;
  std::thread other([cancellation] { cancellation.Cancel(); });
  const auto before = steady_clock::now();
  cancellation.Wait(milliseconds(60000));
  EXPECT_LT(steady_clock::now() - before, std::chrono::seconds(30));
  other.join();
  EXPECT_TRUE(cancellation.cancelled());
}

TEST(MockStreamTest, AnswersWithMessagesOrAnErrorOrBoth) {
  const auto mock = std::make_shared<LibraryMock>();
  const LibraryClient client(mock);
  EXPECT_EQ(Read(client.ReadBook({})), Seen{"UNIMPLEMENTED: the mock has no answer for ReadBook"});
  sample::v1::Page page;
  page.set_number(7);
  CallError gone;
  gone.code = StatusCode::kNotFound;
  mock->read_book = [&](const sample::v1::ReadBookRequest&) { return std::vector{page, page}; };
  EXPECT_EQ(Read(client.ReadBook({})), (Seen{"7", "7"}));
  mock->read_book = [&](const sample::v1::ReadBookRequest&) { return gone; };
  EXPECT_EQ(Read(client.ReadBook({})), Seen{"NOT_FOUND"});
  mock->read_book = [&](const sample::v1::ReadBookRequest&, const CallOptions&) {
    return std::vector<Result<sample::v1::Page>>{page, gone};
  };
  EXPECT_EQ(Read(client.ReadBook({})), (Seen{"7", "NOT_FOUND"}));
  EXPECT_EQ(mock->read_book.requests().size(), 4U);
}

}  // namespace
}  // namespace reinstate::client
