#include "server/domain/operations.h"

namespace reinstate {

bool IsAllowed(Operation operation, Standing standing, const Policy& policy) {
  if (standing != Standing::kSuspended) return true;
  switch (operation) {
    case Operation::kManageExistingDeployment:
    case Operation::kManageExistingLicense:
    case Operation::kManageExistingService:
    case Operation::kViewBilling:
    case Operation::kPayInvoice:
    case Operation::kUpdateProfile:
    case Operation::kCreateSupportTicket:
      return true;
    case Operation::kRenewSubscription:
      return policy.allow_renew;
    case Operation::kDecreaseQuantity:
      return policy.allow_decrease;
    case Operation::kCancelSubscription:
      return policy.allow_cancel;
    case Operation::kIncreaseQuantity:
      return policy.allow_increase;
    case Operation::kAuthorizeNewLicense:
    case Operation::kAuthorizeNewService:
    case Operation::kResellNewLicense:
    case Operation::kResellNewService:
      return false;
  }
  return false;
}

}  // namespace reinstate
