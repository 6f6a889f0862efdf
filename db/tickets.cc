#include "db/tickets.h"

#include "absl/strings/escaping.h"
#include "db/embedded/queries.h"
#include "db/values.h"

namespace reinstate::db {
namespace {

constexpr Names<TicketState, 6> kStates{
    {"NEW", "IN_PROGRESS", "WAITING_CUSTOMER", "WAITING_INTERNAL", "SOLVED", "CLOSED"}};
constexpr Names<TicketSeverity, 3> kSeverities{{"MINIMAL", "MODERATE", "CRITICAL"}};
constexpr Names<CommentVisibility, 2> kVisibilities{{"PUBLIC", "INTERNAL"}};
constexpr Names<ReinstatementOutcome, 4> kOutcomes{
    {"APPROVED", "DENIED", "WITHDRAWN", "NO_LONGER_NEEDED"}};

std::string TextOrInfinity(absl::Time instant) {
  if (instant == absl::InfiniteFuture()) return "infinity";
  if (instant == absl::InfinitePast()) return "-infinity";
  return Text(instant);
}

Reinstatement ReadRequest(const pqxx::row& row) {
  Reinstatement request;
  request.status_at_creation = absl::HexStringToBytes(row["status_at_creation"].c_str());
  request.ripe_at = ReadOptionalTime(row["ripe_at"]);
  if (!row["outcome"].is_null()) request.outcome = kOutcomes.Read(row["outcome"].c_str());
  request.ended_at = ReadOptionalTime(row["ended_at"]);
  request.ended_by = row["ended_by"].c_str();
  request.reason = row["reason"].c_str();
  request.decision_id = row["decision_id"].c_str();
  return request;
}

Ticket ReadTicket(const pqxx::row& row) {
  Ticket ticket;
  ticket.ticket_id = row["ticket_id"].c_str();
  ticket.topic_id = row["topic_id"].c_str();
  ticket.subject = row["subject"].c_str();
  ticket.description = row["description"].c_str();
  ticket.severity = kSeverities.Read(row["severity"].c_str());
  ticket.severity_reason = row["severity_reason"].c_str();
  ticket.state = kStates.Read(row["state"].c_str());
  ticket.author = row["author"].c_str();
  ticket.created_at = ReadTime(row["created_at"]);
  ticket.updated_at = ReadTime(row["updated_at"]);
  ticket.etag = row["etag"].as<int64_t>();
  if (!row["request_id"].is_null()) ticket.reinstatement = ReadRequest(row);
  return ticket;
}

std::optional<Ticket> ReadOne(const pqxx::result& result) {
  if (result.empty()) return std::nullopt;
  return ReadTicket(result[0]);
}

// An array of words that need no quotes.
std::string ArrayOf(const std::vector<std::string>& words) {
  std::string text = "{";
  for (const std::string& word : words) text += (text.size() > 1 ? "," : "") + ("\"" + word + "\"");
  return text + "}";
}

}  // namespace

void InsertTicket(Transaction& transaction, const AccountScope& scope, const Ticket& ticket) {
  Exec(transaction, queries::kInsertTicket, scope.account_id(), ticket.ticket_id, ticket.topic_id,
       ticket.subject, ticket.description, kSeverities(ticket.severity), ticket.severity_reason,
       kStates(ticket.state), ticket.author, Text(ticket.created_at), Text(ticket.updated_at),
       ticket.etag);
  if (!ticket.reinstatement) return;
  const std::optional<std::string> ripe_at = Text(ticket.reinstatement->ripe_at);
  Exec(transaction, queries::kInsertReinstatementRequest, scope.account_id(), ticket.ticket_id,
       absl::BytesToHexString(ticket.reinstatement->status_at_creation), OrNull(ripe_at));
}

void UpdateTicket(Transaction& transaction, const AccountScope& scope, const Ticket& ticket) {
  Exec(transaction, queries::kUpdateTicket, scope.account_id(), ticket.ticket_id,
       kStates(ticket.state), Text(ticket.updated_at), ticket.etag);
  if (!ticket.reinstatement) return;
  const Reinstatement& request = *ticket.reinstatement;
  const std::optional<std::string> ripe_at = Text(request.ripe_at);
  const std::optional<std::string> ended_at = Text(request.ended_at);
  Exec(transaction, queries::kUpdateReinstatementRequest, scope.account_id(), ticket.ticket_id,
       OrNull(ripe_at), request.outcome ? kOutcomes(*request.outcome) : nullptr, OrNull(ended_at),
       request.ended_by, request.reason,
       request.decision_id.empty() ? nullptr : request.decision_id.c_str());
}

std::optional<Ticket> GetTicket(Transaction& transaction, const AccountScope& scope,
                                const std::string& ticket_id) {
  return ReadOne(Exec(transaction, queries::kGetTicket, scope.account_id(), ticket_id));
}

std::optional<Ticket> GetOpenReinstatement(Transaction& transaction, const AccountScope& scope) {
  return ReadOne(Exec(transaction, queries::kGetOpenReinstatement, scope.account_id()));
}

std::vector<Ticket> ListTickets(Transaction& transaction, const AccountScope& scope,
                                const TicketFilter& filter, int limit) {
  std::vector<std::string> states;
  states.reserve(filter.states.size());
  for (const TicketState state : filter.states) states.emplace_back(kStates(state));
  std::vector<Ticket> tickets;
  for (const pqxx::row& row :
       Exec(transaction, queries::kListTickets, scope.account_id(),
            TextOrInfinity(filter.before.created_at), filter.before.id, filter.author,
            ArrayOf(filter.topic_ids), ArrayOf(states), limit)) {
    tickets.push_back(ReadTicket(row));
  }
  return tickets;
}

void InsertComment(Transaction& transaction, const AccountScope& scope,
                   const std::string& ticket_id, const Comment& comment) {
  Exec(transaction, queries::kInsertComment, scope.account_id(), ticket_id, comment.comment_id,
       comment.text, kVisibilities(comment.visibility), comment.author, comment.by_staff,
       Text(comment.created_at));
}

std::vector<Comment> ListComments(Transaction& transaction, const AccountScope& scope,
                                  const std::string& ticket_id, const TicketPlace& after,
                                  bool internal_too, int limit) {
  std::vector<Comment> comments;
  for (const pqxx::row& row :
       Exec(transaction, queries::kListComments, scope.account_id(), ticket_id,
            TextOrInfinity(after.created_at), after.id, internal_too, limit)) {
    comments.push_back({row["comment_id"].c_str(), row["body"].c_str(),
                        kVisibilities.Read(row["visibility"].c_str()), row["author"].c_str(),
                        row["by_staff"].as<bool>(), ReadTime(row["created_at"])});
  }
  return comments;
}

}  // namespace reinstate::db
