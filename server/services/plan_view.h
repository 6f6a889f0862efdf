// A restoration plan as the contract shows it, with what the caller may not see left out.

#pragma once

#include "reinstate/v1/account_status_service.pb.h"
#include "server/domain/restoration_plan.h"
#include "server/services/status_view.h"

namespace reinstate::services {

// All but the account, its revision and the instant.
void FillPlan(const RestorationPlan& plan, const Audience& audience, v1::RestorationPlan& shown);

}  // namespace reinstate::services
