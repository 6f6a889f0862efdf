#include "client/cli/import_rows.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "client/cli/money.h"
#include "client/cli/text.h"

namespace reinstate::cli {
namespace {

constexpr std::size_t kMaxIdLength = 64;
constexpr std::string_view kPaymentPrefix = "pay-";

bool IsAlphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool IsId(std::string_view id) {
  return !id.empty() && id.size() <= kMaxIdLength && IsAlphanumeric(id.front()) &&
         std::all_of(id.begin(), id.end(),
                     [](char c) { return IsAlphanumeric(c) || c == '.' || c == '_' || c == '-'; });
}

// Reads the fields of one row.
class RowFields {
 public:
  RowFields(const CsvReader::Record& record, const RowRules& rules)
      : record_(record), rules_(rules) {}

  // Empty where the field has no column.
  std::string_view Text(ImportField field) const {
    const auto column = rules_.columns.find(field);
    return column == rules_.columns.end() ? std::string_view()
                                          : Trim(record_.fields[column->second]);
  }

  Outcome<std::string> Id(ImportField field) const {
    const std::string_view text = Text(field);
    if (text.empty()) return Bad(field, "is missing");
    if (!IsId(text)) {
      return Bad(field, "'" + std::string(text) +
                            "' is no id (1 to 64 of A-Z a-z 0-9 . _ -, the first a letter or "
                            "digit)");
    }
    return std::string(text);
  }

  // Unset where the cell is empty.
  Outcome<std::optional<v1::Date>> Date(ImportField field) const {
    const std::string_view text = Text(field);
    if (text.empty()) return std::optional<v1::Date>();
    Outcome<v1::Date> date = rules_.date_format.Read(text);
    if (!date.ok()) return Bad(field, date.error().what);
    return std::optional<v1::Date>(*date);
  }

  Outcome<v1::Money> Total() const {
    const std::string_view text = Text(ImportField::kTotal);
    if (text.empty()) return Bad(ImportField::kTotal, "is missing");
    const bool mapped = rules_.columns.count(ImportField::kCurrency) > 0;
    Outcome<v1::Money> total =
        ParseAmount(text, mapped ? Text(ImportField::kCurrency) : rules_.currency);
    if (!total.ok()) return Bad(ImportField::kTotal, total.error().what);
    if (total->amount_minor() == 0) return Bad(ImportField::kTotal, "is not above zero");
    return total;
  }

  static Failure Bad(ImportField field, const std::string& why) {
    return {ExitCode::kBadRows, std::string(FieldName(field)) + ": " + why, ""};
  }

 private:
  const CsvReader::Record& record_;
  const RowRules& rules_;
};

v1::PaymentContent FullPayment(const v1::InvoiceContent& invoice, const v1::Date& settled_on) {
  v1::PaymentContent payment;
  payment.set_payment_id(std::string(kPaymentPrefix) + invoice.invoice_id());
  *payment.mutable_amount() = invoice.total();
  *payment.mutable_received_at() = StartOfDay(settled_on);
  payment.set_method("import");
  v1::Allocation* allocation = payment.add_allocations();
  allocation->set_invoice_id(invoice.invoice_id());
  allocation->set_amount_minor(invoice.total().amount_minor());
  return payment;
}

}  // namespace

Outcome<ImportRow> ConvertRow(const CsvReader::Record& record, const RowRules& rules) {
  if (record.fields.size() != rules.field_count) {
    return Failure{ExitCode::kBadRows,
                   "it has " +
                       Count(static_cast<std::int64_t>(record.fields.size()), "field", "fields") +
                       ", the header has " + std::to_string(rules.field_count),
                   ""};
  }
  const RowFields fields(record, rules);
  ImportRow row;
  row.line = record.line;
  Outcome<std::string> account = fields.Id(ImportField::kAccountId);
  if (!account.ok()) return account.error();
  row.account_id = *account;
  Outcome<std::string> invoice = fields.Id(ImportField::kInvoiceId);
  if (!invoice.ok()) return invoice.error();
  row.invoice.set_invoice_id(*invoice);
  Outcome<v1::Money> total = fields.Total();
  if (!total.ok()) return total.error();
  *row.invoice.mutable_total() = *total;
  const auto issued_on = fields.Date(ImportField::kIssuedOn);
  if (!issued_on.ok()) return issued_on.error();
  if (!*issued_on) return RowFields::Bad(ImportField::kIssuedOn, "is missing");
  *row.invoice.mutable_issued_on() = **issued_on;
  const auto due_on = fields.Date(ImportField::kDueOn);
  if (!due_on.ok()) return due_on.error();
  if (*due_on) *row.invoice.mutable_due_on() = **due_on;
  const auto settled_on = fields.Date(ImportField::kSettledOn);
  if (!settled_on.ok()) return settled_on.error();
  if (!*settled_on) return row;
  if (rules.payments_through && CompareDates(**settled_on, *rules.payments_through) > 0) {
    row.payment_left_out = true;
    return row;
  }
  if (kPaymentPrefix.size() + invoice->size() > kMaxIdLength) {
    return RowFields::Bad(ImportField::kInvoiceId,
                          "is too long for its payment's id (pay-" + *invoice + ")");
  }
  row.payment = FullPayment(row.invoice, **settled_on);
  return row;
}

}  // namespace reinstate::cli
