// What every transaction needs to know of the database: the domain clock's setting, which only a
// development database has, and the present set of policies.

#pragma once

#include <optional>

#include "db/transaction.h"
#include "server/domain/clock.h"

namespace reinstate::db {

struct Present {
  std::optional<ClockSetting> clock;
  int policy_set = 1;
};
Present GetPresent(Transaction& transaction);
// Holds the setting until the transaction ends.
std::optional<ClockSetting> LockClock(Transaction& transaction);
void PutClock(Transaction& transaction, const ClockSetting& setting);
// For a transaction of Visibility::Server(), which sees no account otherwise.
bool AnyAccount(Transaction& transaction);

}  // namespace reinstate::db
