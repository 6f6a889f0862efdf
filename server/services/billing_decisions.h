// What RecordInvoice, RecordPayment and the settings decide, once the account's row is locked.

#pragma once

#include "reinstate/v1/billing_admin_service.pb.h"
#include "server/services/account_write.h"

namespace reinstate::services {

// Adds the document to state.facts and to the database where it is new.
Result<WriteOutcome> DecideInvoice(const rpc::Call& call, const v1::RecordInvoiceRequest& request,
                                   db::Transaction& transaction, AccountState& state);
Result<WriteOutcome> DecidePayment(const rpc::Call& call, const v1::RecordPaymentRequest& request,
                                   db::Transaction& transaction, AccountState& state);

// `terms` is what is set.
Result<WriteOutcome> DecideTerms(const rpc::Call& call, const v1::SetPaymentTermsRequest& request,
                                 db::Transaction& transaction, AccountState& state,
                                 PaymentTerms& terms);
// In force until the next.
Result<WriteOutcome> DecideInstructions(const rpc::Call& call,
                                        const v1::SetPaymentInstructionsRequest& request,
                                        db::Transaction& transaction, AccountState& state);

}  // namespace reinstate::services
