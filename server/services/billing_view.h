// The billing summary as the contract shows it.

#pragma once

#include "reinstate/v1/billing_summary_service.pb.h"
#include "server/domain/billing_summary.h"
#include "server/domain/policy.h"

namespace reinstate::services {

// All but the account, its revision and the instant.
void FillBillingSummary(const BillingSummary& summary, const Policy& policy, absl::Time now,
                        v1::BillingSummary& shown);

}  // namespace reinstate::services
