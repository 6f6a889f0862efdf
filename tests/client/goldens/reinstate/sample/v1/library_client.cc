// Made by protoc-gen-reinstate-client from reinstate/sample/v1/library_service.proto; do not edit.

#include "reinstate/sample/v1/library_client.h"

#include <chrono>
#include <utility>

#include "client/runtime/method.h"

namespace reinstate::client {
namespace {

constexpr Method kGetBook{
    "/reinstate.sample.v1.LibraryService/GetBook",
    std::chrono::milliseconds(2000),
    Idempotency::kReadOnly,
};

constexpr Method kListBooks{
    "/reinstate.sample.v1.LibraryService/ListBooks",
    std::chrono::milliseconds(2000),
    Idempotency::kReadOnly,
};

constexpr Method kReadBook{
    "/reinstate.sample.v1.LibraryService/ReadBook",
    std::chrono::milliseconds(60000),
    Idempotency::kReadOnly,
};

constexpr Method kLendBook{
    "/reinstate.sample.v1.LibraryService/LendBook",
    std::chrono::milliseconds(5000),
    Idempotency::kRequestId,
};

constexpr Method kReturnBooksOfOneReader{
    "/reinstate.sample.v1.LibraryService/ReturnBooksOfOneReader",
    std::chrono::milliseconds(20000),
    Idempotency::kRequestId,
};

class RemoteLibrary final : public LibraryApi {
 public:
  explicit RemoteLibrary(std::shared_ptr<Connection> connection)
      : connection_(std::move(connection)) {}

  Result<sample::v1::Book> GetBook(const sample::v1::GetBookRequest& request,
                                   const CallOptions& options) override {
    using Response = sample::v1::Book;
    return connection_->Read<Response>(kGetBook, request, options);
  }

  Result<sample::v1::ListBooksResponse> ListBooks(const sample::v1::ListBooksRequest& request,
                                                  const CallOptions& options) override {
    using Response = sample::v1::ListBooksResponse;
    return connection_->Read<Response>(kListBooks, request, options);
  }

  Stream<sample::v1::Page> ReadBook(const sample::v1::ReadBookRequest& request,
                                    const CallOptions& options) override {
    using Response = sample::v1::Page;
    return connection_->Open<Response>(kReadBook, request, options);
  }

  Result<sample::v1::LendBookResponse> LendBook(const sample::v1::LendBookRequest& request,
                                                const CallOptions& options) override {
    using Response = sample::v1::LendBookResponse;
    return connection_->Write<Response>(kLendBook, request, options);
  }

  Result<::google::protobuf::Empty> ReturnBooksOfOneReader(
      const sample::v1::ReturnBooksOfOneReaderRequest& request,
      const CallOptions& options) override {
    using Response = ::google::protobuf::Empty;
    return connection_->Write<Response>(kReturnBooksOfOneReader, request, options);
  }

 private:
  std::shared_ptr<Connection> connection_;
};

}  // namespace

LibraryClient::LibraryClient(std::shared_ptr<Connection> connection)
    : api_(std::make_shared<RemoteLibrary>(std::move(connection))) {}

LibraryClient::LibraryClient(std::shared_ptr<LibraryApi> api) : api_(std::move(api)) {}

Result<sample::v1::Book> LibraryClient::GetBook(const sample::v1::GetBookRequest& request,
                                                const CallOptions& options) const {
  return api_->GetBook(request, options);
}

Result<sample::v1::ListBooksResponse> LibraryClient::ListBooks(
    const sample::v1::ListBooksRequest& request, const CallOptions& options) const {
  return api_->ListBooks(request, options);
}

Range<sample::v1::Book> LibraryClient::ListBooksRange(const sample::v1::ListBooksRequest& request,
                                                      const CallOptions& options) const {
  const auto call = [api = api_, options](const sample::v1::ListBooksRequest& page) {
    return api->ListBooks(page, options);
  };
  const auto items = [](sample::v1::ListBooksResponse* response) {
    return response->mutable_books();
  };
  return MakeRange<sample::v1::Book>(request, call, items);
}

Stream<sample::v1::Page> LibraryClient::ReadBook(const sample::v1::ReadBookRequest& request,
                                                 const CallOptions& options) const {
  return api_->ReadBook(request, options);
}

Result<sample::v1::LendBookResponse> LibraryClient::LendBook(
    const sample::v1::LendBookRequest& request, const CallOptions& options) const {
  return api_->LendBook(request, options);
}

Result<::google::protobuf::Empty> LibraryClient::ReturnBooksOfOneReader(
    const sample::v1::ReturnBooksOfOneReaderRequest& request, const CallOptions& options) const {
  return api_->ReturnBooksOfOneReader(request, options);
}

}  // namespace reinstate::client
