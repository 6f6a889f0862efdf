#include "server/services/idempotency.h"

#include "server/rpc/page_token.h"

namespace reinstate::services {

IdempotentCall::IdempotentCall(const rpc::Call& call, const google::protobuf::Message& request,
                               absl::Time real_now)
    : key_{call.scopes.account ? call.scopes.account->account_id() : "", call.principal->id,
           call.method->name, call.request_id},
      content_hash_(rpc::RequestHash(request, {"request_id"})),
      real_now_(real_now) {}

Result<bool> IdempotentCall::Begin(db::Transaction& transaction,
                                   google::protobuf::Message& response) const {
  const auto stored = TakeIdempotencyKey(transaction, key_, content_hash_, real_now_);
  if (!stored) return false;
  if (stored->content_hash != content_hash_) {
    return Error{.reason = Reason::kIdempotencyKeyReused,
                 .message = "request_id " + key_.request_id +
                            " was used with other content; take a new one"};
  }
  response.ParseFromString(stored->reply);
  return true;
}

void IdempotentCall::End(db::Transaction& transaction,
                         const google::protobuf::Message& response) const {
  PutReply(transaction, key_, response.SerializeAsString());
}

}  // namespace reinstate::services
