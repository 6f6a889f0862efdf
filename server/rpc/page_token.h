// Where a list goes on: a cursor that only the caller it was given to can use, for the same list
// (AIP-158). Also the content hashes of requests.

#pragma once

#include <google/protobuf/message.h>

#include <initializer_list>
#include <string>
#include <string_view>

#include "server/domain/error.h"

namespace reinstate::rpc {

// What a page token is bound to.
struct PageBinding {
  std::string_view method;     // full name
  std::string_view principal;  // Principal::id
  // RequestHash of the request without "page_token" and "page_size", so that a caller may change
  // the size from page to page.
  std::string_view request_hash;
};

// `key` has at least 32 random bytes, the same in every server. The cursor is readable in the
// token, so it holds nothing secret; up to 700 bytes keep the token within its 1024 characters.
std::string SealPageToken(std::string_view key, const PageBinding& binding,
                          std::string_view cursor);

// The cursor. INVALID_PAGE_TOKEN where the token was altered, or sealed by another key or for
// another method, caller or request: which one is not told.
Result<std::string> OpenPageToken(std::string_view key, const PageBinding& binding,
                                  std::string_view token);

// SHA-256 (32 bytes) of the message without these top-level fields; a name that the message does
// not have is passed over. Equal content hashes alike, in every server of one build; a new
// version of protobuf may serialize differently, which makes an old hash differ, never collide.
std::string RequestHash(const google::protobuf::Message& request,
                        std::initializer_list<std::string_view> without_fields);

}  // namespace reinstate::rpc
