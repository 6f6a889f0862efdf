// What each write of BillingAdminService decides and records, once the account's row is locked.

#pragma once

#include "reinstate/v1/billing_admin_service.pb.h"
#include "server/services/account_write.h"

namespace reinstate::services {

// Adds the invoice to state.facts and to the database where it is new.
Result<WriteOutcome> DecideInvoice(const Environment& environment, const rpc::Call& call,
                                   const v1::RecordInvoiceRequest& request,
                                   db::Transaction& transaction, AccountState& state);
Result<WriteOutcome> DecidePayment(const Environment& environment, const rpc::Call& call,
                                   const v1::RecordPaymentRequest& request,
                                   db::Transaction& transaction, AccountState& state);
// Fills in the outcome of each document.
Result<WriteOutcome> DecideImport(const Environment& environment, const rpc::Call& call,
                                  const v1::ImportDocumentsRequest& request,
                                  v1::ImportDocumentsResponse& response,
                                  db::Transaction& transaction, AccountState& state);

}  // namespace reinstate::services
