// The reconciliation file: the lines of one document as CSV, for a partner's books.
//
// RFC 4180, UTF-8 without a byte order mark, CRLF after every record, a header first:
//
//   record,document_type,invoice_id,reference,description,quantity,amount,currency,row_count
//
// One LINE record a line, in the document's order; then one CONTROL record with the number of LINE
// records in row_count and their sum, which is the document's total, in amount. What does not
// apply, or was not told, is empty. Amounts are plain decimals with the digits of the currency.
//
// No text becomes a formula where the file is opened in a spreadsheet: a reference or description
// that begins with = + - @, their full-width forms, a tab, a line break or an apostrophe gets one
// apostrophe in front, and so does what follows a semicolon or a tab within it; a reader takes a
// leading apostrophe off. Amounts and quantities stay numbers, negative ones too.

#pragma once

#include <string>

#include "server/domain/error.h"
#include "server/files/listed_lines.h"

namespace reinstate::files {

// INTERNAL where the lines do not sum to the total.
Result<std::string> MakeReconciliationCsv(const IssuedDocument& document);

}  // namespace reinstate::files
