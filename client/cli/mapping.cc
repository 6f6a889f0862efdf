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
  std::string_view name;
  bool required;
};

constexpr std::array kFields = {
    FieldRule{ImportField::kInvoiceId, "invoice_id", true},
    FieldRule{ImportField::kAccountId, "account_id", true},
    FieldRule{ImportField::kIssuedOn, "issued_on", true},
    FieldRule{ImportField::kDueOn, "due_on", false},
    FieldRule{ImportField::kTotal, "total", true},
    FieldRule{ImportField::kSettledOn, "settled_on", false},
    FieldRule{ImportField::kCurrency, "currency", false},
};

std::string KnownFields() {
  std::vector<std::string> names;
  names.reserve(kFields.size());
  for (const FieldRule& rule : kFields) names.emplace_back(rule.name);
  return Join(names, ", ");
}

}  // namespace

std::string_view FieldName(ImportField field) {
  for (const FieldRule& rule : kFields) {
    if (rule.field == field) return rule.name;
  }
  return "";
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
    if (rule.name != name) continue;
    columns_[rule.field] = std::string(column);
    return true;
  }
  return UsageFailure("'" + std::string(name) + "' is no field of an import",
                      "the fields are " + KnownFields());
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

Outcome<bool> ColumnMapping::CheckComplete() const {
  std::vector<std::string> missing;
  for (const FieldRule& rule : kFields) {
    if (rule.required && columns_.count(rule.field) == 0) missing.emplace_back(rule.name);
  }
  if (missing.empty()) return true;
  return UsageFailure("no column is named for " + Join(missing, ", "),
                      "add --map " + missing.front() + "=COLUMN or a --map-file");
}

Outcome<std::map<ImportField, std::size_t>> ColumnMapping::Resolve(
    const std::vector<std::string>& header) const {
  std::vector<std::string> names;
  names.reserve(header.size());
  for (const std::string& name : header) names.emplace_back(Trim(name));
  std::map<ImportField, std::size_t> positions;
  std::vector<std::string> missing;
  for (const auto& [field, column] : columns_) {
    const auto found = std::find(names.begin(), names.end(), column);
    if (found == names.end()) {
      missing.push_back("'" + column + "' (" + std::string(FieldName(field)) + ")");
      continue;
    }
    if (std::find(found + 1, names.end(), column) != names.end()) {
      return UsageFailure("column '" + column + "' stands in the header more than once",
                          "rename one of them");
    }
    positions[field] = static_cast<std::size_t>(found - names.begin());
  }
  if (missing.empty()) return positions;
  return UsageFailure(std::string(missing.size() == 1 ? "column " : "columns ") +
                          Join(missing, ", ") + (missing.size() == 1 ? " is" : " are") +
                          " not in the header",
                      "the columns there are: " + Join(names, ", "));
}

}  // namespace reinstate::cli
