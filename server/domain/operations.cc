#include "server/domain/operations.h"

#include <algorithm>

namespace reinstate {
namespace {

bool IsAllowedWhileSuspended(Operation operation, const Policy& policy) {
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

// Of the cause by itself.
bool Denies(CauseKind cause, Operation operation, const Policy& policy) {
  if (cause == CauseKind::kAccountClosed) return operation != Operation::kViewBilling;
  return !IsAllowedWhileSuspended(operation, policy);
}

}  // namespace

bool IsAllowed(Operation operation, const Segment& segment, const Policy& policy) {
  return std::none_of(segment.causes.begin(), segment.causes.end(), [&](const OpenCause& cause) {
    return Denies(cause.kind, operation, policy);
  });
}

std::vector<CauseKind> DenyingCauses(Operation operation, const Segment& segment,
                                     const Policy& policy) {
  std::vector<CauseKind> denying;
  for (const OpenCause& cause : segment.causes) {
    if (Denies(cause.kind, operation, policy)) denying.push_back(cause.kind);
  }
  return denying;
}

}  // namespace reinstate
