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
  std::string account_id;
  if (scopes.account) account_id = scopes.account->account_id();
  // A caller with one account gets a key to no other.
  if (scopes.named_accounts) account_id = scopes.named_accounts->only().value_or("");
  return Authorizer::May(*principal, v1::PERMISSION_READ_BILLING, account_id);
}

}  // namespace reinstate::rpc
