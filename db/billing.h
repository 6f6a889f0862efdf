// Rows of invoices and payments.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "db/transaction.h"
#include "server/domain/account_scope.h"
#include "server/domain/facts.h"

namespace reinstate::db {

std::vector<Invoice> ListInvoices(Transaction& transaction, const AccountScope& scope);
std::vector<Payment> ListPayments(Transaction& transaction, const AccountScope& scope);

// Every filter that is empty lets all pass.
struct PaymentFilter {
  std::string currency;
  std::string invoice_id;                    // named by an explicit allocation
  std::optional<absl::Time> received_from;   // inclusive
  std::optional<absl::Time> received_until;  // exclusive
};

struct PaymentPlace {
  absl::Time received_at;
  std::string payment_id;
};

// Newest first by (received_at, id), what comes after the place.
std::vector<Payment> ListPaymentPage(Transaction& transaction, const AccountScope& scope,
                                     const PaymentFilter& filter,
                                     const std::optional<PaymentPlace>& after, int limit);

// The id must not be recorded yet.
void InsertInvoice(Transaction& transaction, const AccountScope& scope, const Invoice& invoice,
                   int64_t revision);
void InsertPayment(Transaction& transaction, const AccountScope& scope, const Payment& payment,
                   int64_t revision);

}  // namespace reinstate::db
