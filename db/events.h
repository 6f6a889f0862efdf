// Rows of what watchers are told of accounts, in an order over all accounts.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "db/accounts.h"
#include "db/transaction.h"
#include "server/domain/account_scope.h"
#include "server/domain/transitions.h"
#include "server/domain/warnings.h"

namespace reinstate::db {

// A place in the order of all events; everything up to it is known.
struct EventPosition {
  uint64_t transaction_id = 0;
  std::string account_id;
  int64_t sequence = 0;

  // NOLINTNEXTLINE(modernize-use-nullptr): there is no pointer.
  friend auto operator<=>(const EventPosition&, const EventPosition&) = default;
};

// A transition or a warning.
struct StatusEvent {
  EventPosition position;  // with account and sequence
  absl::Time created_at;   // real clock
  std::optional<Transition> transition;
  SuspensionWarning warning;  // where it is no transition
};

// Up to where events can be read for good: nothing will appear at or before `through` any more.
struct EventFrontier {
  EventPosition through;
  absl::Time pruned_before = absl::InfinitePast();  // real clock: older events may be gone
};

struct EventPage {
  std::vector<StatusEvent> events;  // in order
  EventFrontier frontier;           // `through` what was read
  bool full = false;                // there may be more behind it
};

// Into the log, and the event, which gets the sequence.
void InsertTransition(Transaction& transaction, const AccountScope& scope,
                      const Transition& transition, int64_t event_sequence, absl::Time created_at);
// False where the warning was given before; then there is no event.
bool InsertWarning(Transaction& transaction, const AccountScope& scope,
                   const SuspensionWarning& warning);
void InsertWarningEvent(Transaction& transaction, const AccountScope& scope, int64_t sequence,
                        absl::Time created_at, const SuspensionWarning& warning);

// These three need a transaction with one snapshot (Access::kSnapshot).
EventFrontier GetEventFrontier(Transaction& transaction);
EventPage ListEvents(Transaction& transaction, const AllAccountsScope& scope,
                     const EventPosition& after, int limit);
EventPage ListEvents(Transaction& transaction, const std::vector<AccountScope>& scopes,
                     const EventPosition& after, int limit);

// The accounts that are there, with the number of their last event.
struct WatchedAccount {
  StoredTimeline stored;
  int64_t last_event = 0;
};
std::vector<WatchedAccount> ListWatched(Transaction& transaction,
                                        const std::vector<AccountScope>& scopes);

// An account with something due, in the order in which it is to be looked at.
struct DueAccount {
  std::string account_id;
  std::string due_at;  // as the database writes it
};
std::vector<DueAccount> ListDueAccounts(Transaction& transaction, const AllAccountsScope& scope,
                                        absl::Time now, const std::optional<DueAccount>& after,
                                        int limit);

// From now on events created before it may be gone. It never goes back.
void PutHorizon(Transaction& transaction, absl::Time pruned_before);
// Accounts that have events created before it, by a look at the oldest `limit` of all.
std::vector<std::string> ListPrunable(Transaction& transaction, const AllAccountsScope& scope,
                                      absl::Time before, int limit);
void DeleteEvents(Transaction& transaction, const AccountScope& scope, absl::Time before);

}  // namespace reinstate::db
