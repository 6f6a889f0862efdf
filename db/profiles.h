// Rows of partner profiles, of enrolments in programmes, and of results of their checks.

#pragma once

#include <string>
#include <vector>

#include "db/transaction.h"
#include "server/domain/account_scope.h"
#include "server/domain/partner_profile.h"
#include "server/domain/verification.h"

namespace reinstate::db {

// An empty one where there is none yet.
PartnerProfile GetPartnerProfile(Transaction& transaction, const AccountScope& scope);
// `updated_at` is set.
void PutPartnerProfile(Transaction& transaction, const AccountScope& scope,
                       const PartnerProfile& profile);

// Both in no particular order.
std::vector<Enrollment> ListEnrollments(Transaction& transaction, const AccountScope& scope);
std::vector<CheckResult> ListCheckResults(Transaction& transaction, const AccountScope& scope);

void InsertEnrollment(Transaction& transaction, const AccountScope& scope,
                      const Enrollment& enrollment, const std::string& enrolled_by);
void InsertCheckResult(Transaction& transaction, const AccountScope& scope,
                       const CheckResult& result, absl::Time recorded_at);

}  // namespace reinstate::db
