// An invoice or a credit note as a PDF: A4, as many pages as its lines need.

#pragma once

#include <string>

#include "server/domain/error.h"
#include "server/files/listed_lines.h"
#include "server/files/pdf_canvas.h"

namespace reinstate::files {

// The same bytes for the same document, library and fonts: its only date is that of issue. Long
// descriptions end with an ellipsis after three lines; names, ids and instructions are never cut.
// Characters that the fonts lack print as boxes. INTERNAL where the lines do not sum to the total,
// a font cannot be read, or libhpdf fails.
Result<std::string> MakeInvoicePdf(const IssuedDocument& document,
                                   const PdfFonts& fonts = InstalledPdfFonts());

}  // namespace reinstate::files
