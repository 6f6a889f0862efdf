// The partner profile over the wire (R21, R33): read, changed under an etag, asked for by the plan.

#include <gtest/gtest.h>

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/server_fixture.h"

namespace reinstate::testing {
namespace {

constexpr char kAccount[] = "acme";

class PartnerProfile : public ::testing::Test {
 protected:
  PartnerProfile() {
    fixture_.SetClock("2026-03-10T12:00:00Z");
    fixture_.Register(kAccount, "2026-03-01T00:00:00Z");
    partner_ = fixture_.As(rpc::Role::kGlobalAdmin, kAccount, "pat");
    operator_ = fixture_.As(rpc::Role::kOperator, "", "olga");
  }

  static v1::GetPartnerProfileResponse Get(const Caller& caller) {
    v1::GetPartnerProfileRequest request;
    request.set_account_id(kAccount);
    grpc::ClientContext context;
    v1::GetPartnerProfileResponse response;
    const auto status = caller.status->GetPartnerProfile(&context, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  }
  // All that is required, and a website.
  static v1::UpdatePartnerProfileRequest Full(const std::string& etag) {
    v1::UpdatePartnerProfileRequest request;
    request.set_account_id(kAccount);
    request.set_request_id(NewRequestId());
    request.set_etag(etag);
    v1::PartnerProfile& profile = *request.mutable_profile();
    profile.set_legal_name("Łódź & Söhne");
    profile.mutable_address()->set_line1("Main Street 1");
    profile.mutable_address()->set_city("Springfield");
    profile.mutable_address()->set_country_code("US");
    profile.mutable_primary_contact()->set_name("Pat");
    profile.mutable_primary_contact()->set_email("pat@acme.example");
    profile.mutable_primary_contact()->set_phone("+1 425 555 0100");
    profile.set_tax_id("91-1144442");
    profile.set_website("https://acme.example");
    for (const char* path : {"legal_name", "address", "primary_contact", "tax_id", "website"}) {
      request.mutable_update_mask()->add_paths(path);
    }
    return request;
  }
  // Only the name.
  static v1::UpdatePartnerProfileRequest Rename(const std::string& name, const std::string& etag) {
    v1::UpdatePartnerProfileRequest request;
    request.set_account_id(kAccount);
    request.set_request_id(NewRequestId());
    request.set_etag(etag);
    request.mutable_profile()->set_legal_name(name);
    request.mutable_update_mask()->add_paths("legal_name");
    return request;
  }
  static grpc::Status Update(const Caller& caller, const v1::UpdatePartnerProfileRequest& request,
                             v1::UpdatePartnerProfileResponse* response) {
    grpc::ClientContext context;
    return caller.status->UpdatePartnerProfile(&context, request, response);
  }
  static std::string Update(const Caller& caller, const v1::UpdatePartnerProfileRequest& request) {
    v1::UpdatePartnerProfileResponse response;
    return ReasonOf(Update(caller, request, &response));
  }
  static v1::RestorationPlan PlanFor(const Caller& caller) {
    v1::GetRestorationPlanRequest request;
    request.set_account_id(kAccount);
    grpc::ClientContext context;
    v1::GetRestorationPlanResponse response;
    const auto status = caller.status->GetRestorationPlan(&context, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response.plan();
  }
  void Verify(v1::VerificationStatus outcome, v1::VerificationReasonCode code) const {
    v1::SetVerificationResultRequest request;
    request.set_account_id(kAccount);
    request.set_request_id(NewRequestId());
    request.set_result_id(NewRequestId());
    request.set_status(outcome);
    request.set_reason_code(code);
    request.set_public_reason("not in the register");
    grpc::ClientContext context;
    v1::SetVerificationResultResponse response;
    const auto status = operator_.admin->SetVerificationResult(&context, request, &response);
    ASSERT_TRUE(status.ok()) << status.error_message();
  }
  void Hold() const {
    v1::PlaceHoldRequest request;
    request.set_account_id(kAccount);
    request.set_request_id(NewRequestId());
    request.set_hold_id("H-1");
    request.set_reason("a check");
    grpc::ClientContext context;
    v1::PlaceHoldResponse response;
    ASSERT_TRUE(operator_.admin->PlaceHold(&context, request, &response).ok());
  }

  ServerFixture fixture_;
  Caller partner_, operator_;
};

TEST_F(PartnerProfile, R21_IsFilledInAndThenComplete) {
  v1::GetPartnerProfileResponse read = Get(partner_);
  EXPECT_EQ(read.etag(), "1");
  EXPECT_FALSE(read.complete());
  EXPECT_EQ(read.missing_fields_size(), 8);
  EXPECT_EQ(read.missing_fields(1), "address.line1");
  EXPECT_FALSE(read.has_updated_at());
  EXPECT_EQ(read.revision(), 1);
  EXPECT_EQ(read.verification().status(), v1::VERIFICATION_STATUS_PENDING);
  EXPECT_EQ(read.verification().next_action(), v1::VERIFICATION_ACTION_COMPLETE_PROFILE);

  v1::UpdatePartnerProfileResponse updated;
  v1::UpdatePartnerProfileRequest request = Full("1");
  ASSERT_EQ(ReasonOf(Update(partner_, request, &updated)), "OK");
  EXPECT_EQ(updated.etag(), "2");
  EXPECT_TRUE(updated.complete());
  EXPECT_EQ(updated.revision(), 1);
  read = Get(fixture_.As(rpc::Role::kSvcReader));
  EXPECT_EQ(read.profile().SerializeAsString(), request.profile().SerializeAsString());
  EXPECT_TRUE(read.complete());
  EXPECT_EQ(read.updated_at().seconds(), At("2026-03-10T12:00:00Z").seconds());
  EXPECT_EQ(read.verification().next_action(), v1::VERIFICATION_ACTION_ASK_FOR_VERIFICATION);

  // What the mask does not name stays; a named field that is empty is cleared.
  request = Rename("Acme", "2");
  request.mutable_profile()->set_tax_id("1");
  request.mutable_update_mask()->add_paths("website");
  ASSERT_EQ(ReasonOf(Update(partner_, request, &updated)), "OK");
  EXPECT_EQ(updated.profile().legal_name(), "Acme");
  EXPECT_EQ(updated.profile().tax_id(), "91-1144442");
  EXPECT_EQ(updated.profile().website(), "");
  EXPECT_EQ(updated.etag(), "3");
  EXPECT_TRUE(updated.complete());
  // As it is already: nothing is written.
  ASSERT_EQ(ReasonOf(Update(partner_, Rename("Acme", "3"), &updated)), "OK");
  EXPECT_EQ(updated.etag(), "3");
  EXPECT_EQ(fixture_.StatusOf(kAccount).revision(), 1);
}

TEST_F(PartnerProfile, EveryChangeIsAudited) {
  ASSERT_EQ(Update(partner_, Full("1")), "OK");
  ASSERT_EQ(Update(partner_, Rename("Acme", "2")), "OK");
  ASSERT_EQ(Update(partner_, Rename("Acme", "3")), "OK");
  v1::ListAuditEntriesRequest request;
  request.set_account_id(kAccount);
  grpc::ClientContext context;
  v1::ListAuditEntriesResponse log;
  ASSERT_TRUE(operator_.admin->ListAuditEntries(&context, request, &log).ok());
  ASSERT_EQ(log.entries_size(), 3);
  EXPECT_EQ(log.entries(0).method(), "reinstate.v1.AccountStatusService/UpdatePartnerProfile");
  EXPECT_EQ(log.entries(0).subject_id(), "partner-profile");
  EXPECT_EQ(log.entries(0).reason(), "changed legal_name");
  EXPECT_NE(log.entries(0).principal().find("pat"), std::string::npos);
  EXPECT_EQ(log.entries(0).revision(), 1);
}

TEST_F(PartnerProfile, RefusesMasksValuesAndEtagsThatAreNone) {
  v1::UpdatePartnerProfileRequest no_mask = Full("1"), unknown = Full("1"), country = Full("1");
  no_mask.clear_update_mask();
  unknown.mutable_update_mask()->add_paths("address.street");
  country.mutable_profile()->mutable_address()->set_country_code("XX");
  v1::UpdatePartnerProfileResponse response;
  const auto refusal = [&](const v1::UpdatePartnerProfileRequest& request) {
    const grpc::Status status = Update(partner_, request, &response);
    return ReasonOf(status) + " " + status.error_message();
  };
  EXPECT_EQ(refusal(no_mask), "INVALID_FIELD update_mask: must name what to change");
  EXPECT_EQ(refusal(unknown),
            "INVALID_FIELD update_mask.paths: 'address.street' is no field of the partner profile");
  EXPECT_EQ(refusal(country).find("INVALID_FIELD profile.address.country_code"), 0u);
  EXPECT_EQ(refusal(Rename("Acme", "0")).find("ETAG_MISMATCH"), 0u);
  const grpc::Status stale = Update(partner_, Full("2"), &response);
  EXPECT_EQ(stale.error_code(), grpc::StatusCode::ABORTED);
  EXPECT_EQ(ReasonOf(stale), "ETAG_MISMATCH");
  EXPECT_EQ(Get(partner_).etag(), "1");
  v1::UpdatePartnerProfileRequest absent = Full("1");
  absent.set_account_id("absent");
  EXPECT_EQ(Update(operator_, absent), "ACCOUNT_NOT_FOUND");
}

TEST_F(PartnerProfile, ARepeatedRequestGetsTheFirstReply) {
  v1::UpdatePartnerProfileRequest request = Rename("Acme", "1");
  v1::UpdatePartnerProfileResponse first, again;
  ASSERT_EQ(ReasonOf(Update(partner_, request, &first)), "OK");
  ASSERT_EQ(ReasonOf(Update(partner_, request, &again)), "OK");
  EXPECT_EQ(first.SerializeAsString(), again.SerializeAsString());
  request.mutable_profile()->set_legal_name("Other");
  EXPECT_EQ(Update(partner_, request), "IDEMPOTENCY_KEY_REUSED");
  EXPECT_EQ(Get(partner_).etag(), "2");
}

TEST_F(PartnerProfile, OfManyUpdatesWithOneEtagOneWins) {
  const auto second = fixture_.StartSecond();
  for (int etag = 1; etag <= 5; ++etag) {
    std::atomic<int> won{0}, lost{0}, winner{-1};
    std::vector<std::thread> threads;
    threads.reserve(8);
    for (int i = 0; i < 8; ++i) {
      threads.emplace_back([&, i] {
        const Caller caller = i % 2 == 0
                                  ? fixture_.As(rpc::Role::kGlobalAdmin, kAccount)
                                  : fixture_.AsAt(*second, rpc::Role::kGlobalAdmin, kAccount);
        const std::string name = "Name " + std::to_string(etag) + "/" + std::to_string(i);
        const std::string reason = Update(caller, Rename(name, std::to_string(etag)));
        if (reason == "OK") {
          ++won;
          winner = i;
        } else if (reason == "ETAG_MISMATCH") {
          ++lost;
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(won, 1);
    EXPECT_EQ(lost, 7);
    const v1::GetPartnerProfileResponse read = Get(partner_);
    EXPECT_EQ(read.etag(), std::to_string(etag + 1));
    EXPECT_EQ(read.profile().legal_name(),
              "Name " + std::to_string(etag) + "/" + std::to_string(winner));
  }
}

TEST_F(PartnerProfile, R33_ShowsHowTheProfileIsVerified) {
  ASSERT_EQ(Update(partner_, Full("1")), "OK");
  Verify(v1::VERIFICATION_STATUS_REJECTED, v1::VERIFICATION_REASON_CODE_BUSINESS_NOT_FOUND);
  v1::GetPartnerProfileResponse read = Get(partner_);
  EXPECT_EQ(read.verification().status(), v1::VERIFICATION_STATUS_REJECTED);
  EXPECT_EQ(read.verification().reason_code(), v1::VERIFICATION_REASON_CODE_BUSINESS_NOT_FOUND);
  EXPECT_EQ(read.verification().public_reason(), "not in the register");
  EXPECT_EQ(read.verification().next_action(), v1::VERIFICATION_ACTION_CORRECT_PROFILE);
  EXPECT_EQ(read.verification().since().seconds(), At("2026-03-10T12:00:00Z").seconds());
  EXPECT_EQ(read.final_status(), v1::VERIFICATION_STATUS_REJECTED);
  fixture_.SetClock("2026-03-11T12:00:00Z");
  Verify(v1::VERIFICATION_STATUS_PENDING, v1::VERIFICATION_REASON_CODE_UNSPECIFIED);
  read = Get(partner_);
  EXPECT_EQ(read.verification().status(), v1::VERIFICATION_STATUS_PENDING);
  EXPECT_EQ(read.verification().next_action(), v1::VERIFICATION_ACTION_WAIT);
  EXPECT_EQ(read.final_status(), v1::VERIFICATION_STATUS_REJECTED);
  EXPECT_EQ(fixture_.StatusOf(kAccount).standing(), v1::STANDING_SUSPENDED);
}

TEST_F(PartnerProfile, R21_ThePlanOfACurrentAccountAsksForWhatIsMissing) {
  EXPECT_EQ(PlanFor(partner_).steps_size(), 0);
  Hold();
  ASSERT_EQ(Update(partner_, Rename("Acme", "1")), "OK");  // though it is suspended
  v1::RestorationPlan plan = PlanFor(partner_);
  ASSERT_EQ(plan.steps_size(), 2);
  const v1::PlanStep& complete = plan.steps(1);
  EXPECT_EQ(complete.kind(), v1::PLAN_STEP_KIND_COMPLETE_PROFILE);
  EXPECT_EQ(complete.state(), v1::PLAN_STEP_STATE_PENDING);
  EXPECT_EQ(complete.roles(0), v1::ROLE_GLOBAL_ADMIN);
  EXPECT_EQ(complete.causes_size(), 0);
  EXPECT_EQ(complete.missing_fields_size(), 7);
  EXPECT_EQ(complete.missing_fields(0), "address.line1");
  ASSERT_EQ(Update(partner_, Full("2")), "OK");
  plan = PlanFor(partner_);
  EXPECT_EQ(plan.steps(1).state(), v1::PLAN_STEP_STATE_DONE);
  EXPECT_EQ(plan.steps(1).missing_fields_size(), 0);
  // R22: who is not current looks at the bill.
  fixture_.RecordInvoice(kAccount, "INV-1", 500, "2026-03-04", "2026-03-05");
  plan = PlanFor(partner_);
  EXPECT_FALSE(plan.current());
  ASSERT_EQ(plan.steps_size(), 1);
  EXPECT_EQ(plan.steps(0).kind(), v1::PLAN_STEP_KIND_RELEASE_HOLD);
}

TEST_F(PartnerProfile, TheStepToCorrectTheProfileNamesWhatItLacks) {
  Verify(v1::VERIFICATION_STATUS_FAILED, v1::VERIFICATION_REASON_CODE_PROFILE_MISMATCH);
  const v1::RestorationPlan plan = PlanFor(partner_);
  ASSERT_EQ(plan.steps_size(), 3);
  EXPECT_EQ(plan.steps(0).kind(), v1::PLAN_STEP_KIND_CORRECT_PROFILE);
  EXPECT_EQ(plan.steps(0).public_reason(), "not in the register");
  EXPECT_EQ(plan.steps(0).missing_fields_size(), 8);
  EXPECT_EQ(plan.steps(2).kind(), v1::PLAN_STEP_KIND_COMPLETE_PROFILE);
}

}  // namespace
}  // namespace reinstate::testing
