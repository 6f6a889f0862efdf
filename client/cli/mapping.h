// Which column of a CSV file holds which field of an import.

#pragma once

#include <cstddef>
#include <istream>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "client/cli/failure.h"

namespace reinstate::cli {

enum class ImportFile { kInvoices, kLines, kAccounts };

enum class ImportField {
  // Of invoices, credit notes and payments.
  kInvoiceId,
  kAccountId,  // also of accounts
  kIssuedOn,
  kDueOn,
  kTotal,
  kSettledOn,
  kSettledAmount,
  kCurrency,
  kDocumentType,
  kAmends,
  kInvoiceType,
  kPeriodFrom,
  kPeriodThrough,
  // Of lines.
  kLineInvoiceId,
  kLineAccountId,
  kLineDescription,
  kLineReference,
  kLineQuantity,
  kLineAmount,
  // Of accounts.
  kDisplayName,
  kCloud,
  kPartnerType,
  kStandingFrom,
};

// "invoice_id" for kInvoiceId, "lines.amount" for kLineAmount.
std::string_view FieldName(ImportField field);

// The names of all fields of these files, joined by ", ".
std::string FieldNames(const std::vector<ImportFile>& files);

// The columns of one import, which may read several files. A field that no pair names has the
// column of its own name ("amount" for lines.amount), if the file has one.
class ColumnMapping {
 public:
  explicit ColumnMapping(std::vector<ImportFile> files) : files_(std::move(files)) {}

  // "field=Column"; a later pair for the same field replaces an earlier one.
  Outcome<bool> AddPair(std::string_view pair);

  // Lines "field = Column"; # begins a comment line, empty lines are skipped. `name` is for the
  // failure.
  Outcome<bool> AddFile(std::istream& file, std::string_view name);

  // The position of each field's column in one of the files; one failure that names every missing
  // column and the columns there are.
  Outcome<std::map<ImportField, std::size_t>> Resolve(const std::vector<std::string>& header,
                                                      ImportFile file) const;

 private:
  std::vector<ImportFile> files_;
  std::map<ImportField, std::string> columns_;
};

}  // namespace reinstate::cli
