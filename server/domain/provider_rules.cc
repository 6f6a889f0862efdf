#include "server/domain/provider_rules.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "server/domain/conditions.h"

namespace reinstate {
namespace {

bool SameContent(const IssueState& a, const IssueState& b) {
  return a.affects_operations == b.affects_operations &&
         a.impacted_account_ids == b.impacted_account_ids && a.public_reason == b.public_reason &&
         a.internal_note == b.internal_note;
}

Error TooEarly(const std::string& description) {
  Error error = InvalidField("effective_at", description);
  error.reason = Reason::kEffectiveBeforeSubject;
  return error;
}

const IssueState& Latest(const ProviderIssue& issue) {
  return *std::max_element(
      issue.states.begin(), issue.states.end(), [](const IssueState& a, const IssueState& b) {
        return std::tie(a.effective_at, a.number) < std::tie(b.effective_at, b.number);
      });
}

const IssueState* Resolution(const ProviderIssue& issue) {
  const auto found = std::find_if(issue.states.begin(), issue.states.end(),
                                  [](const IssueState& state) { return state.resolved; });
  return found == issue.states.end() ? nullptr : &*found;
}

void Append(IssueState state, ProviderIssue& issue) {
  state.number = static_cast<int>(issue.states.size()) + 1;
  issue.states.push_back(std::move(state));
}

}  // namespace

Result<bool> ReportIssue(IssueState state, const std::optional<absl::Time>& effective_at,
                         const FactRecording& recording, const AccountFacts& facts,
                         ProviderIssue& issue) {
  state.effective_at = effective_at.value_or(recording.now);
  if (!issue.states.empty()) {
    const IssueState& first = issue.states.front();
    const bool same_instant = !effective_at || first.effective_at == state.effective_at;
    if (SameContent(first, state) && same_instant) return false;
    return FactConflict("provider issue", issue.issue_id);
  }
  Status timely =
      CheckEffectiveAt(state.effective_at, recording.now, recording.recorder, "effective_at");
  if (timely.ok()) {
    timely = CheckNotBeforeAccount(facts.account, state.effective_at, "effective_at");
  }
  if (!timely.ok()) return timely.error();
  if (MembershipAt(facts, state.effective_at).partner_type != PartnerType::kIndirectProvider) {
    return Error{.reason = Reason::kNotAProvider,
                 .message = "the account is no INDIRECT_PROVIDER then, so it has no issues",
                 .resource = Resource{"account", facts.account.account_id}};
  }
  Append(std::move(state), issue);
  return true;
}

Result<bool> UpdateIssue(IssueState state, const std::optional<absl::Time>& effective_at,
                         const FactRecording& recording, ProviderIssue& issue) {
  if (issue.states.empty()) return IssueNotFound(issue.issue_id);
  state.effective_at =
      effective_at.value_or(std::max(recording.now, issue.states.front().effective_at));
  if (state.effective_at < issue.states.front().effective_at) {
    return TooEarly("must not be before the issue began");
  }
  const IssueState* resolution = Resolution(issue);
  if (resolution != nullptr && state.effective_at >= resolution->effective_at) {
    Error error = FactConflict("provider issue", issue.issue_id);
    error.message = "provider issue " + issue.issue_id + " is resolved by then; report another";
    return error;
  }
  if (!effective_at && SameContent(Latest(issue), state)) return false;
  for (const IssueState& recorded : issue.states) {
    if (recorded.effective_at != state.effective_at) continue;
    if (SameContent(recorded, state)) return false;
    return FactConflict("state of provider issue", issue.issue_id);
  }
  const Status timely =
      CheckEffectiveAt(state.effective_at, recording.now, recording.recorder, "effective_at");
  if (!timely.ok()) return timely.error();
  Append(std::move(state), issue);
  return true;
}

Result<bool> ResolveIssue(const std::string& recorded_by,
                          const std::optional<absl::Time>& effective_at,
                          const FactRecording& recording, ProviderIssue& issue) {
  if (issue.states.empty()) return IssueNotFound(issue.issue_id);
  if (const IssueState* resolution = Resolution(issue)) {
    if (!effective_at || *effective_at == resolution->effective_at) return false;
    return FactConflict("resolution of provider issue", issue.issue_id);
  }
  IssueState resolved = Latest(issue);
  const absl::Time at = effective_at.value_or(std::max(recording.now, resolved.effective_at));
  if (at < resolved.effective_at) return TooEarly("must not be before the issue's last state");
  const Status timely = CheckEffectiveAt(at, recording.now, recording.recorder, "effective_at");
  if (!timely.ok()) return timely.error();
  resolved.effective_at = at;
  resolved.resolved = true;
  resolved.recorded_by = recorded_by;
  Append(std::move(resolved), issue);
  return true;
}

const IssueState& IssueStateAt(const ProviderIssue& issue, absl::Time at) {
  const IssueState* in_force = &issue.states.front();
  for (const IssueState& state : issue.states) {
    if (state.effective_at > at) continue;
    if (std::tie(in_force->effective_at, in_force->number) <=
        std::tie(state.effective_at, state.number)) {
      in_force = &state;
    }
  }
  return *in_force;
}

Error IssueNotFound(const std::string& issue_id) {
  return {.reason = Reason::kIssueNotFound,
          .message = "the provider has no issue " + issue_id,
          .resource = Resource{"provider issue", issue_id}};
}

bool Impacts(const IssueState& state, const std::string& account_id) {
  const auto& named = state.impacted_account_ids;
  return !state.resolved && state.affects_operations &&
         (named.empty() || std::find(named.begin(), named.end(), account_id) != named.end());
}

std::vector<ProviderIssueState> IssueFor(const std::string& provider_id, const ProviderIssue& issue,
                                         const std::string& account_id) {
  std::vector<ProviderIssueState> known;
  bool any = false;
  for (const IssueState& state : issue.states) {
    const bool impacts = Impacts(state, account_id);
    any = any || impacts;
    known.push_back({provider_id, issue.issue_id, state.number, state.effective_at, impacts,
                     state.public_reason, state.internal_note});
  }
  if (!any) known.clear();
  return known;
}

std::vector<ProviderIssueState> Learn(const std::vector<ProviderIssueState>& states,
                                      AccountFacts& facts) {
  std::vector<ProviderIssueState> learned;
  for (const ProviderIssueState& state : states) {
    const auto& known = facts.provider_issues;
    if (std::find(known.begin(), known.end(), state) == known.end()) learned.push_back(state);
  }
  facts.provider_issues.insert(facts.provider_issues.end(), learned.begin(), learned.end());
  return learned;
}

}  // namespace reinstate
