// What ImportDocuments decides, once the account's row is locked.

#pragma once

#include "reinstate/v1/billing_admin_service.pb.h"
#include "server/services/account_write.h"

namespace reinstate::services {

// Fills in the outcome of each document.
Result<WriteOutcome> DecideImport(const rpc::Call& call, const v1::ImportDocumentsRequest& request,
                                  v1::ImportDocumentsResponse& response,
                                  db::Transaction& transaction, AccountState& state);

DocumentReach ReachOf(const v1::ImportDocumentsRequest& request, const absl::TimeZone& zone);

}  // namespace reinstate::services
