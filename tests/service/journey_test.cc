// From a bill to a suspension and back, exact to the instant.

#include <gtest/gtest.h>

#include "tests/support/server_fixture.h"

namespace reinstate::testing {
namespace {

v1::OperationDecision Check(const Caller& caller, const std::string& account_id,
                            v1::Operation operation) {
  v1::CheckOperationRequest request;
  request.set_account_id(account_id);
  request.set_operation(operation);
  grpc::ClientContext context;
  v1::CheckOperationResponse response;
  const grpc::Status status = caller.status->CheckOperation(&context, request, &response);
  EXPECT_TRUE(status.ok()) << status.error_message();
  return response.decision();
}

grpc::Status Reinstate(const Caller& caller, const std::string& account_id,
                       v1::ReinstateAccountResponse& response) {
  v1::ReinstateAccountRequest request;
  request.set_account_id(account_id);
  request.set_request_id(NewRequestId());
  request.set_reason("paid");
  grpc::ClientContext context;
  return caller.admin->ReinstateAccount(&context, request, &response);
}

std::vector<v1::StatusTransition> History(const Caller& caller, const std::string& account_id) {
  v1::ListStatusTransitionsRequest request;
  request.set_account_id(account_id);
  grpc::ClientContext context;
  v1::ListStatusTransitionsResponse response;
  EXPECT_TRUE(caller.status->ListStatusTransitions(&context, request, &response).ok());
  return {response.transitions().begin(), response.transitions().end()};
}

TEST(Journey, FromActiveOverAtRiskAndSuspendedToReinstated) {
  ServerFixture fixture;
  const Caller caller = fixture.As(rpc::Role::kOperator);
  fixture.SetClock("2026-01-10T12:00:00Z");
  fixture.Register("acme", "2026-01-01T00:00:00Z");
  fixture.RecordInvoice("acme", "INV-1", 12000, "2026-01-10", "2026-02-09");
  v1::AccountStatus status = fixture.StatusOf("acme");
  EXPECT_EQ(status.standing(), v1::STANDING_ACTIVE);
  EXPECT_TRUE(status.current());
  // Due 9 February: day 61 is 11 April, and 30 days before it is 12 March.
  EXPECT_EQ(status.next_change().standing(), v1::STANDING_AT_RISK);
  EXPECT_EQ(status.next_change().at().seconds(), At("2026-03-12T00:00:00Z").seconds());
  EXPECT_EQ(status.next_change().suspension_at().seconds(), At("2026-04-11T00:00:00Z").seconds());

  fixture.SetClock("2026-03-12T00:00:00Z");
  EXPECT_EQ(fixture.StatusOf("acme").standing(), v1::STANDING_AT_RISK);
  EXPECT_TRUE(Check(caller, "acme", v1::OPERATION_RESELL_NEW_LICENSE).allowed());

  // R13: day 60 is not yet, day 61 is; nothing but the clock moves.
  fixture.SetClock("2026-04-10T23:59:59.999999Z");
  EXPECT_EQ(fixture.StatusOf("acme").standing(), v1::STANDING_AT_RISK);
  fixture.SetClock("2026-04-11T00:00:00Z");
  status = fixture.StatusOf("acme");
  ASSERT_EQ(status.standing(), v1::STANDING_SUSPENDED);
  ASSERT_EQ(status.causes_size(), 1);
  EXPECT_EQ(status.causes(0).explanations(0).days_overdue(), 61);
  EXPECT_EQ(status.causes(0).explanations(0).margin_days(), 1);
  EXPECT_EQ(status.causes(0).explanations(0).residual().amount_minor(), 12000);
  const v1::OperationDecision denied = Check(caller, "acme", v1::OPERATION_RESELL_NEW_LICENSE);
  EXPECT_FALSE(denied.allowed());
  ASSERT_EQ(denied.denying_causes_size(), 1);
  EXPECT_EQ(denied.denying_causes(0), v1::CAUSE_KIND_BILLING_OVERDUE);
  EXPECT_TRUE(Check(caller, "acme", v1::OPERATION_MANAGE_EXISTING_LICENSE).allowed());

  v1::ReinstateAccountResponse reinstated;
  EXPECT_EQ(ReasonOf(Reinstate(caller, "acme", reinstated)), "CONDITION_HOLDS");
  fixture.SetClock("2026-04-12T09:00:00Z");
  fixture.RecordPayment("acme", "PAY-1", 12000, "2026-04-12T09:00:00Z");
  status = fixture.StatusOf("acme");
  ASSERT_EQ(status.standing(), v1::STANDING_SUSPENDED);
  EXPECT_FALSE(status.causes(0).condition_holds());
  EXPECT_TRUE(status.current());

  ASSERT_TRUE(Reinstate(caller, "acme", reinstated).ok());
  EXPECT_EQ(reinstated.status().standing(), v1::STANDING_ACTIVE);
  EXPECT_EQ(ReasonOf(Reinstate(caller, "acme", reinstated)), "NOTHING_TO_REINSTATE");
  EXPECT_TRUE(Check(caller, "acme", v1::OPERATION_RESELL_NEW_LICENSE).allowed());

  const auto history = History(caller, "acme");
  ASSERT_EQ(history.size(), 3u);
  EXPECT_EQ(history[0].trigger(), v1::TRANSITION_TRIGGER_DECISION);
  EXPECT_EQ(history[0].to(), v1::STANDING_ACTIVE);
  EXPECT_EQ(history[1].trigger(), v1::TRANSITION_TRIGGER_TIME);
  EXPECT_EQ(history[1].to(), v1::STANDING_SUSPENDED);
  EXPECT_EQ(history[1].effective_at().seconds(), At("2026-04-11T00:00:00Z").seconds());
  EXPECT_EQ(history[2].to(), v1::STANDING_AT_RISK);
  for (size_t i = 0; i < history.size(); ++i) {
    EXPECT_EQ(history[i].sequence(), static_cast<int64_t>(history.size() - i));
  }
}

TEST(Journey, ListsWhatTimeBroughtAboutBeforeAnyWriteRecordsIt) {
  ServerFixture fixture;
  fixture.SetClock("2026-01-10T12:00:00Z");
  fixture.Register("acme", "2026-01-10T00:00:00Z");
  fixture.RecordInvoice("acme", "INV-1", 500, "2026-01-10", "2026-01-10");
  fixture.SetClock("2026-06-01T00:00:00Z");
  const Caller caller = fixture.As(rpc::Role::kGlobalAdmin, "acme");
  const auto due = History(caller, "acme");
  ASSERT_EQ(due.size(), 2u);
  EXPECT_EQ(due[0].to(), v1::STANDING_SUSPENDED);
  fixture.RecordPayment("acme", "PAY-1", 500, "2026-06-01T00:00:00Z");
  const auto recorded = History(caller, "acme");
  ASSERT_EQ(recorded.size(), 2u);  // the payment clears, it does not end the episode
  EXPECT_EQ(recorded[0].SerializeAsString(), due[0].SerializeAsString());
  EXPECT_EQ(recorded[1].SerializeAsString(), due[1].SerializeAsString());
}

TEST(Journey, APaymentReceivedInTimeButRecordedLateCorrectsTheLog) {
  ServerFixture fixture;
  fixture.SetClock("2026-01-10T12:00:00Z");
  fixture.Register("acme", "2026-01-10T00:00:00Z");
  fixture.RecordInvoice("acme", "INV-1", 500, "2026-01-10", "2026-01-10");
  fixture.SetClock("2026-03-13T00:00:00Z");
  EXPECT_EQ(fixture.StatusOf("acme").standing(), v1::STANDING_SUSPENDED);
  fixture.RecordPayment("acme", "PAY-1", 500, "2026-03-01T00:00:00Z");
  EXPECT_EQ(fixture.StatusOf("acme").standing(), v1::STANDING_ACTIVE);
  const auto history = History(fixture.As(rpc::Role::kGlobalAdmin, "acme"), "acme");
  ASSERT_EQ(history.size(), 3u);
  EXPECT_EQ(history[0].trigger(), v1::TRANSITION_TRIGGER_CORRECTED_BY_FACT);
  EXPECT_EQ(history[0].trigger_id(), "PAY-1");
}

TEST(Journey, ProfileFailedSuspendsUntilAuthorized) {
  ServerFixture fixture;
  fixture.SetClock("2026-01-10T12:00:00Z");
  fixture.Register("acme", "2026-01-10T00:00:00Z");
  const Caller risk = fixture.As(rpc::Role::kSvcRisk);
  const auto set = [&](const std::string& id, v1::VerificationStatus status) {
    v1::SetVerificationResultRequest request;
    request.set_account_id("acme");
    request.set_request_id(NewRequestId());
    request.set_result_id(id);
    request.set_status(status);
    grpc::ClientContext context;
    v1::SetVerificationResultResponse response;
    const grpc::Status answer = risk.admin->SetVerificationResult(&context, request, &response);
    EXPECT_TRUE(answer.ok()) << answer.error_message();
    return response.standing();
  };
  EXPECT_EQ(set("v1", v1::VERIFICATION_STATUS_FAILED), v1::STANDING_SUSPENDED);
  fixture.SetClock("2026-01-11T12:00:00Z");
  EXPECT_EQ(set("v2", v1::VERIFICATION_STATUS_PENDING), v1::STANDING_SUSPENDED);
  fixture.SetClock("2026-01-12T12:00:00Z");
  EXPECT_EQ(set("v3", v1::VERIFICATION_STATUS_REJECTED), v1::STANDING_SUSPENDED);
  EXPECT_EQ(fixture.StatusOf("acme").causes(0).kind(), v1::CAUSE_KIND_PROFILE_REJECTED);
  fixture.SetClock("2026-01-13T12:00:00Z");
  EXPECT_EQ(set("v4", v1::VERIFICATION_STATUS_AUTHORIZED), v1::STANDING_ACTIVE);
}

TEST(Journey, AnswersNothingOlderThanTheRevisionAskedFor) {
  ServerFixture fixture;
  fixture.Register("acme", "2026-01-10T00:00:00Z");
  v1::GetAccountStatusRequest request;
  request.set_account_id("acme");
  request.set_at_least_revision(1);
  v1::GetAccountStatusResponse response;
  grpc::ClientContext first, second;
  const Caller caller = fixture.As(rpc::Role::kSvcReader);
  EXPECT_TRUE(caller.status->GetAccountStatus(&first, request, &response).ok());
  request.set_at_least_revision(2);
  const grpc::Status status = caller.status->GetAccountStatus(&second, request, &response);
  EXPECT_EQ(ReasonOf(status), "REVISION_NOT_REACHED");
}

}  // namespace
}  // namespace reinstate::testing
