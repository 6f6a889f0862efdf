#include "server/services/paging.h"

#include <algorithm>

#include "server/rpc/page_token.h"

namespace reinstate::services {
namespace {

std::string HashOf(const google::protobuf::Message& request) {
  return rpc::RequestHash(request, {"page_token", "page_size"});
}

}  // namespace

Result<std::string> Paging::Cursor(const rpc::Call& call, const google::protobuf::Message& request,
                                   const std::string& page_token) const {
  if (page_token.empty()) return std::string();
  const std::string hash = HashOf(request);
  return rpc::OpenPageToken(key_, {call.method->name, call.principal->id, hash}, page_token);
}

std::string Paging::Token(const rpc::Call& call, const google::protobuf::Message& request,
                          const std::string& cursor) const {
  const std::string hash = HashOf(request);
  return rpc::SealPageToken(key_, {call.method->name, call.principal->id, hash}, cursor);
}

std::string Paging::Seal(const std::string& purpose, const google::protobuf::Message& content,
                         const std::string& note) const {
  const std::string hash = rpc::RequestHash(content, {});
  return rpc::SealPageToken(key_, {purpose, "", hash}, note);
}

Result<std::string> Paging::Open(const std::string& purpose,
                                 const google::protobuf::Message& content,
                                 const std::string& token) const {
  const std::string hash = rpc::RequestHash(content, {});
  return rpc::OpenPageToken(key_, {purpose, "", hash}, token);
}

int Paging::Size(int asked, int usual, int most) {
  return asked <= 0 ? usual : std::min(asked, most);
}

}  // namespace reinstate::services
