#include "db/billing.h"

#include <unordered_map>

#include "db/embedded/queries.h"
#include "db/values.h"

namespace reinstate::db {
namespace {

std::vector<Payment> WithAllocations(const pqxx::result& rows, const pqxx::result& allocations) {
  std::vector<Payment> payments;
  std::unordered_map<std::string, size_t> index_of;
  for (const pqxx::row& row : rows) {
    index_of.emplace(row["payment_id"].c_str(), payments.size());
    payments.push_back({row["payment_id"].c_str(),
                        row["currency"].c_str(),
                        row["amount_minor"].as<int64_t>(),
                        ReadTime(row["received_at"]),
                        row["method"].c_str(),
                        {},
                        ReadTime(row["recorded_at"])});
  }
  for (const pqxx::row& row : allocations) {
    payments[index_of.at(row["payment_id"].c_str())].allocations.push_back(
        {row["invoice_id"].c_str(), row["amount_minor"].as<int64_t>()});
  }
  return payments;
}

}  // namespace

std::vector<Invoice> ListInvoices(Transaction& transaction, const AccountScope& scope) {
  std::vector<Invoice> invoices;
  for (const pqxx::row& row : Exec(transaction, queries::kListInvoices, scope.account_id())) {
    invoices.push_back({row["invoice_id"].c_str(), row["currency"].c_str(),
                        row["total_minor"].as<int64_t>(), ReadDay(row["issued_on"]),
                        ReadDay(row["due_on"]), ReadTime(row["recorded_at"])});
  }
  return invoices;
}

std::vector<Payment> ListPayments(Transaction& transaction, const AccountScope& scope) {
  const auto rows = Exec(transaction, queries::kListPayments, scope.account_id());
  return WithAllocations(rows, Exec(transaction, queries::kListAllocations, scope.account_id()));
}

std::vector<Payment> ListPaymentPage(Transaction& transaction, const AccountScope& scope,
                                     const PaymentFilter& filter,
                                     const std::optional<PaymentPlace>& after, int limit) {
  const std::optional<std::string> from = Text(filter.received_from);
  const std::optional<std::string> until = Text(filter.received_until);
  std::optional<std::string> after_at;
  if (after) after_at = Text(after->received_at);
  const auto rows = Exec(transaction, queries::kListPaymentPage, scope.account_id(),
                         filter.currency, OrNull(from), OrNull(until), filter.invoice_id,
                         OrNull(after_at), after ? after->payment_id : "", limit);
  // Ids hold no comma.
  std::string ids;
  for (const pqxx::row& row : rows)
    ids += (ids.empty() ? "" : ",") + row["payment_id"].as<std::string>();
  return WithAllocations(
      rows, Exec(transaction, queries::kListAllocationsOfPayments, scope.account_id(), ids));
}

void InsertInvoice(Transaction& transaction, const AccountScope& scope, const Invoice& invoice,
                   int64_t revision) {
  Exec(transaction, queries::kInsertInvoice, scope.account_id(), invoice.invoice_id,
       invoice.currency, invoice.total_minor, Text(invoice.issued_on), Text(invoice.due_on),
       Text(invoice.recorded_at), revision);
}

void InsertPayment(Transaction& transaction, const AccountScope& scope, const Payment& payment,
                   int64_t revision) {
  Exec(transaction, queries::kInsertPayment, scope.account_id(), payment.payment_id,
       payment.currency, payment.amount_minor, Text(payment.received_at), payment.method,
       Text(payment.recorded_at), revision);
  for (const Allocation& allocation : payment.allocations) {
    Exec(transaction, queries::kInsertAllocation, scope.account_id(), payment.payment_id,
         allocation.invoice_id, allocation.amount_minor);
  }
}

}  // namespace reinstate::db
