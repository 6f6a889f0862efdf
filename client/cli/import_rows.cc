#include "client/cli/import_rows.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "client/cli/money.h"
#include "client/cli/text.h"
#include "client/cli/words.h"

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

v1::PaymentContent PaymentOf(const v1::InvoiceContent& invoice, const v1::Money& amount,
                             const v1::Date& settled_on) {
  v1::PaymentContent payment;
  payment.set_payment_id(std::string(kPaymentPrefix) + invoice.invoice_id());
  *payment.mutable_amount() = amount;
  *payment.mutable_received_at() = StartOfDay(settled_on);
  payment.set_method("import");
  v1::Allocation* allocation = payment.add_allocations();
  allocation->set_invoice_id(invoice.invoice_id());
  allocation->set_amount_minor(std::min(amount.amount_minor(), invoice.total().amount_minor()));
  return payment;
}

// Whether it is a credit note, and for which invoice.
Outcome<bool> FillDocumentType(const RowFields& fields, v1::InvoiceContent* invoice) {
  const std::string_view type = fields.Text(ImportField::kDocumentType);
  const bool amends = !fields.Text(ImportField::kAmends).empty();
  v1::DocumentType document_type =
      amends ? v1::DOCUMENT_TYPE_CREDIT_NOTE : v1::DOCUMENT_TYPE_INVOICE;
  if (!type.empty()) {
    const auto named = ParseWord<v1::DocumentType>(type, "document type");
    if (!named.ok()) return RowFields::Bad(ImportField::kDocumentType, FailureLine(named.error()));
    document_type = *named;
  }
  if (document_type == v1::DOCUMENT_TYPE_INVOICE) {
    if (amends) return RowFields::Bad(ImportField::kAmends, "stands with a row that is an invoice");
    return true;
  }
  invoice->set_document_type(document_type);
  const Outcome<std::string> amended = fields.Id(ImportField::kAmends);
  if (!amended.ok()) return amended.error();
  invoice->set_amends(*amended);
  return true;
}

Outcome<bool> FillTypeAndPeriod(const RowFields& fields, v1::InvoiceContent* invoice) {
  const std::string_view type = fields.Text(ImportField::kInvoiceType);
  if (!type.empty()) {
    const auto invoice_type = ParseWord<v1::InvoiceType>(type, "invoice type");
    if (!invoice_type.ok()) {
      return RowFields::Bad(ImportField::kInvoiceType, FailureLine(invoice_type.error()));
    }
    invoice->set_invoice_type(*invoice_type);
  }
  const auto from = fields.Date(ImportField::kPeriodFrom);
  if (!from.ok()) return from.error();
  const auto through = fields.Date(ImportField::kPeriodThrough);
  if (!through.ok()) return through.error();
  if (!*from && !*through) return true;
  if (!*from) return RowFields::Bad(ImportField::kPeriodFrom, "is missing");
  if (!*through) return RowFields::Bad(ImportField::kPeriodThrough, "is missing");
  if (CompareDates(**through, **from) < 0) {
    return RowFields::Bad(ImportField::kPeriodThrough, "lies before period_from");
  }
  *invoice->mutable_billing_period()->mutable_from() = **from;
  *invoice->mutable_billing_period()->mutable_through() = **through;
  return true;
}

// Of a credit note -50.00 and 50.00 are the same: exports write either.
Outcome<bool> FillTotal(const RowFields& fields, ImportRow* row) {
  std::string_view text = fields.Text(ImportField::kTotal);
  if (IsCreditNote(*row) && !text.empty() && text.front() == '-') {
    row->negative = true;
    text.remove_prefix(1);
  }
  const Outcome<v1::Money> total = fields.Amount(ImportField::kTotal, text);
  if (!total.ok()) return total.error();
  *row->invoice.mutable_total() = *total;
  return true;
}

Outcome<bool> FillPayment(const RowFields& fields, const RowRules& rules, ImportRow* row) {
  const auto settled_on = fields.Date(ImportField::kSettledOn);
  if (!settled_on.ok()) return settled_on.error();
  if (!*settled_on) return true;
  v1::Money amount = row->invoice.total();
  const std::string_view text = fields.Text(ImportField::kSettledAmount);
  if (!text.empty()) {
    const Outcome<v1::Money> settled = fields.Amount(ImportField::kSettledAmount, text);
    if (!settled.ok()) return settled.error();
    amount = *settled;
  }
  if (rules.payments_through && CompareDates(**settled_on, *rules.payments_through) > 0) {
    row->payment_left_out = true;
    return true;
  }
  if (kPaymentPrefix.size() + row->invoice.invoice_id().size() > kMaxIdLength) {
    return RowFields::Bad(ImportField::kInvoiceId, "is too long for its payment's id (pay-" +
                                                       row->invoice.invoice_id() + ")");
  }
  row->payment = PaymentOf(row->invoice, amount, **settled_on);
  return true;
}

}  // namespace

bool IsCreditNote(const ImportRow& row) {
  return row.invoice.document_type() == v1::DOCUMENT_TYPE_CREDIT_NOTE;
}

Outcome<bool> RowFields::CheckCount() const {
  if (record_.fields.size() == rules_.field_count) return true;
  return Failure{ExitCode::kBadRows,
                 "it has " +
                     Count(static_cast<std::int64_t>(record_.fields.size()), "field", "fields") +
                     ", the header has " + std::to_string(rules_.field_count),
                 ""};
}

std::string_view RowFields::Text(ImportField field) const {
  const auto column = rules_.columns.find(field);
  return column == rules_.columns.end() ? std::string_view() : Trim(record_.fields[column->second]);
}

Outcome<std::string> RowFields::Id(ImportField field) const {
  const std::string_view text = Text(field);
  if (text.empty()) return Bad(field, "is missing");
  if (!IsId(text)) {
    return Bad(field, "'" + std::string(text) +
                          "' is no id (1 to 64 of A-Z a-z 0-9 . _ -, the first a letter or "
                          "digit)");
  }
  return std::string(text);
}

Outcome<std::optional<v1::Date>> RowFields::Date(ImportField field) const {
  const std::string_view text = Text(field);
  if (text.empty()) return std::optional<v1::Date>();
  Outcome<v1::Date> date = rules_.date_format.Read(text);
  if (!date.ok()) return Bad(field, date.error().what);
  return std::optional<v1::Date>(*date);
}

Outcome<v1::Money> RowFields::Amount(ImportField field, std::string_view text) const {
  if (text.empty()) return Bad(field, "is missing");
  const bool mapped = rules_.columns.count(ImportField::kCurrency) > 0;
  Outcome<v1::Money> amount =
      ParseAmount(text, mapped ? Text(ImportField::kCurrency) : rules_.currency);
  if (!amount.ok()) return Bad(field, amount.error().what);
  if (amount->amount_minor() == 0) return Bad(field, "is not above zero");
  return amount;
}

Failure RowFields::Bad(ImportField field, const std::string& why) {
  return {ExitCode::kBadRows, std::string(FieldName(field)) + ": " + why, ""};
}

Outcome<ImportRow> ConvertRow(const CsvReader::Record& record, const RowRules& rules) {
  const RowFields fields(record, rules);
  if (const auto count = fields.CheckCount(); !count.ok()) return count.error();
  ImportRow row;
  row.line = record.line;
  Outcome<std::string> account = fields.Id(ImportField::kAccountId);
  if (!account.ok()) return account.error();
  row.account_id = *account;
  Outcome<std::string> invoice = fields.Id(ImportField::kInvoiceId);
  if (!invoice.ok()) return invoice.error();
  row.invoice.set_invoice_id(*invoice);
  if (const auto type = FillDocumentType(fields, &row.invoice); !type.ok()) return type.error();
  if (const auto total = FillTotal(fields, &row); !total.ok()) return total.error();
  const auto issued_on = fields.Date(ImportField::kIssuedOn);
  if (!issued_on.ok()) return issued_on.error();
  if (!*issued_on) return RowFields::Bad(ImportField::kIssuedOn, "is missing");
  *row.invoice.mutable_issued_on() = **issued_on;
  const auto due_on = fields.Date(ImportField::kDueOn);
  if (!due_on.ok()) return due_on.error();
  if (const auto filled = FillTypeAndPeriod(fields, &row.invoice); !filled.ok()) {
    return filled.error();
  }
  // A credit note is neither due nor paid; what an export writes there says nothing more.
  if (IsCreditNote(row)) return row;
  if (*due_on) *row.invoice.mutable_due_on() = **due_on;
  if (const auto paid = FillPayment(fields, rules, &row); !paid.ok()) return paid.error();
  return row;
}

}  // namespace reinstate::cli
