// Made by protoc-gen-reinstate-client from reinstate/sample/v1/library_service.proto; do not edit.

#pragma once

#include <google/protobuf/empty.pb.h>
#include <reinstate/sample/v1/library_service.pb.h>

#include <memory>

#include "client/runtime/call_options.h"
#include "client/runtime/connection.h"
#include "client/runtime/range.h"
#include "client/runtime/result.h"
#include "client/runtime/stream.h"

namespace reinstate::client {

// What LibraryClient calls: a server, or in a test LibraryMock.
class LibraryApi {
 public:
  virtual ~LibraryApi() = default;
  virtual Result<sample::v1::Book> GetBook(const sample::v1::GetBookRequest& request,
                                           const CallOptions& options) = 0;
  virtual Result<sample::v1::ListBooksResponse> ListBooks(
      const sample::v1::ListBooksRequest& request, const CallOptions& options) = 0;
  virtual Stream<sample::v1::Page> ReadBook(const sample::v1::ReadBookRequest& request,
                                            const CallOptions& options) = 0;
  virtual Result<sample::v1::LendBookResponse> LendBook(const sample::v1::LendBookRequest& request,
                                                        const CallOptions& options) = 0;
  virtual Result<::google::protobuf::Empty> ReturnBooksOfOneReader(
      const sample::v1::ReturnBooksOfOneReaderRequest& request, const CallOptions& options) = 0;
};

// Lends books. Never served: it has one RPC of every kind that the client generator knows.
class LibraryClient {
 public:
  // Calls the server of the connection.
  explicit LibraryClient(std::shared_ptr<Connection> connection);
  // Calls `api`, such as a mock.
  explicit LibraryClient(std::shared_ptr<LibraryApi> api);

  // One book. NOT_FOUND BOOK_NOT_FOUND.
  // A read: sent again where that can help, within 2000 ms in all.
  Result<sample::v1::Book> GetBook(const sample::v1::GetBookRequest& request,
                                   const CallOptions& options = {}) const;

  // Books in the order of their ids, and a comment of this contract with a line that is longer than
  // it may be in the client. INVALID_ARGUMENT INVALID_PAGE_TOKEN. A read: sent again where that can
  // help, within 2000 ms in all.
  Result<sample::v1::ListBooksResponse> ListBooks(const sample::v1::ListBooksRequest& request,
                                                  const CallOptions& options = {}) const;
  // The same over all pages, each fetched when it is reached, each a call of its own.
  Range<sample::v1::Book> ListBooksRange(const sample::v1::ListBooksRequest& request,
                                         const CallOptions& options = {}) const;

  // The pages of a book, from the first. NOT_FOUND BOOK_NOT_FOUND.
  // A stream: sent again only before its first message, within 60000 ms in all.
  Stream<sample::v1::Page> ReadBook(const sample::v1::ReadBookRequest& request,
                                    const CallOptions& options = {}) const;

  // Lends a book.
  //
  // FAILED_PRECONDITION LENT.
  // A write: sent again under one request_id, within 5000 ms in all.
  Result<sample::v1::LendBookResponse> LendBook(const sample::v1::LendBookRequest& request,
                                                const CallOptions& options = {}) const;

  // A write: sent again under one request_id, within 20000 ms in all.
  Result<::google::protobuf::Empty> ReturnBooksOfOneReader(
      const sample::v1::ReturnBooksOfOneReaderRequest& request,
      const CallOptions& options = {}) const;

 private:
  std::shared_ptr<LibraryApi> api_;
};

}  // namespace reinstate::client
