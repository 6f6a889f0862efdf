// The bill on one screen.

#pragma once

#include <reinstate/v1/billing_summary_service.pb.h>

#include <cstddef>
#include <cstdint>
#include <string>

#include "client/cli/table.h"

namespace reinstate::cli {

// Whether the bill is current, the last payment, then for each currency balances, ageing and a bar
// a month. Lines of at most `width` columns from 80 on; what the server sent is escaped.
std::string BillingText(const v1::BillingSummary& summary, std::size_t width, bool colour);

// The status has a column where some payment is not SETTLED.
Table PaymentTable(const v1::ListPaymentsResponse& list);

// Oldest first; the last balance of a currency is what is owed in it.
Table LedgerTable(const v1::ListLedgerEntriesResponse& list);

// `value` of `most` as block characters in at most `columns` columns, exact to an eighth of one; at
// least an eighth where `value` is above zero. Nothing where `most` or `value` is not.
std::string Bar(std::int64_t value, std::int64_t most, std::size_t columns);

// "+25.00%" for 2500.
std::string Percent(std::int64_t basis_points);

}  // namespace reinstate::cli
