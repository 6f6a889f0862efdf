// Rows of invoices and payments.

#pragma once

#include <vector>

#include "db/transaction.h"
#include "server/domain/account_scope.h"
#include "server/domain/facts.h"

namespace reinstate::db {

std::vector<Invoice> ListInvoices(Transaction& transaction, const AccountScope& scope);
std::vector<Payment> ListPayments(Transaction& transaction, const AccountScope& scope);

// The id must not be recorded yet.
void InsertInvoice(Transaction& transaction, const AccountScope& scope, const Invoice& invoice,
                   int64_t revision);
void InsertPayment(Transaction& transaction, const AccountScope& scope, const Payment& payment,
                   int64_t revision);

}  // namespace reinstate::db
