// A support ticket in words: above all, what a request for reinstatement still needs.

#pragma once

#include <reinstate/v1/support_ticket_service.pb.h>

#include <cstddef>
#include <string>
#include <vector>

#include "client/cli/table.h"

namespace reinstate::cli {

// Several lines of at most `width` columns where words allow it; what the server sent is escaped.
std::string TicketText(const v1::Ticket& ticket, const std::vector<v1::Comment>& comments,
                       std::size_t width, bool colour);

// "NEW", "NEW, premature", "SOLVED, approved": where it stands, in one cell.
Table::Cell TicketStateCell(const v1::Ticket& ticket);

// "120.00 USD and 3000 JPY": what is left of the invoices that stand in the way, by currency;
// empty where the caller may not see amounts.
std::string AmountLeft(const v1::Reinstatement& reinstatement);

// Two lines or more for each topic, so that its description stands whole.
std::string TopicText(const v1::ListSupportTopicsResponse& list, std::size_t width, bool colour);

Table TicketTable(const v1::ListTicketsResponse& list);

}  // namespace reinstate::cli
