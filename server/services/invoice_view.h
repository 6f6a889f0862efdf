// Invoices as the contract shows them: with what is left to pay at an instant.

#pragma once

#include <vector>

#include "reinstate/v1/billing_summary_service.pb.h"
#include "server/domain/facts.h"
#include "server/domain/policy.h"

namespace reinstate::services {

// One message an invoice, in the order of `invoices`.
std::vector<v1::Invoice> ShowInvoices(const std::vector<Invoice>& invoices,
                                      const std::vector<Payment>& payments, const Policy& policy,
                                      absl::Time now);

}  // namespace reinstate::services
