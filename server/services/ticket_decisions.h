// What each write of SupportTicketService decides and records, once the account's row is locked.

#pragma once

#include <string>

#include "reinstate/v1/support_ticket_service.pb.h"
#include "server/domain/ticket_rules.h"
#include "server/services/account_write.h"
#include "server/services/ticket_view.h"

namespace reinstate::services {

TicketCaller CallerOf(const rpc::Call& call);

// The account while its row is locked, as tickets are shown by it.
TicketReading ReadingOf(const rpc::Call& call, const AccountState& state);

// `ticket_id` is new; fills in the ticket.
Result<WriteOutcome> DecideNewTicket(const rpc::Call& call, const v1::CreateTicketRequest& request,
                                     const std::string& ticket_id, db::Transaction& transaction,
                                     AccountState& state, Ticket& created);
// `comment_id` is new; fills in the comment.
Result<WriteOutcome> DecideComment(const rpc::Call& call, const v1::AddCommentRequest& request,
                                   const std::string& comment_id, db::Transaction& transaction,
                                   AccountState& state, Comment& added);
// Both fill in the ticket as it ended. `decision_id` is new.
Result<WriteOutcome> DecideWithdrawal(const rpc::Call& call,
                                      const v1::WithdrawReinstatementRequest& request,
                                      db::Transaction& transaction, AccountState& state,
                                      Ticket& ended);
Result<WriteOutcome> DecideVerdict(const rpc::Call& call,
                                   const v1::DecideReinstatementRequest& request,
                                   const std::string& decision_id, db::Transaction& transaction,
                                   AccountState& state, Ticket& ended);

}  // namespace reinstate::services
