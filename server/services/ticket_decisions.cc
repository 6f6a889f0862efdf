#include "server/services/ticket_decisions.h"

#include <algorithm>

#include "db/tickets.h"
#include "server/domain/reinstatement.h"
#include "server/services/account_decisions.h"
#include "server/services/convert.h"

namespace reinstate::services {
namespace {

WriteOutcome TicketChanged(const std::string& ticket_id, const rpc::Call& call,
                           const AccountState& state, const std::string& reason) {
  WriteOutcome outcome{
      true, {TransitionTrigger::kFact, ticket_id, state.now, call.principal->id}, reason};
  outcome.facts_changed = false;
  return outcome;
}

// As reads show it: moved on by what time has brought about since the last write.
Result<Ticket> FindTicket(const rpc::Call& call, const std::string& ticket_id,
                          db::Transaction& transaction, const AccountState& state) {
  std::optional<Ticket> ticket = db::GetTicket(transaction, call.account(), ticket_id);
  if (!ticket || !MaySee(*ticket, CallerOf(call))) return TicketNotFound(ticket_id);
  AdvanceReinstatement(*ticket, state.timeline, state.row.written_at, state.now);
  return std::move(*ticket);
}

Ticket RequestedTicket(const v1::CreateTicketRequest& request, const std::string& ticket_id,
                       const rpc::Call& call, absl::Time now) {
  Ticket ticket;
  ticket.ticket_id = ticket_id;
  ticket.topic_id = request.topic_id();
  ticket.subject = request.subject();
  ticket.description = request.description();
  if (request.severity() != v1::TICKET_SEVERITY_UNSPECIFIED) {
    ticket.severity = static_cast<TicketSeverity>(request.severity() - 1);
  }
  ticket.severity_reason = request.severity_reason();
  ticket.author = call.principal->id;
  ticket.created_at = now;
  ticket.updated_at = now;
  return ticket;
}

// Whether a request for reinstatement may be opened now. One that time has ended is recorded so,
// which makes room for the new one.
Status CheckRoom(const rpc::Call& call, db::Transaction& transaction, const AccountState& state) {
  std::optional<Ticket> open = db::GetOpenReinstatement(transaction, call.account());
  if (open) {
    AdvanceReinstatement(*open, state.timeline, state.row.written_at, state.now);
    if (IsOpen(open->state)) {
      return Error{.reason = Reason::kTicketOpen,
                   .message = "the reinstatement ticket " + open->ticket_id +
                              " is open; comment on it, or withdraw it first",
                   .resource = Resource{"ticket", open->ticket_id}};
    }
    UpdateTicket(transaction, call.account(), *open);
  }
  if (IsClosed(SegmentAt(state.timeline, state.now))) {
    return Error{.reason = Reason::kAccountClosed,
                 .message = "the account is closed for good; nothing brings it back"};
  }
  if (state.standing() == Standing::kSuspended) return Ok();
  return Error{.reason = Reason::kNotSuspended,
               .message = "the account is not suspended; there is nothing to reinstate"};
}

Result<WriteOutcome> Approve(const rpc::Call& call, const v1::DecideReinstatementRequest& request,
                             const std::string& decision_id, db::Transaction& transaction,
                             AccountState& state, Ticket& ticket) {
  auto outcome = Reinstate(call, decision_id, {}, request.reason(), transaction, state);
  if (!outcome.ok()) return outcome;
  EndReinstatement(ticket, ReinstatementOutcome::kApproved, state.now, call.principal->id,
                   request.reason());
  ticket.reinstatement->decision_id = decision_id;
  UpdateTicket(transaction, call.account(), ticket);
  return outcome;
}

}  // namespace

TicketCaller CallerOf(const rpc::Call& call) {
  const auto& roles = call.principal->roles;
  const bool helpdesk_only = std::all_of(
      roles.begin(), roles.end(), [](rpc::Role role) { return role == rpc::Role::kHelpdeskAgent; });
  return {call.principal->id, call.is_staff(), helpdesk_only,
          rpc::Authorizer::May(*call.principal, v1::PERMISSION_REQUEST_REINSTATEMENT,
                               call.account().account_id())};
}

TicketReading ReadingOf(const rpc::Call& call, const AccountState& state) {
  return {{state.row.account.account_id, state.row.revision, state.now, state.timeline},
          state.policies(),
          state.now,
          AudienceOf(call)};
}

Result<WriteOutcome> DecideNewTicket(const rpc::Call& call, const v1::CreateTicketRequest& request,
                                     const std::string& ticket_id, db::Transaction& transaction,
                                     AccountState& state, Ticket& created) {
  created = RequestedTicket(request, ticket_id, call, state.now);
  const SupportTopic* const topic = FindTopic(created.topic_id);
  Status status = CheckNewTicket(topic, created, CallerOf(call));
  if (status.ok() && topic->asks_for_reinstatement) {
    status = CheckRoom(call, transaction, state);
    created.reinstatement.emplace();
    created.reinstatement->status_at_creation = StoredStatus(ReadingOf(call, state));
    if (ReadinessOf(SegmentAt(state.timeline, state.now)) == Readiness::kRipe) {
      created.reinstatement->ripe_at = state.now;
    }
  }
  if (!status.ok()) return status.error();
  InsertTicket(transaction, call.account(), created);
  return TicketChanged(ticket_id, call, state, request.severity_reason());
}

Result<WriteOutcome> DecideComment(const rpc::Call& call, const v1::AddCommentRequest& request,
                                   const std::string& comment_id, db::Transaction& transaction,
                                   AccountState& state, Comment& added) {
  const TicketCaller caller = CallerOf(call);
  const bool internal = request.visibility() == v1::COMMENT_VISIBILITY_INTERNAL;
  added = {comment_id,
           request.text(),
           internal ? CommentVisibility::kInternal : CommentVisibility::kPublic,
           caller.principal,
           caller.staff,
           state.now};
  Status status = CheckVisibility(added.visibility, caller);
  if (!status.ok()) return status.error();
  const Result<Ticket> ticket = FindTicket(call, request.ticket_id(), transaction, state);
  if (!ticket.ok()) return ticket.error();
  status = CheckComment(*ticket);
  if (!status.ok()) return status.error();
  InsertComment(transaction, call.account(), ticket->ticket_id, added);
  return TicketChanged(ticket->ticket_id, call, state, "");
}

Result<WriteOutcome> DecideWithdrawal(const rpc::Call& call,
                                      const v1::WithdrawReinstatementRequest& request,
                                      db::Transaction& transaction, AccountState& state,
                                      Ticket& ended) {
  Result<Ticket> ticket = FindTicket(call, request.ticket_id(), transaction, state);
  if (!ticket.ok()) return ticket.error();
  Status status = CheckAsksForReinstatement(*ticket);
  if (status.ok()) status = CheckTransition(*ticket, TicketState::kClosed);
  if (!status.ok()) return status.error();
  EndReinstatement(*ticket, ReinstatementOutcome::kWithdrawn, state.now, call.principal->id,
                   request.reason());
  UpdateTicket(transaction, call.account(), *ticket);
  ended = std::move(*ticket);
  return TicketChanged(ended.ticket_id, call, state, request.reason());
}

Result<WriteOutcome> DecideVerdict(const rpc::Call& call,
                                   const v1::DecideReinstatementRequest& request,
                                   const std::string& decision_id, db::Transaction& transaction,
                                   AccountState& state, Ticket& ended) {
  Result<Ticket> ticket = FindTicket(call, request.ticket_id(), transaction, state);
  if (!ticket.ok()) return ticket.error();
  ended = std::move(*ticket);
  Status status = CheckAsksForReinstatement(ended);
  if (status.ok()) status = CheckDecider(ended, CallerOf(call));
  if (status.ok()) status = CheckTransition(ended, TicketState::kSolved);
  if (!status.ok()) return status.error();
  if (request.verdict() == v1::REINSTATEMENT_VERDICT_APPROVE) {
    return Approve(call, request, decision_id, transaction, state, ended);
  }
  EndReinstatement(ended, ReinstatementOutcome::kDenied, state.now, call.principal->id,
                   request.reason());
  UpdateTicket(transaction, call.account(), ended);
  return TicketChanged(ended.ticket_id, call, state, request.reason());
}

}  // namespace reinstate::services
