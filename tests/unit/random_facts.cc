#include "tests/unit/random_facts.h"

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "server/domain/civil_day.h"
#include "tests/unit/facts_builder.h"

namespace reinstate {
namespace {

uint64_t FromEnvironment(const char* name, uint64_t usual) {
  const char* text = std::getenv(name);
  return text == nullptr ? usual : std::stoull(text);
}

}  // namespace

Draws::Draws(uint64_t usual_seed, int usual_cases)
    : seed(FromEnvironment("REINSTATE_SEED", usual_seed)),
      cases(static_cast<int>(
          FromEnvironment("REINSTATE_CASES", static_cast<uint64_t>(usual_cases)))) {
  std::cout << "seed " << seed << ", " << cases << " cases\n";
}

int RandomFacts::Number(int low, int high) {
  return std::uniform_int_distribution<int>(low, high)(random_);
}

absl::Time RandomFacts::AnyInstant() {
  return absl::FromCivil(kFirstDay + Number(0, kDays + 150), absl::UTCTimeZone()) +
         absl::Hours(Number(0, 23)) + absl::Microseconds(Number(0, 2));
}

absl::Time RandomFacts::InstantUpTo(absl::Time limit, const absl::TimeZone& zone) {
  const absl::Time midnight = StartOfDay(kFirstDay + Number(0, kDays), zone);
  const absl::Duration offsets[] = {absl::ZeroDuration(), absl::ZeroDuration(), -kTick, kTick,
                                    absl::Hours(Number(1, 22))};
  return std::min(midnight + offsets[Number(0, 4)], limit - absl::Minutes(Number(0, 10)));
}

PolicySet RandomFacts::Policies(const absl::TimeZone& zone) {
  std::vector<Policy> policies(static_cast<size_t>(Number(1, 3)));
  const std::vector<std::vector<int>> offsets = {
      {30, 14, 7, 1}, {30, 14, 7, 1}, {}, {5}, {0}, {60}};
  for (size_t i = 0; i < policies.size(); ++i) {
    Policy& policy = policies[i];
    policy.version = static_cast<int>(i) + 1;
    policy.zone = zone;
    policy.days_overdue = Number(0, 2) == 0 ? Number(0, 40) : 60;
    policy.warning_offsets_days = offsets[static_cast<size_t>(Number(0, 5))];
    policy.dispute_pause_days = std::max(0, Number(-8, 12));
    policy.clearing_grace_days = std::max(0, Number(-5, 8));
    if (Number(0, 2) == 0) policy.tolerance_minor = {{"USD", Number(0, 60)}};
    for (const CauseKind kind : kAllCauses) {
      if (kind == CauseKind::kManualHold || Number(0, 2) > 0) continue;
      policy.modes[static_cast<size_t>(kind)] =
          Number(0, 1) == 0 ? CauseMode::kAuto : CauseMode::kOnRequest;
    }
    for (const CauseKind kind : kAllCauses) {
      if (OneIn(5)) policy.scopes[static_cast<size_t>(kind)] = Scope();
    }
    if (i > 0) {
      const absl::CivilDay day = kFirstDay + static_cast<int64_t>(i) * 130 + Number(0, 129);
      policy.effective_from = StartOfDay(day, zone) + absl::Hours(Number(0, 12));
    }
  }
  return PolicySet(std::move(policies));
}

void RandomFacts::AddStandingFacts(RandomCase* made, const absl::TimeZone& zone) {
  const absl::Time limit = made->now + absl::Minutes(5);
  for (int i = Number(-2, 2); i > 0; --i) {
    Hold hold;
    hold.hold_id = "H" + std::to_string(i);
    hold.placed_at = InstantUpTo(limit, zone);
    if (Number(0, 3) > 0) hold.expires_at = hold.placed_at + absl::Hours(Number(1, 2000));
    if (Number(0, 1) == 0 && hold.placed_at < made->now) {
      const absl::Time released_at = hold.placed_at + absl::Hours(Number(0, 2000));
      hold.released_at = std::min(released_at, made->now);
    }
    made->facts.holds.push_back(std::move(hold));
  }
  std::set<absl::Time> taken;
  for (int i = Number(-2, 4); i > 0; --i) {
    const absl::Time at = InstantUpTo(limit, zone);
    if (!taken.insert(at).second) continue;
    made->facts.verification_results.push_back(
        {"V" + std::to_string(i), static_cast<VerificationStatus>(Number(0, 3)), at, ""});
  }
  AddSignals(made, zone);
  AddExemptions(made, zone);
  AddAccountChanges(made, zone);
  AddProviders(made, zone);
  for (int i = Number(-1, 4); i > 0; --i) {
    Decision decision{"D" + std::to_string(i), InstantUpTo(made->now, zone), {}};
    for (CauseKind kind : kAllCauses) {
      const bool billing = kind == CauseKind::kBillingOverdue;
      if (kind == CauseKind::kAccountClosed) continue;
      if (Number(0, 3) == 0 || billing) decision.causes.push_back(kind);
    }
    made->facts.decisions.push_back(std::move(decision));
  }
}

void RandomFacts::AddSignals(RandomCase* made, const absl::TimeZone& zone) {
  for (int i = Number(-2, 3); i > 0; --i) {
    AbuseSignal signal{"S" + std::to_string(i),
                       static_cast<AbuseSeverity>(Number(0, 2)),
                       InstantUpTo(made->now + absl::Minutes(5), zone),
                       "",
                       "",
                       ""};
    if (Number(0, 1) == 0) {
      const absl::Time resolved_at = signal.detected_at + absl::Hours(Number(0, 1000));
      signal.resolved_at = std::max(signal.detected_at, std::min(resolved_at, made->now));
    }
    if (Number(0, 4) == 0) signal.withdrawn_at = made->now;
    made->facts.abuse_signals.push_back(std::move(signal));
  }
}

void RandomFacts::AddExemptions(RandomCase* made, const absl::TimeZone& zone) {
  constexpr CauseKind kKinds[] = {CauseKind::kBillingOverdue, CauseKind::kBillingOverdue,
                                  CauseKind::kProfileFailed, CauseKind::kAccountAbuse,
                                  CauseKind::kProviderIssue};
  for (int i = Number(-3, 2); i > 0; --i) {
    Exemption exemption{
        "E" + std::to_string(i), kKinds[Number(0, 4)], "", InstantUpTo(made->now, zone), {}, ""};
    exemption.expires_at = exemption.granted_at + absl::Hours(Number(1, 90 * 24));
    const absl::Time revoked_at = exemption.granted_at + absl::Hours(Number(0, 1000));
    if (Number(0, 2) == 0) exemption.revoked_at = std::min(revoked_at, made->now);
    if (exemption.revoked_at && *exemption.revoked_at < exemption.granted_at) continue;
    made->facts.exemptions.push_back(std::move(exemption));
  }
}

CauseScope RandomFacts::Scope() {
  CauseScope scope;
  if (OneIn(3)) scope.clouds = {static_cast<Cloud>(Number(0, 1))};
  for (int type = 0; type < 3; ++type) {
    if (OneIn(2)) scope.partner_types.push_back(static_cast<PartnerType>(type));
  }
  return scope;
}

void RandomFacts::AddAccountChanges(RandomCase* made, const absl::TimeZone& zone) {
  Account& account = made->facts.account;
  if (OneIn(2)) account.partner_type = PartnerType::kIndirectReseller;
  if (OneIn(12)) account.closed_at = InstantUpTo(made->now, zone);
  std::set<absl::Time> taken;
  for (int i = Number(-3, 3); i > 0; --i) {
    const absl::Time at = InstantUpTo(made->now + absl::Minutes(5), zone);
    if (!taken.insert(at).second) continue;
    AccountChange change{at};
    if (!OneIn(3)) change.cloud = static_cast<Cloud>(Number(0, 1));
    if (!change.cloud || OneIn(2)) change.partner_type = static_cast<PartnerType>(Number(0, 2));
    made->facts.account_changes.push_back(change);
  }
}

// Two providers, each with links that come and go and issues whose states do.
void RandomFacts::AddProviders(RandomCase* made, const absl::TimeZone& zone) {
  const absl::Time limit = made->now + absl::Minutes(5);
  if (OneIn(2)) return;
  for (const char* provider : {"P1", "P2"}) {
    std::set<absl::Time> taken;
    for (int i = Number(0, 4); i > 0; --i) {
      const absl::Time at = InstantUpTo(limit, zone);
      if (taken.insert(at).second) {
        made->facts.provider_links.push_back({provider, at, Number(0, 3) > 0});
      }
    }
    for (const char* issue : {"I1", "I2"}) {
      for (int number = 1; number <= Number(-1, 4); ++number) {
        made->facts.provider_issues.push_back(
            {provider, issue, number, InstantUpTo(limit, zone), OneIn(2), "", ""});
      }
    }
  }
}

RandomCase RandomFacts::NextCase() {
  const char* zones[] = {"UTC", "America/Sao_Paulo", "Asia/Beirut"};
  const absl::TimeZone zone = Zone(zones[Number(0, 2)]);
  RandomCase made{FactsBuilder().facts(), Policies(zone), {}};
  made.now = InstantUpTo(absl::InfiniteFuture(), zone);
  made.facts.account.registered_at = StartOfDay(kFirstDay - 10, zone);
  made.facts.account.standing_from =
      Number(0, 1) == 0 ? made.facts.account.registered_at : InstantUpTo(made.now, zone);
  AddDocuments(&made, zone);
  AddStandingFacts(&made, zone);
  return made;
}

AccountFacts RandomFacts::Shuffled(AccountFacts facts) {
  std::shuffle(facts.invoices.begin(), facts.invoices.end(), random_);
  std::shuffle(facts.credit_notes.begin(), facts.credit_notes.end(), random_);
  std::shuffle(facts.payments.begin(), facts.payments.end(), random_);
  for (Payment& payment : facts.payments) {
    std::shuffle(payment.allocations.begin(), payment.allocations.end(), random_);
  }
  std::shuffle(facts.holds.begin(), facts.holds.end(), random_);
  std::shuffle(facts.verification_results.begin(), facts.verification_results.end(), random_);
  std::shuffle(facts.abuse_signals.begin(), facts.abuse_signals.end(), random_);
  std::shuffle(facts.exemptions.begin(), facts.exemptions.end(), random_);
  std::shuffle(facts.decisions.begin(), facts.decisions.end(), random_);
  std::shuffle(facts.account_changes.begin(), facts.account_changes.end(), random_);
  std::shuffle(facts.provider_links.begin(), facts.provider_links.end(), random_);
  std::shuffle(facts.provider_issues.begin(), facts.provider_issues.end(), random_);
  return facts;
}

}  // namespace reinstate
