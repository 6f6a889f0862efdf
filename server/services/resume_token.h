// Where a watch goes on: a place among the events that only the caller it was given to can use, for
// the same watch.

#pragma once

#include <google/protobuf/message.h>

#include <string>

#include "absl/time/time.h"
#include "db/events.h"
#include "server/domain/error.h"
#include "server/rpc/call.h"

namespace reinstate::services {

struct ResumePlace {
  db::EventPosition after;
  absl::Time known_at;  // real clock: when all up to `after` was known
};

// The tokens of one watch.
class ResumeTokens {
 public:
  // `key` has at least 32 random bytes, the same in every server, and outlives it. The request's
  // field "resume_token" does not count.
  ResumeTokens(const std::string& key, const rpc::Call& call,
               const google::protobuf::Message& request);

  // INVALID_PAGE_TOKEN where it was altered or is of another caller or watch: which is not told.
  Result<ResumePlace> Open(const std::string& token) const;
  std::string Seal(const ResumePlace& place) const;

 private:
  const std::string& key_;
  const std::string method_;
  const std::string principal_;
  const std::string request_hash_;
};

}  // namespace reinstate::services
