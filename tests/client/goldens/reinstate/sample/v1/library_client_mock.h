// Made by protoc-gen-reinstate-client from reinstate/sample/v1/library_service.proto; do not edit.

#pragma once

#include "client/runtime/mock.h"
#include "reinstate/sample/v1/library_client.h"

namespace reinstate::client {

// Stands in for the service in a test: assign to a member the function that answers the method,
// and give the mock to LibraryClient.
class LibraryMock final : public LibraryApi {
 public:
  MockMethod<sample::v1::GetBookRequest, sample::v1::Book> get_book;
  MockMethod<sample::v1::ListBooksRequest, sample::v1::ListBooksResponse> list_books;
  MockStream<sample::v1::ReadBookRequest, sample::v1::Page> read_book;
  MockMethod<sample::v1::LendBookRequest, sample::v1::LendBookResponse> lend_book;
  MockMethod<sample::v1::ReturnBooksOfOneReaderRequest, ::google::protobuf::Empty>
      return_books_of_one_reader;

  Result<sample::v1::Book> GetBook(const sample::v1::GetBookRequest& request,
                                   const CallOptions& options) override {
    return get_book.Call("GetBook", request, options);
  }

  Result<sample::v1::ListBooksResponse> ListBooks(const sample::v1::ListBooksRequest& request,
                                                  const CallOptions& options) override {
    return list_books.Call("ListBooks", request, options);
  }

  Stream<sample::v1::Page> ReadBook(const sample::v1::ReadBookRequest& request,
                                    const CallOptions& options) override {
    return read_book.Call("ReadBook", request, options);
  }

  Result<sample::v1::LendBookResponse> LendBook(const sample::v1::LendBookRequest& request,
                                                const CallOptions& options) override {
    return lend_book.Call("LendBook", request, options);
  }

  Result<::google::protobuf::Empty> ReturnBooksOfOneReader(
      const sample::v1::ReturnBooksOfOneReaderRequest& request,
      const CallOptions& options) override {
    return return_books_of_one_reader.Call("ReturnBooksOfOneReader", request, options);
  }
};

}  // namespace reinstate::client
