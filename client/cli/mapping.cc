#include "client/cli/mapping.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "client/cli/text.h"

namespace reinstate::cli {
namespace {

struct FieldRule {
  ImportField field;
  ImportFile file;
  std::string_view name;
  bool required;
};

constexpr std::array kFields = {
    FieldRule{ImportField::kInvoiceId, ImportFile::kInvoices, "invoice_id", true},
    FieldRule{ImportField::kAccountId, ImportFile::kInvoices, "account_id", true},
    FieldRule{ImportField::kIssuedOn, ImportFile::kInvoices, "issued_on", true},
    FieldRule{ImportField::kDueOn, ImportFile::kInvoices, "due_on", false},
    FieldRule{ImportField::kTotal, ImportFile::kInvoices, "total", true},
    FieldRule{ImportField::kSettledOn, ImportFile::kInvoices, "settled_on", false},
    FieldRule{ImportField::kSettledAmount, ImportFile::kInvoices, "settled_amount", false},
    FieldRule{ImportField::kCurrency, ImportFile::kInvoices, "currency", false},
    FieldRule{ImportField::kDocumentType, ImportFile::kInvoices, "document_type", false},
    FieldRule{ImportField::kAmends, ImportFile::kInvoices, "amends", false},
    FieldRule{ImportField::kInvoiceType, ImportFile::kInvoices, "invoice_type", false},
    FieldRule{ImportField::kPeriodFrom, ImportFile::kInvoices, "period_from", false},
    FieldRule{ImportField::kPeriodThrough, ImportFile::kInvoices, "period_through", false},
    FieldRule{ImportField::kLineInvoiceId, ImportFile::kLines, "lines.invoice_id", true},
    FieldRule{ImportField::kLineAccountId, ImportFile::kLines, "lines.account_id", false},
    FieldRule{ImportField::kLineDescription, ImportFile::kLines, "lines.description", true},
    FieldRule{ImportField::kLineReference, ImportFile::kLines, "lines.reference", false},
    FieldRule{ImportField::kLineQuantity, ImportFile::kLines, "lines.quantity", false},
    FieldRule{ImportField::kLineAmount, ImportFile::kLines, "lines.amount", true},
    FieldRule{ImportField::kAccountId, ImportFile::kAccounts, "account_id", true},
    FieldRule{ImportField::kDisplayName, ImportFile::kAccounts, "display_name", false},
    FieldRule{ImportField::kCloud, ImportFile::kAccounts, "cloud", false},
    FieldRule{ImportField::kPartnerType, ImportFile::kAccounts, "partner_type", false},
    FieldRule{ImportField::kStandingFrom, ImportFile::kAccounts, "standing_from", false},
};

bool IsOf(const FieldRule& rule, const std::vector<ImportFile>& files) {
  return std::find(files.begin(), files.end(), rule.file) != files.end();
}

// The column of a field that no pair names.
std::string OwnName(const FieldRule& rule) {
  return std::string(rule.name.substr(rule.name.rfind('.') + 1));  // npos + 1 is 0
}

Failure MissingColumns(const std::vector<std::string>& missing,
                       const std::vector<std::string>& header) {
  return UsageFailure(std::string(missing.size() == 1 ? "column " : "columns ") +
                          Join(missing, ", ") + (missing.size() == 1 ? " is" : " are") +
                          " not in the header",
                      "the columns there are: " + Join(header, ", "));
}

Failure UnnamedFields(const std::vector<std::string>& unnamed,
                      const std::vector<std::string>& header) {
  return UsageFailure("no column is named for " + Join(unnamed, ", "),
                      "add --map " + unnamed.front() +
                          "=COLUMN or a --map-file; the columns there are: " + Join(header, ", "));
}

}  // namespace

std::string_view FieldName(ImportField field) {
  for (const FieldRule& rule : kFields) {
    if (rule.field == field) return rule.name;
  }
  return "";
}

std::string FieldNames(const std::vector<ImportFile>& files) {
  std::vector<std::string> names;
  for (const FieldRule& rule : kFields) {
    if (IsOf(rule, files)) names.emplace_back(rule.name);
  }
  return Join(names, ", ");
}

Outcome<bool> ColumnMapping::AddPair(std::string_view pair) {
  const std::size_t equals = pair.find('=');
  const std::string_view name = Trim(pair.substr(0, equals));
  const std::string_view column =
      equals == std::string_view::npos ? std::string_view() : Trim(pair.substr(equals + 1));
  if (name.empty() || column.empty()) {
    return UsageFailure("mapping '" + std::string(pair) + "' is not understood",
                        "write field=Column, such as invoice_id=invoiceNumber");
  }
  for (const FieldRule& rule : kFields) {
    if (rule.name != name || !IsOf(rule, files_)) continue;
    columns_[rule.field] = std::string(column);
    return true;
  }
  return UsageFailure("'" + std::string(name) + "' is no field of an import",
                      "the fields are " + FieldNames(files_));
}

Outcome<bool> ColumnMapping::AddFile(std::istream& file, std::string_view name) {
  std::string text;
  for (int line = 1; std::getline(file, text); ++line) {
    if (!text.empty() && text.back() == '\r') text.pop_back();
    const std::string_view content = Trim(text);
    if (content.empty() || content.front() == '#') continue;
    Outcome<bool> added = AddPair(content);
    if (added.ok()) continue;
    Failure failure = added.error();
    failure.what = std::string(name) + " line " + std::to_string(line) + ": " + failure.what;
    return failure;
  }
  return true;
}

Outcome<std::map<ImportField, std::size_t>> ColumnMapping::Resolve(
    const std::vector<std::string>& header, ImportFile file) const {
  std::vector<std::string> names;
  names.reserve(header.size());
  for (const std::string& name : header) names.emplace_back(Trim(name));
  std::map<ImportField, std::size_t> positions;
  std::vector<std::string> missing, unnamed;
  for (const FieldRule& rule : kFields) {
    if (rule.file != file) continue;
    const auto mapped = columns_.find(rule.field);
    const std::string column = mapped == columns_.end() ? OwnName(rule) : mapped->second;
    const auto found = std::find(names.begin(), names.end(), column);
    if (found == names.end()) {
      if (mapped != columns_.end()) {
        missing.push_back("'" + column + "' (" + std::string(rule.name) + ")");
      } else if (rule.required) {
        unnamed.emplace_back(rule.name);
      }
      continue;
    }
    if (std::find(found + 1, names.end(), column) != names.end()) {
      return UsageFailure("column '" + column + "' stands in the header more than once",
                          "rename one of them");
    }
    positions[rule.field] = static_cast<std::size_t>(found - names.begin());
  }
  if (!missing.empty()) return MissingColumns(missing, names);
  if (!unnamed.empty()) return UnnamedFields(unnamed, names);
  return positions;
}

}  // namespace reinstate::cli
