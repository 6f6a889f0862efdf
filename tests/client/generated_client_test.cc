// Generated clients against a server in this process that fails as the test says.

#include <gtest/gtest.h>
#include <reinstate/rpc/error_details.pb.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include "client/runtime/generic.h"
#include "tests/client/library_fixture.h"

namespace reinstate::client {
namespace {

grpc::Status Overloaded(milliseconds delay) {
  rpc::RetryInfo info;
  info.mutable_retry_delay()->set_nanos(static_cast<int>(delay.count()) * 1000000);
  rpc::Status details;
  auto* any = details.add_details();
  any->set_type_url("type.googleapis.com/google.rpc.RetryInfo");
  any->set_value(info.SerializeAsString());
  return {grpc::StatusCode::RESOURCE_EXHAUSTED, "busy", details.SerializeAsString()};
}

using GeneratedClient = LibraryFixture;

TEST_F(GeneratedClient, SendsAWriteAgainUnderOneRequestId) {
  library_.Answer({grpc::StatusCode::UNAVAILABLE, "away"});
  library_.Answer({grpc::StatusCode::UNAVAILABLE, "still away"});
  const LibraryClient client = MakeClient();
  sample::v1::LendBookRequest request;
  request.set_book_id("B-1");
  const auto lent = client.LendBook(request);
  ASSERT_TRUE(lent.ok()) << ToString(lent.error());
  EXPECT_EQ(lent->book().book_id(), "B-1");
  ASSERT_EQ(library_.request_ids.size(), 3U);
  EXPECT_EQ(library_.request_ids[0].size(), 36U);
  EXPECT_EQ(library_.request_ids[0], library_.request_ids[1]);
  EXPECT_EQ(library_.request_ids[0], library_.request_ids[2]);
  EXPECT_EQ(waits_.size(), 2U);

  ASSERT_TRUE(client.LendBook(request).ok());
  EXPECT_NE(library_.request_ids[3], library_.request_ids[0]) << "another call, another id";
}

TEST_F(GeneratedClient, TakesTheCallersRequestId) {
  const LibraryClient client = MakeClient();
  sample::v1::LendBookRequest request;
  request.set_request_id("of-the-request");
  ASSERT_TRUE(client.LendBook(request).ok());
  CallOptions options;
  options.request_id = "of-the-options";
  ASSERT_TRUE(client.LendBook(request, options).ok());
  EXPECT_EQ(library_.request_ids, (std::vector<std::string>{"of-the-request", "of-the-options"}));
}

TEST_F(GeneratedClient, SendsAgainWhatAServerThatShutsDownCancelled) {
  library_.Answer({grpc::StatusCode::CANCELLED, ""});
  EXPECT_TRUE(MakeClient().GetBook({}).ok());
  EXPECT_EQ(library_.deadlines.size(), 2U);
}

TEST_F(GeneratedClient, DoesNotRepeatWhatCannotHelp) {
  for (const grpc::StatusCode code :
       {grpc::StatusCode::FAILED_PRECONDITION, grpc::StatusCode::INTERNAL,
        grpc::StatusCode::RESOURCE_EXHAUSTED, grpc::StatusCode::ABORTED}) {
    library_.Answer({code, "no"});
    const auto book = MakeClient().GetBook({});
    ASSERT_FALSE(book.ok());
    EXPECT_EQ(static_cast<int>(book.error().code), static_cast<int>(code));
    EXPECT_EQ(book.error().message, "no");
    EXPECT_EQ(book.error().attempts, 1);
  }
  EXPECT_TRUE(waits_.empty());
}

TEST_F(GeneratedClient, ComesBackWhenTheServerWishes) {
  library_.Answer(Overloaded(milliseconds(700)));
  EXPECT_TRUE(MakeClient().GetBook({}).ok());
  ASSERT_EQ(waits_.size(), 1U);
  EXPECT_GE(waits_[0], milliseconds(700));
  EXPECT_LE(waits_[0], milliseconds(900));
}

TEST_F(GeneratedClient, HasOneDeadlineOverAllAttempts) {
  const auto slowly = [](grpc::ServerContext*) {
    std::this_thread::sleep_for(milliseconds(150));
    return grpc::Status(grpc::StatusCode::UNAVAILABLE, "away");
  };
  for (int i = 0; i < 20; ++i) library_.answers.emplace_back(slowly);
  CallOptions options;
  options.timeout = milliseconds(500);
  const auto book = MakeClient().GetBook({}, options);
  ASSERT_FALSE(book.ok());
  ASSERT_GE(library_.deadlines.size(), 2U);
  EXPECT_LT(library_.deadlines.size(), static_cast<std::size_t>(RetryPolicy().max_attempts))
      << "the deadline ends it, not the number of attempts";
  for (const auto deadline : library_.deadlines) {
    const auto apart =
        std::chrono::duration_cast<milliseconds>(deadline - library_.deadlines.front());
    EXPECT_LT(std::abs(apart.count()), 50) << "each attempt must end at the call's own deadline";
  }
}

TEST_F(GeneratedClient, EndsAtTheDeadlineWhereTheServerDoesNotAnswer) {
  library_.answers.emplace_back([](grpc::ServerContext* context) {
    while (!context->IsCancelled()) std::this_thread::sleep_for(milliseconds(5));
    return grpc::Status::OK;
  });
  CallOptions options;
  options.timeout = milliseconds(200);
  const auto book = MakeClient().GetBook({}, options);
  ASSERT_FALSE(book.ok());
  EXPECT_EQ(book.error().code, StatusCode::kDeadlineExceeded);
  EXPECT_EQ(book.error().attempts, 1);
}

TEST_F(GeneratedClient, TakesTheDeadlineOfTheContract) {
  const LibraryClient client = MakeClient();
  const auto before = system_clock::now();
  ASSERT_TRUE(client.GetBook({}).ok());
  ASSERT_TRUE(client.LendBook({}).ok());
  EXPECT_LT(library_.deadlines[0], before + milliseconds(2500));
  EXPECT_GT(library_.deadlines[0], before + milliseconds(1900));
  EXPECT_GT(library_.deadlines[1], before + milliseconds(4900));
}

TEST_F(GeneratedClient, FindsTheServerAgainAfterARestart) {
  const LibraryClient client = MakeClient([this](milliseconds delay) {
    if (server_ == nullptr) Start(port_);
    std::this_thread::sleep_for(std::max(delay, milliseconds(150)));
  });
  ASSERT_TRUE(client.GetBook({}).ok());
  server_->Shutdown();
  server_.reset();
  const auto book = client.GetBook({});
  EXPECT_TRUE(book.ok()) << ToString(book.error());
}

TEST_F(GeneratedClient, ListsOverAllPages) {
  std::vector<std::string> ids;
  for (const auto& book : MakeClient().ListBooksRange({})) {
    ASSERT_TRUE(book.ok()) << ToString(book.error());
    ids.push_back(book->book_id());
  }
  EXPECT_EQ(ids, (std::vector<std::string>{"0", "1", "2", "3", "4", "5"}));
  EXPECT_EQ(library_.deadlines.size(), 3U);
}

TEST_F(GeneratedClient, EndsAListWithTheErrorOfItsPage) {
  library_.Answer(grpc::Status::OK);
  library_.Answer({grpc::StatusCode::INVALID_ARGUMENT, "the token is not mine"});
  std::vector<std::string> seen;
  for (const auto& book : MakeClient().ListBooksRange({})) {
    seen.push_back(book.ok() ? book->book_id() : book.error().message);
  }
  EXPECT_EQ(seen, (std::vector<std::string>{"0", "1", "the token is not mine"}));
}

TEST_F(GeneratedClient, CallsByDescriptorLikewise) {
  library_.Answer({grpc::StatusCode::UNAVAILABLE, "away"});
  const auto connection = MakeConnection();
  const auto* service = sample::v1::Book::descriptor()->file()->service(0);
  const auto* method = service->FindMethodByName("LendBook");
  auto request = NewMessage(*method->input_type());
  FillRequestId(request.get());
  const auto lent = CallByDescriptor(connection.get(), *method, *request, {});
  ASSERT_TRUE(lent.ok()) << ToString(lent.error());
  EXPECT_EQ((*lent)->GetDescriptor()->name(), "LendBookResponse");
  ASSERT_EQ(library_.request_ids.size(), 2U);
  EXPECT_EQ(library_.request_ids[0], library_.request_ids[1]);
  EXPECT_EQ(library_.request_ids[0].size(), 36U);

  // Without an id a second sending could be a second effect.
  library_.Answer({grpc::StatusCode::UNAVAILABLE, "away"});
  const auto bare = NewMessage(*method->input_type());
  EXPECT_FALSE(CallByDescriptor(connection.get(), *method, *bare, {}).ok());
  EXPECT_EQ(library_.request_ids.size(), 3U);
}

}  // namespace
}  // namespace reinstate::client
