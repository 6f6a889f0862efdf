// The sample service in this process, which fails as the test says, and its clients.

#pragma once

#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <gtest/gtest.h>
#include <reinstate/sample/v1/library_service.grpc.pb.h>

#include <chrono>
#include <cstdlib>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "reinstate/sample/v1/library_client.h"
#include "tests/client/tls_fixture.h"

namespace reinstate::client {

using std::chrono::milliseconds;
using std::chrono::system_clock;

// Answers each call with the next of `answers`, and with OK when none is left.
class FakeLibrary final : public sample::v1::LibraryService::Service {
 public:
  grpc::Status GetBook(grpc::ServerContext* context, const sample::v1::GetBookRequest* request,
                       sample::v1::Book* book) override {
    book->set_book_id(request->book_id());
    return Next(context, "");
  }

  grpc::Status LendBook(grpc::ServerContext* context, const sample::v1::LendBookRequest* request,
                        sample::v1::LendBookResponse* response) override {
    response->mutable_book()->set_book_id(request->book_id());
    return Next(context, request->request_id());
  }

  // Three pages of two books; the token is the number of the first.
  grpc::Status ListBooks(grpc::ServerContext* context, const sample::v1::ListBooksRequest* request,
                         sample::v1::ListBooksResponse* response) override {
    const int first = request->page_token().empty() ? 0 : std::stoi(request->page_token());
    for (int i = first; i < first + 2; ++i) response->add_books()->set_book_id(std::to_string(i));
    if (first < 4) response->set_next_page_token(std::to_string(first + 2));
    return Next(context, "");
  }

  // As many pages as `pages` says next, three where it says nothing.
  grpc::Status ReadBook(grpc::ServerContext* context,
                        const sample::v1::ReadBookRequest* /*request*/,
                        grpc::ServerWriter<sample::v1::Page>* writer) override {
    int count = 3;
    {
      const std::lock_guard lock(mutex);
      if (!pages.empty()) {
        count = pages.front();
        pages.pop_front();
      }
    }
    sample::v1::Page page;
    for (int i = 1; i <= count; ++i) {
      page.set_number(i);
      if (!writer->Write(page)) break;
    }
    return Next(context, "");
  }

  grpc::Status Next(grpc::ServerContext* context, const std::string& request_id) {
    std::function<grpc::Status(grpc::ServerContext*)> answer;
    {
      const std::lock_guard lock(mutex);
      request_ids.push_back(request_id);
      deadlines.push_back(context->deadline());
      if (answers.empty()) return grpc::Status::OK;
      answer = answers.front();
      answers.pop_front();
    }
    return answer(context);
  }

  void Answer(const grpc::Status& status) {
    answers.push_back([status](grpc::ServerContext*) { return status; });
  }

  std::mutex mutex;
  std::deque<std::function<grpc::Status(grpc::ServerContext*)>> answers;
  std::deque<int> pages;
  std::vector<std::string> request_ids;  // one a call, empty for reads
  std::vector<system_clock::time_point> deadlines;
};

class LibraryFixture : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    setenv("GRPC_VERBOSITY", "NONE", 1);
    // c-ares 1.18 leaks a little for each name it resolves, which the leak check would report.
    setenv("GRPC_DNS_RESOLVER", "native", 1);
  }

  void SetUp() override { Start(0); }
  void TearDown() override { server_->Shutdown(); }

  void Start(int port) {
    grpc::SslServerCredentialsOptions ssl;
    ssl.pem_key_cert_pairs.push_back({tls_.key_pem, tls_.certificate_pem});
    grpc::ServerBuilder builder;
    builder.AddListeningPort("localhost:" + std::to_string(port), grpc::SslServerCredentials(ssl),
                             &port_);
    builder.RegisterService(&library_);
    server_ = builder.BuildAndStart();
    ASSERT_NE(server_, nullptr);
  }

  // Waits nowhere, but notes how long it would.
  std::shared_ptr<Connection> MakeConnection(const Sleeper& sleep = nullptr) {
    Options options;
    options.server = "localhost:" + std::to_string(port_);
    options.ca_pem = tls_.certificate_pem;
    options.sleep = sleep ? sleep : [this](milliseconds delay) { waits_.push_back(delay); };
    return Connect(options);
  }

  LibraryClient MakeClient(const Sleeper& sleep = nullptr) {
    return LibraryClient(MakeConnection(sleep));
  }

  const testing_support::KeyAndCertificate tls_ = testing_support::MakeKeyAndCertificate();
  FakeLibrary library_;
  std::unique_ptr<grpc::Server> server_;
  int port_ = 0;
  std::vector<milliseconds> waits_;
};

}  // namespace reinstate::client
