// How far the verification of an account is: of its profile (R33), and of each check of the
// programmes that it is enrolled in (R34). Only results of the profile suspend (R17, R18).

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/domain/fact_rules.h"
#include "server/domain/facts.h"
#include "server/domain/partner_profile.h"

namespace reinstate {

enum class VerificationCheck { kEmailOwnership, kEmployment, kBusiness };

// "EMAIL_OWNERSHIP" for kEmailOwnership.
const char* CheckName(VerificationCheck check);

struct Program {
  std::string program_id;
  std::string display_name;
  std::vector<VerificationCheck> required_checks;

  bool requires_check(VerificationCheck check) const;
};

// A constant and not a table, like the topics of tickets; an id is never reused.
const std::vector<Program>& Programs();

// PROGRAM_NOT_FOUND names those there are.
Result<const Program*> FindProgram(std::string_view program_id);

struct Enrollment {
  std::string program_id;
  absl::Time enrolled_at;
};

// A result about one check of one programme.
struct CheckResult {
  std::string program_id;
  VerificationCheck check = VerificationCheck::kEmailOwnership;
  VerificationResult result;
};

// What the partner can do now; the contract tells what each means.
enum class VerificationAction {
  kNothing,
  kWait,
  kCompleteProfile,
  kCorrectProfile,
  kConfirmEmail,
  kProvideEvidence,
  kAskForVerification,
  kContactSupport,
};

struct VerificationState {
  VerificationResult latest;  // before the first: PENDING, without an id, since the beginning
  VerificationAction action = VerificationAction::kNothing;
  std::string next_step;  // the action in words
};

struct CheckState {
  VerificationCheck check = VerificationCheck::kEmailOwnership;
  VerificationState state;
};

struct ProgramState {
  const Program* program = nullptr;
  absl::Time enrolled_at;
  VerificationStatus status = VerificationStatus::kPending;
  std::vector<CheckState> checks;  // in the order of the programme
};

// Of results by `now` the one that counts: the latest by (effective_at, result_id); null: none.
const VerificationResult* LatestResult(const std::vector<VerificationResult>& results,
                                       absl::Time now);
// The same among AUTHORIZED, REJECTED and FAILED: what the standing goes by.
const VerificationResult* LatestFinal(const std::vector<VerificationResult>& results,
                                      absl::Time now);

// Both do not depend on the order of the results.
VerificationState StateOfProfile(const Account& account,
                                 const std::vector<VerificationResult>& results,
                                 const PartnerProfile& profile, absl::Time now);
// The enrolment is in a programme that exists.
ProgramState StateOfProgram(const Enrollment& enrollment, const std::vector<CheckResult>& results,
                            const PartnerProfile& profile, absl::Time now);

// FAILED or REJECTED where a check is, FAILED first; AUTHORIZED where all are; else PENDING.
VerificationStatus OverallStatus(const std::vector<CheckState>& checks);

// True: `asked` repeats one of `recorded`, which are results about the same thing. FACT_CONFLICT
// where it contradicts one by id or by instant.
Result<bool> IsRepeated(const std::vector<VerificationResult>& recorded,
                        const VerificationResult& asked, bool names_instant);
// The same for a result of a check. FACT_CONFLICT also where its id is that of a result about
// something else.
Result<bool> IsRepeated(const AccountFacts& facts, const std::vector<CheckResult>& recorded,
                        const CheckResult& asked, bool names_instant);

// PROGRAM_NOT_FOUND; INVALID_FIELD where the programme does not require the check;
// PROGRAM_NOT_ENROLLED.
Result<const Enrollment*> FindEnrollment(const std::vector<Enrollment>& enrollments,
                                         const std::string& program_id, VerificationCheck check);

// The rules of time; EFFECTIVE_BEFORE_SUBJECT where it lies before the enrolment.
Status CheckNewResult(const CheckResult& asked, const Enrollment& enrollment, absl::Time now,
                      const Recorder& recorder);

}  // namespace reinstate
