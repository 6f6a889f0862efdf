// Rows of accounts and their timelines. Functions: a transaction and a scope in, domain values out.

#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "db/transaction.h"
#include "server/domain/account_scope.h"
#include "server/domain/clock.h"
#include "server/domain/facts.h"
#include "server/domain/timeline.h"

namespace reinstate::db {

// An account and the counters that every write moves on.
struct AccountRow {
  Account account;
  int64_t revision = 0;
  int64_t last_transition = 0;
  int64_t last_audit_entry = 0;
  absl::Time written_at;  // the domain clock of the last write
  // Documents dated before it are settled for good; unset: nothing is sealed.
  std::optional<absl::CivilDay> sealed_before = {};
  int64_t last_event = 0;
};

struct StoredTimeline {
  std::string account_id;
  int64_t revision = 0;
  absl::Time recorded_at;
  Timeline timeline;
  int policy_set = 1;  // that it was built with
  // Only where it was read by the batcher:
  std::optional<ClockSetting> clock = {};
  int present_set = 1;    // of the policies
  bool is_latest = true;  // nothing was recorded after it
};

struct ListedAccount {
  Account account;  // of the cloud and type of now
  StoredTimeline stored;
};

// False where the account exists already.
bool InsertAccount(Transaction& transaction, const AccountScope& scope, const Account& account);

// Holds the row until the transaction ends; nothing where there is none.
std::optional<AccountRow> LockAccount(Transaction& transaction, const AccountScope& scope);
// Keeps the row from being written until the transaction ends; others may share it.
std::optional<AccountRow> ShareAccount(Transaction& transaction, const AccountScope& scope);
// The same, but at once nothing where another transaction holds it.
std::optional<AccountRow> LockFreeAccount(Transaction& transaction, const AccountScope& scope);
std::optional<AccountRow> GetAccount(Transaction& transaction, const AccountScope& scope);
void UpdateAccount(Transaction& transaction, const AccountScope& scope, const AccountRow& row);

// The registered name is kept.
void RenameAccount(Transaction& transaction, const AccountScope& scope,
                   const std::string& display_name);
void PutEtag(Transaction& transaction, const AccountScope& scope, int64_t etag);
void CloseAccount(Transaction& transaction, const AccountScope& scope, absl::Time closed_at,
                  const std::string& reason);
// In no particular order.
std::vector<AccountChange> ListAccountChanges(Transaction& transaction, const AccountScope& scope);
void InsertAccountChange(Transaction& transaction, const AccountScope& scope,
                         const AccountChange& change, absl::Time recorded_at);

std::optional<StoredTimeline> GetTimeline(Transaction& transaction, const AccountScope& scope);

// Replaces the account's timeline and keeps this version for good. At `next_event_at`, which may be
// never, the publisher looks at the account.
void PutTimeline(Transaction& transaction, const AccountScope& scope, const Timeline& timeline,
                 int64_t revision, int policy_set, absl::Time recorded_at,
                 absl::Time next_event_at);

// Where no fact has changed: no later read answers as of an instant before `written_at`.
void TouchTimeline(Transaction& transaction, const AccountScope& scope, absl::Time written_at,
                   absl::Time next_event_at);

// [from, until): when the standing changes next.
struct ChangeWindow {
  absl::Time from;
  absl::Time until;
};

struct AccountFilter {
  std::vector<Standing> standings;          // any of these
  std::vector<PartnerType> partner_types;   // any of these; empty: all
  std::optional<ChangeWindow> next_change;  // unset: any, or none
};

// In the order of ids, after `after`: every account that may pass the filter at `now`. A superset:
// timelines that have changed by themselves meanwhile, or were built with an older set of
// policies than `policy_set`, are among them.
std::vector<ListedAccount> ListAccounts(Transaction& transaction, const AllAccountsScope& scope,
                                        const std::string& after, const AccountFilter& filter,
                                        absl::Time now, int policy_set, int limit);

}  // namespace reinstate::db
