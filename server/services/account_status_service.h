// AccountStatusService: standing, why, and what it allows.

#pragma once

#include <memory>

#include "reinstate/v1/account_status_service.pb.h"
#include "server/rpc/handlers.h"
#include "server/services/account_write.h"
#include "server/services/paging.h"
#include "server/services/status_feed.h"
#include "server/services/timeline_reader.h"

namespace reinstate::services {

class AccountStatusService {
 public:
  AccountStatusService(const Environment& environment, TimelineReader& timelines,
                       const Paging& paging, StatusFeed& feed)
      : environment_(environment), timelines_(timelines), paging_(paging), feed_(feed) {}

  void AddTo(rpc::Handlers& handlers);

  void GetAccountStatus(const rpc::Call& call, const v1::GetAccountStatusRequest& request,
                        v1::GetAccountStatusResponse& response, rpc::Done done);
  void CheckOperation(const rpc::Call& call, const v1::CheckOperationRequest& request,
                      v1::CheckOperationResponse& response, rpc::Done done);
  void BatchGetAccountStatuses(const rpc::Call& call,
                               const v1::BatchGetAccountStatusesRequest& request,
                               v1::BatchGetAccountStatusesResponse& response, rpc::Done done);
  void BatchCheckOperations(const rpc::Call& call, const v1::BatchCheckOperationsRequest& request,
                            v1::BatchCheckOperationsResponse& response, rpc::Done done);
  Status ListStatusTransitions(const rpc::Call& call,
                               const v1::ListStatusTransitionsRequest& request,
                               v1::ListStatusTransitionsResponse& response);
  Status GetRestorationPlan(const rpc::Call& call, const v1::GetRestorationPlanRequest& request,
                            v1::GetRestorationPlanResponse& response);
  Status EvaluateAccountStatus(const rpc::Call& call,
                               const v1::EvaluateAccountStatusRequest& request,
                               v1::EvaluateAccountStatusResponse& response);
  Status GetPartnerProfile(const rpc::Call& call, const v1::GetPartnerProfileRequest& request,
                           v1::GetPartnerProfileResponse& response);
  Status UpdatePartnerProfile(const rpc::Call& call, const v1::UpdatePartnerProfileRequest& request,
                              v1::UpdatePartnerProfileResponse& response);
  Status EnrollProgram(const rpc::Call& call, const v1::EnrollProgramRequest& request,
                       v1::EnrollProgramResponse& response);
  Status ListProgramVerifications(const rpc::Call& call,
                                  const v1::ListProgramVerificationsRequest& request,
                                  v1::ListProgramVerificationsResponse& response);
  Result<std::unique_ptr<rpc::Source>> WatchAccountStatuses(
      const rpc::Call& call, const v1::WatchAccountStatusesRequest& request);

 private:
  void GetPastStatus(const rpc::Call& call, const v1::GetAccountStatusRequest& request,
                     v1::GetAccountStatusResponse& response, rpc::Done done);

  const Environment& environment_;
  TimelineReader& timelines_;
  const Paging& paging_;
  StatusFeed& feed_;
};

}  // namespace reinstate::services
