#include "server/domain/exemption_rules.h"

#include <algorithm>
#include <utility>

#include "server/domain/fact_rules.h"

namespace reinstate {

Result<bool> GrantExemption(Exemption exemption, const Policy& policy, AccountFacts& facts) {
  if (const Exemption* granted = FindExemption(facts, exemption.exemption_id)) {
    if (granted->cause == exemption.cause && granted->reason == exemption.reason &&
        granted->expires_at == exemption.expires_at) {
      return false;
    }
    return FactConflict("exemption", exemption.exemption_id);
  }
  if (exemption.cause == CauseKind::kManualHold) {
    return InvalidField("cause", "must not be MANUAL_HOLD; release the hold");
  }
  if (exemption.cause == CauseKind::kAccountClosed) {
    return InvalidField("cause", "must not be ACCOUNT_CLOSED; an account is closed for good");
  }
  if (exemption.expires_at <= exemption.granted_at) {
    return InvalidField("expires_at", "must lie after the clock");
  }
  if (exemption.expires_at > exemption.granted_at + absl::Hours(24 * policy.exemption_limit_days)) {
    return InvalidField("expires_at", "must be at most " +
                                          std::to_string(policy.exemption_limit_days) +
                                          " days of 24 hours ahead");
  }
  facts.exemptions.push_back(std::move(exemption));
  return true;
}

Status RevokeExemption(const std::string& exemption_id, absl::Time now, AccountFacts& facts) {
  const auto found = std::find_if(
      facts.exemptions.begin(), facts.exemptions.end(),
      [&](const Exemption& exemption) { return exemption.exemption_id == exemption_id; });
  if (found == facts.exemptions.end()) {
    return Error{.reason = Reason::kExemptionNotFound,
                 .message = "the account has no exemption " + exemption_id,
                 .resource = Resource{"exemption", exemption_id}};
  }
  if (found->revoked_at || found->expires_at <= now) {
    return Error{.reason = Reason::kExemptionEnded,
                 .message = "the exemption " + exemption_id + " has ended already",
                 .resource = Resource{"exemption", exemption_id}};
  }
  found->revoked_at = now;
  return Ok();
}

const Exemption* FindExemption(const AccountFacts& facts, const std::string& exemption_id) {
  const auto found = std::find_if(
      facts.exemptions.begin(), facts.exemptions.end(),
      [&](const Exemption& exemption) { return exemption.exemption_id == exemption_id; });
  return found == facts.exemptions.end() ? nullptr : &*found;
}

}  // namespace reinstate
