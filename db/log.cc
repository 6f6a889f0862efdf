#include "db/log.h"

#include "absl/strings/escaping.h"
#include "db/embedded/queries.h"
#include "db/log_rows.h"
#include "db/values.h"

namespace reinstate::db {
namespace {

void InsertEntry(Transaction& transaction, const std::string& account_id, const AuditEntry& entry) {
  Exec(transaction, queries::kInsertAuditEntry, account_id, entry.sequence, Text(entry.recorded_at),
       Text(entry.real_at), entry.principal, entry.method, entry.request_id, entry.revision,
       entry.subject_id, entry.reason);
}

}  // namespace

Transition ReadTransition(const pqxx::row& row) {
  Transition transition;
  transition.sequence = row["sequence"].as<int64_t>();
  transition.from = kStandings.Read(row["from_standing"].c_str());
  transition.to = kStandings.Read(row["to_standing"].c_str());
  transition.causes_added = ReadCauses(row["causes_added"]);
  transition.causes_removed = ReadCauses(row["causes_removed"]);
  transition.effective_at = ReadTime(row["effective_at"]);
  transition.observed_at = ReadTime(row["observed_at"]);
  transition.trigger = kTriggers.Read(row["trigger"].c_str());
  transition.trigger_id = row["trigger_id"].c_str();
  transition.actor = row["actor"].c_str();
  transition.policy_version = row["policy_version"].as<int>();
  transition.revision = row["revision"].as<int64_t>();
  return transition;
}

std::vector<Transition> ListTransitions(Transaction& transaction, const AccountScope& scope,
                                        int64_t before_sequence, int limit) {
  std::vector<Transition> transitions;
  for (const pqxx::row& row :
       Exec(transaction, queries::kListTransitions, scope.account_id(), before_sequence, limit)) {
    transitions.push_back(ReadTransition(row));
  }
  return transitions;
}

void InsertAuditEntry(Transaction& transaction, const AccountScope& scope,
                      const AuditEntry& entry) {
  InsertEntry(transaction, scope.account_id(), entry);
}

void InsertServerAuditEntry(Transaction& transaction, const AuditEntry& entry) {
  InsertEntry(transaction, "", entry);
}

std::vector<AuditEntry> ListAuditEntries(Transaction& transaction, const AccountScope& scope,
                                         int64_t before_sequence, int limit) {
  std::vector<AuditEntry> entries;
  for (const pqxx::row& row :
       Exec(transaction, queries::kListAuditEntries, scope.account_id(), before_sequence, limit)) {
    entries.push_back({row["sequence"].as<int64_t>(), ReadTime(row["recorded_at"]),
                       ReadTime(row["real_at"]), row["principal"].c_str(), row["method"].c_str(),
                       row["request_id"].c_str(), row["revision"].as<int64_t>(),
                       row["subject_id"].c_str(), row["reason"].c_str()});
  }
  return entries;
}

std::optional<StoredReply> TakeIdempotencyKey(Transaction& transaction, const IdempotencyKey& key,
                                              const std::string& content_hash,
                                              absl::Time real_now) {
  const bool ours =
      !Exec(transaction, queries::kInsertIdempotencyKey, key.account_id, key.principal, key.method,
            key.request_id, absl::BytesToHexString(content_hash), Text(real_now))
           .empty();
  if (ours) return std::nullopt;
  const pqxx::result result = Exec(transaction, queries::kReplayIdempotencyKey, key.account_id,
                                   key.principal, key.method, key.request_id, Text(real_now));
  return StoredReply{absl::HexStringToBytes(result[0]["content_hash"].c_str()),
                     absl::HexStringToBytes(result[0]["reply"].c_str())};
}

void PutReply(Transaction& transaction, const IdempotencyKey& key, const std::string& reply) {
  Exec(transaction, queries::kPutReply, key.account_id, key.principal, key.method, key.request_id,
       absl::BytesToHexString(reply));
}

}  // namespace reinstate::db
