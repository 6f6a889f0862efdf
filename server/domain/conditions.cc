#include "server/domain/conditions.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <tuple>
#include <utility>

namespace reinstate {
namespace {

constexpr absl::Time kNever = absl::InfiniteFuture();

absl::Time HoldEnd(const Hold& hold) {
  return std::min(hold.expires_at.value_or(kNever), hold.released_at.value_or(kNever));
}

// R14: lesser signals are recorded and suspend nothing.
bool Suspends(const AbuseSignal& signal) {
  return signal.severity == AbuseSeverity::kSignificant && !signal.withdrawn_at;
}

// Collects what is true at one instant.
class Finder {
 public:
  Finder(const AccountFacts& facts, const Policy& policy, absl::Time at)
      : facts_(facts), policy_(policy), at_(at) {}

  std::vector<Evidence> Find() {
    AddHolds();
    AddVerification();
    AddAbuse();
    AddProviderIssues();
    AddClosure();
    return std::move(found_);
  }

 private:
  Evidence& Add(CauseKind cause, FactKind kind, const std::string& id) {
    found_.push_back(NewEvidence(policy_, cause, kind, id, at_));
    return found_.back();
  }

  void AddHolds() {
    for (const Hold& hold : facts_.holds) {
      if (hold.placed_at > at_ || HoldEnd(hold) <= at_) continue;
      Evidence& evidence = Add(CauseKind::kManualHold, FactKind::kHold, hold.hold_id);
      evidence.text = hold.reason;
      evidence.internal = hold.internal;
    }
  }

  // PENDING is not final: it lifts nothing and suspends nothing.
  void AddVerification() {
    const VerificationResult* latest = nullptr;
    for (const VerificationResult& result : facts_.verification_results) {
      if (result.status == VerificationStatus::kPending || result.effective_at > at_) continue;
      if (latest == nullptr || std::tie(latest->effective_at, latest->result_id) <
                                   std::tie(result.effective_at, result.result_id)) {
        latest = &result;
      }
    }
    if (latest == nullptr || latest->status == VerificationStatus::kAuthorized) return;
    const CauseKind cause = latest->status == VerificationStatus::kFailed
                                ? CauseKind::kProfileFailed
                                : CauseKind::kProfileRejected;
    Add(cause, FactKind::kVerificationResult, latest->result_id).text = latest->public_reason;
  }

  void AddAbuse() {
    for (const AbuseSignal& signal : facts_.abuse_signals) {
      if (!Suspends(signal) || signal.detected_at > at_) continue;
      if (signal.resolved_at && *signal.resolved_at <= at_) continue;
      Evidence& evidence = Add(CauseKind::kAccountAbuse, FactKind::kAbuseSignal, signal.signal_id);
      evidence.text = signal.public_reason;
      evidence.internal_note = signal.internal_note;
    }
  }

  // R15, R16: indirect resellers only, and only while they are linked to the provider.
  void AddProviderIssues() {
    if (facts_.provider_issues.empty()) return;
    if (MembershipAt(facts_, at_).partner_type != PartnerType::kIndirectReseller) return;
    for (const ProviderIssueState* state : IssuesAt(facts_.provider_issues, at_)) {
      if (!state->impacts || !IsLinked(facts_.provider_links, state->provider_id, at_)) continue;
      Evidence& evidence =
          Add(CauseKind::kProviderIssue, FactKind::kProviderIssue, state->fact_id());
      evidence.text = state->public_reason;
      evidence.internal_note = state->internal_note;
    }
  }

  void AddClosure() {
    const Account& account = facts_.account;
    if (!account.closed_at || *account.closed_at > at_) return;
    Add(CauseKind::kAccountClosed, FactKind::kClosure, account.account_id).internal_note =
        account.closing_reason;
  }

  const AccountFacts& facts_;
  const Policy& policy_;
  const absl::Time at_;
  std::vector<Evidence> found_;
};

}  // namespace

Membership MembershipAt(const AccountFacts& facts, absl::Time at) {
  Membership membership{facts.account.cloud, facts.account.partner_type};
  absl::Time cloud_since = absl::InfinitePast(), type_since = absl::InfinitePast();
  for (const AccountChange& change : facts.account_changes) {
    if (change.effective_at > at) continue;
    if (change.cloud && change.effective_at > cloud_since) {
      cloud_since = change.effective_at;
      membership.cloud = *change.cloud;
    }
    if (change.partner_type && change.effective_at > type_since) {
      type_since = change.effective_at;
      membership.partner_type = *change.partner_type;
    }
  }
  return membership;
}

bool IsLinked(const std::vector<ProviderLink>& links, const std::string& provider_id,
              absl::Time at) {
  const ProviderLink* latest = nullptr;
  for (const ProviderLink& link : links) {
    if (link.provider_id != provider_id || link.effective_at > at) continue;
    if (latest == nullptr || latest->effective_at < link.effective_at) latest = &link;
  }
  return latest != nullptr && latest->linked;
}

std::vector<const ProviderIssueState*> IssuesAt(const std::vector<ProviderIssueState>& states,
                                                absl::Time at) {
  std::map<std::pair<std::string_view, std::string_view>, const ProviderIssueState*> latest;
  for (const ProviderIssueState& state : states) {
    if (state.effective_at > at) continue;
    const ProviderIssueState*& found = latest[{state.provider_id, state.issue_id}];
    if (found == nullptr ||
        std::tie(found->effective_at, found->number) < std::tie(state.effective_at, state.number)) {
      found = &state;
    }
  }
  std::vector<const ProviderIssueState*> in_force;
  in_force.reserve(latest.size());
  for (const auto& [issue, state] : latest) in_force.push_back(state);
  return in_force;
}

void AddConditionInstants(const AccountFacts& facts, std::vector<absl::Time>& instants) {
  for (const AccountChange& change : facts.account_changes) {
    instants.push_back(change.effective_at);
  }
  for (const Hold& hold : facts.holds) {
    instants.push_back(hold.placed_at);
    instants.push_back(HoldEnd(hold));
  }
  for (const auto& result : facts.verification_results) instants.push_back(result.effective_at);
  for (const AbuseSignal& signal : facts.abuse_signals) {
    if (!Suspends(signal)) continue;
    instants.push_back(signal.detected_at);
    instants.push_back(signal.resolved_at.value_or(kNever));
  }
  for (const ProviderLink& link : facts.provider_links) instants.push_back(link.effective_at);
  for (const auto& state : facts.provider_issues) instants.push_back(state.effective_at);
  instants.push_back(facts.account.closed_at.value_or(kNever));
}

std::vector<Evidence> TrueConditions(const AccountFacts& facts, const Policy& policy,
                                     absl::Time at) {
  return Finder(facts, policy, at).Find();
}

Evidence NewEvidence(const Policy& policy, CauseKind cause, FactKind kind, const std::string& id,
                     absl::Time at) {
  Evidence evidence;
  evidence.cause = cause;
  evidence.fact = kind;
  evidence.fact_id = id;
  evidence.from = at;
  evidence.since = at;
  evidence.policy_version = policy.version;
  return evidence;
}

}  // namespace reinstate
