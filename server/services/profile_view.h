// Partner profiles and verifications as the contract shows them.

#pragma once

#include <vector>

#include "reinstate/v1/account_status_service.pb.h"
#include "server/domain/partner_profile.h"
#include "server/domain/verification.h"

namespace reinstate::services {

v1::VerificationStatus ToProto(VerificationStatus status);
v1::PartnerProfile ToProto(const PartnerProfile& profile);
// The values only.
PartnerProfile FromProto(const v1::PartnerProfile& profile);
v1::VerificationState ToProto(const VerificationState& state);
v1::Program ToProto(const Program& program);
v1::ProgramVerification ToProto(const ProgramState& state);

// What both replies about a profile have: the profile, its etag and what is missing.
template <typename Response>
void FillProfile(const PartnerProfile& profile, Response& response) {
  *response.mutable_profile() = ToProto(profile);
  response.set_etag(std::to_string(profile.etag));
  for (const std::string& path : MissingFields(profile)) response.add_missing_fields(path);
  response.set_complete(response.missing_fields().empty());
}

// In the order of the catalogue; `response` is empty.
void FillPrograms(const std::vector<Enrollment>& enrollments,
                  const std::vector<CheckResult>& results, const PartnerProfile& profile,
                  absl::Time now, v1::ListProgramVerificationsResponse& response);

}  // namespace reinstate::services
