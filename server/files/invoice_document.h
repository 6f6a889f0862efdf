// What the files of one invoice or credit note are made of. Fixed at issue: nothing here changes
// with payments or with time, so that the same document gives the same bytes.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "server/domain/error.h"

namespace reinstate::files {

enum class DocumentType { kInvoice, kCreditNote };

// Both days are included.
struct DocumentPeriod {
  absl::CivilDay from;
  absl::CivilDay through;
};

struct DocumentLine {
  std::string line_id = {};  // may be empty
  std::string description = {};
  int64_t quantity = 0;      // 0: not told
  int64_t amount_minor = 0;  // of the document's currency; below zero for a discount
};

// Where to pay; empty texts are left out.
struct DocumentInstructions {
  std::string method = {};
  std::string beneficiary = {};
  std::string account_number = {};
  std::string bank_code = {};
  std::string reference = {};
  std::optional<int64_t> amount_minor = {};  // of the document's currency
  std::optional<absl::CivilDay> valid_until = {};
};

// Texts are UTF-8; ids fit domain's ValidId.
struct InvoiceDocument {
  std::string account_id;
  std::string account_name;
  DocumentType type = DocumentType::kInvoice;
  std::string invoice_id;
  std::string currency;     // ISO 4217
  int64_t total_minor = 0;  // above zero, for a credit note too
  absl::CivilDay issued_on;
  absl::CivilDay due_on;
  std::optional<DocumentPeriod> period = {};
  std::string amends = {};  // the invoice that a credit note reduces
  std::vector<DocumentLine> lines = {};
  std::optional<DocumentInstructions> instructions = {};
};

// The lines that the files list: the document's, or one over its total where it has none. INTERNAL
// where they do not sum to the total: such a document is never shown.
Result<std::vector<DocumentLine>> ListedLines(const InvoiceDocument& document);

}  // namespace reinstate::files
