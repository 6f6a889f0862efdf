// Pages of a list (AIP-158): an opaque token that is bound to the list and the caller.

#pragma once

#include <google/protobuf/message.h>

#include <string>

#include "server/domain/error.h"
#include "server/rpc/call.h"

namespace reinstate::services {

class Paging {
 public:
  explicit Paging(std::string key) : key_(std::move(key)) {}

  // Where the page begins: empty for the first.
  Result<std::string> Cursor(const rpc::Call& call, const google::protobuf::Message& request,
                             const std::string& page_token) const;
  std::string Token(const rpc::Call& call, const google::protobuf::Message& request,
                    const std::string& cursor) const;

  // A note that only a server can write, for whoever shows it again with the same content: what one
  // caller hands to another. `purpose` keeps kinds of them apart.
  std::string Seal(const std::string& purpose, const google::protobuf::Message& content,
                   const std::string& note) const;
  Result<std::string> Open(const std::string& purpose, const google::protobuf::Message& content,
                           const std::string& token) const;

  // The size asked for, within bounds; 0 means the usual one.
  static int Size(int asked, int usual, int most);

 private:
  const std::string key_;
};

}  // namespace reinstate::services
