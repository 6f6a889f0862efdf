#include "server/services/what_if.h"

#include <limits>
#include <tuple>
#include <utility>
#include <vector>

#include "server/domain/abuse_rules.h"
#include "server/domain/document_changes.h"
#include "server/domain/exemption_rules.h"
#include "server/domain/provider_rules.h"
#include "server/services/account_decisions.h"
#include "server/services/convert.h"
#include "server/services/document_decisions.h"

namespace reinstate::services {
namespace {

// Whoever supposes, it is recorded by somebody who may.
constexpr Recorder kAnybody = {.is_operator = true, .gave_reason = true};

AccountState StateAt(db::AccountRow row, AccountFacts facts, const Present& present,
                     absl::Time at) {
  AccountState state;
  state.history = &present.history;
  state.row = std::move(row);
  state.facts = std::move(facts);
  state.now = at;
  return state;
}

Status WithoutValue(const Result<bool>& changed) {
  if (!changed.ok()) return changed.error();
  return Ok();
}

// Documents, and what acts from when they did.
bool HasOwnInstant(const v1::HypotheticalFact& fact) {
  switch (fact.fact_case()) {
    case v1::HypotheticalFact::kInvoice:
    case v1::HypotheticalFact::kPayment:
    case v1::HypotheticalFact::kVoidedInvoiceId:
    case v1::HypotheticalFact::kSettledPaymentId:
    case v1::HypotheticalFact::kFailedPaymentId:
    case v1::HypotheticalFact::kVoidedPaymentId:
    case v1::HypotheticalFact::kWithdrawnSignalId:
      return true;
    default:
      return false;
  }
}

Error InThePast() { return InvalidField("effective_at", "must not lie in the past"); }

// Paths are those of the request that asks, not of the one that would record.
Error Within(Error error, int index) {
  const std::string path = "facts[" + std::to_string(index) + "]";
  for (FieldViolation& violation : error.fields) {
    violation.field = path + "." + violation.field;
  }
  error.message = path + ": " + error.message;
  return error;
}

}  // namespace

Hypothesis::Hypothesis(const Environment& environment, const rpc::Call& call,
                       db::Transaction& transaction, db::AccountRow row, AccountFacts facts,
                       const Present& present, absl::Time at)
    : environment_(environment),
      now_(present.now),
      state_(StateAt(std::move(row), std::move(facts), present, at)),
      documents_(call, transaction, state_, kAnybody, Keeping::kSupposed) {}

Status Hypothesis::Add(const v1::HypotheticalFact& fact) {
  const absl::Time at = state_.now;
  const absl::Time effective_at = fact.has_effective_at() ? FromProto(fact.effective_at()) : now_;
  Status status = Ok();
  if (effective_at > at) {
    status = InvalidField("effective_at", "must not lie after the instant asked for");
  } else if (fact.has_effective_at() && HasOwnInstant(fact)) {
    status = InvalidField("effective_at", "must be unset for what happens when its document did");
  } else {
    status = Take(fact, effective_at);
  }
  state_.now = at;
  if (!status.ok()) return Within(std::move(status.error()), added_);
  ++added_;
  return Ok();
}

Status Hypothesis::Take(const v1::HypotheticalFact& fact, absl::Time effective_at) {
  switch (fact.fact_case()) {
    case v1::HypotheticalFact::kInvoice: {
      const auto taken = documents_.Take(fact.invoice());
      if (!taken.ok()) return taken.error();
      return Ok();
    }
    case v1::HypotheticalFact::kPayment:
      return TakePayment(fact.payment());
    case v1::HypotheticalFact::kHold:
      return TakeHold(fact.hold(), effective_at);
    case v1::HypotheticalFact::kReleasedHoldId:
      return Release(fact.released_hold_id(), effective_at);
    case v1::HypotheticalFact::kVerification:
      return Verify(fact.verification(), effective_at);
    case v1::HypotheticalFact::kReinstatement:
      return Reinstate(fact.reinstatement(), effective_at);
    case v1::HypotheticalFact::kDispute:
      return Dispute(fact.dispute(), effective_at);
    case v1::HypotheticalFact::kDisputeResolution:
      return Resolve(fact.dispute_resolution(), effective_at);
    case v1::HypotheticalFact::kVoidedInvoiceId:
    case v1::HypotheticalFact::kWrittenOffInvoiceId:
      return ChangeInvoice(fact, effective_at);
    case v1::HypotheticalFact::kSettledPaymentId:
      return ChangePayment(fact.settled_payment_id(), SettlePayment);
    case v1::HypotheticalFact::kFailedPaymentId:
      return ChangePayment(fact.failed_payment_id(), FailPayment);
    case v1::HypotheticalFact::kVoidedPaymentId:
      return ChangePayment(fact.voided_payment_id(), VoidPayment);
    case v1::HypotheticalFact::kReversedPaymentId:
      return ChangePayment(fact.reversed_payment_id(),
                           [&](Payment& payment, const Recording& recording) {
                             return ReversePayment(payment, effective_at, recording);
                           });
    case v1::HypotheticalFact::kAbuse:
    case v1::HypotheticalFact::kResolvedSignalId:
    case v1::HypotheticalFact::kWithdrawnSignalId:
      return ChangeSignal(fact, effective_at);
    case v1::HypotheticalFact::kExemption:
    case v1::HypotheticalFact::kRevokedExemptionId:
      return ChangeExemption(fact, effective_at);
    case v1::HypotheticalFact::kResolvedProviderIssue:
      return ResolveIssue(fact.resolved_provider_issue(), effective_at);
    case v1::HypotheticalFact::FACT_NOT_SET:
      break;
  }
  return InvalidField("fact", "must be set");
}

// By the rules of ResolveIssue, as far as the account's copy of the issue knows them.
Status Hypothesis::ResolveIssue(const std::string& fact_id, absl::Time effective_at) {
  const ProviderIssueState* last = nullptr;
  for (const ProviderIssueState& state : state_.facts.provider_issues) {
    if (state.fact_id() != fact_id) continue;
    if (last == nullptr ||
        std::tie(last->effective_at, last->number) < std::tie(state.effective_at, state.number)) {
      last = &state;
    }
  }
  if (last == nullptr) return IssueNotFound(fact_id);
  if (effective_at < last->effective_at) {
    Error error = InvalidField("effective_at", "must not be before the issue's last state");
    error.reason = Reason::kEffectiveBeforeSubject;
    return error;
  }
  ProviderIssueState resolved = *last;
  resolved.number = std::numeric_limits<int>::max();
  resolved.effective_at = effective_at;
  resolved.impacts = false;
  state_.facts.provider_issues.push_back(std::move(resolved));
  return Ok();
}

// An unset instant means now, and not the instant asked for.
Status Hypothesis::TakePayment(v1::PaymentContent content) {
  if (!content.has_received_at()) *content.mutable_received_at() = ToProto(now_);
  const auto taken = documents_.Take(content);
  if (!taken.ok()) return taken.error();
  return Ok();
}

Status Hypothesis::TakeHold(const v1::HypotheticalHold& hold, absl::Time effective_at) {
  if (effective_at < now_) return InThePast();
  Hold supposed{NewId(), "", false, effective_at, std::nullopt, std::nullopt, ""};
  if (hold.has_expires_at()) supposed.expires_at = FromProto(hold.expires_at());
  Status added = WithoutValue(AddHold(supposed, state_));
  if (added.ok()) return added;
  for (FieldViolation& violation : added.error().fields) violation.field = "hold.expires_at";
  return added;
}

Status Hypothesis::Release(const std::string& hold_id, absl::Time effective_at) {
  if (effective_at < now_) return InThePast();
  const auto hold = HoldToEnd(hold_id, state_);
  if (!hold.ok()) return hold.error();
  return EndHold(**hold, effective_at);
}

Status Hypothesis::Verify(v1::VerificationStatus status, absl::Time effective_at) {
  const VerificationResult result{NewId(), static_cast<VerificationStatus>(status - 1),
                                  effective_at, ""};
  return WithoutValue(AddVerification(result, true, kAnybody, state_));
}

// Decided by what is supposed so far, at its own instant.
Status Hypothesis::Reinstate(const v1::HypotheticalReinstatement& decision,
                             absl::Time effective_at) {
  if (effective_at < now_) return InThePast();
  std::vector<CauseKind> named;
  for (const int kind : decision.causes()) {
    const auto known = FromProto(static_cast<v1::CauseKind>(kind));
    if (known) named.push_back(*known);
  }
  state_.now = effective_at;
  state_.timeline = BuildTimeline(state_.facts, state_.policies(), now_);
  const auto added = AddDecision(NewId(), named, state_);
  if (!added.ok()) return added.error();
  return Ok();
}

Status Hypothesis::Dispute(const v1::HypotheticalDispute& asked, absl::Time effective_at) {
  Invoice* invoice = FindDocument(state_.facts, asked.invoice_id());
  if (invoice == nullptr) return InvoiceNotFound(asked.invoice_id());
  reinstate::Dispute dispute{NewId(), effective_at};
  if (asked.has_amount()) {
    if (asked.amount().currency_code() != invoice->currency) {
      return InvalidField("dispute.amount.currency_code", "the invoice is in " + invoice->currency);
    }
    dispute.amount_minor = asked.amount().amount_minor();
  }
  return WithoutValue(OpenDispute(*invoice, dispute, true, recording()));
}

Status Hypothesis::ChangeInvoice(const v1::HypotheticalFact& fact, absl::Time effective_at) {
  const bool voids = fact.has_voided_invoice_id();
  const std::string& id = voids ? fact.voided_invoice_id() : fact.written_off_invoice_id();
  Invoice* invoice = FindDocument(state_.facts, id);
  if (invoice == nullptr) return InvoiceNotFound(id);
  return WithoutValue(voids ? VoidDocument(*invoice, state_.facts, recording())
                            : WriteOff(*invoice, state_.facts, effective_at, recording()));
}

Status Hypothesis::Resolve(const v1::HypotheticalResolution& asked, absl::Time effective_at) {
  Invoice* invoice = FindDocument(state_.facts, asked.invoice_id());
  if (invoice == nullptr) return InvoiceNotFound(asked.invoice_id());
  return WithoutValue(ResolveDispute(*invoice, asked.dispute_id(),
                                     static_cast<DisputeOutcome>(asked.outcome() - 1), effective_at,
                                     recording()));
}

Status Hypothesis::ChangePayment(
    const std::string& id, const std::function<Result<bool>(Payment&, const Recording&)>& change) {
  Payment* payment = FindPayment(state_.facts, id);
  if (payment == nullptr) return PaymentNotFound(id);
  return WithoutValue(change(*payment, recording()));
}

Status Hypothesis::ChangeSignal(const v1::HypotheticalFact& fact, absl::Time effective_at) {
  const SignalRecording recording{state_.now, kAnybody};
  if (fact.has_resolved_signal_id()) {
    return WithoutValue(
        ResolveSignal(fact.resolved_signal_id(), effective_at, recording, state_.facts));
  }
  if (fact.has_withdrawn_signal_id()) {
    return WithoutValue(WithdrawSignal(fact.withdrawn_signal_id(), recording, state_.facts));
  }
  const AbuseSignal signal{
      NewId(), static_cast<AbuseSeverity>(fact.abuse() - 1), effective_at, "", "", ""};
  return WithoutValue(RecordSignal(signal, true, recording, state_.facts));
}

Status Hypothesis::ChangeExemption(const v1::HypotheticalFact& fact, absl::Time effective_at) {
  if (effective_at < now_) return InThePast();
  if (fact.has_revoked_exemption_id()) {
    return RevokeExemption(fact.revoked_exemption_id(), effective_at, state_.facts);
  }
  const std::optional<CauseKind> cause = FromProto(fact.exemption().cause());
  if (!cause) return InvalidField("exemption.cause", "is no cause that an account can have");
  const Exemption exemption{
      NewId(), *cause, "", effective_at, FromProto(fact.exemption().expires_at()), ""};
  return WithoutValue(GrantExemption(exemption, state_.policies().At(effective_at), state_.facts));
}

Recording Hypothesis::recording() const {
  return {state_.now, environment_.document_zone(), kAnybody};
}

db::StoredTimeline Hypothesis::Build() const {
  return {state_.row.account.account_id, state_.row.revision, now_,
          BuildTimeline(state_.facts, state_.policies(), now_)};
}

}  // namespace reinstate::services
