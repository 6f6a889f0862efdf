#include "server/services/plan_view.h"

#include <vector>

#include "server/services/convert.h"

namespace reinstate::services {
namespace {

// Who may do a step by the role table; the first is the one whose task it is.
std::vector<v1::Role> RolesOf(StepKind kind) {
  switch (kind) {
    case StepKind::kPayInvoices:
      return {v1::ROLE_BILLING_ADMIN, v1::ROLE_GLOBAL_ADMIN};
    case StepKind::kCorrectProfile:
    case StepKind::kCompleteProfile:
      return {v1::ROLE_GLOBAL_ADMIN, v1::ROLE_OPERATOR};
    case StepKind::kVerifyProfile:
      return {v1::ROLE_SVC_RISK, v1::ROLE_OPERATOR};
    case StepKind::kReleaseHold:
      return {v1::ROLE_OPERATOR};
    case StepKind::kRequestReinstatement:
      return {v1::ROLE_GLOBAL_ADMIN, v1::ROLE_SUPPORT_AGENT, v1::ROLE_SUPPORT_APPROVER};
    case StepKind::kDecideReinstatement:
      return {v1::ROLE_SUPPORT_APPROVER, v1::ROLE_OPERATOR};
    case StepKind::kResolveAbuse:
    case StepKind::kResolveProviderIssue:
      return {v1::ROLE_SVC_RISK, v1::ROLE_OPERATOR};
  }
  return {};
}

void FillPayments(const PaymentPlan& plan, const Audience& audience,
                  google::protobuf::RepeatedPtrField<v1::PlannedPayment>& payments,
                  google::protobuf::RepeatedPtrField<v1::Money>& totals) {
  for (const PlannedPayment& invoice : plan.invoices) {
    v1::PlannedPayment& payment = *payments.Add();
    payment.set_invoice_id(invoice.invoice_id);
    *payment.mutable_due_on() = ToProto(invoice.due_on);
    if (audience.amounts)
      *payment.mutable_amount() = ToMoney(invoice.amount_minor, invoice.currency);
  }
  if (!audience.amounts) return;
  for (const auto& [currency, total] : plan.totals_minor) *totals.Add() = ToMoney(total, currency);
}

// UNSPECIFIED for steps whose target is a ticket.
v1::FactKind TargetOf(StepKind kind) {
  switch (kind) {
    case StepKind::kCorrectProfile:
      return v1::FACT_KIND_VERIFICATION_RESULT;
    case StepKind::kReleaseHold:
      return v1::FACT_KIND_HOLD;
    case StepKind::kResolveAbuse:
      return v1::FACT_KIND_ABUSE_SIGNAL;
    case StepKind::kResolveProviderIssue:
      return v1::FACT_KIND_PROVIDER_ISSUE;
    default:
      return v1::FACT_KIND_UNSPECIFIED;
  }
}

void FillTarget(const PlanStep& step, v1::PlanStep& shown) {
  if (step.target_id.empty()) return;
  const v1::FactKind target = TargetOf(step.kind);
  if (target == v1::FACT_KIND_UNSPECIFIED) {
    shown.set_ticket_id(step.target_id);
    return;
  }
  shown.mutable_target()->set_kind(target);
  shown.mutable_target()->set_id(step.target_id);
}

void FillStep(const PlanStep& step, const Audience& audience, v1::PlanStep& shown) {
  shown.set_kind(static_cast<v1::PlanStepKind>(static_cast<int>(step.kind) + 1));
  shown.set_state(static_cast<v1::PlanStepState>(static_cast<int>(step.state) + 1));
  for (const v1::Role role : RolesOf(step.kind)) shown.add_roles(role);
  for (const CauseKind cause : step.causes) shown.add_causes(ToProto(cause));
  for (const int number : step.blocked_by) shown.add_blocked_by(number);
  FillTarget(step, shown);
  FillPayments(step.payment, audience, *shown.mutable_payments(), *shown.mutable_totals());
  if (!step.internal) shown.set_public_reason(step.reason);
  if (audience.internal_notes) {
    shown.set_internal_note(step.internal ? step.reason : step.internal_note);
  }
  for (const std::string& path : step.missing_fields) shown.add_missing_fields(path);
  if (step.ends_at) *shown.mutable_ends_at() = ToProto(*step.ends_at);
}

}  // namespace

void FillPlan(const RestorationPlan& plan, const Audience& audience, v1::RestorationPlan& shown) {
  shown.set_standing(ToProto(plan.standing));
  shown.set_current(plan.current);
  shown.set_need(static_cast<v1::RestorationNeed>(static_cast<int>(plan.need) + 1));
  for (const CauseKind cause : plan.causes) shown.add_causes(ToProto(cause));
  for (const PlanStep& step : plan.steps) {
    v1::PlanStep& added = *shown.add_steps();
    added.set_number(shown.steps_size());
    FillStep(step, audience, added);
  }
  if (plan.suspended_at) *shown.mutable_suspended_at() = ToProto(*plan.suspended_at);
  if (plan.suspended_again_at) {
    *shown.mutable_suspended_again_at() = ToProto(*plan.suspended_again_at);
  }
  FillPayments(plan.to_be_current, audience, *shown.mutable_to_be_current(),
               *shown.mutable_to_be_current_totals());
  shown.set_policy_version(plan.policy_version);
}

}  // namespace reinstate::services
