// What the standing timeline means for a reinstatement ticket (DOMAIN 6). Reads and writes move a
// ticket on by the same functions, so what a read computes is what the next write records.

#pragma once

#include "server/domain/ticket.h"
#include "server/domain/timeline.h"

namespace reinstate {

enum class Readiness {
  kPremature,  // the condition of an open ON_REQUEST episode still holds
  kRipe,
  kNothingToDecide,  // no ON_REQUEST episode is open: those that are end by themselves
};

Readiness ReadinessOf(const Segment& segment);

// Moves an open reinstatement ticket on over what the timeline says of [from, to]: ripe_at is set
// when the last condition clears and unset when one holds again; the first instant without a
// suspension ends the ticket as NO_LONGER_NEEDED. Nothing before its creation counts. True where
// anything changed; never for other tickets and those that have ended.
bool AdvanceReinstatement(Ticket& ticket, const Timeline& timeline, absl::Time from, absl::Time to);

// Ends an open ticket; MoveTicket included. The transition was checked.
void EndReinstatement(Ticket& ticket, ReinstatementOutcome outcome, absl::Time at,
                      const std::string& by, const std::string& reason);

}  // namespace reinstate
