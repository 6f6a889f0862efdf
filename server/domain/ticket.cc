#include "server/domain/ticket.h"

#include <algorithm>

namespace reinstate {

const char* TicketStateName(TicketState state) {
  switch (state) {
    case TicketState::kNew:
      return "NEW";
    case TicketState::kInProgress:
      return "IN_PROGRESS";
    case TicketState::kWaitingCustomer:
      return "WAITING_CUSTOMER";
    case TicketState::kWaitingInternal:
      return "WAITING_INTERNAL";
    case TicketState::kSolved:
      return "SOLVED";
    case TicketState::kClosed:
      return "CLOSED";
  }
  return "CLOSED";
}

bool IsOpen(TicketState state) { return state < TicketState::kSolved; }

std::vector<TicketState> AllowedTransitions(TicketState from, bool reinstatement) {
  using State = TicketState;
  switch (from) {
    case State::kNew:
      return {State::kInProgress, State::kWaitingCustomer, State::kWaitingInternal, State::kSolved,
              State::kClosed};
    case State::kInProgress:
      return {State::kWaitingCustomer, State::kWaitingInternal, State::kSolved, State::kClosed};
    case State::kWaitingCustomer:
      return {State::kInProgress, State::kWaitingInternal, State::kSolved, State::kClosed};
    case State::kWaitingInternal:
      return {State::kInProgress, State::kWaitingCustomer, State::kSolved, State::kClosed};
    case State::kSolved:
      if (reinstatement) return {};
      return {State::kInProgress, State::kClosed};
    case State::kClosed:
      return {};
  }
  return {};
}

Status CheckTransition(const Ticket& ticket, TicketState to) {
  const std::vector<TicketState> allowed =
      AllowedTransitions(ticket.state, ticket.reinstatement.has_value());
  if (std::find(allowed.begin(), allowed.end(), to) != allowed.end()) return Ok();
  std::string names;
  for (const TicketState state : allowed) {
    names += (names.empty() ? "" : ", ") + std::string(TicketStateName(state));
  }
  const std::string asked = to == ticket.state
                                ? std::string(" already")
                                : std::string(" and cannot become ") + TicketStateName(to);
  Error error{.reason = Reason::kIllegalTransition,
              .message = "the ticket is " + std::string(TicketStateName(ticket.state)) + asked +
                         "; it can become " + (names.empty() ? "nothing else" : names),
              .resource = Resource{"ticket", ticket.ticket_id}};
  error.preconditions.push_back({"TICKET_STATE", ticket.ticket_id, error.message});
  return error;
}

void MoveTicket(Ticket& ticket, TicketState to, absl::Time at) {
  ticket.state = to;
  ticket.updated_at = at;
  ticket.etag += 1;
}

}  // namespace reinstate
