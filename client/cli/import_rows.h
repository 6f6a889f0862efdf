// From a line of a CSV file to the documents it stands for.

#pragma once

#include <reinstate/v1/billing_admin_service.pb.h>

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "client/cli/csv.h"
#include "client/cli/dates.h"
#include "client/cli/failure.h"
#include "client/cli/mapping.h"

namespace reinstate::cli {

struct RowRules {
  std::map<ImportField, std::size_t> columns;
  std::size_t field_count = 0;  // of the header; every row must have as many
  DateFormat date_format;
  std::string currency;                      // where no currency column is mapped
  std::optional<v1::Date> payments_through;  // later payments are left out
};

struct ImportRow {
  std::int64_t line = 0;
  std::string account_id;
  v1::InvoiceContent invoice;
  std::optional<v1::PaymentContent> payment;
  bool payment_left_out = false;
  bool negative = false;  // a credit note whose amounts stand below zero in the file
};

bool IsCreditNote(const ImportRow& row);

// Reads the fields of one row. A failure's `what` begins with the field's name.
class RowFields {
 public:
  RowFields(const CsvReader::Record& record, const RowRules& rules)
      : record_(record), rules_(rules) {}

  // The row has as many fields as the header. Nothing else may be asked where it has not.
  Outcome<bool> CheckCount() const;
  // Empty where the field has no column.
  std::string_view Text(ImportField field) const;
  Outcome<std::string> Id(ImportField field) const;
  // Unset where the cell is empty.
  Outcome<std::optional<v1::Date>> Date(ImportField field) const;
  // Above zero, in the currency of the row.
  Outcome<v1::Money> Amount(ImportField field, std::string_view text) const;

  static Failure Bad(ImportField field, const std::string& why);

 private:
  const CsvReader::Record& record_;
  const RowRules& rules_;
};

// Checks all that can be checked without the server, because a server refuses a whole batch for
// one malformed field. The failure's `what` is the reason for the user.
Outcome<ImportRow> ConvertRow(const CsvReader::Record& record, const RowRules& rules);

}  // namespace reinstate::cli
