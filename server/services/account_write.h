// Every write to an account, in one transaction: idempotency row, account row, the decision,
// state, rebuilt timeline, transitions, the open reinstatement ticket, audit entry, stored reply.

#pragma once

#include <google/protobuf/message.h>

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "db/accounts.h"
#include "db/pool.h"
#include "db/transaction.h"
#include "server/domain/clock.h"
#include "server/domain/fact_rules.h"
#include "server/domain/policy.h"
#include "server/domain/timeline.h"
#include "server/domain/transitions.h"
#include "server/rpc/call.h"
#include "server/services/policy_book.h"

namespace reinstate::services {

// What services share. Everything outlives them.
struct Environment {
  db::Pool& pool;
  PolicyBook& book;
  RealClock real_now;

  // The same in every set of policies.
  const absl::TimeZone& document_zone() const { return book.history().current().document_zone(); }
};

// The account while its row is locked.
struct AccountState {
  db::AccountRow row;
  bool created = false;
  // Of the documents those from the account's seal on, or all; a decision adds what it records.
  AccountFacts facts;
  std::optional<db::StoredTimeline> stored;
  // As found after the account's row was locked, the same for all of the write; never null.
  const PolicyHistory* history = nullptr;
  absl::Time now;     // domain clock, never before the account's last write
  Timeline timeline;  // as stored; after the decision as rebuilt, with its past
  int episodes_opened = 0;

  const PolicySet& policies() const { return history->current(); }
  Standing standing() const { return SegmentAt(timeline, now).standing; }
};

// What a decision did.
struct WriteOutcome {
  bool changed = false;  // false: the same fact again; no revision, no audit entry
  WriteCause cause;
  std::string reason;  // as the caller gave it, for the audit log
  // False: the account's facts and decisions are as they were, and so are timeline and revision.
  bool facts_changed = true;
};

using Decide = std::function<Result<WriteOutcome>(db::Transaction&, AccountState&)>;
using FillReply = std::function<void(const AccountState&)>;
using CreateAccount = std::function<Account(absl::Time now)>;

// The documents that a write is about. Where one of them lies before the account's seal, the write
// decides on all documents.
struct DocumentReach {
  absl::CivilDay earliest = absl::CivilDay::max();  // the first day on which one acts
  std::vector<std::string> invoice_ids;
  std::vector<std::string> payment_ids;
};

struct AccountWrite {
  const google::protobuf::Message& request;
  google::protobuf::Message& response;
  Decide decide;    // may run again from the start: the transaction may be retried
  FillReply reply;  // fills the response once the new timeline stands
  // Registers the account where it does not exist.
  CreateAccount create = nullptr;
  DocumentReach reach = {};
  // Another account whose rows the decision may read and lock.
  const AccountScope* beside = nullptr;
};

Status WriteToAccount(const Environment& environment, const rpc::Call& call,
                      const AccountWrite& write);

// Who writes, as the logs say it.
struct Author {
  std::string principal;
  std::string method;
  std::string request_id;
};

// A write of our own to an account that exists, in a transaction that sees it: all that
// WriteToAccount does but for idempotency and reply.
Status ApplyToAccount(const Environment& environment, const AccountScope& scope,
                      const Author& author, const Decide& decide, db::Transaction& transaction);

// Who records, for the rules of time.
Recorder RecorderOf(const rpc::Call& call, const std::string& reason);

Error AccountNotFound(const std::string& account_id);
Error InvoiceNotFound(const std::string& invoice_id);
Error PaymentNotFound(const std::string& payment_id);

}  // namespace reinstate::services
