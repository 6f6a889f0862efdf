// Who may see, write and decide what of a ticket, and what a new one must say.

#pragma once

#include <string>

#include "server/domain/ticket.h"
#include "server/domain/topics.h"

namespace reinstate {

// A caller, as far as tickets care.
struct TicketCaller {
  std::string principal;
  bool staff = false;
  bool own_tickets_only = false;  // a helpdesk agent
  bool may_request_reinstatement = false;
};

// Fields for what a new ticket says, the topic's own requirements, and whether this caller may
// open it: INVALID_FIELD, NOT_PERMITTED. `topic` is null where there is none of the asked id.
Status CheckNewTicket(const SupportTopic* topic, const Ticket& ticket, const TicketCaller& caller);

bool MaySee(const Ticket& ticket, const TicketCaller& caller);
bool MaySee(CommentVisibility visibility, const TicketCaller& caller);

// NOT_PERMITTED where a partner would write an internal comment.
Status CheckVisibility(CommentVisibility visibility, const TicketCaller& caller);

// TICKET_CLOSED.
Status CheckComment(const Ticket& ticket);

// INVALID_FIELD where the ticket asks for no reinstatement.
Status CheckAsksForReinstatement(const Ticket& ticket);

// SELF_APPROVAL where the caller would decide on their own request.
Status CheckDecider(const Ticket& ticket, const TicketCaller& caller);

// The same words for an absent ticket and for one the caller may not see.
Error TicketNotFound(const std::string& ticket_id);

}  // namespace reinstate
