#include "server/domain/ticket_rules.h"

namespace reinstate {
namespace {

std::string CurrentTopics() {
  std::string names;
  for (const SupportTopic& topic : SupportTopics()) {
    if (topic.deprecated) continue;
    names += (names.empty() ? "" : ", ") + topic.topic_id;
  }
  return names;
}

const std::string& ValueOf(const Ticket& ticket, const std::string& field) {
  return field == "description" ? ticket.description : ticket.subject;
}

}  // namespace

Status CheckNewTicket(const SupportTopic* topic, const Ticket& ticket, const TicketCaller& caller) {
  if (topic == nullptr) {
    return InvalidField("topic_id", "is no topic; the topics are " + CurrentTopics());
  }
  if (topic->deprecated) {
    return InvalidField("topic_id", "is deprecated; use " + topic->replaced_by);
  }
  if (topic->asks_for_reinstatement && !caller.may_request_reinstatement) {
    return Error{.reason = Reason::kNotPermitted,
                 .message = "your roles do not permit asking for reinstatement of this account"};
  }
  for (const std::string& field : topic->required_fields) {
    if (ValueOf(ticket, field).empty()) {
      return InvalidField(field, "must be set for the topic " + topic->topic_id);
    }
  }
  if (ticket.severity != TicketSeverity::kMinimal && ticket.severity_reason.empty()) {
    return InvalidField("severity_reason", "must be set where the severity is above MINIMAL");
  }
  return Ok();
}

bool MaySee(const Ticket& ticket, const TicketCaller& caller) {
  return !caller.own_tickets_only || ticket.author == caller.principal;
}

bool MaySee(CommentVisibility visibility, const TicketCaller& caller) {
  return visibility == CommentVisibility::kPublic || caller.staff;
}

Status CheckVisibility(CommentVisibility visibility, const TicketCaller& caller) {
  if (MaySee(visibility, caller)) return Ok();
  return Error{.reason = Reason::kNotPermitted,
               .message = "only staff write internal comments; make it PUBLIC"};
}

Status CheckComment(const Ticket& ticket) {
  if (ticket.state != TicketState::kClosed) return Ok();
  return Error{.reason = Reason::kTicketClosed,
               .message = "the ticket is CLOSED and takes no more comments; open a new one",
               .resource = Resource{"ticket", ticket.ticket_id}};
}

Status CheckAsksForReinstatement(const Ticket& ticket) {
  if (ticket.reinstatement) return Ok();
  return InvalidField("ticket_id",
                      "names a ticket about " + ticket.topic_id + ", not about reinstatement");
}

Status CheckDecider(const Ticket& ticket, const TicketCaller& caller) {
  if (ticket.author != caller.principal) return Ok();
  return Error{.reason = Reason::kSelfApproval,
               .message = "nobody decides what they themselves asked for; another approver can"};
}

Error TicketNotFound(const std::string& ticket_id) {
  return {.reason = Reason::kTicketNotFound,
          .message = "the account has no ticket " + ticket_id,
          .resource = Resource{"ticket", ticket_id}};
}

}  // namespace reinstate
