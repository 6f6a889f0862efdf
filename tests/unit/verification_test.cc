// R33, R34: how far a verification is, and which results of checks are taken.

#include "server/domain/verification.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "tests/unit/facts_builder.h"

namespace reinstate {
namespace {

constexpr auto kEmail = VerificationCheck::kEmailOwnership;
constexpr auto kEmployment = VerificationCheck::kEmployment;
constexpr auto kBusiness = VerificationCheck::kBusiness;
constexpr auto kPending = VerificationStatus::kPending;
constexpr auto kAuthorized = VerificationStatus::kAuthorized;
constexpr auto kRejected = VerificationStatus::kRejected;
constexpr auto kFailed = VerificationStatus::kFailed;
constexpr auto kNone = VerificationReason::kNone;
using Action = VerificationAction;

absl::Time Enrolled() { return Instant("2026-03-01T00:00:00Z"); }
absl::Time Now() { return Instant("2026-03-10T12:00:00Z"); }
const Enrollment& InReseller() {
  static const auto* const enrollment = new Enrollment{"cloud-reseller", Enrolled()};
  return *enrollment;
}

CheckResult Result(const std::string& id, VerificationCheck check, VerificationStatus status,
                   const std::string& effective_at = "2026-03-05T00:00:00Z",
                   VerificationReason reason = kNone) {
  return {"cloud-reseller", check, {id, status, Instant(effective_at), "words", reason}};
}

PartnerProfile Told() {
  PartnerProfile profile;
  profile.legal_name = profile.line1 = profile.city = profile.contact_name = "x";
  profile.country_code = "DE";
  profile.contact_email = "a@example.com";
  profile.contact_phone = "+4930123456";
  profile.tax_id = "1";
  return profile;
}

TEST(Programs, HaveDistinctIdsAndDistinctChecks) {
  std::set<std::string> ids;
  for (const Program& program : Programs()) {
    EXPECT_TRUE(ids.insert(program.program_id).second) << program.program_id;
    const std::set<VerificationCheck> checks(program.required_checks.begin(),
                                             program.required_checks.end());
    EXPECT_FALSE(checks.empty());
    EXPECT_EQ(checks.size(), program.required_checks.size());
    EXPECT_EQ(*FindProgram(program.program_id), &program);
  }
  const auto unknown = FindProgram("nonsense");
  ASSERT_FALSE(unknown.ok());
  EXPECT_EQ(unknown.error().reason, Reason::kProgramNotFound);
  EXPECT_NE(unknown.error().message.find("cloud-reseller"), std::string::npos);
}

TEST(StateOfProgram, R34_FollowsFromItsChecks) {
  struct Row {
    const char* what;
    std::vector<CheckResult> results;
    VerificationStatus expected;
  };
  const Row rows[] = {
      {"enrolled only", {}, kPending},
      {"one of three", {Result("a", kEmail, kAuthorized)}, kPending},
      {"all",
       {Result("a", kEmail, kAuthorized), Result("b", kEmployment, kAuthorized),
        Result("c", kBusiness, kAuthorized)},
       kAuthorized},
      {"one under way",
       {Result("a", kEmail, kAuthorized), Result("b", kEmployment, kAuthorized),
        Result("c", kBusiness, kPending)},
       kPending},
      {"one rejected",
       {Result("a", kEmail, kAuthorized), Result("c", kBusiness, kRejected)},
       kRejected},
      {"failed before rejected",
       {Result("a", kEmail, kRejected), Result("c", kBusiness, kFailed)},
       kFailed},
      {"of another programme",
       {{"referral", kEmail, {"a", kFailed, Enrolled(), "", kNone}}},
       kPending},
      {"authorized since",
       {Result("a", kEmail, kFailed), Result("b", kEmployment, kAuthorized),
        Result("c", kBusiness, kAuthorized),
        Result("d", kEmail, kAuthorized, "2026-03-06T00:00:00Z")},
       kAuthorized},
      {"not yet: after now", {Result("a", kEmail, kFailed, "2026-03-10T12:00:01Z")}, kPending},
      {"at now", {Result("a", kEmail, kFailed, "2026-03-10T12:00:00Z")}, kFailed},
  };
  for (const Row& row : rows) {
    std::vector<CheckResult> results = row.results;
    std::sort(results.begin(), results.end(),
              [](const auto& a, const auto& b) { return a.result.result_id < b.result.result_id; });
    do {  // in any order
      const ProgramState state = StateOfProgram(InReseller(), results, Told(), Now());
      EXPECT_EQ(state.status, row.expected) << row.what;
      ASSERT_EQ(state.checks.size(), 3u);
      EXPECT_EQ(state.checks[0].check, kEmail);
    } while (std::next_permutation(
        results.begin(), results.end(),
        [](const auto& a, const auto& b) { return a.result.result_id < b.result.result_id; }));
  }
}

TEST(StateOfProgram, TheLatestResultCountsAtOneInstantTheGreaterId) {
  const std::vector<CheckResult> results = {
      Result("a", kEmail, kFailed, "2026-03-05T00:00:00Z"),
      Result("B", kEmail, kAuthorized, "2026-03-05T00:00:00Z"),
      Result("z", kEmail, kRejected, "2026-03-04T00:00:00Z")};
  const ProgramState state = StateOfProgram(InReseller(), results, Told(), Now());
  EXPECT_EQ(state.checks[0].state.latest.result_id, "a");
  EXPECT_EQ(state.checks[1].state.latest.result_id, "");
  EXPECT_EQ(state.checks[1].state.latest.effective_at, Enrolled());
}

TEST(StateOfProgram, SaysWhatThePartnerDoesNow) {
  struct Row {
    VerificationCheck check;
    std::optional<VerificationStatus> status;
    VerificationReason reason;
    bool told;
    Action expected;
  };
  const Row rows[] = {
      {kEmail, std::nullopt, kNone, true, Action::kConfirmEmail},
      {kEmployment, std::nullopt, kNone, true, Action::kProvideEvidence},
      {kBusiness, std::nullopt, kNone, true, Action::kProvideEvidence},
      {kEmail, std::nullopt, kNone, false, Action::kCompleteProfile},
      {kBusiness, std::nullopt, kNone, false, Action::kCompleteProfile},
      {kEmail, kPending, kNone, true, Action::kWait},
      {kEmail, kPending, kNone, false, Action::kWait},
      {kEmail, kPending, VerificationReason::kEmailNotConfirmed, true, Action::kConfirmEmail},
      {kBusiness, kPending, VerificationReason::kDocumentsMissing, true, Action::kProvideEvidence},
      {kBusiness, kAuthorized, kNone, false, Action::kNothing},
      {kBusiness, kAuthorized, VerificationReason::kOther, true, Action::kNothing},
      {kBusiness, kRejected, kNone, true, Action::kCorrectProfile},
      {kBusiness, kRejected, kNone, false, Action::kCompleteProfile},
      {kBusiness, kFailed, kNone, true, Action::kContactSupport},
      {kEmail, kFailed, VerificationReason::kEmailDomainMismatch, true, Action::kCorrectProfile},
      {kEmployment, kFailed, VerificationReason::kEmploymentNotConfirmed, true,
       Action::kProvideEvidence},
      {kBusiness, kFailed, VerificationReason::kBusinessNotFound, true, Action::kCorrectProfile},
      {kBusiness, kFailed, VerificationReason::kProfileMismatch, true, Action::kCorrectProfile},
      {kBusiness, kFailed, VerificationReason::kDocumentsRejected, true, Action::kProvideEvidence},
      {kBusiness, kFailed, VerificationReason::kOther, true, Action::kContactSupport},
  };
  for (const Row& row : rows) {
    std::vector<CheckResult> results;
    if (row.status) {
      results.push_back(Result("a", row.check, *row.status, "2026-03-05T00:00:00Z", row.reason));
    }
    const PartnerProfile profile = row.told ? Told() : PartnerProfile();
    const ProgramState state = StateOfProgram(InReseller(), results, profile, Now());
    const VerificationState& check = state.checks[static_cast<size_t>(row.check)].state;
    EXPECT_EQ(check.action, row.expected) << CheckName(row.check);
    EXPECT_FALSE(check.next_step.empty());
  }
  const ProgramState state = StateOfProgram(InReseller(), {}, PartnerProfile(), Now());
  EXPECT_EQ(state.checks[0].state.next_step, "Fill in the partner profile: primary_contact.email.");
}

TEST(StateOfProfile, R33_SaysHowItIsVerified) {
  Account account;
  account.registered_at = Enrolled();
  VerificationState state = StateOfProfile(account, {}, PartnerProfile(), Now());
  EXPECT_EQ(state.latest.status, kPending);
  EXPECT_EQ(state.latest.effective_at, Enrolled());
  EXPECT_EQ(state.action, Action::kCompleteProfile);
  EXPECT_EQ(StateOfProfile(account, {}, Told(), Now()).action, Action::kAskForVerification);
  const std::vector<VerificationResult> results = {
      Result("a", kEmail, kRejected, "2026-03-05T00:00:00Z").result,
      Result("b", kEmail, kPending, "2026-03-06T00:00:00Z").result};
  state = StateOfProfile(account, results, Told(), Now());
  EXPECT_EQ(state.latest.result_id, "b");
  EXPECT_EQ(state.action, Action::kWait);
  EXPECT_EQ(LatestFinal(results, Now())->result_id, "a");
  EXPECT_EQ(LatestFinal(results, Instant("2026-03-04T00:00:00Z")), nullptr);
}

TEST(IsRepeated, TheSameResultIsOneFactAndAnythingElseUnderItsIdAConflict) {
  AccountFacts facts;
  facts.verification_results = {{"profile-1", kPending, Enrolled(), "", kNone}};
  const std::vector<CheckResult> recorded = {Result("a", kEmail, kFailed)};
  const std::string other_instant = "2026-03-06T00:00:00Z";
  CheckResult other_program = Result("a", kEmail, kFailed);
  other_program.program_id = "referral";
  CheckResult other_words = Result("a", kEmail, kFailed);
  other_words.result.public_reason = "other";
  struct Row {
    const char* what;
    CheckResult asked;
    bool names_instant;
    const char* expected;
  };
  const Row rows[] = {
      {"again", Result("a", kEmail, kFailed), true, "repeated"},
      {"again, instant not named", Result("a", kEmail, kFailed, other_instant), false, "repeated"},
      {"another instant", Result("a", kEmail, kFailed, other_instant), true, "conflict"},
      {"another status", Result("a", kEmail, kRejected), true, "conflict"},
      {"another reason",
       Result("a", kEmail, kFailed, "2026-03-05T00:00:00Z", VerificationReason::kOther), true,
       "conflict"},
      {"other words", other_words, true, "conflict"},
      {"another check", Result("a", kBusiness, kFailed), true, "conflict"},
      {"another programme", other_program, true, "conflict"},
      {"an id of the profile's results", Result("profile-1", kEmail, kFailed, other_instant), true,
       "conflict"},
      {"another id at one instant", Result("b", kEmail, kFailed), true, "conflict"},
      {"another check at one instant", Result("b", kBusiness, kFailed), true, "new"},
      {"another id, another instant", Result("b", kEmail, kFailed, other_instant), true, "new"},
  };
  for (const Row& row : rows) {
    const auto repeated = IsRepeated(facts, recorded, row.asked, row.names_instant);
    const std::string got = !repeated.ok() ? "conflict" : *repeated ? "repeated" : "new";
    EXPECT_EQ(got, row.expected) << row.what;
    if (!repeated.ok()) {
      EXPECT_EQ(repeated.error().reason, Reason::kFactConflict) << row.what;
    }
  }
}

TEST(FindEnrollment, NamesWhatIsUnknownNotRequiredOrNotEnrolled) {
  const std::vector<Enrollment> enrollments = {InReseller(), {"referral", Enrolled()}};
  const auto reason = [&](const std::string& program_id, VerificationCheck check) {
    const auto found = FindEnrollment(enrollments, program_id, check);
    return found.ok() ? std::string("found") : ReasonName(found.error().reason);
  };
  EXPECT_EQ(reason("cloud-reseller", kBusiness), "found");
  EXPECT_EQ(reason("nonsense", kBusiness), "PROGRAM_NOT_FOUND");
  EXPECT_EQ(reason("referral", kBusiness), "INVALID_FIELD");
  EXPECT_EQ(reason("developer", kBusiness), "INVALID_FIELD");
  EXPECT_EQ(reason("developer", kEmail), "PROGRAM_NOT_ENROLLED");
}

TEST(CheckNewResult, Domain2_RulesOfTimeWithTheEnrolmentAsTheBeginning) {
  struct Row {
    const char* effective_at;
    Recorder recorder;
    const char* expected;
  };
  const Row rows[] = {
      {"2026-03-10T12:00:00Z", {false, false}, "OK"},
      {"2026-03-10T12:05:00Z", {false, false}, "OK"},
      {"2026-03-10T12:05:01Z", {true, true}, "EFFECTIVE_IN_FUTURE"},
      {"2026-03-03T12:00:00Z", {false, false}, "OK"},
      {"2026-03-03T11:59:59Z", {false, true}, "BACKDATED"},
      {"2026-03-03T11:59:59Z", {true, false}, "BACKDATED"},
      {"2026-03-03T11:59:59Z", {true, true}, "OK"},
      {"2026-03-01T00:00:00Z", {true, true}, "OK"},
      {"2026-02-28T23:59:59Z", {true, true}, "EFFECTIVE_BEFORE_SUBJECT"},
  };
  for (const Row& row : rows) {
    const Status status = CheckNewResult(Result("a", kEmail, kFailed, row.effective_at),
                                         InReseller(), Now(), row.recorder);
    EXPECT_EQ(status.ok() ? "OK" : std::string(ReasonName(status.error().reason)), row.expected)
        << row.effective_at;
  }
}

}  // namespace
}  // namespace reinstate
