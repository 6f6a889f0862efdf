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
bool AnyAccount(Transaction& transaction, const AllAccountsScope& scope);

}  // namespace reinstate::db
