#include "server/files/listed_lines.h"

#include "server/domain/money.h"

namespace reinstate::files {

Result<std::vector<LineItem>> ListedLines(const IssuedDocument& document) {
  if (document.invoice.lines.empty()) {
    return std::vector<LineItem>{{.description = "Total as agreed",
                                  .reference = {},
                                  .amount_minor = document.invoice.total_minor}};
  }
  std::optional<int64_t> sum = 0;
  for (const LineItem& line : document.invoice.lines) {
    if (sum) sum = CheckedAdd(*sum, line.amount_minor);
  }
  if (sum != document.invoice.total_minor) {
    return Error{.reason = Reason::kInternal,
                 .message = "the document's lines do not sum to its total",
                 .for_log = "lines of " + document.invoice.invoice_id + " do not sum to its total"};
  }
  return document.invoice.lines;
}

}  // namespace reinstate::files
