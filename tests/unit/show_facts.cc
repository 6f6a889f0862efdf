#include "tests/unit/show_facts.h"

#include <optional>

#include "tests/unit/facts_builder.h"

namespace reinstate {
namespace {

// " written off 2018-...", or nothing.
std::string When(const char* what, const std::optional<absl::Time>& at) {
  return at ? std::string(" ") + what + " " + Show(*at) : "";
}

std::string LineOf(const Policy& policy) {
  std::string text = "policy " + std::to_string(policy.version) + " " +
                     Show(policy.effective_from) + " days " + std::to_string(policy.days_overdue) +
                     " warns " + std::to_string(policy.largest_warning_offset_days()) +
                     " tolerates " + std::to_string(policy.tolerance("USD")) + " pauses " +
                     std::to_string(policy.dispute_pause_days) + " grace " +
                     std::to_string(policy.clearing_grace_days) + " modes";
  for (CauseKind kind : kAllCauses) text += policy.mode(kind) == CauseMode::kAuto ? " A" : " R";
  for (CauseKind kind : kAllCauses) {
    const CauseScope& scope = policy.scope(kind);
    if (scope == CauseScope()) continue;
    text += std::string(" ") + CauseName(kind) + " of";
    for (const Cloud cloud : scope.clouds)
      text += " cloud" + std::to_string(static_cast<int>(cloud));
    for (const PartnerType type : scope.partner_types) {
      text += " type" + std::to_string(static_cast<int>(type));
    }
  }
  return text + "\n";
}

std::string LineOf(const Invoice& document) {
  std::string text = document.invoice_id + " " + std::to_string(document.total_minor) + " " +
                     document.currency + " " + absl::FormatCivilTime(document.issued_on) + " due " +
                     absl::FormatCivilTime(document.due_on);
  if (document.is_credit_note()) text += " amends " + document.amends;
  text += When("void", document.voided_at) + When("written off", document.written_off_at) + "\n";
  for (const Dispute& dispute : document.disputes) {
    text += "  disputed";
    if (dispute.amount_minor) text += " " + std::to_string(*dispute.amount_minor);
    text += When("from", dispute.opened_at) + When("to", dispute.resolved_at) + "\n";
  }
  return text;
}

std::string LineOf(const Payment& payment) {
  std::string text = payment.payment_id + " " + std::to_string(payment.amount_minor) + " " +
                     payment.currency + " " + Show(payment.received_at);
  for (const Allocation& allocation : payment.allocations) {
    text += " " + allocation.invoice_id + "=" + std::to_string(allocation.amount_minor);
  }
  if (!payment.settled) text += " not settled";
  return text + When("failed", payment.failed_at) + When("reversed", payment.reversed_at) +
         When("void", payment.voided_at) + "\n";
}

// Type, changes of it, closing, links and issues.
std::string ShowAccount(const AccountFacts& facts) {
  std::string text = "type " + std::to_string(static_cast<int>(facts.account.partner_type)) +
                     When("closed", facts.account.closed_at) + "\n";
  for (const AccountChange& change : facts.account_changes) {
    text += "becomes";
    if (change.cloud) text += " cloud" + std::to_string(static_cast<int>(*change.cloud));
    if (change.partner_type) {
      text += " type" + std::to_string(static_cast<int>(*change.partner_type));
    }
    text += " " + Show(change.effective_at) + "\n";
  }
  for (const ProviderLink& link : facts.provider_links) {
    text += (link.linked ? "linked to " : "unlinked from ") + link.provider_id + " " +
            Show(link.effective_at) + "\n";
  }
  for (const ProviderIssueState& state : facts.provider_issues) {
    text += state.fact_id() + " state " + std::to_string(state.number) +
            (state.impacts ? " impacts " : " impacts no more ") + Show(state.effective_at) + "\n";
  }
  return text;
}

}  // namespace

std::string ShowFacts(const RandomCase& made) {
  std::string text = "now " + Show(made.now) + " zone " + made.policies.all()[0].zone.name() +
                     "\nstanding from " + Show(made.facts.account.standing_from) + "\n" +
                     ShowAccount(made.facts);
  for (const Policy& policy : made.policies.all()) text += LineOf(policy);
  for (const Invoice& invoice : made.facts.invoices) text += LineOf(invoice);
  for (const Invoice& note : made.facts.credit_notes) text += LineOf(note);
  for (const Payment& payment : made.facts.payments) text += LineOf(payment);
  for (const Hold& hold : made.facts.holds) {
    text += hold.hold_id + " " + Show(hold.placed_at) + When("expires", hold.expires_at) +
            When("released", hold.released_at) + "\n";
  }
  for (const VerificationResult& result : made.facts.verification_results) {
    text += result.result_id + " " + std::to_string(static_cast<int>(result.status)) + " " +
            Show(result.effective_at) + "\n";
  }
  for (const Decision& decision : made.facts.decisions) {
    text += decision.decision_id + " " + Show(decision.made_at) + " " + Names(decision.causes);
    text += "\n";
  }
  return text;
}

}  // namespace reinstate
