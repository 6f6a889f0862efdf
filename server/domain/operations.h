// What an account may do (DOMAIN 3).

#pragma once

#include "server/domain/policy.h"
#include "server/domain/timeline.h"

namespace reinstate {

enum class Operation {
  kManageExistingDeployment,
  kManageExistingLicense,
  kManageExistingService,
  kRenewSubscription,
  kDecreaseQuantity,
  kCancelSubscription,
  kIncreaseQuantity,
  kAuthorizeNewLicense,
  kAuthorizeNewService,
  kResellNewLicense,
  kResellNewService,
  kViewBilling,
  kPayInvoice,
  kUpdateProfile,
  kCreateSupportTicket,
};
inline constexpr int kOperationCount = 15;

// Only SUSPENDED denies anything; the way back (billing, payment, profile, tickets) never is.
bool IsAllowed(Operation operation, Standing standing, const Policy& policy);

}  // namespace reinstate
