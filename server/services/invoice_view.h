// Invoices and credit notes as the contract shows them: with what is left of them at an instant.

#pragma once

#include <string>
#include <vector>

#include "reinstate/v1/billing_summary_service.pb.h"
#include "server/domain/facts.h"
#include "server/domain/policy.h"

namespace reinstate::services {

// One message a document: the invoices, then the credit notes, each in their order.
std::vector<v1::Invoice> ShowInvoices(const BillingFacts& facts, const Policy& policy,
                                      absl::Time now);

// One of them; it must be there.
v1::Invoice ShowInvoice(const BillingFacts& facts, const std::string& invoice_id,
                        const Policy& policy, absl::Time now);

}  // namespace reinstate::services
