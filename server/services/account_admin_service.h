// AccountAdminService: facts about accounts, and decisions on them.

#pragma once

#include "reinstate/v1/account_admin_service.pb.h"
#include "server/rpc/handlers.h"
#include "server/services/account_write.h"
#include "server/services/paging.h"

namespace reinstate::services {

class AccountAdminService {
 public:
  AccountAdminService(const Environment& environment, const Paging& paging)
      : environment_(environment), paging_(paging) {}

  void AddTo(rpc::Handlers& handlers);

  Status RegisterAccount(const rpc::Call& call, const v1::RegisterAccountRequest& request,
                         v1::RegisterAccountResponse& response);
  Status SetVerificationResult(const rpc::Call& call,
                               const v1::SetVerificationResultRequest& request,
                               v1::SetVerificationResultResponse& response);
  Status PlaceHold(const rpc::Call& call, const v1::PlaceHoldRequest& request,
                   v1::PlaceHoldResponse& response);
  Status ReleaseHold(const rpc::Call& call, const v1::ReleaseHoldRequest& request,
                     v1::ReleaseHoldResponse& response);
  Status ReinstateAccount(const rpc::Call& call, const v1::ReinstateAccountRequest& request,
                          v1::ReinstateAccountResponse& response);
  Status ListAccounts(const rpc::Call& call, const v1::ListAccountsRequest& request,
                      v1::ListAccountsResponse& response);

 private:
  const Environment& environment_;
  const Paging& paging_;
};

}  // namespace reinstate::services
