// Rows of support tickets and their comments.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "db/transaction.h"
#include "server/domain/account_scope.h"
#include "server/domain/ticket.h"

namespace reinstate::db {

void InsertTicket(Transaction& transaction, const AccountScope& scope, const Ticket& ticket);
// Writes what can change of a ticket.
void UpdateTicket(Transaction& transaction, const AccountScope& scope, const Ticket& ticket);

std::optional<Ticket> GetTicket(Transaction& transaction, const AccountScope& scope,
                                const std::string& ticket_id);

// The account's open reinstatement ticket, as recorded.
std::optional<Ticket> GetOpenReinstatement(Transaction& transaction, const AccountScope& scope);

// Where a page of a list goes on: behind this row.
struct TicketPlace {
  absl::Time created_at;
  std::string id;
};

struct TicketFilter {
  TicketPlace before{absl::InfiniteFuture(), ""};
  std::string author;                  // empty: any
  std::vector<std::string> topic_ids;  // empty: any; ids hold no comma and no quote
  std::vector<TicketState> states;     // empty: any
};

// Newest first, without `status_at_creation`. An open reinstatement ticket is listed whatever the
// asked states are: time may have ended it since it was recorded.
std::vector<Ticket> ListTickets(Transaction& transaction, const AccountScope& scope,
                                const TicketFilter& filter, int limit);

void InsertComment(Transaction& transaction, const AccountScope& scope,
                   const std::string& ticket_id, const Comment& comment);

// Oldest first, behind `after`.
std::vector<Comment> ListComments(Transaction& transaction, const AccountScope& scope,
                                  const std::string& ticket_id, const TicketPlace& after,
                                  bool internal_too, int limit);

}  // namespace reinstate::db
