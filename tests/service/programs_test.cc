// R34: programmes over the wire: enrolment, results of checks, and that they suspend nobody.

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/support/server_fixture.h"

namespace reinstate::testing {
namespace {

constexpr char kReseller[] = "cloud-reseller";
constexpr auto kEmail = v1::VERIFICATION_CHECK_EMAIL_OWNERSHIP;
constexpr auto kEmployment = v1::VERIFICATION_CHECK_EMPLOYMENT;
constexpr auto kBusiness = v1::VERIFICATION_CHECK_BUSINESS;

// What a result says.
struct Outcome {
  std::string id;
  v1::VerificationCheck check = kEmail;
  v1::VerificationStatus status = v1::VERIFICATION_STATUS_AUTHORIZED;
  std::string effective_at = {};
  std::string program = kReseller;
  std::string reason = {};
};

class Programs : public ::testing::Test {
 protected:
  Programs() {
    fixture_.SetClock("2026-03-10T12:00:00Z");
    fixture_.Register("acme", "2026-03-01T00:00:00Z");
    partner_ = fixture_.As(rpc::Role::kGlobalAdmin, "acme", "pat");
    risk_ = fixture_.As(rpc::Role::kSvcRisk);
    operator_ = fixture_.As(rpc::Role::kOperator);
  }

  static grpc::Status Enrol(const Caller& caller, const std::string& account_id,
                            const std::string& program_id, v1::EnrollProgramResponse* response) {
    v1::EnrollProgramRequest request;
    request.set_account_id(account_id);
    request.set_request_id(NewRequestId());
    request.set_program_id(program_id);
    grpc::ClientContext context;
    return caller.status->EnrollProgram(&context, request, response);
  }
  static std::string Enrol(const Caller& caller, const std::string& account_id,
                           const std::string& program_id) {
    v1::EnrollProgramResponse response;
    return ReasonOf(Enrol(caller, account_id, program_id, &response));
  }
  static v1::SetVerificationResultRequest RequestOf(const std::string& account_id,
                                                    const Outcome& outcome) {
    v1::SetVerificationResultRequest request;
    request.set_account_id(account_id);
    request.set_request_id(NewRequestId());
    request.set_result_id(outcome.id);
    request.set_status(outcome.status);
    request.set_program_id(outcome.program);
    request.set_check(outcome.check);
    request.set_public_reason("words");
    request.set_reason(outcome.reason);
    if (!outcome.effective_at.empty()) *request.mutable_effective_at() = At(outcome.effective_at);
    return request;
  }
  static std::string Record(const Caller& caller, const v1::SetVerificationResultRequest& request) {
    grpc::ClientContext context;
    v1::SetVerificationResultResponse response;
    return ReasonOf(caller.admin->SetVerificationResult(&context, request, &response));
  }
  std::string Record(const Outcome& outcome) const {
    return Record(risk_, RequestOf("acme", outcome));
  }
  static v1::ListProgramVerificationsResponse List(const Caller& caller,
                                                   const std::string& account_id = "acme") {
    v1::ListProgramVerificationsRequest request;
    request.set_account_id(account_id);
    grpc::ClientContext context;
    v1::ListProgramVerificationsResponse response;
    const auto status = caller.status->ListProgramVerifications(&context, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  }
  int AuditEntries() const {
    v1::ListAuditEntriesRequest request;
    request.set_account_id("acme");
    grpc::ClientContext context;
    v1::ListAuditEntriesResponse response;
    EXPECT_TRUE(operator_.admin->ListAuditEntries(&context, request, &response).ok());
    return response.entries_size();
  }
  int Transitions() const {
    v1::ListStatusTransitionsRequest request;
    request.set_account_id("acme");
    grpc::ClientContext context;
    v1::ListStatusTransitionsResponse response;
    EXPECT_TRUE(operator_.status->ListStatusTransitions(&context, request, &response).ok());
    return response.transitions_size();
  }

  ServerFixture fixture_;
  Caller partner_, risk_, operator_;
};

TEST_F(Programs, R34_EnrollingRequiresTheChecksAndTwiceIsTheSameFact) {
  v1::ListProgramVerificationsResponse list = List(partner_);
  EXPECT_EQ(list.verifications_size(), 0);
  EXPECT_EQ(list.other_programs_size(), 5);
  EXPECT_EQ(list.other_programs(0).program_id(), kReseller);

  v1::EnrollProgramResponse first, again;
  ASSERT_EQ(ReasonOf(Enrol(partner_, "acme", kReseller, &first)), "OK");
  EXPECT_EQ(first.revision(), 1);
  EXPECT_EQ(first.verification().status(), v1::VERIFICATION_STATUS_PENDING);
  ASSERT_EQ(first.verification().checks_size(), 3);
  const v1::VerificationState& email = first.verification().checks(0).state();
  EXPECT_EQ(email.status(), v1::VERIFICATION_STATUS_PENDING);
  EXPECT_EQ(email.since().seconds(), At("2026-03-10T12:00:00Z").seconds());
  EXPECT_EQ(email.next_action(), v1::VERIFICATION_ACTION_COMPLETE_PROFILE);
  const int entries = AuditEntries();

  fixture_.SetClock("2026-03-12T12:00:00Z");
  ASSERT_EQ(ReasonOf(Enrol(operator_, "acme", kReseller, &again)), "OK");
  EXPECT_EQ(again.verification().enrolled_at().seconds(), At("2026-03-10T12:00:00Z").seconds());
  EXPECT_EQ(again.SerializeAsString(), first.SerializeAsString());
  EXPECT_EQ(AuditEntries(), entries);
  list = List(partner_);
  EXPECT_EQ(list.verifications_size(), 1);
  EXPECT_EQ(list.other_programs_size(), 4);
  EXPECT_EQ(Enrol(partner_, "acme", "nonsense"), "PROGRAM_NOT_FOUND");
  EXPECT_EQ(Enrol(operator_, "absent", kReseller), "ACCOUNT_NOT_FOUND");
}

TEST_F(Programs, ResultsNameAProgrammeAndItsCheckOrNeither) {
  v1::SetVerificationResultRequest only_program = RequestOf("acme", {"R-1"});
  only_program.clear_check();
  v1::SetVerificationResultRequest only_check = RequestOf("acme", {"R-1"});
  only_check.clear_program_id();
  EXPECT_EQ(Record(risk_, only_program), "INVALID_FIELD");
  EXPECT_EQ(Record(risk_, only_check), "INVALID_FIELD");
  EXPECT_EQ(Record({.id = "R-1", .program = "nonsense"}), "PROGRAM_NOT_FOUND");
  EXPECT_EQ(Record({.id = "R-1"}), "PROGRAM_NOT_ENROLLED");
  ASSERT_EQ(Enrol(partner_, "acme", "referral"), "OK");
  EXPECT_EQ(Record({.id = "R-1", .program = "referral"}), "OK");
  EXPECT_EQ(Record({.id = "R-2", .check = kBusiness, .program = "referral"}), "INVALID_FIELD");
  EXPECT_EQ(List(partner_).verifications(0).status(), v1::VERIFICATION_STATUS_AUTHORIZED);
  EXPECT_EQ(Record(partner_, RequestOf("acme", {"R-3"})), "NOT_PERMITTED");
}

TEST_F(Programs, SuspendNothingAndLiftNothing) {
  ASSERT_EQ(Enrol(partner_, "acme", kReseller), "OK");
  const std::string before = fixture_.StatusOf("acme").SerializeAsString();
  for (const auto check : {kEmail, kEmployment, kBusiness}) {
    ASSERT_EQ(Record({"F-" + std::to_string(check), check, v1::VERIFICATION_STATUS_FAILED}), "OK");
  }
  EXPECT_EQ(List(partner_).verifications(0).status(), v1::VERIFICATION_STATUS_FAILED);
  EXPECT_EQ(fixture_.StatusOf("acme").SerializeAsString(), before);
  EXPECT_EQ(Transitions(), 0);

  v1::SetVerificationResultRequest profile = RequestOf("acme", {"P-1"});
  profile.clear_program_id();
  profile.clear_check();
  profile.set_status(v1::VERIFICATION_STATUS_FAILED);
  ASSERT_EQ(Record(risk_, profile), "OK");
  ASSERT_EQ(fixture_.StatusOf("acme").standing(), v1::STANDING_SUSPENDED);
  fixture_.SetClock("2026-03-11T12:00:00Z");
  for (const auto check : {kEmail, kEmployment, kBusiness}) {
    ASSERT_EQ(Record({"A-" + std::to_string(check), check, v1::VERIFICATION_STATUS_AUTHORIZED}),
              "OK");
  }
  EXPECT_EQ(List(partner_).verifications(0).status(), v1::VERIFICATION_STATUS_AUTHORIZED);
  const v1::AccountStatus status = fixture_.StatusOf("acme");
  EXPECT_EQ(status.standing(), v1::STANDING_SUSPENDED);
  EXPECT_EQ(status.revision(), 2);
  EXPECT_EQ(Transitions(), 1);
  EXPECT_EQ(Enrol(partner_, "acme", "developer"), "OK");  // though it is suspended
}

TEST_F(Programs, TheSameResultIsOneFactAndOneInstantHasOne) {
  ASSERT_EQ(Enrol(partner_, "acme", kReseller), "OK");
  ASSERT_EQ(Enrol(partner_, "acme", "developer"), "OK");
  const std::string noon = "2026-03-10T12:00:00Z";
  ASSERT_EQ(Record({.id = "R-1", .effective_at = noon}), "OK");
  const int entries = AuditEntries();
  EXPECT_EQ(Record({.id = "R-1", .effective_at = noon}), "OK");
  EXPECT_EQ(Record({.id = "R-1"}), "OK");
  EXPECT_EQ(AuditEntries(), entries);
  EXPECT_EQ(Record({.id = "R-1", .status = v1::VERIFICATION_STATUS_FAILED}), "FACT_CONFLICT");
  EXPECT_EQ(Record({.id = "R-1", .check = kEmployment}), "FACT_CONFLICT");
  EXPECT_EQ(Record({.id = "R-1", .program = "developer"}), "FACT_CONFLICT");
  EXPECT_EQ(Record({.id = "R-2", .effective_at = noon}), "FACT_CONFLICT");
  EXPECT_EQ(Record({.id = "R-2", .check = kEmployment, .effective_at = noon}), "OK");
  EXPECT_EQ(Record({.id = "R-3", .effective_at = noon, .program = "developer"}), "OK");
  // Ids are of the account, whatever the results are about.
  v1::SetVerificationResultRequest profile = RequestOf("acme", {"R-1"});
  profile.clear_program_id();
  profile.clear_check();
  EXPECT_EQ(Record(risk_, profile), "FACT_CONFLICT");
  profile.set_result_id("P-1");
  profile.set_request_id(NewRequestId());
  EXPECT_EQ(Record(risk_, profile), "OK");
  EXPECT_EQ(Record({.id = "P-1", .effective_at = "2026-03-10T12:00:01Z"}), "FACT_CONFLICT");
}

TEST_F(Programs, Domain2_RulesOfTime) {
  ASSERT_EQ(Enrol(partner_, "acme", kReseller), "OK");
  EXPECT_EQ(Record({.id = "R-1", .effective_at = "2026-03-10T11:59:59Z"}),
            "EFFECTIVE_BEFORE_SUBJECT");
  EXPECT_EQ(Record({.id = "R-1", .effective_at = "2026-03-10T12:05:01Z"}), "EFFECTIVE_IN_FUTURE");
  fixture_.SetClock("2026-03-20T12:00:00Z");
  const Outcome late{.id = "R-1", .effective_at = "2026-03-11T12:00:00Z", .reason = "found late"};
  EXPECT_EQ(Record(late), "BACKDATED");
  EXPECT_EQ(Record(operator_, RequestOf("acme", late)), "OK");
  EXPECT_EQ(Record({.id = "R-2", .effective_at = "2026-03-20T12:05:00Z"}), "OK");
  // It counts from its own instant on.
  const v1::VerificationState now = List(partner_).verifications(0).checks(0).state();
  EXPECT_EQ(now.result_id(), "R-1");
  fixture_.SetClock("2026-03-20T12:05:00Z");
  EXPECT_EQ(List(partner_).verifications(0).checks(0).state().result_id(), "R-2");
}

TEST_F(Programs, ResultsGiveTheSameInWhateverOrderTheyCome) {
  std::vector<Outcome> outcomes = {
      {"a", kEmail, v1::VERIFICATION_STATUS_FAILED, "2026-03-10T12:00:00Z"},
      {"b", kEmail, v1::VERIFICATION_STATUS_AUTHORIZED, "2026-03-10T12:01:00Z"},
      {"c", kEmployment, v1::VERIFICATION_STATUS_PENDING, "2026-03-10T12:02:00Z"},
      {"d", kEmployment, v1::VERIFICATION_STATUS_REJECTED, "2026-03-10T12:01:00Z"}};
  const auto by_id = [](const Outcome& a, const Outcome& b) { return a.id < b.id; };
  std::string expected;
  int order = 0;
  do {
    const std::string account_id = "perm-" + std::to_string(order++);
    fixture_.Register(account_id, "2026-03-01T00:00:00Z");
    ASSERT_EQ(Enrol(operator_, account_id, kReseller), "OK");
    for (const Outcome& outcome : outcomes) {
      ASSERT_EQ(Record(risk_, RequestOf(account_id, outcome)), "OK");
    }
  } while (std::next_permutation(outcomes.begin(), outcomes.end(), by_id));
  ASSERT_EQ(order, 24);
  fixture_.SetClock("2026-03-10T13:00:00Z");
  for (int i = 0; i < order; ++i) {
    const std::string text =
        List(operator_, "perm-" + std::to_string(i)).verifications(0).DebugString();
    if (i == 0) {
      expected = text;
      EXPECT_NE(text.find("result_id: \"b\""), std::string::npos);
      EXPECT_NE(text.find("result_id: \"c\""), std::string::npos);
    }
    EXPECT_EQ(text, expected) << i;
  }
}

TEST_F(Programs, AnotherTenantsAccountLooksLikeNone) {
  fixture_.Register("other", "2026-03-01T00:00:00Z");
  ASSERT_EQ(Enrol(operator_, "other", kReseller), "OK");
  v1::EnrollProgramResponse response;
  const grpc::Status other = Enrol(partner_, "other", kReseller, &response);
  const grpc::Status absent = Enrol(partner_, "absent", kReseller, &response);
  EXPECT_EQ(ReasonOf(other), "NOT_PERMITTED");
  EXPECT_EQ(other.error_message(), absent.error_message());
  EXPECT_EQ(other.error_details(), absent.error_details());
  EXPECT_EQ(List(partner_).verifications_size(), 0);
}

}  // namespace
}  // namespace reinstate::testing
