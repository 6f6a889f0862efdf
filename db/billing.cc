#include "db/billing.h"

#include <unordered_map>
#include <utility>

#include "db/billing_rows.h"
#include "db/embedded/queries.h"
#include "db/values.h"
#include "server/domain/civil_day.h"

namespace reinstate::db {
namespace {

// A range as the queries take it.
struct RangeText {
  explicit RangeText(const BillingRange& range)
      : from_day(range.from ? Text(*range.from) : "-infinity"),
        from_instant(range.from ? Text(StartOfDay(*range.from, range.zone)) : "-infinity") {}

  std::string from_day;
  std::string from_instant;
};

// Ids hold no comma.
std::string Joined(const std::vector<std::string>& ids) {
  std::string joined;
  for (const std::string& id : ids) joined += (joined.empty() ? "" : ",") + id;
  return joined;
}

Invoice ReadInvoice(const pqxx::row& row) {
  Invoice invoice;
  invoice.invoice_id = row["invoice_id"].c_str();
  invoice.currency = row["currency"].c_str();
  invoice.total_minor = row["total_minor"].as<int64_t>();
  invoice.issued_on = ReadDay(row["issued_on"]);
  invoice.due_on = ReadDay(row["due_on"]);
  invoice.recorded_at = ReadTime(row["recorded_at"]);
  invoice.amends = row["amends"].c_str();
  invoice.type = kInvoiceTypes.Read(row["invoice_type"].c_str());
  if (!row["period_from"].is_null()) {
    invoice.period = {ReadDay(row["period_from"]), ReadDay(row["period_through"])};
  }
  if (!row["instructions_revision"].is_null()) invoice.instructions = ReadInstructions(row);
  invoice.voided_at = ReadOptionalTime(row["voided_at"]);
  invoice.written_off_at = ReadOptionalTime(row["written_off_at"]);
  return invoice;
}

void ReadInvoices(const pqxx::result& rows, const pqxx::result& disputes, BillingFacts& facts) {
  std::unordered_map<std::string, size_t> index_of;
  for (const pqxx::row& row : rows) {
    Invoice invoice = ReadInvoice(row);
    if (invoice.is_credit_note()) {
      facts.credit_notes.push_back(std::move(invoice));
      continue;
    }
    index_of.emplace(invoice.invoice_id, facts.invoices.size());
    facts.invoices.push_back(std::move(invoice));
  }
  for (const pqxx::row& row : disputes) {
    Dispute dispute;
    dispute.dispute_id = row["dispute_id"].c_str();
    dispute.opened_at = ReadTime(row["opened_at"]);
    if (!row["amount_minor"].is_null()) dispute.amount_minor = row["amount_minor"].as<int64_t>();
    dispute.resolved_at = ReadOptionalTime(row["resolved_at"]);
    dispute.outcome = row["upheld"].as<bool>() ? DisputeOutcome::kUpheld : DisputeOutcome::kLost;
    facts.invoices[index_of.at(row["invoice_id"].c_str())].disputes.push_back(std::move(dispute));
  }
}

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
                        ReadTime(row["recorded_at"]),
                        row["settled"].as<bool>(),
                        ReadOptionalTime(row["failed_at"]),
                        ReadOptionalTime(row["reversed_at"]),
                        ReadOptionalTime(row["voided_at"])});
  }
  for (const pqxx::row& row : allocations) {
    payments[index_of.at(row["payment_id"].c_str())].allocations.push_back(
        {row["invoice_id"].c_str(), row["amount_minor"].as<int64_t>()});
  }
  return payments;
}

}  // namespace

BillingFacts LoadBilling(Transaction& transaction, const AccountScope& scope,
                         const BillingRange& range) {
  const RangeText text(range);
  const std::string& id = scope.account_id();
  const auto list = [&](const Statement& statement, const std::string& from) {
    return Exec(transaction, statement, id, from, range.through_revision);
  };
  BillingFacts facts;
  ReadInvoices(list(queries::kListInvoices, text.from_day),
               list(queries::kListDisputes, text.from_day), facts);
  const auto payments = list(queries::kListPayments, text.from_instant);
  facts.payments = WithAllocations(payments, list(queries::kListAllocations, text.from_instant));
  return facts;
}

std::vector<LineItem> ListLines(Transaction& transaction, const AccountScope& scope,
                                const std::string& invoice_id) {
  std::vector<LineItem> lines;
  for (const pqxx::row& row :
       Exec(transaction, queries::kListLines, scope.account_id(), invoice_id)) {
    lines.push_back({row["description"].c_str(), row["reference"].c_str(),
                     row["quantity"].as<int64_t>(), row["amount_minor"].as<int64_t>()});
  }
  return lines;
}

std::optional<IssuedDocument> GetIssuedDocument(Transaction& transaction, const AccountScope& scope,
                                                const std::string& invoice_id) {
  const auto rows = Exec(transaction, queries::kGetIssuedDocument, scope.account_id(), invoice_id);
  if (rows.empty()) return std::nullopt;
  IssuedDocument document{scope.account_id(), rows[0]["billed_name"].c_str(), ReadInvoice(rows[0])};
  document.invoice.lines = ListLines(transaction, scope, invoice_id);
  return document;
}

bool HasSealed(Transaction& transaction, const AccountScope& scope,
               const std::vector<std::string>& invoice_ids,
               const std::vector<std::string>& payment_ids, absl::CivilDay sealed_before,
               const absl::TimeZone& zone) {
  const auto found =
      Exec(transaction, queries::kHasSealed, scope.account_id(), Joined(invoice_ids),
           Joined(payment_ids), Text(sealed_before), Text(StartOfDay(sealed_before, zone)));
  return found[0]["has_sealed"].as<bool>();
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
  std::vector<std::string> ids;
  for (const pqxx::row& row : rows) ids.push_back(row["payment_id"].c_str());
  return WithAllocations(rows, Exec(transaction, queries::kListAllocationsOfPayments,
                                    scope.account_id(), Joined(ids)));
}

void InsertInvoice(Transaction& transaction, const AccountScope& scope, const Invoice& invoice,
                   const std::string& billed_name, int64_t revision) {
  std::optional<std::string> amends, from, through;
  std::optional<int64_t> instructions;
  if (invoice.is_credit_note()) amends = invoice.amends;
  if (invoice.period) {
    from = Text(invoice.period->from);
    through = Text(invoice.period->through);
  }
  if (invoice.instructions) instructions = invoice.instructions->revision;
  Exec(transaction, queries::kInsertInvoice, scope.account_id(), invoice.invoice_id,
       invoice.currency, invoice.total_minor, Text(invoice.issued_on), Text(invoice.due_on),
       Text(invoice.recorded_at), revision, OrNull(amends), kInvoiceTypes(invoice.type),
       OrNull(from), OrNull(through), instructions, billed_name);
  for (size_t i = 0; i < invoice.lines.size(); ++i) {
    const LineItem& line = invoice.lines[i];
    Exec(transaction, queries::kInsertLine, scope.account_id(), invoice.invoice_id,
         static_cast<int>(i) + 1, line.description, line.reference, line.quantity,
         line.amount_minor);
  }
}

void InsertPayment(Transaction& transaction, const AccountScope& scope, const Payment& payment,
                   int64_t revision) {
  std::optional<int64_t> settled_revision;
  if (payment.settled) settled_revision = revision;
  Exec(transaction, queries::kInsertPayment, scope.account_id(), payment.payment_id,
       payment.currency, payment.amount_minor, Text(payment.received_at), payment.method,
       Text(payment.recorded_at), revision, settled_revision);
  for (const Allocation& allocation : payment.allocations) {
    Exec(transaction, queries::kInsertAllocation, scope.account_id(), payment.payment_id,
         allocation.invoice_id, allocation.amount_minor);
  }
}

void VoidInvoice(Transaction& transaction, const AccountScope& scope, const Invoice& invoice,
                 int64_t revision) {
  Exec(transaction, queries::kVoidInvoice, scope.account_id(), invoice.invoice_id,
       Text(*invoice.voided_at), revision);
}

void WriteOffInvoice(Transaction& transaction, const AccountScope& scope, const Invoice& invoice,
                     int64_t revision) {
  Exec(transaction, queries::kWriteOffInvoice, scope.account_id(), invoice.invoice_id,
       Text(*invoice.written_off_at), revision);
}

void InsertDispute(Transaction& transaction, const AccountScope& scope,
                   const std::string& invoice_id, const Dispute& dispute, int64_t revision) {
  Exec(transaction, queries::kInsertDispute, scope.account_id(), invoice_id, dispute.dispute_id,
       dispute.amount_minor, Text(dispute.opened_at), revision);
}

void ResolveDispute(Transaction& transaction, const AccountScope& scope,
                    const std::string& invoice_id, const Dispute& dispute) {
  Exec(transaction, queries::kResolveDispute, scope.account_id(), invoice_id, dispute.dispute_id,
       Text(*dispute.resolved_at), dispute.outcome == DisputeOutcome::kUpheld);
}

void SettlePayment(Transaction& transaction, const AccountScope& scope, const Payment& payment,
                   int64_t revision) {
  Exec(transaction, queries::kSettlePayment, scope.account_id(), payment.payment_id, revision);
}

void FailPayment(Transaction& transaction, const AccountScope& scope, const Payment& payment,
                 int64_t revision) {
  Exec(transaction, queries::kFailPayment, scope.account_id(), payment.payment_id,
       Text(*payment.failed_at), revision);
}

void ReversePayment(Transaction& transaction, const AccountScope& scope, const Payment& payment,
                    int64_t revision) {
  Exec(transaction, queries::kReversePayment, scope.account_id(), payment.payment_id,
       Text(*payment.reversed_at), revision);
}

void VoidPayment(Transaction& transaction, const AccountScope& scope, const Payment& payment,
                 int64_t revision) {
  Exec(transaction, queries::kVoidPayment, scope.account_id(), payment.payment_id,
       Text(*payment.voided_at), revision);
}

}  // namespace reinstate::db
