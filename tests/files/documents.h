// Documents for the tests of files.

#pragma once

#include <string>

#include "server/files/listed_lines.h"

namespace reinstate::files {

// An invoice of one line over 1234.50 USD, with instructions.
inline IssuedDocument OneLine() {
  return {
      .account_id = "contoso",
      .billed_name = "Contoso Ltd",
      .invoice = {.invoice_id = "INV-2026-0001",
                  .currency = "USD",
                  .total_minor = 123450,
                  .issued_on = absl::CivilDay(2026, 7, 1),
                  .due_on = absl::CivilDay(2026, 8, 30),
                  .recorded_at = absl::UnixEpoch(),
                  .period = BillingPeriod{absl::CivilDay(2026, 6, 1), absl::CivilDay(2026, 6, 30)},
                  .instructions = PaymentInstructions{.method = "Bank transfer",
                                                      .beneficiary = "Reinstate Cloud Services BV",
                                                      .account_number = "NL91 ABNA 0417 1643 00",
                                                      .bank_code = "ABNANL2A",
                                                      .reference = {},
                                                      .valid_until = absl::CivilDay(2026, 9, 30)},
                  .lines = {{"Business Standard, annual plan", "L-1", 25, 123450}}}};
}

// The document with `count` lines of growing amounts, some of them discounts, and their sum.
inline IssuedDocument ManyLines(int count) {
  IssuedDocument document = OneLine();
  document.invoice.lines.clear();
  document.invoice.total_minor = 0;
  for (int i = 1; i <= count; ++i) {
    const int64_t amount = i % 10 == 0 ? -250 * i : 1999 * i;
    document.invoice.lines.push_back(
        {i % 10 == 0 ? "Volume discount" : "Cloud subscription, monthly plan",
         "SUB-" + std::to_string(1000 + i), i, amount});
    document.invoice.total_minor += amount;
  }
  return document;
}

}  // namespace reinstate::files
