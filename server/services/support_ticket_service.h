// SupportTicketService: the tickets through which an account is reinstated.

#pragma once

#include <functional>

#include "reinstate/v1/support_ticket_service.pb.h"
#include "server/rpc/handlers.h"
#include "server/services/account_write.h"
#include "server/services/paging.h"
#include "server/services/ticket_view.h"

namespace reinstate::services {

class SupportTicketService {
 public:
  SupportTicketService(const Environment& environment, const Paging& paging)
      : environment_(environment), paging_(paging) {}

  void AddTo(rpc::Handlers& handlers);

  Status ListSupportTopics(const rpc::Call& call, const v1::ListSupportTopicsRequest& request,
                           v1::ListSupportTopicsResponse& response);
  Status CreateTicket(const rpc::Call& call, const v1::CreateTicketRequest& request,
                      v1::CreateTicketResponse& response);
  Status GetTicket(const rpc::Call& call, const v1::GetTicketRequest& request,
                   v1::GetTicketResponse& response);
  Status ListTickets(const rpc::Call& call, const v1::ListTicketsRequest& request,
                     v1::ListTicketsResponse& response);
  Status AddComment(const rpc::Call& call, const v1::AddCommentRequest& request,
                    v1::AddCommentResponse& response);
  Status ListComments(const rpc::Call& call, const v1::ListCommentsRequest& request,
                      v1::ListCommentsResponse& response);
  Status WithdrawReinstatement(const rpc::Call& call,
                               const v1::WithdrawReinstatementRequest& request,
                               v1::WithdrawReinstatementResponse& response);
  Status DecideReinstatement(const rpc::Call& call, const v1::DecideReinstatementRequest& request,
                             v1::DecideReinstatementResponse& response);

 private:
  // The account in one snapshot, and when it was written last.
  using ReadBody =
      std::function<Status(db::Transaction&, const TicketReading&, absl::Time written_at)>;
  Status Read(const rpc::Call& call, const ReadBody& body);

  const Environment& environment_;
  const Paging& paging_;
};

}  // namespace reinstate::services
