// What each write about exemptions decides and records, once the account's row is locked.

#pragma once

#include "reinstate/v1/account_admin_service.pb.h"
#include "server/services/account_write.h"

namespace reinstate::services {

// By anybody but the author of an open request for reinstatement: nobody decides what they
// themselves asked for.
Result<WriteOutcome> DecideExemption(const rpc::Call& call,
                                     const v1::GrantExemptionRequest& request,
                                     db::Transaction& transaction, AccountState& state);
Result<WriteOutcome> DecideRevocation(const rpc::Call& call,
                                      const v1::RevokeExemptionRequest& request,
                                      db::Transaction& transaction, AccountState& state);

}  // namespace reinstate::services
