#include "server/domain/verification.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace reinstate {
namespace {

constexpr VerificationCheck kEmail = VerificationCheck::kEmailOwnership;
constexpr VerificationCheck kEmployment = VerificationCheck::kEmployment;
constexpr VerificationCheck kBusiness = VerificationCheck::kBusiness;

// What a verification begins with, once the fields that it looks at are told.
VerificationAction FirstAction(VerificationCheck check) {
  return check == kEmail ? VerificationAction::kConfirmEmail : VerificationAction::kProvideEvidence;
}

const std::vector<std::string>& FieldsOf(VerificationCheck check) {
  static const auto* const email = new std::vector<std::string>{"primary_contact.email"};
  static const auto* const employment =
      new std::vector<std::string>{"legal_name", "primary_contact.name", "primary_contact.email"};
  static const auto* const business = new std::vector<std::string>{
      "legal_name", "address.line1", "address.city", "address.country_code", "tax_id"};
  switch (check) {
    case kEmail:
      return *email;
    case kEmployment:
      return *employment;
    case kBusiness:
      return *business;
  }
  return *business;
}

// Nothing where the reason says nothing about it.
std::optional<VerificationAction> ActionFor(VerificationReason reason) {
  switch (reason) {
    case VerificationReason::kNone:
      return std::nullopt;
    case VerificationReason::kEmailNotConfirmed:
      return VerificationAction::kConfirmEmail;
    case VerificationReason::kEmailDomainMismatch:
    case VerificationReason::kBusinessNotFound:
    case VerificationReason::kProfileMismatch:
      return VerificationAction::kCorrectProfile;
    case VerificationReason::kEmploymentNotConfirmed:
    case VerificationReason::kDocumentsMissing:
    case VerificationReason::kDocumentsRejected:
      return VerificationAction::kProvideEvidence;
    case VerificationReason::kOther:
      return VerificationAction::kContactSupport;
  }
  return std::nullopt;
}

// `first` is what to do before the first result, `missing` what is not told that it needs.
VerificationAction ActionFor(const VerificationResult& latest, VerificationAction first,
                             const std::vector<std::string>& missing) {
  if (latest.status == VerificationStatus::kAuthorized) return VerificationAction::kNothing;
  const auto by_reason = ActionFor(latest.reason);
  if (by_reason) return *by_reason;
  const bool has_result = !latest.result_id.empty();
  if (has_result && latest.status == VerificationStatus::kPending) return VerificationAction::kWait;
  if (!missing.empty()) return VerificationAction::kCompleteProfile;
  if (!has_result) return first;
  return latest.status == VerificationStatus::kRejected ? VerificationAction::kCorrectProfile
                                                        : VerificationAction::kContactSupport;
}

std::string Words(VerificationAction action, const std::vector<std::string>& missing) {
  constexpr char kTicket[] = "Open a support ticket with the topic profile-verification ";
  switch (action) {
    case VerificationAction::kNothing:
      return "Nothing is left to do.";
    case VerificationAction::kWait:
      return "The verification is under way; wait for its result.";
    case VerificationAction::kCompleteProfile: {
      std::string fields;
      for (const std::string& path : missing) fields += (fields.empty() ? "" : ", ") + path;
      return "Fill in the partner profile: " + fields + ".";
    }
    case VerificationAction::kCorrectProfile:
      return "Put the partner profile right as the reason says, then ask for a new verification.";
    case VerificationAction::kConfirmEmail:
      return "Answer the message that was sent to the email address of the primary contact.";
    case VerificationAction::kProvideEvidence:
      return kTicket + std::string("and say there what proves it, such as a register entry.");
    case VerificationAction::kAskForVerification:
      return kTicket + std::string("and ask for the verification of the profile.");
    case VerificationAction::kContactSupport:
      return kTicket + std::string("and ask what is wrong.");
  }
  return "";
}

VerificationState StateOf(const std::vector<VerificationResult>& results, absl::Time begins_at,
                          VerificationAction first, const std::vector<std::string>& missing,
                          absl::Time now) {
  VerificationState state;
  const VerificationResult* latest = LatestResult(results, now);
  if (latest != nullptr) {
    state.latest = *latest;
  } else {
    state.latest.effective_at = begins_at;
  }
  state.action = ActionFor(state.latest, first, missing);
  state.next_step = Words(state.action, missing);
  return state;
}

std::vector<VerificationResult> ResultsOf(const std::vector<CheckResult>& results,
                                          const std::string& program_id, VerificationCheck check) {
  std::vector<VerificationResult> found;
  for (const CheckResult& recorded : results) {
    if (recorded.program_id != program_id || recorded.check != check) continue;
    found.push_back(recorded.result);
  }
  return found;
}

const VerificationResult* Latest(const std::vector<VerificationResult>& results, absl::Time now,
                                 bool final_only) {
  const VerificationResult* latest = nullptr;
  for (const VerificationResult& result : results) {
    if (result.effective_at > now) continue;
    if (final_only && result.status == VerificationStatus::kPending) continue;
    if (latest == nullptr || std::tie(latest->effective_at, latest->result_id) <
                                 std::tie(result.effective_at, result.result_id)) {
      latest = &result;
    }
  }
  return latest;
}

}  // namespace

const char* CheckName(VerificationCheck check) {
  switch (check) {
    case kEmail:
      return "EMAIL_OWNERSHIP";
    case kEmployment:
      return "EMPLOYMENT";
    case kBusiness:
      return "BUSINESS";
  }
  return "";
}

bool Program::requires_check(VerificationCheck check) const {
  return std::find(required_checks.begin(), required_checks.end(), check) != required_checks.end();
}

const std::vector<Program>& Programs() {
  static const auto* const programs = new std::vector<Program>{
      {"cloud-reseller", "Cloud reseller", {kEmail, kEmployment, kBusiness}},
      {"government-cloud", "Government cloud", {kEmail, kEmployment, kBusiness}},
      {"marketplace", "Marketplace", {kEmail, kBusiness}},
      {"developer", "Developer", {kEmail, kEmployment}},
      {"referral", "Referral", {kEmail}},
  };
  return *programs;
}

Result<const Program*> FindProgram(std::string_view program_id) {
  std::string known;
  for (const Program& program : Programs()) {
    if (program.program_id == program_id) return &program;
    known += (known.empty() ? "" : ", ") + program.program_id;
  }
  return Error{
      .reason = Reason::kProgramNotFound,
      .message = "there is no programme " + std::string(program_id) + "; there are " + known,
      .resource = Resource{"program", std::string(program_id)}};
}

const VerificationResult* LatestResult(const std::vector<VerificationResult>& results,
                                       absl::Time now) {
  return Latest(results, now, /*final_only=*/false);
}

const VerificationResult* LatestFinal(const std::vector<VerificationResult>& results,
                                      absl::Time now) {
  return Latest(results, now, /*final_only=*/true);
}

VerificationState StateOfProfile(const Account& account,
                                 const std::vector<VerificationResult>& results,
                                 const PartnerProfile& profile, absl::Time now) {
  return StateOf(results, account.registered_at, VerificationAction::kAskForVerification,
                 MissingFields(profile), now);
}

ProgramState StateOfProgram(const Enrollment& enrollment, const std::vector<CheckResult>& results,
                            const PartnerProfile& profile, absl::Time now) {
  ProgramState shown;
  shown.program = *FindProgram(enrollment.program_id);
  shown.enrolled_at = enrollment.enrolled_at;
  for (const VerificationCheck check : shown.program->required_checks) {
    shown.checks.push_back(
        {check, StateOf(ResultsOf(results, enrollment.program_id, check), enrollment.enrolled_at,
                        FirstAction(check), MissingFields(profile, FieldsOf(check)), now)});
  }
  shown.status = OverallStatus(shown.checks);
  return shown;
}

VerificationStatus OverallStatus(const std::vector<CheckState>& checks) {
  const auto count = [&](VerificationStatus status) {
    return std::count_if(checks.begin(), checks.end(), [&](const CheckState& check) {
      return check.state.latest.status == status;
    });
  };
  for (const auto bad : {VerificationStatus::kFailed, VerificationStatus::kRejected}) {
    if (count(bad) > 0) return bad;
  }
  return count(VerificationStatus::kAuthorized) == static_cast<std::ptrdiff_t>(checks.size())
             ? VerificationStatus::kAuthorized
             : VerificationStatus::kPending;
}

Result<bool> IsRepeated(const std::vector<VerificationResult>& recorded,
                        const VerificationResult& asked, bool names_instant) {
  for (const VerificationResult& result : recorded) {
    if (result.result_id != asked.result_id) continue;
    if (result.status == asked.status && result.public_reason == asked.public_reason &&
        result.reason == asked.reason &&
        (result.effective_at == asked.effective_at || !names_instant)) {
      return true;
    }
    return FactConflict("verification result", asked.result_id);
  }
  for (const VerificationResult& result : recorded) {
    if (result.effective_at != asked.effective_at) continue;
    Error error = FactConflict("verification result", result.result_id);
    error.message = "verification result " + result.result_id +
                    " is effective at the same instant; give another effective_at";
    return error;
  }
  return false;
}

Result<bool> IsRepeated(const AccountFacts& facts, const std::vector<CheckResult>& recorded,
                        const CheckResult& asked, bool names_instant) {
  const std::string& id = asked.result.result_id;
  const bool taken =
      std::any_of(facts.verification_results.begin(), facts.verification_results.end(),
                  [&](const VerificationResult& result) { return result.result_id == id; }) ||
      std::any_of(recorded.begin(), recorded.end(), [&](const CheckResult& other) {
        return other.result.result_id == id &&
               (other.program_id != asked.program_id || other.check != asked.check);
      });
  if (taken) return FactConflict("verification result", id);
  return IsRepeated(ResultsOf(recorded, asked.program_id, asked.check), asked.result,
                    names_instant);
}

Result<const Enrollment*> FindEnrollment(const std::vector<Enrollment>& enrollments,
                                         const std::string& program_id, VerificationCheck check) {
  const auto program = FindProgram(program_id);
  if (!program.ok()) return program.error();
  if (!(*program)->requires_check(check)) {
    return InvalidField("check", std::string("the programme ") + program_id + " does not require " +
                                     CheckName(check));
  }
  for (const Enrollment& enrollment : enrollments) {
    if (enrollment.program_id == program_id) return &enrollment;
  }
  return Error{.reason = Reason::kProgramNotEnrolled,
               .message = "the account is not enrolled in " + program_id + "; enrol it first",
               .resource = Resource{"program", program_id}};
}

Status CheckNewResult(const CheckResult& asked, const Enrollment& enrollment, absl::Time now,
                      const Recorder& recorder) {
  Status time = CheckEffectiveAt(asked.result.effective_at, now, recorder, "effective_at");
  if (!time.ok() || asked.result.effective_at >= enrollment.enrolled_at) return time;
  Error error =
      InvalidField("effective_at", "must not lie before the enrolment in " + enrollment.program_id);
  error.reason = Reason::kEffectiveBeforeSubject;
  return error;
}

}  // namespace reinstate
