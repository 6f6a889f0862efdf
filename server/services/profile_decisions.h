// What the writes about partner profiles and programmes decide and record, once the account's row
// is locked. None of them changes what the standing follows from.

#pragma once

#include "reinstate/v1/account_admin_service.pb.h"
#include "reinstate/v1/account_status_service.pb.h"
#include "server/domain/partner_profile.h"
#include "server/domain/verification.h"
#include "server/services/account_write.h"

namespace reinstate::services {

// Fills in the profile as it is then.
Result<WriteOutcome> DecideProfileUpdate(const rpc::Call& call,
                                         const v1::UpdatePartnerProfileRequest& request,
                                         db::Transaction& transaction, const AccountState& state,
                                         PartnerProfile& profile);
// Fills in how the verification for the programme stands then.
Result<WriteOutcome> DecideEnrollment(const rpc::Call& call,
                                      const v1::EnrollProgramRequest& request,
                                      db::Transaction& transaction, const AccountState& state,
                                      ProgramState& enrolled);
// `result` is about the programme and the check that the request names.
Result<WriteOutcome> DecideCheckResult(const rpc::Call& call,
                                       const v1::SetVerificationResultRequest& request,
                                       const VerificationResult& result,
                                       db::Transaction& transaction, const AccountState& state);

}  // namespace reinstate::services
