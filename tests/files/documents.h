// Documents for the tests of files.

#pragma once

#include <string>

#include "server/files/invoice_document.h"

namespace reinstate::files {

// An invoice of one line over 1234.50 USD, with instructions.
inline InvoiceDocument OneLine() {
  return {.account_id = "contoso",
          .account_name = "Contoso Ltd",
          .invoice_id = "INV-2026-0001",
          .currency = "USD",
          .total_minor = 123450,
          .issued_on = absl::CivilDay(2026, 7, 1),
          .due_on = absl::CivilDay(2026, 8, 30),
          .period = DocumentPeriod{absl::CivilDay(2026, 6, 1), absl::CivilDay(2026, 6, 30)},
          .lines = {{"L-1", "Business Standard, annual plan", 25, 123450}},
          .instructions = DocumentInstructions{.method = "Bank transfer",
                                               .beneficiary = "Reinstate Cloud Services BV",
                                               .account_number = "NL91 ABNA 0417 1643 00",
                                               .bank_code = "ABNANL2A",
                                               .reference = "INV-2026-0001",
                                               .amount_minor = 123450,
                                               .valid_until = absl::CivilDay(2026, 9, 30)}};
}

// The document with `count` lines of growing amounts, some of them discounts, and their sum.
inline InvoiceDocument ManyLines(int count) {
  InvoiceDocument document = OneLine();
  document.lines.clear();
  document.total_minor = 0;
  for (int i = 1; i <= count; ++i) {
    const int64_t amount = i % 10 == 0 ? -250 * i : 1999 * i;
    document.lines.push_back({"SUB-" + std::to_string(1000 + i),
                              i % 10 == 0 ? "Volume discount" : "Cloud subscription, monthly plan",
                              i, amount});
    document.total_minor += amount;
  }
  document.instructions->amount_minor = document.total_minor;
  return document;
}

}  // namespace reinstate::files
