#include "server/rpc/call.h"

#include <algorithm>

namespace reinstate::rpc {

bool Call::is_staff() const {
  return std::any_of(principal->roles.begin(), principal->roles.end(), [](Role role) {
    return role == Role::kSupportAgent || role == Role::kSupportApprover ||
           role == Role::kOperator || role == Role::kAuditor;
  });
}

bool Call::may_read_billing() const {
  return Authorizer::May(*principal, v1::PERMISSION_READ_BILLING,
                         scopes.account ? scopes.account->account_id() : "");
}

}  // namespace reinstate::rpc
