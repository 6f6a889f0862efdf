#include "server/services/status_view.h"

#include <algorithm>

#include "server/domain/civil_day.h"
#include "server/domain/status.h"
#include "server/services/convert.h"

namespace reinstate::services {
namespace {

google::protobuf::Duration ToDuration(absl::Duration duration) {
  google::protobuf::Duration proto;
  const int64_t micros = absl::ToInt64Microseconds(duration);
  proto.set_seconds(micros / 1000000);
  proto.set_nanos(static_cast<int32_t>(micros % 1000000 * 1000));
  return proto;
}

// Day counts are computed here, from the due day: the stored timeline holds none.
void ExplainInvoice(const Evidence& evidence, const Policy& policy, absl::Time now,
                    const Audience& audience, v1::Explanation& explanation) {
  const auto days = static_cast<int32_t>(DayOf(now, policy.zone) - evidence.due_on);
  explanation.set_observed(std::to_string(days) + " days overdue");
  explanation.set_operator_(">");
  explanation.set_threshold(std::to_string(evidence.days_overdue_limit));
  explanation.set_margin_days(days - evidence.days_overdue_limit);
  explanation.set_days_overdue(days);
  *explanation.mutable_due_on() = ToProto(evidence.due_on);
  if (audience.amounts) {
    *explanation.mutable_residual() = ToMoney(evidence.residual_minor, evidence.currency);
  }
}

// What a fact but an invoice must be to suspend.
const char* ThresholdOf(FactKind kind) {
  switch (kind) {
    case FactKind::kAbuseSignal:
      return "SIGNIFICANT";
    case FactKind::kHold:
      return "in force";
    case FactKind::kProviderIssue:
      return "open";
    default:
      return "final";
  }
}

void Explain(const Evidence& evidence, const Policy& policy, absl::Time now,
             const Audience& audience, v1::Explanation& explanation) {
  explanation.mutable_fact()->set_kind(
      static_cast<v1::FactKind>(static_cast<int>(evidence.fact) + 1));
  explanation.mutable_fact()->set_id(evidence.fact_id);
  explanation.set_policy_version(evidence.policy_version);
  *explanation.mutable_since() = ToProto(evidence.since);
  if (evidence.fact == FactKind::kInvoice) {
    ExplainInvoice(evidence, policy, now, audience, explanation);
    return;
  }
  explanation.set_observed(evidence.fact == FactKind::kAbuseSignal ? "SIGNIFICANT"
                                                                   : CauseName(evidence.cause));
  explanation.set_operator_("is");
  explanation.set_threshold(ThresholdOf(evidence.fact));
  if (!evidence.internal) explanation.set_public_reason(evidence.text);
  if (audience.internal_notes) {
    explanation.set_internal_note(evidence.internal ? evidence.text : evidence.internal_note);
  }
}

void FillCauses(const StandingView& view, const Policy& policy, absl::Time now,
                const Audience& audience, v1::AccountStatus& status) {
  for (const OpenCause& open : view.segment->causes) {
    v1::Cause* cause = status.add_causes();
    cause->set_kind(ToProto(open.kind));
    cause->set_condition_holds(open.condition_holds);
    cause->set_mode(static_cast<v1::CauseMode>(static_cast<int>(open.mode) + 1));
    *cause->mutable_since() = ToProto(open.since);
    int count = 0;
    for (const Evidence* evidence : view.evidence) {
      if (evidence->cause != open.kind || ++count > audience.most_explanations) continue;
      Explain(*evidence, policy, now, audience, *cause->add_explanations());
    }
    cause->set_explanation_count(count);
  }
}

}  // namespace

Audience AudienceOf(const rpc::Call& call) {
  return {.amounts = call.may_read_billing(), .internal_notes = call.is_staff()};
}

absl::Time ReadInstant(const db::StoredTimeline& stored, absl::Time real_now) {
  return std::max(DomainNow(stored.clock, real_now), stored.recorded_at);
}

void FillStatus(const db::StoredTimeline& stored, const PolicySet& policies, absl::Time now,
                const Audience& audience, v1::AccountStatus& status) {
  const StandingView view = ReadTimeline(stored.timeline, policies, now);
  const Policy& policy = policies.Version(view.segment->policy_version);
  status.set_account_id(stored.account_id);
  status.set_standing(ToProto(view.segment->standing));
  status.set_current(view.segment->current);
  FillCauses(view, policy, now, audience, status);
  for (const Exemption* exemption : view.exemptions) {
    *status.add_exemptions() = ToProto(*exemption, audience.internal_notes);
  }
  if (view.next_change) *status.mutable_next_change() = ToProto(*view.next_change);
  *status.mutable_valid_until() = ToProto(view.valid_until);
  *status.mutable_valid_for() = ToDuration(view.valid_until - now);
  for (int i = 0; i < kOperationCount; ++i) {
    const auto operation = static_cast<Operation>(i);
    if (IsAllowed(operation, *view.segment, policy)) {
      status.add_allowed_operations(ToProto(operation));
    } else {
      status.add_denied_operations(ToProto(operation));
    }
  }
  status.set_policy_version(policy.version);
  status.set_revision(stored.revision);
  *status.mutable_evaluated_at() = ToProto(now);
}

void FillDecision(const db::StoredTimeline& stored, const PolicyHistory& history, absl::Time now,
                  Operation operation, v1::OperationDecision& decision) {
  const Segment& segment = SegmentAt(stored.timeline, now);
  const Policy& policy = history.current().Version(segment.policy_version);
  const auto denying = DenyingCauses(operation, segment, policy);
  decision.set_account_id(stored.account_id);
  decision.set_operation(ToProto(operation));
  decision.set_allowed(denying.empty());
  for (const CauseKind kind : denying) decision.add_denying_causes(ToProto(kind));
  decision.set_revision(stored.revision);
  const absl::Time valid_until = std::min(DecisionValidUntil(stored.timeline, policy, now),
                                          history.DiffersFrom(stored.policy_set));
  *decision.mutable_valid_until() = ToProto(valid_until);
  *decision.mutable_valid_for() = ToDuration(valid_until - now);
  decision.set_policy_version(policy.version);
}

void FillSummaries(const std::vector<db::ListedAccount>& accounts, const PolicySet& policies,
                   absl::Time now, v1::ListAccountsResponse& response) {
  for (const db::ListedAccount& listed : accounts) {
    const absl::Time instant = std::max(now, listed.stored.recorded_at);
    const StandingView view = ReadTimeline(listed.stored.timeline, policies, instant);
    v1::AccountSummary& summary = *response.add_accounts();
    *summary.mutable_account() = ToProto(listed.account);
    summary.set_standing(ToProto(view.segment->standing));
    summary.set_current(view.segment->current);
    for (const OpenCause& cause : view.segment->causes) summary.add_causes(ToProto(cause.kind));
    if (view.next_change) *summary.mutable_next_change() = ToProto(*view.next_change);
    summary.set_revision(listed.stored.revision);
  }
}

}  // namespace reinstate::services
