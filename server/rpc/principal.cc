#include "server/rpc/principal.h"

#include <algorithm>
#include <iterator>

namespace reinstate::rpc {
namespace {

// In the order of the enum.
constexpr const char* kNames[] = {
    "GLOBAL_ADMIN",     "BILLING_ADMIN",    "ADMIN_AGENT", "HELPDESK_AGENT",
    "SVC_PROVISIONING", "SVC_BILLING",      "SVC_RISK",    "SVC_READER",
    "SUPPORT_AGENT",    "SUPPORT_APPROVER", "OPERATOR",    "AUDITOR",
};
static_assert(std::size(kNames) == static_cast<size_t>(Role::kAuditor) + 1);

}  // namespace

const char* RoleName(Role role) { return kNames[static_cast<size_t>(role)]; }

std::optional<Role> ParseRole(std::string_view name) {
  const auto* const found = std::find(std::begin(kNames), std::end(kNames), name);
  if (found == std::end(kNames)) return std::nullopt;
  return static_cast<Role>(found - std::begin(kNames));
}

bool IsPartnerRole(Role role) { return role <= Role::kHelpdeskAgent; }

bool HasRole(const Principal& principal, Role role) {
  return std::find(principal.roles.begin(), principal.roles.end(), role) != principal.roles.end();
}

}  // namespace reinstate::rpc
