// The restoration plan over the wire: what it asks for is what brings the account back.

#include <gtest/gtest.h>

#include "tests/support/server_fixture.h"

namespace reinstate::testing {
namespace {

v1::RestorationPlan PlanOf(const Caller& caller, const std::string& account_id) {
  v1::GetRestorationPlanRequest request;
  request.set_account_id(account_id);
  grpc::ClientContext context;
  v1::GetRestorationPlanResponse response;
  const grpc::Status status = caller.status->GetRestorationPlan(&context, request, &response);
  EXPECT_TRUE(status.ok()) << status.error_message();
  return response.plan();
}

// "PAY_INVOICES PENDING" of each step.
std::vector<std::string> StepsOf(const v1::RestorationPlan& plan) {
  std::vector<std::string> steps;
  for (const v1::PlanStep& step : plan.steps()) {
    steps.push_back(v1::PlanStepKind_Name(step.kind()).substr(15) + " " +
                    v1::PlanStepState_Name(step.state()).substr(16));
  }
  return steps;
}

using Steps = std::vector<std::string>;

// Pays what a step asks for, to the invoices that it names.
void Pay(const Caller& caller, const std::string& account_id, const v1::PlanStep& step) {
  ASSERT_EQ(step.totals_size(), 1);
  v1::RecordPaymentRequest request;
  request.set_account_id(account_id);
  request.set_request_id(NewRequestId());
  v1::PaymentContent& content = *request.mutable_payment();
  content.set_payment_id("pays-" + step.payments(0).invoice_id());
  *content.mutable_amount() = step.totals(0);
  for (const v1::PlannedPayment& payment : step.payments()) {
    v1::Allocation& allocation = *content.add_allocations();
    allocation.set_invoice_id(payment.invoice_id());
    allocation.set_amount_minor(payment.amount().amount_minor());
  }
  grpc::ClientContext context;
  v1::RecordPaymentResponse response;
  const auto status = caller.billing_admin->RecordPayment(&context, request, &response);
  ASSERT_TRUE(status.ok()) << status.error_message();
}

TEST(Plan, FromAtRiskOverSuspendedToReinstatedByWhatItSays) {
  ServerFixture fixture;
  const Caller caller = fixture.As(rpc::Role::kOperator);
  fixture.SetClock("2026-02-10T12:00:00Z");
  fixture.Register("acme", "2026-01-01T00:00:00Z");
  fixture.RecordInvoice("acme", "INV-1", 12000, "2026-01-10", "2026-02-09");
  fixture.RecordInvoice("acme", "INV-2", 5000, "2026-02-10", "2026-03-10");
  v1::RestorationPlan plan = PlanOf(caller, "acme");
  EXPECT_EQ(plan.need(), v1::RESTORATION_NEED_NOTHING);
  EXPECT_EQ(plan.standing(), v1::STANDING_ACTIVE);
  EXPECT_EQ(plan.steps_size(), 0);
  EXPECT_FALSE(plan.current());
  EXPECT_EQ(plan.revision(), 3);

  fixture.SetClock("2026-03-12T00:00:00Z");
  plan = PlanOf(caller, "acme");
  EXPECT_EQ(plan.need(), v1::RESTORATION_NEED_AVERT);
  EXPECT_EQ(plan.suspended_at().seconds(), At("2026-04-11T00:00:00Z").seconds());
  EXPECT_EQ(StepsOf(plan), Steps{"PAY_INVOICES PENDING"});

  fixture.SetClock("2026-04-12T00:00:00Z");
  plan = PlanOf(fixture.As(rpc::Role::kGlobalAdmin, "acme"), "acme");
  EXPECT_EQ(plan.need(), v1::RESTORATION_NEED_RESTORE);
  EXPECT_EQ(StepsOf(plan), (Steps{"PAY_INVOICES PENDING", "REQUEST_REINSTATEMENT BLOCKED",
                                  "DECIDE_REINSTATEMENT BLOCKED"}));
  const v1::PlanStep& pay = plan.steps(0);
  EXPECT_EQ(pay.number(), 1);
  EXPECT_EQ(pay.roles(0), v1::ROLE_BILLING_ADMIN);
  ASSERT_EQ(pay.payments_size(), 1);
  EXPECT_EQ(pay.payments(0).invoice_id(), "INV-1");
  EXPECT_EQ(pay.payments(0).amount().amount_minor(), 12000);
  EXPECT_EQ(pay.payments(0).due_on().day(), 9);
  EXPECT_EQ(plan.steps(1).roles(0), v1::ROLE_GLOBAL_ADMIN);
  EXPECT_EQ(plan.steps(1).blocked_by(0), 1);
  EXPECT_EQ(plan.steps(2).roles(0), v1::ROLE_SUPPORT_APPROVER);
  EXPECT_EQ(plan.to_be_current_size(), 2);
  EXPECT_EQ(plan.to_be_current_totals(0).amount_minor(), 17000);
  EXPECT_EQ(plan.suspended_again_at().seconds(), At("2026-05-10T00:00:00Z").seconds());

  Pay(caller, "acme", pay);
  plan = PlanOf(caller, "acme");
  EXPECT_EQ(StepsOf(plan), (Steps{"PAY_INVOICES DONE", "REQUEST_REINSTATEMENT PENDING",
                                  "DECIDE_REINSTATEMENT BLOCKED"}));
  EXPECT_FALSE(fixture.StatusOf("acme").causes(0).condition_holds());
  v1::ReinstateAccountRequest reinstate;
  reinstate.set_account_id("acme");
  reinstate.set_request_id(NewRequestId());
  reinstate.set_reason("paid");
  grpc::ClientContext context;
  v1::ReinstateAccountResponse reinstated;
  ASSERT_TRUE(caller.admin->ReinstateAccount(&context, reinstate, &reinstated).ok());
  // INV-2 is what remains: day 61 is 10 May, 28 days away.
  plan = PlanOf(caller, "acme");
  EXPECT_EQ(plan.need(), v1::RESTORATION_NEED_AVERT);
  EXPECT_EQ(plan.suspended_at().seconds(), At("2026-05-10T00:00:00Z").seconds());
  Pay(caller, "acme", plan.steps(0));
  plan = PlanOf(caller, "acme");
  EXPECT_EQ(plan.need(), v1::RESTORATION_NEED_NOTHING);
  EXPECT_TRUE(plan.current());
  EXPECT_EQ(plan.to_be_current_size(), 0);
}

// The id of the new request for reinstatement.
std::string Ask(const Caller& caller, const std::string& account_id) {
  v1::CreateTicketRequest request;
  request.set_account_id(account_id);
  request.set_request_id(NewRequestId());
  request.set_topic_id("account-reinstatement");
  request.set_subject("Please reinstate us");
  grpc::ClientContext context;
  v1::CreateTicketResponse response;
  const grpc::Status status = caller.tickets->CreateTicket(&context, request, &response);
  EXPECT_TRUE(status.ok()) << status.error_message();
  return response.ticket().ticket_id();
}

TEST(Plan, NamesTheOpenRequestAndAsksForNoSecond) {
  ServerFixture fixture;
  fixture.SetClock("2026-01-10T12:00:00Z");
  fixture.Register("acme", "2026-01-01T00:00:00Z");
  fixture.RecordInvoice("acme", "INV-1", 12000, "2026-01-10", "2026-02-09");
  fixture.SetClock("2026-04-11T09:00:00Z");
  const Caller partner = fixture.As(rpc::Role::kGlobalAdmin, "acme");
  const std::string ticket_id = Ask(partner, "acme");
  v1::RestorationPlan plan = PlanOf(partner, "acme");
  EXPECT_EQ(StepsOf(plan), (Steps{"PAY_INVOICES PENDING", "REQUEST_REINSTATEMENT DONE",
                                  "DECIDE_REINSTATEMENT BLOCKED"}));
  EXPECT_EQ(plan.steps(0).ticket_id(), "");
  EXPECT_EQ(plan.steps(1).ticket_id(), ticket_id);
  EXPECT_EQ(plan.steps(2).ticket_id(), ticket_id);

  Pay(fixture.As(rpc::Role::kOperator), "acme", plan.steps(0));
  plan = PlanOf(partner, "acme");
  EXPECT_EQ(StepsOf(plan), (Steps{"PAY_INVOICES DONE", "REQUEST_REINSTATEMENT DONE",
                                  "DECIDE_REINSTATEMENT PENDING", "COMPLETE_PROFILE PENDING"}));
  v1::DecideReinstatementRequest approve;
  approve.set_account_id("acme");
  approve.set_request_id(NewRequestId());
  approve.set_ticket_id(ticket_id);
  approve.set_verdict(v1::REINSTATEMENT_VERDICT_APPROVE);
  approve.set_reason("paid");
  grpc::ClientContext context;
  v1::DecideReinstatementResponse decided;
  const Caller approver = fixture.As(rpc::Role::kSupportApprover, "", "ann");
  ASSERT_TRUE(approver.tickets->DecideReinstatement(&context, approve, &decided).ok());
  EXPECT_EQ(PlanOf(partner, "acme").steps_size(), 0);
}

// No write has recorded yet that time has ended it.
TEST(Plan, AsksAnewWhereTimeHasEndedTheRequest) {
  ServerFixture fixture;
  fixture.SetClock("2026-04-11T09:00:00Z");
  fixture.Register("acme", "2026-01-01T00:00:00Z");
  fixture.RecordInvoice("acme", "INV-1", 500, "2026-04-11", "2026-04-11");
  v1::PlaceHoldRequest place;
  place.set_account_id("acme");
  place.set_request_id(NewRequestId());
  place.set_hold_id("H-1");
  place.set_reason("a check");
  *place.mutable_expires_at() = At("2026-04-20T00:00:00Z");
  grpc::ClientContext context;
  v1::PlaceHoldResponse placed;
  ASSERT_TRUE(fixture.As(rpc::Role::kOperator).admin->PlaceHold(&context, place, &placed).ok());
  const Caller partner = fixture.As(rpc::Role::kGlobalAdmin, "acme");
  Ask(partner, "acme");
  fixture.SetClock("2026-06-11T00:00:00Z");
  const v1::RestorationPlan plan = PlanOf(partner, "acme");
  EXPECT_EQ(StepsOf(plan), (Steps{"PAY_INVOICES PENDING", "REQUEST_REINSTATEMENT BLOCKED",
                                  "DECIDE_REINSTATEMENT BLOCKED"}));
  EXPECT_EQ(plan.steps(1).ticket_id(), "");
}

TEST(Plan, AmountsAndInternalReasonsAreForThoseWhoMaySeeThem) {
  ServerFixture fixture;
  fixture.SetClock("2026-06-10T12:00:00Z");
  fixture.Register("acme", "2026-01-01T00:00:00Z");
  fixture.RecordInvoice("acme", "INV-1", 500, "2026-01-10", "2026-01-10");
  v1::PlaceHoldRequest place;
  place.set_account_id("acme");
  place.set_request_id(NewRequestId());
  place.set_hold_id("H-1");
  place.set_reason("suspicious sign-ins");
  place.set_internal(true);
  grpc::ClientContext context;
  v1::PlaceHoldResponse placed;
  ASSERT_TRUE(fixture.As(rpc::Role::kOperator).admin->PlaceHold(&context, place, &placed).ok());

  const auto partner = PlanOf(fixture.As(rpc::Role::kGlobalAdmin, "acme"), "acme");
  ASSERT_EQ(StepsOf(partner),
            (Steps{"PAY_INVOICES PENDING", "RELEASE_HOLD PENDING", "REQUEST_REINSTATEMENT BLOCKED",
                   "DECIDE_REINSTATEMENT BLOCKED"}));
  EXPECT_EQ(partner.steps(1).target().id(), "H-1");
  EXPECT_EQ(partner.steps(0).totals(0).amount_minor(), 500);
  EXPECT_EQ(partner.DebugString().find("suspicious"), std::string::npos);

  const auto staff = PlanOf(fixture.As(rpc::Role::kSupportAgent), "acme");
  EXPECT_EQ(staff.steps(1).internal_note(), "suspicious sign-ins");

  // A risk service may read plans and no billing.
  const auto risk = PlanOf(fixture.As(rpc::Role::kSvcRisk), "acme");
  EXPECT_EQ(risk.steps(0).payments(0).invoice_id(), "INV-1");
  EXPECT_FALSE(risk.steps(0).payments(0).has_amount());
  EXPECT_EQ(risk.DebugString().find("amount"), std::string::npos);
  EXPECT_EQ(risk.steps(0).totals_size() + risk.to_be_current_totals_size(), 0);
  EXPECT_EQ(risk.DebugString().find("suspicious"), std::string::npos);
}

TEST(Plan, IsRefusedForOtherTenantsAndNotFoundForStaff) {
  ServerFixture fixture;
  fixture.SetClock("2026-06-10T12:00:00Z");
  fixture.Register("acme", "2026-01-01T00:00:00Z");
  fixture.Register("other", "2026-01-01T00:00:00Z");
  const auto reason = [](const Caller& caller, const std::string& account_id) {
    v1::GetRestorationPlanRequest request;
    request.set_account_id(account_id);
    grpc::ClientContext context;
    v1::GetRestorationPlanResponse response;
    return ReasonOf(caller.status->GetRestorationPlan(&context, request, &response));
  };
  const Caller partner = fixture.As(rpc::Role::kBillingAdmin, "acme");
  EXPECT_EQ(reason(partner, "acme"), "OK");
  EXPECT_EQ(reason(partner, "other"), "NOT_PERMITTED");
  EXPECT_EQ(reason(partner, "absent"), "NOT_PERMITTED");
  EXPECT_EQ(reason(fixture.As(rpc::Role::kAdminAgent, "acme"), "acme"), "NOT_PERMITTED");
  EXPECT_EQ(reason(fixture.As(rpc::Role::kAuditor), "absent"), "ACCOUNT_NOT_FOUND");
}

}  // namespace
}  // namespace reinstate::testing
