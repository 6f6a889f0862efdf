#include "server/files/reconciliation_csv.h"

#include <algorithm>
#include <initializer_list>
#include <string_view>

#include "server/domain/money.h"

namespace reinstate::files {
namespace {

bool MayStartFormula(std::string_view text) {
  static constexpr std::string_view kStarts[] = {"=",  "+", "-",      "@",      "\t",     "\r",
                                                 "\n", "'", "\uff1d", "\uff0b", "\uff0d", "\uff20"};
  return std::any_of(std::begin(kStarts), std::end(kStarts),
                     [text](std::string_view start) { return text.starts_with(start); });
}

// Also behind what a spreadsheet with another list separator would cut at.
std::string Text(std::string_view text) {
  std::string safe = MayStartFormula(text) ? "'" : "";
  for (; !text.empty(); text.remove_prefix(1)) {
    safe += text.front();
    const bool may_cut = text.front() == ';' || text.front() == '\t';
    if (may_cut && MayStartFormula(text.substr(1))) safe += '\'';
  }
  return safe;
}

void AppendCell(std::string& csv, std::string_view cell) {
  if (cell.find_first_of(",\"\r\n") == std::string_view::npos) {
    csv += cell;
    return;
  }
  csv += '"';
  for (const char c : cell) csv.append(c == '"' ? 2 : 1, c);
  csv += '"';
}

void AppendRecord(std::string& csv, std::initializer_list<std::string_view> cells) {
  bool first = true;
  for (const std::string_view cell : cells) {
    if (!first) csv += ',';
    first = false;
    AppendCell(csv, cell);
  }
  csv += "\r\n";
}

}  // namespace

Result<std::string> MakeReconciliationCsv(const IssuedDocument& document) {
  const auto lines = ListedLines(document);
  if (!lines.ok()) return lines.error();
  const char* const type = !document.invoice.is_credit_note() ? "INVOICE" : "CREDIT_NOTE";
  const std::string& id = document.invoice.invoice_id;
  const std::string& currency = document.invoice.currency;
  std::string csv;
  AppendRecord(csv, {"record", "document_type", "invoice_id", "reference", "description",
                     "quantity", "amount", "currency", "row_count"});
  for (const LineItem& line : *lines) {
    const std::string quantity = line.quantity == 0 ? "" : std::to_string(line.quantity);
    AppendRecord(csv, {"LINE", type, id, Text(line.reference), Text(line.description), quantity,
                       FormatNumber(line.amount_minor, currency), currency, ""});
  }
  AppendRecord(
      csv, {"CONTROL", type, id, "", "", "", FormatNumber(document.invoice.total_minor, currency),
            currency, std::to_string(lines->size())});
  return csv;
}

}  // namespace reinstate::files
