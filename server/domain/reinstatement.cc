#include "server/domain/reinstatement.h"

#include <algorithm>

namespace reinstate {
namespace {

void SetRipe(Ticket& ticket, const std::optional<absl::Time>& ripe_at, absl::Time at) {
  ticket.reinstatement->ripe_at = ripe_at;
  ticket.updated_at = at;
  ticket.etag += 1;
}

// What one segment that is reached at `at` does to the ticket.
bool Enter(Ticket& ticket, const Segment& segment, absl::Time at) {
  if (segment.standing != Standing::kSuspended) {
    EndReinstatement(ticket, ReinstatementOutcome::kNoLongerNeeded, at, "", "");
    return true;
  }
  const bool ripe = ReadinessOf(segment) == Readiness::kRipe;
  if (ripe == ticket.reinstatement->ripe_at.has_value()) return false;
  SetRipe(ticket, ripe ? std::optional(at) : std::nullopt, at);
  return true;
}

}  // namespace

Readiness ReadinessOf(const Segment& segment) {
  Readiness readiness = Readiness::kNothingToDecide;
  for (const OpenCause& cause : segment.causes) {
    if (cause.mode != CauseMode::kOnRequest) continue;
    if (cause.condition_holds) return Readiness::kPremature;
    readiness = Readiness::kRipe;
  }
  return readiness;
}

bool AdvanceReinstatement(Ticket& ticket, const Timeline& timeline, absl::Time from,
                          absl::Time to) {
  bool changed = false;
  const absl::Time begin = std::max(from, ticket.created_at);
  for (const Segment& segment : timeline.segments) {
    if (!ticket.reinstatement || ticket.reinstatement->outcome) break;
    const absl::Time at = std::max(segment.from, begin);
    if (at > to || at >= segment.to) continue;
    changed = Enter(ticket, segment, at) || changed;
  }
  return changed;
}

void EndReinstatement(Ticket& ticket, ReinstatementOutcome outcome, absl::Time at,
                      const std::string& by, const std::string& reason) {
  Reinstatement& request = *ticket.reinstatement;
  request.outcome = outcome;
  request.ended_at = at;
  request.ended_by = by;
  request.reason = reason;
  const bool withdrawn = outcome == ReinstatementOutcome::kWithdrawn;
  MoveTicket(ticket, withdrawn ? TicketState::kClosed : TicketState::kSolved, at);
}

}  // namespace reinstate
