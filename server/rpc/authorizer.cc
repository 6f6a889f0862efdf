#include "server/rpc/authorizer.h"

#include <algorithm>
#include <array>
#include <utility>

namespace reinstate::rpc {
namespace {

constexpr int kRoleCount = 12;
constexpr Reach kNo = Reach::kNone, kOwn = Reach::kOwnAccount, kAny = Reach::kAnyAccount;
using Row = std::array<Reach, kRoleCount>;

// Columns in the order of Role: GLOBAL_ADMIN, BILLING_ADMIN, ADMIN_AGENT, HELPDESK_AGENT;
// SVC_PROVISIONING, SVC_BILLING, SVC_RISK, SVC_READER; SUPPORT_AGENT, SUPPORT_APPROVER, OPERATOR,
// AUDITOR.
constexpr Row kStatus = {kOwn, kOwn, kOwn, kOwn, kAny, kAny, kAny, kAny, kAny, kAny, kAny, kAny};
constexpr Row kPlan = {kOwn, kOwn, kNo, kNo, kNo, kAny, kAny, kNo, kAny, kAny, kAny, kAny};
constexpr Row kBilling = {kOwn, kOwn, kOwn, kNo, kNo, kAny, kNo, kAny, kAny, kAny, kAny, kAny};
constexpr Row kRegister = {kNo, kNo, kNo, kNo, kAny, kNo, kNo, kNo, kNo, kNo, kAny, kNo};
constexpr Row kRisk = {kNo, kNo, kNo, kNo, kNo, kNo, kAny, kNo, kNo, kNo, kAny, kNo};
constexpr Row kOperator = {kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kAny, kNo};
constexpr Row kLists = {kNo, kNo, kNo, kNo, kNo, kAny, kAny, kAny, kAny, kAny, kAny, kAny};
constexpr Row kRecord = {kNo, kNo, kNo, kNo, kNo, kAny, kNo, kNo, kNo, kNo, kAny, kNo};
// Not for services: tickets are between people.
constexpr Row kTopics = {kAny, kAny, kAny, kAny, kNo, kNo, kNo, kNo, kAny, kAny, kAny, kAny};
constexpr Row kOpenTicket = {kOwn, kOwn, kOwn, kOwn, kNo, kNo, kNo, kNo, kAny, kAny, kNo, kNo};
constexpr Row kReadTicket = {kOwn, kOwn, kOwn, kOwn, kNo, kNo, kNo, kNo, kAny, kAny, kAny, kAny};
constexpr Row kRequest = {kOwn, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kAny, kAny, kNo, kNo};
constexpr Row kDecide = {kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kAny, kAny, kNo};
constexpr Row kAudit = {kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kAny, kAny};
constexpr Row kPolicies = {kNo, kNo, kNo, kNo, kNo, kNo, kAny, kNo, kAny, kAny, kAny, kAny};
constexpr Row kProfile = {kOwn, kOwn, kOwn, kNo, kNo, kNo, kAny, kAny, kAny, kAny, kAny, kAny};
constexpr Row kEditProfile = {kOwn, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kNo, kAny, kNo};
constexpr Row kNobody = {};

const Row& RowOf(v1::Permission permission) {
  switch (permission) {
    case v1::PERMISSION_READ_STATUS:
      return kStatus;
    case v1::PERMISSION_READ_PLAN:
      return kPlan;
    case v1::PERMISSION_READ_BILLING:
      return kBilling;
    case v1::PERMISSION_REGISTER_ACCOUNT:
    case v1::PERMISSION_MANAGE_ACCOUNT:
      return kRegister;
    case v1::PERMISSION_RECORD_VERIFICATION:
    case v1::PERMISSION_RECORD_ABUSE:
    case v1::PERMISSION_RECORD_PROVIDER_FACTS:
    case v1::PERMISSION_PLACE_HOLD:
    case v1::PERMISSION_RELEASE_HOLD:
      return kRisk;
    case v1::PERMISSION_REINSTATE:
    case v1::PERMISSION_SET_CLOCK:
    case v1::PERMISSION_WRITE_POLICY:
    case v1::PERMISSION_WRITE_OFF:
    case v1::PERMISSION_SET_PAYMENT_INSTRUCTIONS:
      return kOperator;
    case v1::PERMISSION_LIST_ACCOUNTS:
    case v1::PERMISSION_LIST_FACTS:
      return kLists;
    case v1::PERMISSION_RECORD_BILLING:
      return kRecord;
    case v1::PERMISSION_LIST_TOPICS:
      return kTopics;
    case v1::PERMISSION_CREATE_TICKET:
    case v1::PERMISSION_COMMENT_TICKETS:
      return kOpenTicket;
    case v1::PERMISSION_READ_TICKETS:
      return kReadTicket;
    case v1::PERMISSION_REQUEST_REINSTATEMENT:
      return kRequest;
    case v1::PERMISSION_DECIDE_REINSTATEMENT:
    case v1::PERMISSION_DECIDE_EXEMPTION:
      return kDecide;
    case v1::PERMISSION_READ_AUDIT:
      return kAudit;
    case v1::PERMISSION_READ_POLICY:
      return kPolicies;
    case v1::PERMISSION_READ_PROFILE:
      return kProfile;
    case v1::PERMISSION_UPDATE_PROFILE:
      return kEditProfile;
    default:
      return kNobody;
  }
}

Reach LargestReach(const Principal& principal, v1::Permission permission) {
  Reach reach = Reach::kNone;
  for (const Role role : principal.roles) reach = std::max(reach, ReachOf(role, permission));
  return reach;
}

}  // namespace

Reach ReachOf(Role role, v1::Permission permission) {
  return RowOf(permission)[static_cast<size_t>(role)];
}

bool Authorizer::May(const Principal& principal, v1::Permission permission,
                     const std::string& account_id) {
  switch (LargestReach(principal, permission)) {
    case Reach::kAnyAccount:
      return true;
    case Reach::kOwnAccount:
      return principal.account_id && *principal.account_id == account_id;
    case Reach::kNone:
      return false;
  }
  return false;
}

Error Authorizer::NotPermitted() {
  return {.reason = Reason::kNotPermitted,
          .message = "your roles do not permit this call on this account"};
}

Result<Scopes> Authorizer::Authorize(const Principal& principal, const MethodInfo& method,
                                     const std::string& account_id) {
  const v1::Permission permission = method.policy.permission();
  const bool names_account = method.account_field != nullptr;
  const Reach reach = LargestReach(principal, permission);
  const bool permitted = names_account                    ? May(principal, permission, account_id)
                         : method.policy.names_accounts() ? reach != Reach::kNone
                                                          : reach == Reach::kAnyAccount;
  const bool touches_others = method.policy.touches_other_accounts();
  if (!permitted || (touches_others && reach != Reach::kAnyAccount)) return NotPermitted();
  Scopes scopes;
  if (method.policy.names_accounts()) {
    std::optional<std::string> only;
    // Without an account of its own: the empty id, which no account has.
    if (reach == Reach::kOwnAccount) only = principal.account_id.value_or("");
    scopes.named_accounts = NamedAccountsScope(std::move(only));
    if (reach == Reach::kAnyAccount) scopes.all_accounts = AllAccountsScope();
  }
  if (names_account) scopes.account = AccountScope(account_id);
  if (touches_others) scopes.named_accounts = NamedAccountsScope(std::nullopt);
  if (method.policy.spans_accounts() || method.policy.server_wide() || touches_others) {
    scopes.all_accounts = AllAccountsScope();
  }
  return scopes;
}

}  // namespace reinstate::rpc
