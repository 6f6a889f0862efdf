#include "server/domain/policy_rules.h"

#include <algorithm>
#include <set>
#include <string>
#include <utility>

#include "server/domain/money.h"

namespace reinstate {
namespace {

Status CheckRange(const std::string& field, int64_t value, int64_t low, int64_t high) {
  if (value >= low && value <= high) return Ok();
  return InvalidField("proposal.content." + field, "must be from " + std::to_string(low) + " to " +
                                                       std::to_string(high) + ", not " +
                                                       std::to_string(value));
}

Status CheckTolerances(const Policy& policy) {
  for (const auto& [currency, minor] : policy.tolerance_minor) {
    if (!CurrencyExponent(currency)) {
      return InvalidField("proposal.content.tolerances", currency + " is no ISO 4217 currency");
    }
    if (minor < 0) {
      return InvalidField("proposal.content.tolerances",
                          "of " + currency + " must not be below zero");
    }
  }
  return Ok();
}

Status CheckWarnings(const Policy& policy) {
  std::set<int> seen;
  for (const int days : policy.warning_offsets_days) {
    Status range = CheckRange("warning_offsets_days", days, 1, 365);
    if (!range.ok()) return range;
    if (!seen.insert(days).second) {
      return InvalidField("proposal.content.warning_offsets_days",
                          "names " + std::to_string(days) + " twice");
    }
  }
  return Ok();
}

std::string Text(absl::Time instant) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%E*SZ", instant, absl::UTCTimeZone());
}

}  // namespace

bool MayBeSet(CauseKind kind) {
  return kind != CauseKind::kManualHold && kind != CauseKind::kAccountClosed;
}

Status CheckPolicy(const Policy& policy) {
  const Status checks[] = {
      CheckRange("days_overdue", policy.days_overdue, 0, 3650),
      CheckTolerances(policy),
      CheckWarnings(policy),
      CheckRange("dispute_pause_days", policy.dispute_pause_days, 0, 365),
      CheckRange("clearing_grace_days", policy.clearing_grace_days, 0, 365),
      CheckRange("max_lease.seconds", absl::ToInt64Seconds(policy.max_lease), 1, 3600),
      CheckRange("exemption_limit_days", policy.exemption_limit_days, 1, 3650),
      CheckRange("net_terms_days", policy.net_terms_days, 0, 365)};
  for (const Status& check : checks) {
    if (!check.ok()) return check;
  }
  return Ok();
}

Status CheckEffectiveFrom(absl::Time effective_from, const PolicyHistory& history, absl::Time now,
                          absl::Duration lead) {
  const absl::Duration kept = history.current().At(now).max_lease;
  const absl::Time earliest = now + std::max(lead, kept + kCommitMargin);
  if (effective_from < earliest) {
    return InvalidField("proposal.effective_from", "must be " + Text(earliest) +
                                                       " or later, so that no answer that may be "
                                                       "kept outlives the rules it was given by");
  }
  for (const Policy& policy : history.current().all()) {
    if (effective_from > policy.effective_from) continue;
    return InvalidField("proposal.effective_from",
                        "must lie after that of version " + std::to_string(policy.version) + ", " +
                            Text(policy.effective_from) + "; revoke that first");
  }
  return Ok();
}

PolicyRecord NewVersion(Policy policy, const PolicyHistory& history, absl::Time now) {
  PolicyRecord record;
  record.policy = std::move(policy);
  record.policy.version = history.records().back().policy.version + 1;
  record.created_at = now;
  record.created_set = history.number() + 1;
  return record;
}

Result<PolicyRecord> RevokedVersion(int version, const PolicyHistory& history, absl::Time now) {
  const PolicyRecord* found = FindVersion(history, version);
  if (found == nullptr) return PolicyNotFound(version);
  if (found->revoked_at) return *found;
  if (found->policy.effective_from < now + kCommitMargin) {
    return Error{.reason = Reason::kPolicyInForce,
                 .message = "version " + std::to_string(version) +
                            " has taken effect, or does within a minute, and cannot be taken back; "
                            "announce another"};
  }
  PolicyRecord revoked = *found;
  revoked.revoked_at = now;
  revoked.revoked_set = history.number() + 1;
  return revoked;
}

const PolicyRecord* FindVersion(const PolicyHistory& history, int version) {
  for (const PolicyRecord& record : history.records()) {
    if (record.policy.version == version) return &record;
  }
  return nullptr;
}

Error PolicyNotFound(int version) {
  return {.reason = Reason::kPolicyNotFound,
          .message = "there is no version " + std::to_string(version) + " of the policy",
          .resource = Resource{"policy", std::to_string(version)}};
}

}  // namespace reinstate
