#include "server/services/reinstatement_settlement.h"

#include "db/accounts.h"
#include "db/tickets.h"
#include "server/domain/reinstatement.h"

namespace reinstate::services {

void SettleReinstatement(db::Transaction& transaction, const AccountScope& scope,
                         const StandingChange& change) {
  std::optional<Ticket> ticket = db::GetOpenReinstatement(transaction, scope);
  if (!ticket) return;
  const bool by_time = AdvanceReinstatement(*ticket, change.before, change.written_at, change.now);
  const bool by_write = AdvanceReinstatement(*ticket, change.after, change.now, change.now);
  if (by_time || by_write) UpdateTicket(transaction, scope, *ticket);
}

std::optional<Ticket> FindOpenReinstatement(db::Transaction& transaction, const AccountScope& scope,
                                            const Timeline& stored, absl::Time written_at,
                                            absl::Time now) {
  std::optional<Ticket> ticket = db::GetOpenReinstatement(transaction, scope);
  if (!ticket) return std::nullopt;
  AdvanceReinstatement(*ticket, stored, written_at, now);
  if (!IsOpen(ticket->state)) return std::nullopt;
  return ticket;
}

}  // namespace reinstate::services
