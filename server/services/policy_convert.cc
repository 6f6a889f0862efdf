#include "server/services/policy_convert.h"

#include <regex>
#include <set>
#include <string>
#include <utility>

#include "server/domain/policy_rules.h"
#include "server/services/convert.h"

namespace reinstate::services {
namespace {

std::string Within(const char* field, int index) {
  return "proposal.content." + std::string(field) + "[" + std::to_string(index) + "]";
}

// Names of the tz database only: others, such as localtime or a path, are another zone elsewhere.
bool LoadZone(const std::string& name, absl::TimeZone& zone) {
  static const std::regex kName("UTC|[A-Za-z_]+(/[A-Za-z0-9_+-]+){1,2}");
  return std::regex_match(name, kName) && absl::LoadTimeZone(name, &zone) && zone.name() == name;
}

Status ReadTolerances(const v1::PolicyContent& content, Policy& policy) {
  for (int i = 0; i < content.tolerances_size(); ++i) {
    const v1::Money& money = content.tolerances(i);
    if (policy.tolerance_minor.emplace(money.currency_code(), money.amount_minor()).second) {
      continue;
    }
    return InvalidField(Within("tolerances", i), "names " + money.currency_code() + " again");
  }
  return Ok();
}

Status ReadCauses(const v1::PolicyContent& content, Policy& policy) {
  policy.modes.fill(CauseMode::kAuto);
  std::set<CauseKind> seen;
  for (int i = 0; i < content.causes_size(); ++i) {
    const v1::CausePolicy& cause = content.causes(i);
    const std::optional<CauseKind> kind = FromProto(cause.cause());
    if (!kind || !MayBeSet(*kind)) {
      return InvalidField(Within("causes", i) + ".cause",
                          "must be a cause whose mode and scope a policy can set");
    }
    if (!seen.insert(*kind).second) {
      return InvalidField(Within("causes", i) + ".cause",
                          "names " + std::string(CauseName(*kind)) + " again");
    }
    policy.modes[static_cast<size_t>(*kind)] = static_cast<CauseMode>(cause.mode() - 1);
    CauseScope& scope = policy.scopes[static_cast<size_t>(*kind)];
    for (const int cloud : cause.clouds()) scope.clouds.push_back(static_cast<Cloud>(cloud - 1));
    for (const int type : cause.partner_types()) {
      scope.partner_types.push_back(static_cast<PartnerType>(type - 1));
    }
  }
  return Ok();
}

Status ReadSwitches(const v1::PolicyContent& content, Policy& policy) {
  policy.allow_renew = policy.allow_decrease = policy.allow_cancel = policy.allow_increase = false;
  for (int i = 0; i < content.allowed_while_suspended_size(); ++i) {
    switch (content.allowed_while_suspended(i)) {
      case v1::OPERATION_RENEW_SUBSCRIPTION:
        policy.allow_renew = true;
        break;
      case v1::OPERATION_DECREASE_QUANTITY:
        policy.allow_decrease = true;
        break;
      case v1::OPERATION_CANCEL_SUBSCRIPTION:
        policy.allow_cancel = true;
        break;
      case v1::OPERATION_INCREASE_QUANTITY:
        policy.allow_increase = true;
        break;
      default:
        return InvalidField(Within("allowed_while_suspended", i),
                            "only RENEW_SUBSCRIPTION, DECREASE_QUANTITY, CANCEL_SUBSCRIPTION and "
                            "INCREASE_QUANTITY can be switched");
    }
  }
  return Ok();
}

v1::PolicyState StateOf(const PolicyRecord& record, const PolicyHistory& history, absl::Time now) {
  if (record.revoked_at) return v1::POLICY_STATE_REVOKED;
  if (record.policy.effective_from > now) return v1::POLICY_STATE_ANNOUNCED;
  const bool in_force = history.current().At(now).version == record.policy.version;
  return in_force ? v1::POLICY_STATE_IN_FORCE : v1::POLICY_STATE_SUPERSEDED;
}

}  // namespace

Result<Policy> FromProto(const v1::PolicyProposal& proposal) {
  const v1::PolicyContent& content = proposal.content();
  Policy policy;
  policy.effective_from = FromProto(proposal.effective_from());
  if (!LoadZone(content.zone(), policy.zone)) {
    return InvalidField("proposal.content.zone",
                        "is no time zone; one is written like Europe/Berlin, or UTC");
  }
  if (!content.has_days_overdue()) {
    return InvalidField("proposal.content.days_overdue", "must be set, if to 0");
  }
  if (!content.has_net_terms_days()) {
    return InvalidField("proposal.content.net_terms_days", "must be set, if to 0");
  }
  if (content.max_lease().nanos() != 0) {
    return InvalidField("proposal.content.max_lease", "must be whole seconds");
  }
  policy.days_overdue = content.days_overdue();
  policy.warning_offsets_days.assign(content.warning_offsets_days().begin(),
                                     content.warning_offsets_days().end());
  policy.dispute_pause_days = content.dispute_pause_days();
  policy.clearing_grace_days = content.clearing_grace_days();
  policy.max_lease = absl::Seconds(content.max_lease().seconds());
  policy.exemption_limit_days = content.exemption_limit_days();
  policy.net_terms_days = content.net_terms_days();
  for (auto* read : {ReadTolerances, ReadCauses, ReadSwitches}) {
    const Status status = read(content, policy);
    if (!status.ok()) return status.error();
  }
  return policy;
}

v1::PolicyContent ContentOf(const Policy& policy) {
  v1::PolicyContent content;
  content.set_zone(policy.zone.name());
  content.set_days_overdue(policy.days_overdue);
  for (const auto& [currency, minor] : policy.tolerance_minor) {
    *content.add_tolerances() = ToMoney(minor, currency);
  }
  for (const int days : policy.warning_offsets_days) content.add_warning_offsets_days(days);
  content.set_dispute_pause_days(policy.dispute_pause_days);
  content.set_clearing_grace_days(policy.clearing_grace_days);
  for (const CauseKind kind : kAllCauses) {
    const CauseScope& scope = policy.scope(kind);
    const bool usual = policy.mode(kind) == CauseMode::kAuto && scope == CauseScope{};
    if (usual || !MayBeSet(kind)) continue;
    v1::CausePolicy& cause = *content.add_causes();
    cause.set_cause(ToProto(kind));
    cause.set_mode(static_cast<v1::CauseMode>(static_cast<int>(policy.mode(kind)) + 1));
    for (const Cloud cloud : scope.clouds) {
      cause.add_clouds(static_cast<v1::Cloud>(static_cast<int>(cloud) + 1));
    }
    for (const PartnerType type : scope.partner_types) {
      cause.add_partner_types(static_cast<v1::PartnerType>(static_cast<int>(type) + 1));
    }
  }
  content.mutable_max_lease()->set_seconds(absl::ToInt64Seconds(policy.max_lease));
  content.set_exemption_limit_days(policy.exemption_limit_days);
  content.set_net_terms_days(policy.net_terms_days);
  const auto allow = [&](bool allowed, v1::Operation operation) {
    if (allowed) content.add_allowed_while_suspended(operation);
  };
  allow(policy.allow_renew, v1::OPERATION_RENEW_SUBSCRIPTION);
  allow(policy.allow_decrease, v1::OPERATION_DECREASE_QUANTITY);
  allow(policy.allow_cancel, v1::OPERATION_CANCEL_SUBSCRIPTION);
  allow(policy.allow_increase, v1::OPERATION_INCREASE_QUANTITY);
  return content;
}

v1::Policy ToProto(const PolicyRecord& record, const PolicyHistory& history, absl::Time now) {
  v1::Policy policy;
  policy.set_version(record.policy.version);
  *policy.mutable_content() = ContentOf(record.policy);
  if (record.policy.effective_from != absl::InfinitePast()) {
    *policy.mutable_effective_from() = ToProto(record.policy.effective_from);
    *policy.mutable_created_at() = ToProto(record.created_at);
  }
  policy.set_state(StateOf(record, history, now));
  policy.set_created_by(record.created_by);
  policy.set_reason(record.reason);
  if (record.revoked_at) *policy.mutable_revoked_at() = ToProto(*record.revoked_at);
  policy.set_revoked_by(record.revoked_by);
  policy.set_revocation_reason(record.revocation_reason);
  return policy;
}

}  // namespace reinstate::services
