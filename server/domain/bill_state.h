// What is left of every document at an instant, and what its status is (DOMAIN 5).

#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "server/domain/facts.h"
#include "server/domain/policy.h"

namespace reinstate {

enum class InvoiceStatus { kOpen, kPartiallyPaid, kPaid, kVoid, kWrittenOff };

struct InvoiceState {
  const Invoice* invoice = nullptr;
  bool counts = false;  // issued by now and not void
  // What is left to pay, the total before the day of issue; of a credit note: what it has not
  // covered.
  int64_t residual_minor = 0;
  InvoiceStatus status = InvoiceStatus::kOpen;
  int64_t days_overdue = 0;    // 0 where nothing is to be paid
  int64_t disputed_minor = 0;  // at most the residual
  bool disputed = false;
};

struct BillState {
  std::vector<InvoiceState> documents;             // the invoices, then the credit notes
  std::map<std::string, int64_t> unapplied_minor;  // by currency
};

// Pure. The result points into the facts.
BillState StateOfBill(const BillingFacts& facts, const Policy& policy, absl::Time now);

}  // namespace reinstate
