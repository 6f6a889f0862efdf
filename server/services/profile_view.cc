#include "server/services/profile_view.h"

#include <algorithm>

#include "server/services/convert.h"

namespace reinstate::services {
namespace {

v1::VerificationCheck ToProto(VerificationCheck check) {
  return static_cast<v1::VerificationCheck>(static_cast<int>(check) + 1);
}

}  // namespace

v1::VerificationStatus ToProto(VerificationStatus status) {
  return static_cast<v1::VerificationStatus>(static_cast<int>(status) + 1);
}

v1::PartnerProfile ToProto(const PartnerProfile& profile) {
  v1::PartnerProfile proto;
  proto.set_legal_name(profile.legal_name);
  v1::PostalAddress& address = *proto.mutable_address();
  address.set_line1(profile.line1);
  address.set_line2(profile.line2);
  address.set_city(profile.city);
  address.set_region(profile.region);
  address.set_postal_code(profile.postal_code);
  address.set_country_code(profile.country_code);
  v1::PrimaryContact& contact = *proto.mutable_primary_contact();
  contact.set_name(profile.contact_name);
  contact.set_email(profile.contact_email);
  contact.set_phone(profile.contact_phone);
  proto.set_tax_id(profile.tax_id);
  proto.set_website(profile.website);
  return proto;
}

PartnerProfile FromProto(const v1::PartnerProfile& profile) {
  PartnerProfile asked;
  asked.legal_name = profile.legal_name();
  asked.line1 = profile.address().line1();
  asked.line2 = profile.address().line2();
  asked.city = profile.address().city();
  asked.region = profile.address().region();
  asked.postal_code = profile.address().postal_code();
  asked.country_code = profile.address().country_code();
  asked.contact_name = profile.primary_contact().name();
  asked.contact_email = profile.primary_contact().email();
  asked.contact_phone = profile.primary_contact().phone();
  asked.tax_id = profile.tax_id();
  asked.website = profile.website();
  return asked;
}

v1::VerificationState ToProto(const VerificationState& state) {
  v1::VerificationState proto;
  proto.set_status(ToProto(state.latest.status));
  proto.set_reason_code(
      static_cast<v1::VerificationReasonCode>(static_cast<int>(state.latest.reason)));
  proto.set_public_reason(state.latest.public_reason);
  *proto.mutable_since() = ToProto(state.latest.effective_at);
  proto.set_result_id(state.latest.result_id);
  proto.set_next_action(static_cast<v1::VerificationAction>(static_cast<int>(state.action) + 1));
  proto.set_next_step(state.next_step);
  return proto;
}

v1::Program ToProto(const Program& program) {
  v1::Program proto;
  proto.set_program_id(program.program_id);
  proto.set_display_name(program.display_name);
  for (const VerificationCheck check : program.required_checks) {
    proto.add_required_checks(ToProto(check));
  }
  return proto;
}

v1::ProgramVerification ToProto(const ProgramState& state) {
  v1::ProgramVerification proto;
  *proto.mutable_program() = ToProto(*state.program);
  *proto.mutable_enrolled_at() = ToProto(state.enrolled_at);
  proto.set_status(ToProto(state.status));
  for (const CheckState& check : state.checks) {
    v1::CheckVerification& added = *proto.add_checks();
    added.set_check(ToProto(check.check));
    *added.mutable_state() = ToProto(check.state);
  }
  return proto;
}

void FillPrograms(const std::vector<Enrollment>& enrollments,
                  const std::vector<CheckResult>& results, const PartnerProfile& profile,
                  absl::Time now, v1::ListProgramVerificationsResponse& response) {
  for (const Program& program : Programs()) {
    const auto enrolled = std::find_if(
        enrollments.begin(), enrollments.end(),
        [&](const Enrollment& enrollment) { return enrollment.program_id == program.program_id; });
    if (enrolled == enrollments.end()) {
      *response.add_other_programs() = ToProto(program);
    } else {
      *response.add_verifications() = ToProto(StateOfProgram(*enrolled, results, profile, now));
    }
  }
}

}  // namespace reinstate::services
