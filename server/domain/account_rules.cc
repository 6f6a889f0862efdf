#include "server/domain/account_rules.h"

#include <algorithm>

#include "server/domain/conditions.h"

namespace reinstate {
namespace {

Status CheckInstant(absl::Time at, const FactRecording& recording, const Account& account) {
  Status timely = CheckEffectiveAt(at, recording.now, recording.recorder, "effective_at");
  if (timely.ok()) timely = CheckNotBeforeAccount(account, at, "effective_at");
  return timely;
}

// What is recorded of the same instant is no change any more. False where it is another.
template <typename Value>
bool Settle(const std::optional<Value>& recorded, std::optional<Value>& asked) {
  if (!recorded || !asked) return true;
  if (recorded != asked) return false;
  asked.reset();
  return true;
}

}  // namespace

Account AccountAt(const AccountFacts& facts, absl::Time at) {
  Account account = facts.account;
  const Membership membership = MembershipAt(facts, at);
  account.cloud = membership.cloud;
  account.partner_type = membership.partner_type;
  return account;
}

Result<std::optional<AccountChange>> ChangeMembership(const AskedMembership& asked,
                                                      const FactRecording& recording,
                                                      AccountFacts& facts) {
  const absl::Time at = asked.effective_at.value_or(recording.now);
  AccountChange change{at, asked.cloud, asked.partner_type};
  if (!asked.effective_at) {
    const Membership was = MembershipAt(facts, at);
    if (change.cloud == was.cloud) change.cloud.reset();
    if (change.partner_type == was.partner_type) change.partner_type.reset();
  }
  for (const AccountChange& recorded : facts.account_changes) {
    if (recorded.effective_at != at) continue;
    if (!Settle(recorded.cloud, change.cloud) ||
        !Settle(recorded.partner_type, change.partner_type)) {
      return FactConflict("change of account", facts.account.account_id);
    }
  }
  if (!change.cloud && !change.partner_type) return std::optional<AccountChange>();
  const Status timely = CheckInstant(at, recording, facts.account);
  if (!timely.ok()) return timely.error();
  facts.account_changes.push_back(change);
  return std::optional(change);
}

Result<std::optional<ProviderLink>> ChangeLink(const std::string& provider_id, bool linked,
                                               const std::optional<absl::Time>& effective_at,
                                               const FactRecording& recording,
                                               AccountFacts& facts) {
  const absl::Time at = effective_at.value_or(recording.now);
  const bool same = IsLinked(facts.provider_links, provider_id, at) == linked;
  if (same && !effective_at) return std::optional<ProviderLink>();
  for (const ProviderLink& recorded : facts.provider_links) {
    if (recorded.provider_id != provider_id || recorded.effective_at != at) continue;
    if (same) return std::optional<ProviderLink>();
    return FactConflict("link to provider", provider_id);
  }
  const Status timely = CheckInstant(at, recording, facts.account);
  if (!timely.ok()) return timely.error();
  facts.provider_links.push_back({provider_id, at, linked});
  return std::optional(facts.provider_links.back());
}

}  // namespace reinstate
