#include "server/services/support_ticket_service.h"

#include <algorithm>
#include <utility>

#include "db/tickets.h"
#include "server/domain/reinstatement.h"
#include "server/domain/ticket_rules.h"
#include "server/services/account_read.h"
#include "server/services/convert.h"
#include "server/services/current_timeline.h"
#include "server/services/ticket_decisions.h"
#include "server/services/uuid.h"
#include "server/services/write_reply.h"

namespace reinstate::services {
namespace {

constexpr int kUsualPage = 50;
// So that a page fits the 4 MB that gRPC clients take by default: comments have up to 8000
// characters.
constexpr int kLargestPage = 200;
constexpr int kLargestCommentPage = 100;

std::string CursorOf(absl::Time created_at, const std::string& id) {
  return std::to_string(absl::ToUnixMicros(created_at)) + "/" + id;
}

// The cursor is one of ours: its token was authenticated.
db::TicketPlace PlaceOf(const std::string& cursor, const db::TicketPlace& first) {
  if (cursor.empty()) return first;
  const size_t slash = cursor.find('/');
  return {absl::FromUnixMicros(std::stoll(cursor.substr(0, slash))), cursor.substr(slash + 1)};
}

// Not found as well where the caller may not see it.
Result<Ticket> ReadTicket(db::Transaction& transaction, const rpc::Call& call,
                          const std::string& ticket_id, const TicketReading& reading,
                          absl::Time written_at) {
  std::optional<Ticket> ticket = db::GetTicket(transaction, call.account(), ticket_id);
  if (!ticket || !MaySee(*ticket, CallerOf(call))) return TicketNotFound(ticket_id);
  AdvanceReinstatement(*ticket, reading.stored.timeline, written_at, reading.now);
  return std::move(*ticket);
}

db::TicketFilter FilterOf(const rpc::Call& call, const v1::ListTicketsRequest& request,
                          const std::string& cursor) {
  db::TicketFilter filter;
  filter.before = PlaceOf(cursor, filter.before);
  const TicketCaller caller = CallerOf(call);
  if (caller.own_tickets_only) filter.author = caller.principal;
  filter.topic_ids = {request.topic_ids().begin(), request.topic_ids().end()};
  for (const int state : request.states()) {
    filter.states.push_back(FromProto(static_cast<v1::TicketState>(state)));
  }
  return filter;
}

// `size` tickets that are in an asked state now, and one more where there is one. At most one of
// an account's tickets can be in another state than the recorded one, hence one row in reserve.
std::vector<Ticket> FindTickets(db::Transaction& transaction, const rpc::Call& call,
                                const db::TicketFilter& filter, int size,
                                const TicketReading& reading, absl::Time written_at) {
  std::vector<Ticket> tickets = ListTickets(transaction, call.account(), filter, size + 2);
  std::erase_if(tickets, [&](Ticket& ticket) {
    AdvanceReinstatement(ticket, reading.stored.timeline, written_at, reading.now);
    return !filter.states.empty() &&
           std::count(filter.states.begin(), filter.states.end(), ticket.state) == 0;
  });
  return tickets;
}

}  // namespace

void SupportTicketService::AddTo(rpc::Handlers& handlers) {
  const std::string service = "reinstate.v1.SupportTicketService/";
  using Self = SupportTicketService;
  handlers.Add(service + "ListSupportTopics", this, &Self::ListSupportTopics);
  handlers.Add(service + "CreateTicket", this, &Self::CreateTicket);
  handlers.Add(service + "GetTicket", this, &Self::GetTicket);
  handlers.Add(service + "ListTickets", this, &Self::ListTickets);
  handlers.Add(service + "AddComment", this, &Self::AddComment);
  handlers.Add(service + "ListComments", this, &Self::ListComments);
  handlers.Add(service + "WithdrawReinstatement", this, &Self::WithdrawReinstatement);
  handlers.Add(service + "DecideReinstatement", this, &Self::DecideReinstatement);
}

Status SupportTicketService::Read(const rpc::Call& call, const ReadBody& body) {
  return ReadAccount(
      environment_, call,
      [&](db::Transaction& transaction, const db::AccountRow& row,
          const Present& present) -> Status {
        auto current = GetCurrentTimeline(present.history, transaction, call.account(), row);
        if (!current) return AccountNotFound(call.account().account_id());
        return body(transaction,
                    {std::move(current->stored), present.policies(), present.now, AudienceOf(call)},
                    row.written_at);
      });
}

Status SupportTicketService::ListSupportTopics(const rpc::Call&,
                                               const v1::ListSupportTopicsRequest&,
                                               v1::ListSupportTopicsResponse& response) {
  for (const SupportTopic& topic : SupportTopics()) *response.add_topics() = ToProto(topic);
  return Ok();
}

Status SupportTicketService::CreateTicket(const rpc::Call& call,
                                          const v1::CreateTicketRequest& request,
                                          v1::CreateTicketResponse& response) {
  const std::string ticket_id = NewUuid(environment_.real_now());
  Ticket created;
  const auto decide = [&](db::Transaction& transaction, AccountState& state) {
    return DecideNewTicket(call, request, ticket_id, transaction, state, created);
  };
  const auto reply = [&](const AccountState& state) {
    FillTicket(created, ReadingOf(call, state), *response.mutable_ticket());
    response.set_revision(state.row.revision);
  };
  return WriteToAccount(environment_, call, {request, response, decide, reply});
}

Status SupportTicketService::GetTicket(const rpc::Call& call, const v1::GetTicketRequest& request,
                                       v1::GetTicketResponse& response) {
  return Read(call,
              [&](db::Transaction& transaction, const TicketReading& reading,
                  absl::Time written_at) -> Status {
                const auto ticket =
                    ReadTicket(transaction, call, request.ticket_id(), reading, written_at);
                if (!ticket.ok()) return ticket.error();
                response.Clear();
                FillTicket(*ticket, reading, *response.mutable_ticket());
                return Ok();
              });
}

Status SupportTicketService::ListTickets(const rpc::Call& call,
                                         const v1::ListTicketsRequest& request,
                                         v1::ListTicketsResponse& response) {
  const auto cursor = paging_.Cursor(call, request, request.page_token());
  if (!cursor.ok()) return cursor.error();
  const db::TicketFilter filter = FilterOf(call, request, *cursor);
  const int size = Paging::Size(request.page_size(), kUsualPage, kLargestPage);
  return Read(call,
              [&](db::Transaction& transaction, const TicketReading& reading,
                  absl::Time written_at) -> Status {
                auto tickets = FindTickets(transaction, call, filter, size, reading, written_at);
                response.Clear();
                if (static_cast<int>(tickets.size()) > size) {
                  tickets.resize(static_cast<size_t>(size));
                  const Ticket& last = tickets.back();
                  const std::string next = CursorOf(last.created_at, last.ticket_id);
                  response.set_next_page_token(paging_.Token(call, request, next));
                }
                for (const Ticket& ticket : tickets)
                  FillTicketEntry(ticket, reading, *response.add_tickets());
                return Ok();
              });
}

Status SupportTicketService::AddComment(const rpc::Call& call, const v1::AddCommentRequest& request,
                                        v1::AddCommentResponse& response) {
  const std::string comment_id = NewUuid(environment_.real_now());
  Comment added;
  const auto decide = [&](db::Transaction& transaction, AccountState& state) {
    return DecideComment(call, request, comment_id, transaction, state, added);
  };
  const auto reply = [&](const AccountState& state) {
    *response.mutable_comment() = ToProto(added);
    response.set_revision(state.row.revision);
  };
  return WriteToAccount(environment_, call, {request, response, decide, reply});
}

Status SupportTicketService::ListComments(const rpc::Call& call,
                                          const v1::ListCommentsRequest& request,
                                          v1::ListCommentsResponse& response) {
  const auto cursor = paging_.Cursor(call, request, request.page_token());
  if (!cursor.ok()) return cursor.error();
  const db::TicketPlace after = PlaceOf(*cursor, {absl::InfinitePast(), ""});
  const int size = Paging::Size(request.page_size(), kUsualPage, kLargestCommentPage);
  return Read(
      call,
      [&](db::Transaction& transaction, const TicketReading& reading,
          absl::Time written_at) -> Status {
        const auto ticket = ReadTicket(transaction, call, request.ticket_id(), reading, written_at);
        if (!ticket.ok()) return ticket.error();
        auto comments = db::ListComments(transaction, call.account(), ticket->ticket_id, after,
                                         call.is_staff(), size + 1);
        response.Clear();
        if (static_cast<int>(comments.size()) > size) {
          comments.pop_back();
          const std::string next = CursorOf(comments.back().created_at, comments.back().comment_id);
          response.set_next_page_token(paging_.Token(call, request, next));
        }
        for (const Comment& comment : comments) *response.add_comments() = ToProto(comment);
        return Ok();
      });
}

Status SupportTicketService::WithdrawReinstatement(const rpc::Call& call,
                                                   const v1::WithdrawReinstatementRequest& request,
                                                   v1::WithdrawReinstatementResponse& response) {
  Ticket ended;
  const auto decide = [&](db::Transaction& transaction, AccountState& state) {
    return DecideWithdrawal(call, request, transaction, state, ended);
  };
  const auto reply = [&](const AccountState& state) {
    FillTicket(ended, ReadingOf(call, state), *response.mutable_ticket());
    response.set_revision(state.row.revision);
  };
  return WriteToAccount(environment_, call, {request, response, decide, reply});
}

Status SupportTicketService::DecideReinstatement(const rpc::Call& call,
                                                 const v1::DecideReinstatementRequest& request,
                                                 v1::DecideReinstatementResponse& response) {
  const std::string decision_id = NewUuid(environment_.real_now());
  Ticket ended;
  const auto decide = [&](db::Transaction& transaction, AccountState& state) {
    return DecideVerdict(call, request, decision_id, transaction, state, ended);
  };
  const auto reply = [&](const AccountState& state) {
    const TicketReading reading = ReadingOf(call, state);
    FillTicket(ended, reading, *response.mutable_ticket());
    if (!ended.reinstatement->decision_id.empty()) FillDecided(state, response);
    response.set_revision(state.row.revision);
    FillStatus(reading.stored, reading.policies, state.now, reading.audience,
               *response.mutable_status());
  };
  return WriteToAccount(environment_, call, {request, response, decide, reply});
}

}  // namespace reinstate::services
