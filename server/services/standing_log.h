// The log of an account's standing and the events that tell of it. Writes and the publisher append
// by the same functions, in their transactions, while they hold the account's row.

#pragma once

#include "absl/time/time.h"
#include "db/accounts.h"
#include "db/transaction.h"
#include "server/domain/account_scope.h"
#include "server/domain/policy.h"
#include "server/domain/timeline.h"
#include "server/domain/transitions.h"

namespace reinstate::services {

// The last of what time has brought about, and how many entries and events that made.
struct Recorded {
  absl::Time through;  // the row's written_at where it was nothing
  int count = 0;
};

// Appends what time has brought about in (row.written_at, now] by the timeline as stored: changes
// of standing and warnings, in the order of their instants. `real_now` dates the events.
Recorded RecordTime(db::Transaction& transaction, const AccountScope& scope, db::AccountRow& row,
                    const Timeline& stored, const PolicySet& policies, absl::Time now,
                    absl::Time real_now);

// Appends one change at the given revision.
void RecordTransition(db::Transaction& transaction, const AccountScope& scope, db::AccountRow& row,
                      Transition transition, int64_t revision, absl::Time real_now);

// When the publisher is to look at the account: at once where the timeline makes a warning due, at
// `now`, that the one before (null: none) did not have, which is its business.
absl::Time NextEvent(const Timeline* before, const Timeline& after, const PolicySet& policies,
                     absl::Time now);

}  // namespace reinstate::services
