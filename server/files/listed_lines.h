// The lines that the files of an invoice or credit note list.

#pragma once

#include <vector>

#include "server/domain/error.h"
#include "server/domain/facts.h"

namespace reinstate::files {

// The document's, or one over its total where it has none. INTERNAL where they do not sum to the
// total: such a document is never shown.
Result<std::vector<LineItem>> ListedLines(const IssuedDocument& document);

}  // namespace reinstate::files
