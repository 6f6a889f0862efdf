// An account's timeline by the present set of policies, whichever set it is stored by (DOMAIN 2).

#pragma once

#include <optional>
#include <vector>

#include "db/accounts.h"
#include "db/clock.h"
#include "db/transaction.h"
#include "server/domain/account_scope.h"
#include "server/domain/transitions.h"
#include "server/services/account_write.h"

namespace reinstate::services {

// What a transaction goes by from its first to its last line, whatever becomes known meanwhile.
struct Present {
  const PolicyHistory& history;
  std::optional<ClockSetting> clock;
  absl::Time now;  // by the domain clock

  const PolicySet& policies() const { return history.current(); }
};
// Where the database has newer policies than this server knows, they are taken over. A write reads
// it behind the lock of its account's row, so that no timeline there is by a newer set.
Present ReadPresent(const Environment& environment, db::Transaction& transaction);

struct CurrentTimeline {
  // What was since the last write is in it too, by the sets of then.
  db::StoredTimeline stored;
  // What changes of the set brought about since the last write, without numbers; and from when on
  // only time does.
  std::vector<Transition> due;
  absl::Time due_through;
};
// Nothing where the account has none. The transaction sees the account's rows. Nothing is stored.
std::optional<CurrentTimeline> GetCurrentTimeline(const PolicyHistory& history,
                                                  db::Transaction& transaction,
                                                  const AccountScope& scope,
                                                  const db::AccountRow& row);

// The same for an element of a list over all accounts, in a transaction that sees them.
void Refresh(const PolicyHistory& history, db::Transaction& transaction,
             const AllAccountsScope& all, db::StoredTimeline& stored);

// Stores what the account lived through, where its timeline is of an older set: the versions in
// between, their entries in the log, and the row. The account is locked and its facts are loaded.
void CatchUpAccount(const Environment& environment, db::Transaction& transaction,
                    const AccountScope& scope, AccountState& state);

// The same as a write of its own, for an account that nothing else is recorded about and whose row
// the transaction has locked. What it went by, and the timeline, where there is one.
struct Rebuilt {
  Present present;
  std::optional<db::StoredTimeline> stored;
};
Rebuilt RebuildTimeline(const Environment& environment, db::Transaction& transaction,
                        const AccountScope& scope, db::AccountRow& row);

}  // namespace reinstate::services
