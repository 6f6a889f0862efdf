#include "server/services/what_if.h"

#include <utility>
#include <vector>

#include "server/domain/document_changes.h"
#include "server/services/account_decisions.h"
#include "server/services/convert.h"
#include "server/services/document_decisions.h"

namespace reinstate::services {
namespace {

// Whoever supposes, it is recorded by somebody who may.
constexpr Recorder kAnybody = {.is_operator = true, .gave_reason = true};

AccountState StateAt(db::AccountRow row, AccountFacts facts, absl::Time at) {
  AccountState state;
  state.row = std::move(row);
  state.facts = std::move(facts);
  state.now = at;
  return state;
}

Status WithoutValue(const Result<bool>& changed) {
  if (!changed.ok()) return changed.error();
  return Ok();
}

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
                       absl::Time now, absl::Time at)
    : environment_(environment),
      now_(now),
      state_(StateAt(std::move(row), std::move(facts), at)),
      documents_(environment, call, transaction, state_, kAnybody, Keeping::kSupposed) {}

Status Hypothesis::Add(const v1::HypotheticalFact& fact) {
  const absl::Time at = state_.now;
  const absl::Time effective_at = fact.has_effective_at() ? FromProto(fact.effective_at()) : now_;
  Status status = Ok();
  if (effective_at > at) {
    status = InvalidField("effective_at", "must not lie after the instant asked for");
  } else if (fact.has_effective_at() && (fact.has_invoice() || fact.has_payment())) {
    status = InvalidField("effective_at", "must be unset for documents, which have their own days");
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
    case v1::HypotheticalFact::kVoidedInvoiceId:
    case v1::HypotheticalFact::kWrittenOffInvoiceId:
      return ChangeInvoice(fact, effective_at);
    case v1::HypotheticalFact::kSettledPaymentId:
    case v1::HypotheticalFact::kReversedPaymentId:
      return ChangePayment(fact, effective_at);
    case v1::HypotheticalFact::FACT_NOT_SET:
      break;
  }
  return InvalidField("fact", "must be set");
}

// An unset instant means now, and not the instant asked for.
Status Hypothesis::TakePayment(v1::PaymentContent content) {
  if (!content.has_received_at()) *content.mutable_received_at() = ToProto(now_);
  const auto taken = documents_.Take(content);
  if (!taken.ok()) return taken.error();
  return Ok();
}

Status Hypothesis::TakeHold(const v1::HypotheticalHold& hold, absl::Time effective_at) {
  if (effective_at < now_) return InvalidField("effective_at", "must not lie in the past");
  Hold supposed{NewId(), "", false, effective_at, std::nullopt, std::nullopt, ""};
  if (hold.has_expires_at()) supposed.expires_at = FromProto(hold.expires_at());
  Status added = WithoutValue(AddHold(supposed, state_));
  if (added.ok()) return added;
  for (FieldViolation& violation : added.error().fields) violation.field = "hold.expires_at";
  return added;
}

Status Hypothesis::Release(const std::string& hold_id, absl::Time effective_at) {
  if (effective_at < now_) return InvalidField("effective_at", "must not lie in the past");
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
  if (effective_at < now_) return InvalidField("effective_at", "must not lie in the past");
  std::vector<CauseKind> named;
  for (const int kind : decision.causes()) {
    const auto known = FromProto(static_cast<v1::CauseKind>(kind));
    if (known) named.push_back(*known);
  }
  state_.now = effective_at;
  state_.timeline = BuildTimeline(state_.facts, environment_.policies, now_);
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
  const Recording recording{state_.now, environment_.policies.all().front().zone, kAnybody};
  return WithoutValue(OpenDispute(*invoice, dispute, true, recording));
}

Status Hypothesis::ChangeInvoice(const v1::HypotheticalFact& fact, absl::Time effective_at) {
  const bool voids = fact.has_voided_invoice_id();
  const std::string& id = voids ? fact.voided_invoice_id() : fact.written_off_invoice_id();
  Invoice* invoice = FindDocument(state_.facts, id);
  if (invoice == nullptr) return InvoiceNotFound(id);
  const Recording recording{state_.now, environment_.policies.all().front().zone, kAnybody};
  return WithoutValue(voids ? VoidDocument(*invoice, state_.facts, recording)
                            : WriteOff(*invoice, state_.facts, effective_at, recording));
}

Status Hypothesis::ChangePayment(const v1::HypotheticalFact& fact, absl::Time effective_at) {
  const bool settles = fact.has_settled_payment_id();
  const std::string& id = settles ? fact.settled_payment_id() : fact.reversed_payment_id();
  Payment* payment = FindPayment(state_.facts, id);
  if (payment == nullptr) return PaymentNotFound(id);
  const Recording recording{state_.now, environment_.policies.all().front().zone, kAnybody};
  return WithoutValue(settles ? SettlePayment(*payment, recording)
                              : ReversePayment(*payment, effective_at, recording));
}

db::StoredTimeline Hypothesis::Build() const {
  return {state_.row.account.account_id, state_.row.revision, now_,
          BuildTimeline(state_.facts, environment_.policies, now_), std::nullopt};
}

}  // namespace reinstate::services
