#include "server/services/ticket_view.h"

#include <set>
#include <stdexcept>
#include <utility>

#include "server/domain/reinstatement.h"
#include "server/services/convert.h"

namespace reinstate::services {
namespace {

using FactKey = std::pair<int, std::string>;

FactKey KeyOf(const v1::FactRef& fact) { return {fact.kind(), fact.id()}; }

// What the caller may not see of an explanation that holds everything.
void LeaveOut(const Audience& audience, v1::AccountStatus& status) {
  for (v1::Cause& cause : *status.mutable_causes()) {
    for (v1::Explanation& explanation : *cause.mutable_explanations()) {
      if (!audience.amounts) explanation.clear_residual();
      if (!audience.internal_notes) explanation.clear_internal_note();
    }
  }
  if (audience.internal_notes) return;
  for (v1::Exemption& exemption : *status.mutable_exemptions()) {
    exemption.clear_reason();
    exemption.clear_granted_by();
  }
}

const v1::Cause* FindCause(const v1::AccountStatus& status, v1::CauseKind kind) {
  for (const v1::Cause& cause : status.causes()) {
    if (cause.kind() == kind) return &cause;
  }
  return nullptr;
}

void CompareCauses(const v1::AccountStatus& then, const v1::AccountStatus& now,
                   v1::ReinstatementDifference& difference) {
  for (const v1::Cause& was : then.causes()) {
    const v1::Cause* is = FindCause(now, was.kind());
    if (is == nullptr) {
      difference.add_causes_ended(was.kind());
    } else if (was.condition_holds() && !is->condition_holds()) {
      difference.add_causes_cleared(was.kind());
    }
  }
  for (const v1::Cause& is : now.causes()) {
    if (FindCause(then, is.kind()) == nullptr) difference.add_causes_added(is.kind());
  }
}

// An explanation holds at most the 100 worst facts: where it was cut, one that is not in it was
// there already if it is older.
bool WasThere(const v1::Explanation& explanation, const v1::Cause* then,
              const std::set<FactKey>& listed, const google::protobuf::Timestamp& then_at) {
  if (listed.count(KeyOf(explanation.fact())) > 0) return true;
  const bool cut = then != nullptr && then->explanation_count() > then->explanations_size();
  return cut && FromProto(explanation.since()) <= FromProto(then_at);
}

void CompareFacts(const v1::AccountStatus& then, const v1::AccountStatus& now,
                  const std::set<FactKey>& true_now, v1::ReinstatementDifference& difference) {
  std::set<FactKey> listed;
  for (const v1::Cause& was : then.causes()) {
    for (const v1::Explanation& explanation : was.explanations()) {
      const FactKey key = KeyOf(explanation.fact());
      if (!listed.insert(key).second || true_now.count(key) > 0) continue;
      *difference.add_facts_settled() = explanation.fact();
    }
  }
  for (const v1::Cause& is : now.causes()) {
    const v1::Cause* was = FindCause(then, is.kind());
    for (const v1::Explanation& explanation : is.explanations()) {
      *(WasThere(explanation, was, listed, then.evaluated_at()) ? difference.add_facts_left()
                                                                : difference.add_facts_added()) =
          explanation;
    }
  }
}

std::set<FactKey> FactsTrueNow(const TicketReading& reading) {
  std::set<FactKey> facts;
  const StandingView view = ReadTimeline(reading.stored.timeline, reading.policies, reading.now);
  for (const Evidence* evidence : view.evidence) {
    facts.emplace(static_cast<int>(evidence->fact) + 1, evidence->fact_id);
  }
  return facts;
}

void FillRequest(const Ticket& ticket, const TicketReading& reading, v1::Reinstatement& shown) {
  const Reinstatement& request = *ticket.reinstatement;
  if (request.ripe_at) *shown.mutable_ripe_at() = ToProto(*request.ripe_at);
  if (!request.outcome) {
    const Readiness readiness = ReadinessOf(SegmentAt(reading.stored.timeline, reading.now));
    shown.set_readiness(static_cast<v1::ReinstatementReadiness>(static_cast<int>(readiness) + 1));
    return;
  }
  shown.set_outcome(static_cast<v1::ReinstatementOutcome>(static_cast<int>(*request.outcome) + 1));
  *shown.mutable_ended_at() = ToProto(*request.ended_at);
  shown.set_ended_by(request.ended_by);
  shown.set_reason(request.reason);
  shown.set_decision_id(request.decision_id);
}

void FillExplanation(const Ticket& ticket, const TicketReading& reading, v1::Reinstatement& shown) {
  v1::AccountStatus& then = *shown.mutable_status_at_creation();
  if (!then.ParseFromString(ticket.reinstatement->status_at_creation)) {
    throw std::runtime_error("the stored explanation of ticket " + ticket.ticket_id +
                             " is damaged");
  }
  LeaveOut(reading.audience, then);
  if (ticket.reinstatement->outcome) return;
  v1::AccountStatus now;
  FillStatus(reading.stored, reading.policies, reading.now, reading.audience, now);
  for (const v1::Cause& cause : now.causes()) {
    if (cause.mode() != v1::CAUSE_MODE_ON_REQUEST || !cause.condition_holds()) continue;
    *shown.add_missing() = cause;
  }
  CompareCauses(then, now, *shown.mutable_difference());
  CompareFacts(then, now, FactsTrueNow(reading), *shown.mutable_difference());
}

}  // namespace

std::string StoredStatus(const TicketReading& reading) {
  v1::AccountStatus status;
  FillStatus(reading.stored, reading.policies, reading.now, {true, true}, status);
  return status.SerializeAsString();
}

void FillTicketEntry(const Ticket& ticket, const TicketReading& reading, v1::Ticket& shown) {
  shown.set_ticket_id(ticket.ticket_id);
  shown.set_account_id(reading.stored.account_id);
  shown.set_topic_id(ticket.topic_id);
  shown.set_subject(ticket.subject);
  shown.set_severity(static_cast<v1::TicketSeverity>(static_cast<int>(ticket.severity) + 1));
  shown.set_severity_reason(ticket.severity_reason);
  shown.set_state(static_cast<v1::TicketState>(static_cast<int>(ticket.state) + 1));
  shown.set_author(ticket.author);
  *shown.mutable_created_at() = ToProto(ticket.created_at);
  *shown.mutable_updated_at() = ToProto(ticket.updated_at);
  shown.set_etag(std::to_string(ticket.etag));
  if (ticket.reinstatement) FillRequest(ticket, reading, *shown.mutable_reinstatement());
}

void FillTicket(const Ticket& ticket, const TicketReading& reading, v1::Ticket& shown) {
  FillTicketEntry(ticket, reading, shown);
  shown.set_description(ticket.description);
  if (ticket.reinstatement) FillExplanation(ticket, reading, *shown.mutable_reinstatement());
}

v1::Comment ToProto(const Comment& comment) {
  v1::Comment proto;
  proto.set_comment_id(comment.comment_id);
  proto.set_text(comment.text);
  proto.set_visibility(
      static_cast<v1::CommentVisibility>(static_cast<int>(comment.visibility) + 1));
  proto.set_author(comment.author);
  proto.set_by_staff(comment.by_staff);
  *proto.mutable_created_at() = ToProto(comment.created_at);
  return proto;
}

v1::SupportTopic ToProto(const SupportTopic& topic) {
  v1::SupportTopic proto;
  proto.set_topic_id(topic.topic_id);
  proto.set_display_name(topic.display_name);
  proto.set_description(topic.description);
  for (const std::string& field : topic.required_fields) proto.add_required_fields(field);
  proto.set_deprecated(topic.deprecated);
  proto.set_replaced_by(topic.replaced_by);
  proto.set_asks_for_reinstatement(topic.asks_for_reinstatement);
  return proto;
}

TicketState FromProto(v1::TicketState state) { return static_cast<TicketState>(state - 1); }

}  // namespace reinstate::services
