// Who calls, as far as it was proved.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace reinstate::rpc {

enum class Role {
  // Partner roles: on the principal's own account only.
  kGlobalAdmin,
  kBillingAdmin,
  kAdminAgent,
  kHelpdeskAgent,
  // Service roles: on any account.
  kSvcProvisioning,
  kSvcBilling,
  kSvcRisk,
  kSvcReader,
  // Staff roles: on any account.
  kSupportAgent,
  kSupportApprover,
  kOperator,
  kAuditor,
};

// "GLOBAL_ADMIN" for kGlobalAdmin, as in tokens and configuration.
const char* RoleName(Role role);
// Case-sensitive.
std::optional<Role> ParseRole(std::string_view name);
bool IsPartnerRole(Role role);

struct Principal {
  // Stable over tokens and restarts, for audit and idempotency: "user:<issuer>|<sub>".
  std::string id;
  // Not empty, each once; either all partner roles or none.
  std::vector<Role> roles;
  // Set exactly where the roles are partner roles.
  std::optional<std::string> account_id;
};

bool HasRole(const Principal& principal, Role role);

}  // namespace reinstate::rpc
