#include "server/services/idempotency.h"

#include <algorithm>
#include <vector>

#include "server/rpc/page_token.h"

namespace reinstate::services {
namespace {

// A reply shows what the roles of its caller may see, so it is repeated to the same roles only.
std::string HashOf(const rpc::Call& call, const google::protobuf::Message& request) {
  std::string hash = rpc::RequestHash(request, {"request_id"});
  std::vector<rpc::Role> roles = call.principal->roles;
  std::sort(roles.begin(), roles.end());
  for (const rpc::Role role : roles) hash += static_cast<char>(role);
  return hash;
}

}  // namespace

IdempotentCall::IdempotentCall(const rpc::Call& call, const google::protobuf::Message& request,
                               absl::Time real_now)
    : key_{call.scopes.account ? call.scopes.account->account_id() : "", call.principal->id,
           call.method->name, call.request_id},
      content_hash_(HashOf(call, request)),
      real_now_(real_now) {}

Result<bool> IdempotentCall::Begin(db::Transaction& transaction,
                                   google::protobuf::Message& response) const {
  const auto stored = TakeIdempotencyKey(transaction, key_, content_hash_, real_now_);
  if (!stored) return false;
  if (stored->content_hash != content_hash_) {
    return Error{.reason = Reason::kIdempotencyKeyReused,
                 .message = "request_id " + key_.request_id +
                            " was used with other content or by other roles; take a new one"};
  }
  response.ParseFromString(stored->reply);
  return true;
}

void IdempotentCall::End(db::Transaction& transaction,
                         const google::protobuf::Message& response) const {
  PutReply(transaction, key_, response.SerializeAsString());
}

}  // namespace reinstate::services
