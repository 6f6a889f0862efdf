// Tickets as the contract shows them, with what the caller may not see left out.

#pragma once

#include "db/accounts.h"
#include "reinstate/v1/support_ticket_service.pb.h"
#include "server/domain/policy.h"
#include "server/domain/ticket.h"
#include "server/domain/topics.h"
#include "server/services/status_view.h"

namespace reinstate::services {

// Where an account stands, for those who read one of its tickets.
struct TicketReading {
  db::StoredTimeline stored;
  const PolicySet& policies;
  absl::Time now;
  Audience audience;
};

// The explanation as it is stored with a ticket: with everything, since who reads it later decides
// what is shown of it.
std::string StoredStatus(const TicketReading& reading);

// `ticket` was advanced to `reading.now`. A list entry leaves out what is long.
void FillTicket(const Ticket& ticket, const TicketReading& reading, v1::Ticket& shown);
void FillTicketEntry(const Ticket& ticket, const TicketReading& reading, v1::Ticket& shown);

v1::Comment ToProto(const Comment& comment);
v1::SupportTopic ToProto(const SupportTopic& topic);
TicketState FromProto(v1::TicketState state);

}  // namespace reinstate::services
