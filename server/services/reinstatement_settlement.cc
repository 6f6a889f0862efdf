#include "server/services/reinstatement_settlement.h"

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

}  // namespace reinstate::services
