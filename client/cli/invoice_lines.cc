#include "client/cli/invoice_lines.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "client/cli/import_source.h"
#include "client/cli/money.h"
#include "client/cli/text.h"

namespace reinstate::cli {
namespace {

// Of either sign: a discount is a line below zero.
Outcome<std::int64_t> ParseLineAmount(std::string_view text, const std::string& currency) {
  const bool negative = !text.empty() && text.front() == '-';
  const Outcome<v1::Money> amount = ParseAmount(negative ? text.substr(1) : text, currency);
  if (!amount.ok()) return amount.error();
  return negative ? -amount->amount_minor() : amount->amount_minor();
}

// "3" and "3.00". Unset is 0, which tells nothing.
Outcome<std::int64_t> ParseQuantity(const std::string& text) {
  std::string_view digits = text;
  const std::size_t point = digits.find('.');
  if (point != std::string_view::npos &&
      digits.find_first_not_of('0', point + 1) == std::string_view::npos) {
    digits = digits.substr(0, point);
  }
  const bool whole =
      !digits.empty() && digits.size() <= 18 &&
      std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (!whole) {
    return Failure{ExitCode::kBadRows, "'" + text + "' is no whole number of at most 18 digits",
                   ""};
  }
  std::int64_t quantity = 0;
  for (const char c : digits) quantity = quantity * 10 + (c - '0');
  return quantity;
}

bool AddExactly(std::int64_t amount, std::int64_t* sum) {
  constexpr std::int64_t kMost = std::numeric_limits<std::int64_t>::max();
  if (amount > 0 ? *sum > kMost - amount : *sum < -kMost - amount) return false;
  *sum += amount;
  return true;
}

std::string InCurrency(std::int64_t amount_minor, const std::string& currency) {
  v1::Money money;
  money.set_currency_code(currency);
  money.set_amount_minor(amount_minor);
  return FormatMoney(money);
}

}  // namespace

Outcome<InvoiceLines> InvoiceLines::Read(std::istream* input, char delimiter,
                                         const ColumnMapping& mapping, const std::string& name,
                                         const Report& report) {
  CsvReader reader(input, delimiter);
  RowRules rules{{}, 0, *DateFormat::Parse("YYYY-MM-DD"), "", std::nullopt};
  const Outcome<bool> header = ReadHeader(&reader, mapping, ImportFile::kLines, &rules);
  if (!header.ok()) {
    Failure failure = header.error();
    failure.what = name + ": " + failure.what;
    return failure;
  }
  InvoiceLines lines(name);
  lines.has_accounts_ = rules.columns.count(ImportField::kLineAccountId) > 0;
  const auto keep = [&](const CsvReader::Record& record) -> Outcome<bool> {
    lines.Keep(record, rules, report);
    return true;
  };
  const Outcome<bool> read = ReadRows(&reader, keep, report);
  if (!read.ok()) return read.error();
  return lines;
}

void InvoiceLines::Keep(const CsvReader::Record& record, const RowRules& rules,
                        const Report& report) {
  const RowFields fields(record, rules);
  if (const auto count = fields.CheckCount(); !count.ok()) {
    return report(record.line, count.error().what);
  }
  const auto invoice = fields.Id(ImportField::kLineInvoiceId);
  if (!invoice.ok()) return report(record.line, invoice.error().what);
  std::string account;
  if (has_accounts_) {
    const auto id = fields.Id(ImportField::kLineAccountId);
    if (!id.ok()) return report(record.line, id.error().what);
    account = *id;
  }
  Group& group = groups_[KeyOf(account, *invoice)];
  group.invoice_id = *invoice;
  group.lines.push_back({record.line, std::string(fields.Text(ImportField::kLineDescription)),
                         std::string(fields.Text(ImportField::kLineReference)),
                         std::string(fields.Text(ImportField::kLineQuantity)),
                         std::string(fields.Text(ImportField::kLineAmount))});
}

// Ids hold no '/'.
std::string InvoiceLines::KeyOf(std::string_view account_id, std::string_view invoice_id) const {
  return (has_accounts_ ? std::string(account_id) + "/" : "") + std::string(invoice_id);
}

Failure InvoiceLines::Bad(const Line& line, const std::string& why) const {
  return {ExitCode::kBadRows, name_ + " line " + std::to_string(line.line) + ": " + why, ""};
}

Outcome<v1::LineItem> InvoiceLines::Convert(const Line& line, const ImportRow& row) const {
  v1::LineItem item;
  if (line.description.empty()) return Bad(line, "description: is missing");
  item.set_description(line.description);
  item.set_reference(line.reference);
  if (!line.quantity.empty()) {
    const auto quantity = ParseQuantity(line.quantity);
    if (!quantity.ok()) return Bad(line, "quantity: " + quantity.error().what);
    item.set_quantity(*quantity);
  }
  if (line.amount.empty()) return Bad(line, "amount: is missing");
  const auto amount = ParseLineAmount(line.amount, row.invoice.total().currency_code());
  if (!amount.ok()) return Bad(line, "amount: " + amount.error().what);
  item.set_amount_minor(row.negative ? -*amount : *amount);
  return item;
}

Outcome<bool> InvoiceLines::AddTo(ImportRow* row) {
  const auto found = groups_.find(KeyOf(row->account_id, row->invoice.invoice_id()));
  if (found == groups_.end()) return true;
  Group& group = found->second;
  group.used = true;
  if (group.account_id.empty()) group.account_id = row->account_id;
  if (group.account_id != row->account_id) {
    return Failure{ExitCode::kBadRows,
                   name_ + " does not say whether its lines of " + group.invoice_id +
                       " are of account " + group.account_id + " or " + row->account_id +
                       "; map lines.account_id",
                   ""};
  }
  const v1::Money& total = row->invoice.total();
  std::int64_t sum = 0;
  for (const Line& line : group.lines) {
    const Outcome<v1::LineItem> item = Convert(line, *row);
    if (!item.ok()) return item.error();
    if (!AddExactly(item->amount_minor(), &sum)) return Bad(line, "the sum is too large");
    *row->invoice.add_lines() = *item;
  }
  if (sum == total.amount_minor()) return true;
  return Bad(group.lines.front(),
             Count(static_cast<std::int64_t>(group.lines.size()), "line of ", "lines of ") +
                 row->invoice.invoice_id() + (group.lines.size() == 1 ? " sums to " : " sum to ") +
                 InCurrency(sum, total.currency_code()) + ", the total is " + FormatMoney(total));
}

void InvoiceLines::Excuse(std::string_view account_id, std::string_view invoice_id) {
  const auto found = groups_.find(KeyOf(account_id, invoice_id));
  if (found != groups_.end()) found->second.used = true;
}

void InvoiceLines::ReportUnused(const Report& report) const {
  for (const auto& [key, group] : groups_) {
    if (group.used) continue;
    report(group.lines.front().line,
           "no row of the file of invoices is for " + group.invoice_id +
               (group.lines.size() == 1
                    ? ""
                    : " (" + std::to_string(group.lines.size()) + " lines in all)"));
  }
}

}  // namespace reinstate::cli
