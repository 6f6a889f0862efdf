// What an account may do (DOMAIN 3).

#pragma once

#include <vector>

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

// Only SUSPENDED denies anything; the way back (billing, payment, profile, tickets) never is, but
// where the account is closed: then all but viewing the bill is.
bool IsAllowed(Operation operation, const Segment& segment, const Policy& policy);

// The open causes that deny it; none where it is allowed.
std::vector<CauseKind> DenyingCauses(Operation operation, const Segment& segment,
                                     const Policy& policy);

}  // namespace reinstate
