// What reads and writes of an account do with its open reinstatement ticket, each in its own
// transaction.

#pragma once

#include <optional>

#include "db/transaction.h"
#include "server/domain/account_scope.h"
#include "server/domain/ticket.h"
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

// The account's open reinstatement ticket as it stands at `now`; none where time has ended it since
// the account's last write, at `written_at`, by the timeline stored then.
std::optional<Ticket> FindOpenReinstatement(db::Transaction& transaction, const AccountScope& scope,
                                            const Timeline& stored, absl::Time written_at,
                                            absl::Time now);

}  // namespace reinstate::services
