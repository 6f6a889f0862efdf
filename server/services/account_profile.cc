// AccountStatusService: the partner profile, and how it and the account's programmes are verified.

#include <utility>

#include "db/facts.h"
#include "db/profiles.h"
#include "server/services/account_read.h"
#include "server/services/account_status_service.h"
#include "server/services/convert.h"
#include "server/services/profile_decisions.h"
#include "server/services/profile_view.h"

namespace reinstate::services {

Status AccountStatusService::GetPartnerProfile(const rpc::Call& call,
                                               const v1::GetPartnerProfileRequest&,
                                               v1::GetPartnerProfileResponse& response) {
  return ReadAccount(environment_, call,
                     [&](db::Transaction& transaction, const db::AccountRow& row,
                         const Present& present) -> Status {
                       const PartnerProfile profile =
                           db::GetPartnerProfile(transaction, call.account());
                       const auto results = ListVerificationResults(transaction, call.account());
                       response.Clear();
                       FillProfile(profile, response);
                       *response.mutable_verification() =
                           ToProto(StateOfProfile(row.account, results, profile, present.now));
                       if (const VerificationResult* latest = LatestFinal(results, present.now)) {
                         response.set_final_status(ToProto(latest->status));
                       }
                       if (profile.updated_at)
                         *response.mutable_updated_at() = ToProto(*profile.updated_at);
                       response.set_revision(row.revision);
                       return Ok();
                     });
}

Status AccountStatusService::UpdatePartnerProfile(const rpc::Call& call,
                                                  const v1::UpdatePartnerProfileRequest& request,
                                                  v1::UpdatePartnerProfileResponse& response) {
  PartnerProfile profile;
  const auto decide = [&](db::Transaction& transaction, AccountState& state) {
    return DecideProfileUpdate(call, request, transaction, state, profile);
  };
  const auto reply = [&](const AccountState& state) {
    FillProfile(profile, response);
    response.set_revision(state.row.revision);
  };
  return WriteToAccount(environment_, call, {request, response, decide, reply});
}

Status AccountStatusService::EnrollProgram(const rpc::Call& call,
                                           const v1::EnrollProgramRequest& request,
                                           v1::EnrollProgramResponse& response) {
  ProgramState enrolled;
  const auto decide = [&](db::Transaction& transaction, AccountState& state) {
    return DecideEnrollment(call, request, transaction, state, enrolled);
  };
  const auto reply = [&](const AccountState& state) {
    *response.mutable_verification() = ToProto(enrolled);
    response.set_revision(state.row.revision);
  };
  return WriteToAccount(environment_, call, {request, response, decide, reply});
}

Status AccountStatusService::ListProgramVerifications(
    const rpc::Call& call, const v1::ListProgramVerificationsRequest&,
    v1::ListProgramVerificationsResponse& response) {
  return ReadAccount(environment_, call,
                     [&](db::Transaction& transaction, const db::AccountRow& row,
                         const Present& present) -> Status {
                       response.Clear();
                       FillPrograms(ListEnrollments(transaction, call.account()),
                                    ListCheckResults(transaction, call.account()),
                                    db::GetPartnerProfile(transaction, call.account()), present.now,
                                    response);
                       response.set_revision(row.revision);
                       return Ok();
                     });
}

}  // namespace reinstate::services
