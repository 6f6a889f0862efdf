#include "tests/unit/oracle.h"

#include <algorithm>

#include "server/domain/civil_day.h"
#include "tests/unit/oracle_bill.h"

namespace reinstate {

Oracle::Oracle(const AccountFacts& facts, const PolicySet& policies)
    : facts_(facts), policies_(policies) {
  ListInstants();
  std::map<CauseKind, absl::Time> since;
  for (const absl::Time at : instants_) {
    for (CauseKind kind : kAllCauses) {
      const bool exempt = ExemptAt(kind, at);
      const bool holds = Holds(kind, at) && !exempt;
      const bool automatic = policies.At(at).mode(kind) == CauseMode::kAuto;
      const bool ends = DecidedAt(kind, at) || GrantedAt(kind, at) || (automatic && !holds);
      if (ends || !InScope(kind, at)) since.erase(kind);
      if (holds && InScope(kind, at) && at >= facts.account.standing_from)
        since.try_emplace(kind, at);
    }
    std::vector<OpenCause> open;
    open.reserve(since.size());
    for (const auto& [kind, opened_at] : since) {
      open.push_back({kind, Holds(kind, at), policies.At(at).mode(kind), opened_at});
    }
    causes_[at] = std::move(open);
  }
}

void Oracle::ListInstants() {
  instants_ = {facts_.account.standing_from};
  for (const Policy& policy : policies_.all()) {
    if (policy.effective_from > absl::InfinitePast()) instants_.push_back(policy.effective_from);
    for (const Invoice& invoice : facts_.invoices) {
      instants_.push_back(StartOfDay(invoice.issued_on, policy.zone));
      instants_.push_back(StartOfDay(invoice.due_on + 1, policy.zone));
      instants_.push_back(StartOfDay(invoice.due_on + policy.days_overdue + 1, policy.zone));
      for (const Dispute& dispute : invoice.disputes) {
        ListDays(dispute.opened_at, policy.dispute_pause_days, policy.zone);
      }
    }
    for (const Invoice& note : facts_.credit_notes) {
      instants_.push_back(StartOfDay(note.issued_on, policy.zone));
    }
    for (const Payment& payment : facts_.payments) {
      ListDays(payment.received_at, policy.clearing_grace_days, policy.zone);
    }
  }
  for (const Invoice& invoice : facts_.invoices) {
    if (invoice.written_off_at) instants_.push_back(*invoice.written_off_at);
    for (const Dispute& dispute : invoice.disputes) {
      instants_.push_back(dispute.opened_at);
      if (dispute.resolved_at) instants_.push_back(*dispute.resolved_at);
    }
  }
  for (const Payment& payment : facts_.payments) {
    instants_.push_back(payment.received_at);
    if (payment.reversed_at) instants_.push_back(*payment.reversed_at);
  }
  for (const VerificationResult& result : facts_.verification_results) {
    instants_.push_back(result.effective_at);
  }
  for (const Decision& decision : facts_.decisions) instants_.push_back(decision.made_at);
  for (const Hold& hold : facts_.holds) {
    instants_.push_back(hold.placed_at);
    if (hold.expires_at) instants_.push_back(*hold.expires_at);
    if (hold.released_at) instants_.push_back(*hold.released_at);
  }
  for (const AbuseSignal& signal : facts_.abuse_signals) {
    instants_.push_back(signal.detected_at);
    if (signal.resolved_at) instants_.push_back(*signal.resolved_at);
  }
  for (const Exemption& exemption : facts_.exemptions) {
    instants_.push_back(exemption.granted_at);
    instants_.push_back(exemption.expires_at);
    if (exemption.revoked_at) instants_.push_back(*exemption.revoked_at);
  }
  for (const auto& change : facts_.account_changes) instants_.push_back(change.effective_at);
  for (const auto& link : facts_.provider_links) instants_.push_back(link.effective_at);
  for (const auto& state : facts_.provider_issues) instants_.push_back(state.effective_at);
  if (facts_.account.closed_at) instants_.push_back(*facts_.account.closed_at);
  std::sort(instants_.begin(), instants_.end());
  instants_.erase(std::unique(instants_.begin(), instants_.end()), instants_.end());
}

void Oracle::ListDays(absl::Time first, int days, const absl::TimeZone& zone) {
  for (int i = 1; i <= days + 1; ++i) {
    instants_.push_back(StartOfDay(DayOf(first, zone) + i, zone));
  }
}

std::map<std::string, int64_t> Oracle::OlderThan(int days, absl::Time at) const {
  const Policy& policy = policies_.At(at);
  const OraclePour pour = PourByDefinition(facts_, policy.zone, at);
  std::map<std::string, int64_t> older;
  for (const Invoice& invoice : facts_.invoices) {
    const auto residual = pour.residual_minor.find(invoice.invoice_id);
    if (residual == pour.residual_minor.end() || invoice.is_written_off(at)) continue;
    if (residual->second <= policy.tolerance(invoice.currency)) continue;
    if (DayOf(at, policy.zone) - invoice.due_on > days) older.insert(*residual);
  }
  return older;
}

std::map<std::string, int64_t> Oracle::OverdueAt(absl::Time at) const {
  if (!InScope(CauseKind::kBillingOverdue, at)) return {};
  const Policy& policy = policies_.At(at);
  std::map<std::string, int64_t> overdue = OlderThan(policy.days_overdue, at);
  if (overdue.empty()) return overdue;
  const std::map<std::string, int64_t> pending = PendingByDefinition(facts_, policy, at);
  for (const Invoice& invoice : facts_.invoices) {
    const auto residual = overdue.find(invoice.invoice_id);
    if (residual == overdue.end()) continue;
    int64_t left_minor =
        residual->second - PausedByDefinition(invoice, residual->second, policy, at);
    const auto covered = pending.find(invoice.invoice_id);
    if (covered != pending.end()) left_minor -= covered->second;
    if (left_minor <= policy.tolerance(invoice.currency)) overdue.erase(residual);
  }
  return overdue;
}

bool Oracle::CurrentAt(absl::Time at) const { return OlderThan(0, at).empty(); }

bool Oracle::Holds(CauseKind kind, absl::Time at) const {
  if (kind == CauseKind::kBillingOverdue) return !OverdueAt(at).empty();
  if (kind == CauseKind::kManualHold) {
    return std::any_of(facts_.holds.begin(), facts_.holds.end(), [at](const Hold& hold) {
      return hold.placed_at <= at && (!hold.expires_at || at < *hold.expires_at) &&
             (!hold.released_at || at < *hold.released_at);
    });
  }
  if (kind == CauseKind::kAccountAbuse) {
    const auto& signals = facts_.abuse_signals;
    return std::any_of(signals.begin(), signals.end(), [at](const AbuseSignal& signal) {
      return signal.severity == AbuseSeverity::kSignificant && !signal.withdrawn_at &&
             signal.detected_at <= at && (!signal.resolved_at || at < *signal.resolved_at);
    });
  }
  if (kind == CauseKind::kAccountClosed) {
    return facts_.account.closed_at && *facts_.account.closed_at <= at;
  }
  if (kind == CauseKind::kProviderIssue) return ProviderImpactsAt(at);
  const VerificationResult* latest = nullptr;
  for (const VerificationResult& result : facts_.verification_results) {
    if (result.status == VerificationStatus::kPending || result.effective_at > at) continue;
    if (latest == nullptr || latest->effective_at < result.effective_at) latest = &result;
  }
  const VerificationStatus wanted = kind == CauseKind::kProfileFailed
                                        ? VerificationStatus::kFailed
                                        : VerificationStatus::kRejected;
  return latest != nullptr && latest->status == wanted;
}

// Looks at the changes one by one as they take effect.
AccountChange Oracle::TypeAt(absl::Time at) const {
  AccountChange is{absl::InfinitePast(), facts_.account.cloud, facts_.account.partner_type};
  std::vector<AccountChange> changes = facts_.account_changes;
  std::sort(changes.begin(), changes.end(), [](const AccountChange& a, const AccountChange& b) {
    return a.effective_at < b.effective_at;
  });
  for (const AccountChange& change : changes) {
    if (change.effective_at > at) break;
    if (change.cloud) is.cloud = change.cloud;
    if (change.partner_type) is.partner_type = change.partner_type;
  }
  return is;
}

bool Oracle::InScope(CauseKind kind, absl::Time at) const {
  if (kind == CauseKind::kAccountClosed) return true;
  const AccountChange is = TypeAt(at);
  const CauseScope& scope = policies_.At(at).scope(kind);
  const bool cloud =
      scope.clouds.empty() || std::count(scope.clouds.begin(), scope.clouds.end(), is.cloud) > 0;
  const bool type =
      scope.partner_types.empty() ||
      std::count(scope.partner_types.begin(), scope.partner_types.end(), is.partner_type) > 0;
  return cloud && type;
}

bool Oracle::ProviderImpactsAt(absl::Time at) const {
  if (TypeAt(at).partner_type != PartnerType::kIndirectReseller) return false;
  std::map<std::string, std::map<absl::Time, bool>> links;  // by provider
  for (const ProviderLink& link : facts_.provider_links) {
    if (link.effective_at <= at) links[link.provider_id][link.effective_at] = link.linked;
  }
  std::map<std::pair<std::string, std::string>, std::map<std::pair<absl::Time, int>, bool>> issues;
  for (const ProviderIssueState& state : facts_.provider_issues) {
    if (state.effective_at > at) continue;
    issues[{state.provider_id, state.issue_id}][{state.effective_at, state.number}] = state.impacts;
  }
  return std::any_of(issues.begin(), issues.end(), [&](const auto& issue) {
    const auto& link = links[issue.first.first];
    return issue.second.rbegin()->second && !link.empty() && link.rbegin()->second;
  });
}

bool Oracle::ExemptAt(CauseKind kind, absl::Time at) const {
  return std::any_of(
      facts_.exemptions.begin(), facts_.exemptions.end(), [&](const Exemption& exemption) {
        return exemption.cause == kind && exemption.granted_at <= at && at < exemption.expires_at &&
               (!exemption.revoked_at || at < *exemption.revoked_at);
      });
}

bool Oracle::GrantedAt(CauseKind kind, absl::Time at) const {
  return std::any_of(facts_.exemptions.begin(), facts_.exemptions.end(),
                     [&](const Exemption& exemption) {
                       return exemption.cause == kind && exemption.granted_at == at;
                     });
}

bool Oracle::DecidedAt(CauseKind kind, absl::Time at) const {
  return std::any_of(
      facts_.decisions.begin(), facts_.decisions.end(), [&](const Decision& decision) {
        return decision.made_at == at && std::find(decision.causes.begin(), decision.causes.end(),
                                                   kind) != decision.causes.end();
      });
}

std::vector<OpenCause> Oracle::CausesAt(absl::Time at) const {
  const auto next = causes_.upper_bound(at);
  return next == causes_.begin() ? std::vector<OpenCause>{} : std::prev(next)->second;
}

Standing Oracle::StandingAt(absl::Time at) const {
  if (!CausesAt(at).empty()) return Standing::kSuspended;
  const Policy& policy = policies_.At(at);
  for (auto next = causes_.upper_bound(at); next != causes_.end(); ++next) {
    if (next->second.empty()) continue;
    const absl::civil_diff_t days = DayOf(next->first, policy.zone) - DayOf(at, policy.zone);
    return days <= policy.largest_warning_offset_days() ? Standing::kAtRisk : Standing::kActive;
  }
  return Standing::kActive;
}

}  // namespace reinstate
