// Facts of one account, put together in one expression, and the words tests compare.

#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "server/domain/facts.h"
#include "server/domain/policy.h"
#include "server/domain/timeline.h"

namespace reinstate {

inline absl::CivilDay Day(const std::string& text) {
  absl::CivilDay day;
  EXPECT_TRUE(absl::ParseCivilTime(text, &day)) << text;
  return day;
}

// "2024-02-29" is midnight UTC; otherwise RFC 3339.
inline absl::Time Instant(const std::string& text) {
  if (text.find('T') == std::string::npos) {
    return absl::FromCivil(Day(text), absl::UTCTimeZone());
  }
  absl::Time instant;
  std::string error;
  EXPECT_TRUE(absl::ParseTime(absl::RFC3339_full, text, &instant, &error)) << text << error;
  return instant;
}

inline absl::TimeZone Zone(const std::string& name) {
  absl::TimeZone zone;
  EXPECT_TRUE(absl::LoadTimeZone(name, &zone)) << name << ": is tzdata installed?";
  return zone;
}

inline std::string Show(absl::Time instant) {
  return absl::FormatTime(absl::RFC3339_full, instant, absl::UTCTimeZone());
}

// The smallest step of time there is.
inline constexpr absl::Duration kTick = absl::Microseconds(1);

// An account of 2010 without any other fact; each call adds one.
class FactsBuilder {
 public:
  FactsBuilder() {
    facts_.account.account_id = "acc-1";
    facts_.account.display_name = "Account";
    facts_.account.registered_at = Instant("2010-01-01");
    facts_.account.standing_from = Instant("2010-01-01");
  }

  FactsBuilder& StandingFrom(const std::string& at) {
    facts_.account.standing_from = Instant(at);
    return *this;
  }
  FactsBuilder& Becomes(PartnerType type, const std::string& at, Cloud cloud = Cloud::kPublic) {
    facts_.account_changes.push_back({Instant(at), cloud, type});
    return *this;
  }
  FactsBuilder& Owes(const std::string& id, int64_t total_minor, const std::string& issued_on,
                     const std::string& due_on, const std::string& currency = "USD") {
    Invoice invoice;
    invoice.invoice_id = id;
    invoice.currency = currency;
    invoice.total_minor = total_minor;
    invoice.issued_on = Day(issued_on);
    invoice.due_on = Day(due_on);
    invoice.recorded_at = Instant(issued_on);
    facts_.invoices.push_back(std::move(invoice));
    return *this;
  }
  FactsBuilder& Pays(const std::string& id, int64_t amount_minor, const std::string& received_at,
                     std::vector<Allocation> allocations = {},
                     const std::string& currency = "USD") {
    Payment payment;
    payment.payment_id = id;
    payment.currency = currency;
    payment.amount_minor = amount_minor;
    payment.received_at = Instant(received_at);
    payment.method = "wire";
    payment.allocations = std::move(allocations);
    payment.recorded_at = payment.received_at;
    facts_.payments.push_back(std::move(payment));
    return *this;
  }
  // The payment added last was recorded later than received.
  FactsBuilder& RecordedAt(const std::string& at) {
    facts_.payments.back().recorded_at = Instant(at);
    return *this;
  }
  FactsBuilder& Credits(const std::string& id, int64_t total_minor, const std::string& amends,
                        const std::string& issued_on) {
    Invoice note;
    note.invoice_id = id;
    note.currency = "USD";
    note.total_minor = total_minor;
    note.issued_on = note.due_on = Day(issued_on);
    note.recorded_at = Instant(issued_on);
    note.amends = amends;
    facts_.credit_notes.push_back(std::move(note));
    return *this;
  }
  // The payment added last.
  FactsBuilder& ReversedAt(const std::string& at) {
    facts_.payments.back().reversed_at = Instant(at);
    return *this;
  }
  // The invoice added last.
  FactsBuilder& WrittenOffAt(const std::string& at) {
    facts_.invoices.back().written_off_at = Instant(at);
    return *this;
  }
  FactsBuilder& Held(const std::string& id, const std::string& placed_at,
                     const std::string& expires_at = "", const std::string& released_at = "") {
    Hold hold;
    hold.hold_id = id;
    hold.reason = "under review";
    hold.placed_at = Instant(placed_at);
    if (!expires_at.empty()) hold.expires_at = Instant(expires_at);
    if (!released_at.empty()) hold.released_at = Instant(released_at);
    hold.placed_by = "operator-1";
    facts_.holds.push_back(std::move(hold));
    return *this;
  }
  FactsBuilder& Verified(const std::string& id, VerificationStatus status, const std::string& at) {
    facts_.verification_results.push_back({id, status, Instant(at), "see profile"});
    return *this;
  }
  FactsBuilder& Abused(const std::string& id, AbuseSeverity severity,
                       const std::string& detected_at, const std::string& resolved_at = "") {
    AbuseSignal signal{id, severity, Instant(detected_at), "mass mailing", "case 12", "risk-1"};
    if (!resolved_at.empty()) signal.resolved_at = Instant(resolved_at);
    facts_.abuse_signals.push_back(std::move(signal));
    return *this;
  }
  // The signal added last was recorded in error.
  FactsBuilder& WithdrawnAt(const std::string& at) {
    facts_.abuse_signals.back().withdrawn_at = Instant(at);
    return *this;
  }
  FactsBuilder& Linked(const std::string& provider, const std::string& at, bool linked = true) {
    facts_.provider_links.push_back({provider, Instant(at), linked});
    return *this;
  }
  // The next state of the provider's issue.
  FactsBuilder& Issue(const std::string& provider, const std::string& issue, const std::string& at,
                      bool impacts = true) {
    int number = 1;
    for (const auto& state : facts_.provider_issues) {
      if (state.provider_id == provider && state.issue_id == issue) ++number;
    }
    facts_.provider_issues.push_back(
        {provider, issue, number, Instant(at), impacts, "orders fail", "case 7"});
    return *this;
  }
  FactsBuilder& ClosedAt(const std::string& at) {
    facts_.account.closed_at = Instant(at);
    facts_.account.closing_reason = "left the programme";
    return *this;
  }
  FactsBuilder& Exempted(const std::string& id, CauseKind cause, const std::string& granted_at,
                         const std::string& expires_at, const std::string& revoked_at = "") {
    Exemption exemption{
        id, cause, "a large order", Instant(granted_at), Instant(expires_at), "approver-1"};
    if (!revoked_at.empty()) exemption.revoked_at = Instant(revoked_at);
    facts_.exemptions.push_back(std::move(exemption));
    return *this;
  }
  FactsBuilder& Decided(const std::string& id, const std::string& at,
                        std::vector<CauseKind> causes) {
    facts_.decisions.push_back({id, Instant(at), std::move(causes)});
    return *this;
  }

  const AccountFacts& facts() const { return facts_; }

 private:
  AccountFacts facts_;
};

inline Policy WithMode(Policy policy, CauseKind kind, CauseMode mode) {
  policy.modes[static_cast<size_t>(kind)] = mode;
  return policy;
}

inline PolicySet PolicyOne() { return PolicySet({Policy{}}); }

// Version 1, and version 2 from then on.
inline PolicySet PolicyTwoFrom(const std::string& effective_from, Policy second,
                               Policy first = Policy{}) {
  second.version = 2;
  second.effective_from = Instant(effective_from);
  return PolicySet({std::move(first), std::move(second)});
}

inline const char* StandingName(Standing standing) {
  switch (standing) {
    case Standing::kActive:
      return "ACTIVE";
    case Standing::kAtRisk:
      return "AT_RISK";
    case Standing::kSuspended:
      return "SUSPENDED";
  }
  return "?";
}

// "SUSPENDED BILLING_OVERDUE(cleared) MANUAL_HOLD".
inline std::string Tell(const Segment& segment) {
  std::string told = StandingName(segment.standing);
  for (const OpenCause& cause : segment.causes) {
    told += std::string(" ") + CauseName(cause.kind) + (cause.condition_holds ? "" : "(cleared)");
  }
  return told;
}

inline std::string Names(const std::vector<CauseKind>& causes) {
  std::string names;
  for (CauseKind kind : causes) names += std::string(names.empty() ? "" : " ") + CauseName(kind);
  return names;
}

// Later than anything that happens in a test: nothing before it is AT_RISK.
inline absl::Time LongAfter() { return Instant("2040-01-01"); }

}  // namespace reinstate
