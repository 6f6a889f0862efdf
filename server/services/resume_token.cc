#include "server/services/resume_token.h"

#include <sstream>

#include "server/rpc/page_token.h"

namespace reinstate::services {

ResumeTokens::ResumeTokens(const std::string& key, const rpc::Call& call,
                           const google::protobuf::Message& request)
    : key_(key),
      method_(call.method->name),
      principal_(call.principal->id),
      request_hash_(rpc::RequestHash(request, {"resume_token"})) {}

Result<ResumePlace> ResumeTokens::Open(const std::string& token) const {
  auto cursor = rpc::OpenPageToken(key_, {method_, principal_, request_hash_}, token);
  if (!cursor.ok()) {
    Error error = std::move(cursor.error());
    error.message = "the resume token is not of this watch; watch without one";
    error.fields = {{"resume_token", error.message}};
    return error;
  }
  // The id last: it may hold nearly anything.
  std::istringstream text(*cursor);
  ResumePlace place;
  int64_t micros = 0;
  text >> place.after.transaction_id >> place.after.sequence >> micros >> place.after.account_id;
  place.known_at = absl::FromUnixMicros(micros);
  return place;
}

std::string ResumeTokens::Seal(const ResumePlace& place) const {
  const std::string cursor =
      std::to_string(place.after.transaction_id) + " " + std::to_string(place.after.sequence) +
      " " + std::to_string(absl::ToUnixMicros(place.known_at)) + " " + place.after.account_id;
  return rpc::SealPageToken(key_, {method_, principal_, request_hash_}, cursor);
}

}  // namespace reinstate::services
