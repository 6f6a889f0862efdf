#include "server/services/profile_decisions.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "db/profiles.h"
#include "server/services/profile_view.h"

namespace reinstate::services {
namespace {

WriteOutcome Changed(const std::string& id, const rpc::Call& call, const AccountState& state,
                     const std::string& reason) {
  WriteOutcome outcome{true, {TransitionTrigger::kFact, id, state.now, call.principal->id}, reason};
  outcome.facts_changed = false;
  return outcome;
}

}  // namespace

Result<WriteOutcome> DecideProfileUpdate(const rpc::Call& call,
                                         const v1::UpdatePartnerProfileRequest& request,
                                         db::Transaction& transaction, const AccountState& state,
                                         PartnerProfile& profile) {
  profile = db::GetPartnerProfile(transaction, call.account());
  const auto& paths = request.update_mask().paths();
  const auto changes = UpdateProfile(FromProto(request.profile()), {paths.begin(), paths.end()},
                                     request.etag(), profile);
  if (!changes.ok()) return changes.error();
  if (changes->empty()) return WriteOutcome{};
  profile.updated_at = state.now;
  PutPartnerProfile(transaction, call.account(), profile);
  std::string changed;
  for (const std::string& path : *changes) changed += (changed.empty() ? "" : ", ") + path;
  return Changed("partner-profile", call, state, "changed " + changed);
}

Result<WriteOutcome> DecideEnrollment(const rpc::Call& call,
                                      const v1::EnrollProgramRequest& request,
                                      db::Transaction& transaction, const AccountState& state,
                                      ProgramState& enrolled) {
  const auto program = FindProgram(request.program_id());
  if (!program.ok()) return program.error();
  Enrollment asked{request.program_id(), state.now};
  const auto enrollments = db::ListEnrollments(transaction, call.account());
  const auto known = std::find_if(
      enrollments.begin(), enrollments.end(),
      [&](const Enrollment& enrollment) { return enrollment.program_id == asked.program_id; });
  const bool is_new = known == enrollments.end();
  if (!is_new) asked = *known;
  enrolled = StateOfProgram(asked, db::ListCheckResults(transaction, call.account()),
                            db::GetPartnerProfile(transaction, call.account()), state.now);
  if (!is_new) return WriteOutcome{};
  InsertEnrollment(transaction, call.account(), asked, call.principal->id);
  return Changed(asked.program_id, call, state, "");
}

Result<WriteOutcome> DecideCheckResult(const rpc::Call& call,
                                       const v1::SetVerificationResultRequest& request,
                                       const VerificationResult& result,
                                       db::Transaction& transaction, const AccountState& state) {
  const CheckResult asked{request.program_id(), static_cast<VerificationCheck>(request.check() - 1),
                          result};
  const auto enrollments = db::ListEnrollments(transaction, call.account());
  const auto enrollment = FindEnrollment(enrollments, asked.program_id, asked.check);
  if (!enrollment.ok()) return enrollment.error();
  const auto repeated = IsRepeated(state.facts, db::ListCheckResults(transaction, call.account()),
                                   asked, request.has_effective_at());
  if (!repeated.ok()) return repeated.error();
  if (*repeated) return WriteOutcome{};
  const Status time =
      CheckNewResult(asked, **enrollment, state.now, RecorderOf(call, request.reason()));
  if (!time.ok()) return time.error();
  InsertCheckResult(transaction, call.account(), asked, state.now);
  return Changed(result.result_id, call, state, request.reason());
}

}  // namespace reinstate::services
