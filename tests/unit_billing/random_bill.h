// Random bills with everything that can become of a document, drawn by rapidcheck.

#pragma once

#include "absl/time/time.h"
#include "server/domain/facts.h"
#include "server/domain/policy.h"

namespace reinstate::testing {

// The day that all instants of a bill are counted from.
inline const absl::CivilDay kFirstDay(2025, 1, 1);

// From low to high, both included. Only within a property.
int Draw(int low, int high);

// Of days [first, last]; ids begin with `prefix`. Allocations name invoices of the bill or none.
BillingFacts DrawBill(const char* prefix, int first, int last);

// Overdue after 5 to 60 days, with or without pauses.
Policy DrawPolicy();

// `facts` and `more` in one.
AccountFacts Joined(AccountFacts facts, const BillingFacts& more);
// The same in another order.
AccountFacts Shuffled(AccountFacts facts);

absl::Time MidnightOf(int day);

}  // namespace reinstate::testing
