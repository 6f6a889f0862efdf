// Reads of one account whose parts must fit together: one snapshot, one instant.

#pragma once

#include <functional>

#include "db/accounts.h"
#include "db/transaction.h"
#include "server/rpc/call.h"
#include "server/services/current_timeline.h"

namespace reinstate::services {

// `present.now` is never before the account's last write.
using AccountReader =
    std::function<Status(db::Transaction&, const db::AccountRow& row, const Present& present)>;

// ACCOUNT_NOT_FOUND, or what the reader answers; it may run again from the start.
Status ReadAccount(const Environment& environment, const rpc::Call& call,
                   const AccountReader& reader);

}  // namespace reinstate::services
