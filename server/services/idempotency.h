// The idempotency of one write (AIP-155), inside its transaction.

#pragma once

#include <google/protobuf/message.h>

#include <string>

#include "db/log.h"
#include "db/transaction.h"
#include "server/domain/error.h"
#include "server/rpc/call.h"

namespace reinstate::services {

class IdempotentCall {
 public:
  IdempotentCall(const rpc::Call& call, const google::protobuf::Message& request,
                 absl::Time real_now);

  // True: the write was done before and `response` is its reply. False: do it, then End.
  // IDEMPOTENCY_KEY_REUSED where the request_id was used with other content.
  Result<bool> Begin(db::Transaction& transaction, google::protobuf::Message& response) const;
  void End(db::Transaction& transaction, const google::protobuf::Message& response) const;

 private:
  const db::IdempotencyKey key_;
  const std::string content_hash_;
  const absl::Time real_now_;
};

}  // namespace reinstate::services
