// The domain clock's setting; only a development database has one.

#pragma once

#include <optional>

#include "db/transaction.h"
#include "server/domain/clock.h"

namespace reinstate::db {

std::optional<ClockSetting> GetClock(Transaction& transaction);
// Holds the setting until the transaction ends.
std::optional<ClockSetting> LockClock(Transaction& transaction);
void PutClock(Transaction& transaction, const ClockSetting& setting);
// For a transaction of Visibility::Server(), which sees no account otherwise.
bool AnyAccount(Transaction& transaction);

}  // namespace reinstate::db
