#include "db/profiles.h"

#include "db/embedded/queries.h"
#include "db/values.h"

namespace reinstate::db {
namespace {

constexpr Names<VerificationCheck, 3> kChecks{{"EMAIL_OWNERSHIP", "EMPLOYMENT", "BUSINESS"}};

}  // namespace

PartnerProfile GetPartnerProfile(Transaction& transaction, const AccountScope& scope) {
  PartnerProfile profile;
  const auto rows = Exec(transaction, queries::kGetPartnerProfile, scope.account_id());
  if (rows.empty()) return profile;
  const pqxx::row row = rows[0];
  profile.etag = row["etag"].as<int64_t>();
  profile.legal_name = row["legal_name"].c_str();
  profile.line1 = row["line1"].c_str();
  profile.line2 = row["line2"].c_str();
  profile.city = row["city"].c_str();
  profile.region = row["region"].c_str();
  profile.postal_code = row["postal_code"].c_str();
  profile.country_code = row["country_code"].c_str();
  profile.contact_name = row["contact_name"].c_str();
  profile.contact_email = row["contact_email"].c_str();
  profile.contact_phone = row["contact_phone"].c_str();
  profile.tax_id = row["tax_id"].c_str();
  profile.website = row["website"].c_str();
  profile.updated_at = ReadTime(row["updated_at"]);
  return profile;
}

void PutPartnerProfile(Transaction& transaction, const AccountScope& scope,
                       const PartnerProfile& profile) {
  Exec(transaction, queries::kPutPartnerProfile, scope.account_id(), profile.etag,
       profile.legal_name, profile.line1, profile.line2, profile.city, profile.region,
       profile.postal_code, profile.country_code, profile.contact_name, profile.contact_email,
       profile.contact_phone, profile.tax_id, profile.website, Text(*profile.updated_at));
}

std::vector<Enrollment> ListEnrollments(Transaction& transaction, const AccountScope& scope) {
  std::vector<Enrollment> enrollments;
  for (const pqxx::row& row : Exec(transaction, queries::kListEnrollments, scope.account_id())) {
    enrollments.push_back({row["program_id"].c_str(), ReadTime(row["enrolled_at"])});
  }
  return enrollments;
}

std::vector<CheckResult> ListCheckResults(Transaction& transaction, const AccountScope& scope) {
  std::vector<CheckResult> results;
  for (const pqxx::row& row : Exec(transaction, queries::kListCheckResults, scope.account_id())) {
    results.push_back({row["program_id"].c_str(),
                       kChecks.Read(row["check_kind"].c_str()),
                       {row["result_id"].c_str(), kVerificationStatuses.Read(row["status"].c_str()),
                        ReadTime(row["effective_at"]), row["public_reason"].c_str(),
                        kVerificationReasons.Read(row["reason"].c_str())}});
  }
  return results;
}

void InsertEnrollment(Transaction& transaction, const AccountScope& scope,
                      const Enrollment& enrollment, const std::string& enrolled_by) {
  Exec(transaction, queries::kInsertEnrollment, scope.account_id(), enrollment.program_id,
       Text(enrollment.enrolled_at), enrolled_by);
}

void InsertCheckResult(Transaction& transaction, const AccountScope& scope,
                       const CheckResult& result, absl::Time recorded_at) {
  const VerificationResult& content = result.result;
  Exec(transaction, queries::kInsertCheckResult, scope.account_id(), content.result_id,
       result.program_id, kChecks(result.check), kVerificationStatuses(content.status),
       kVerificationReasons(content.reason), Text(content.effective_at), content.public_reason,
       Text(recorded_at));
}

}  // namespace reinstate::db
