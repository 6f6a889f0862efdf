#include "server/files/invoice_document.h"

#include "server/domain/money.h"

namespace reinstate::files {

Result<std::vector<DocumentLine>> ListedLines(const InvoiceDocument& document) {
  if (document.lines.empty()) {
    return std::vector<DocumentLine>{
        {.description = "Total as agreed", .amount_minor = document.total_minor}};
  }
  std::optional<int64_t> sum = 0;
  for (const DocumentLine& line : document.lines) {
    if (sum) sum = CheckedAdd(*sum, line.amount_minor);
  }
  if (sum != document.total_minor) {
    return Error{.reason = Reason::kInternal,
                 .message = "the document's lines do not sum to its total",
                 .for_log = "lines of " + document.invoice_id + " do not sum to its total"};
  }
  return document.lines;
}

}  // namespace reinstate::files
