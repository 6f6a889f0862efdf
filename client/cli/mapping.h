// Which column of a CSV file holds which field of an import.

#pragma once

#include <cstddef>
#include <istream>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "client/cli/failure.h"

namespace reinstate::cli {

enum class ImportField { kInvoiceId, kAccountId, kIssuedOn, kDueOn, kTotal, kSettledOn, kCurrency };

// "invoice_id" for kInvoiceId.
std::string_view FieldName(ImportField field);

class ColumnMapping {
 public:
  // "field=Column"; a later pair for the same field replaces an earlier one.
  Outcome<bool> AddPair(std::string_view pair);

  // Lines "field = Column"; # begins a comment line, empty lines are skipped. `name` is for the
  // failure.
  Outcome<bool> AddFile(std::istream& file, std::string_view name);

  // Every field that an import cannot do without has a column.
  Outcome<bool> CheckComplete() const;

  // The position of each mapped field's column; one failure that names every missing column and
  // the columns there are.
  Outcome<std::map<ImportField, std::size_t>> Resolve(const std::vector<std::string>& header) const;

 private:
  std::map<ImportField, std::string> columns_;
};

}  // namespace reinstate::cli
