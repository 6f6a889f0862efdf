// What every write to an account does for its open reinstatement ticket, in its transaction.

#pragma once

#include "db/transaction.h"
#include "server/domain/account_scope.h"
#include "server/domain/timeline.h"

namespace reinstate::services {

// From the timeline before a write to the one after it.
struct StandingChange {
  const Timeline& before;  // says what time has brought about since `written_at`
  const Timeline& after;   // says what holds at `now`
  absl::Time written_at;   // of the write before this one
  absl::Time now;
};

// Records what reads have computed since the write before: premature, ripe, no longer needed.
// Called under the account's row lock, once the decision is recorded.
void SettleReinstatement(db::Transaction& transaction, const AccountScope& scope,
                         const StandingChange& change);

}  // namespace reinstate::services
