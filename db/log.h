// What every write leaves behind: audit entries, idempotency keys.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "db/transaction.h"
#include "server/domain/account_scope.h"
#include "server/domain/transitions.h"

namespace reinstate::db {

// Newest first, below the sequence.
std::vector<Transition> ListTransitions(Transaction& transaction, const AccountScope& scope,
                                        int64_t before_sequence, int limit);

struct AuditEntry {
  int64_t sequence = 0;
  absl::Time recorded_at;  // domain clock
  absl::Time real_at;
  std::string principal;
  std::string method;
  std::string request_id;
  int64_t revision = 0;
  std::string subject_id;
  std::string reason;
};

void InsertAuditEntry(Transaction& transaction, const AccountScope& scope, const AuditEntry& entry);

// Of a write that names no account; the sequence is the caller's own.
void InsertServerAuditEntry(Transaction& transaction, const AuditEntry& entry);

// Newest first, below the sequence.
std::vector<AuditEntry> ListAuditEntries(Transaction& transaction, const AccountScope& scope,
                                         int64_t before_sequence, int limit);

// Names one logical write.
struct IdempotencyKey {
  std::string account_id;  // empty for writes without one
  std::string principal;
  std::string method;
  std::string request_id;
};

struct StoredReply {
  std::string content_hash;
  std::string reply;  // as it was sent
};

// Takes the key, waiting for another transaction that holds it. Nothing: it is ours, the write
// goes on. Else the earlier write's reply; that row is updated, so that what is answered again has
// been committed durably again.
std::optional<StoredReply> TakeIdempotencyKey(Transaction& transaction, const IdempotencyKey& key,
                                              const std::string& content_hash, absl::Time real_now);
void PutReply(Transaction& transaction, const IdempotencyKey& key, const std::string& reply);

}  // namespace reinstate::db
