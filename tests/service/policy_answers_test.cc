// The pauses that a policy grants, as answers tell of them.

#include <gtest/gtest.h>

#include <string>

#include "tests/support/policies.h"

namespace reinstate::testing {
namespace {

class PolicyAnswers : public ::testing::Test {
 protected:
  PolicyAnswers()
      : fixture_([](Config& config) { config.policy_rebuild_interval_ms = 0; }),
        alice_(fixture_.As(rpc::Role::kOperator, "", "alice")),
        bob_(fixture_.As(rpc::Role::kOperator, "", "bob")) {}

  // The version, or 0 where it is refused.
  int Announce(const v1::PolicyContent& content, const std::string& effective_from) {
    v1::PolicyProposal proposal;
    *proposal.mutable_content() = content;
    *proposal.mutable_effective_from() = At(effective_from);
    return testing::Announce(alice_, bob_, proposal);
  }

  ServerFixture fixture_;
  const Caller alice_, bob_;
};

TEST_F(PolicyAnswers, Domain2_ADisputeKeepsAnInvoiceFromSuspendingForItsPause) {
  fixture_.SetClock("2026-01-20T12:00:00Z");
  fixture_.Register("acme", "2026-01-15T00:00:00Z");
  fixture_.RecordInvoice("acme", "INV-1", 5000, "2026-01-20", "2026-01-30");
  v1::PolicyContent content = PresentContent(alice_);
  content.set_dispute_pause_days(20);
  ASSERT_EQ(Announce(content, "2026-02-01T00:00:00Z"), 2);
  fixture_.SetClock("2026-03-25T12:00:00Z");
  v1::OpenDisputeRequest dispute;
  dispute.set_account_id("acme");
  dispute.set_request_id(NewRequestId());
  dispute.set_invoice_id("INV-1");
  dispute.set_dispute_id("D-1");
  grpc::ClientContext context;
  v1::OpenDisputeResponse disputed;
  ASSERT_TRUE(alice_.billing_admin->OpenDispute(&context, dispute, &disputed).ok());
  // Overdue by more than 60 days from 1 April, paused through 14 April.
  v1::AccountStatus status = fixture_.StatusOf("acme");
  EXPECT_EQ(status.next_change().standing(), v1::STANDING_SUSPENDED);
  EXPECT_EQ(status.next_change().at().seconds(), At("2026-04-15T00:00:00Z").seconds());
  fixture_.SetClock("2026-04-14T23:59:59Z");
  EXPECT_NE(fixture_.StatusOf("acme").standing(), v1::STANDING_SUSPENDED);
  EXPECT_FALSE(fixture_.StatusOf("acme").current()) << "a pause makes nobody current";
  fixture_.SetClock("2026-04-15T00:00:00Z");
  status = fixture_.StatusOf("acme");
  ASSERT_EQ(status.standing(), v1::STANDING_SUSPENDED);
  EXPECT_EQ(status.causes(0).explanations(0).policy_version(), 2);
}

TEST_F(PolicyAnswers, Domain2_AReinstatementThatOnlyAPendingPaymentHoldsSaysUntilWhen) {
  fixture_.SetClock("2026-01-20T12:00:00Z");
  fixture_.Register("acme", "2026-01-15T00:00:00Z");
  fixture_.RecordInvoice("acme", "INV-1", 5000, "2026-01-20", "2026-01-30");
  v1::PolicyContent content = PresentContent(alice_);
  content.set_clearing_grace_days(5);
  ASSERT_EQ(Announce(content, "2026-02-01T00:00:00Z"), 2);
  fixture_.SetClock("2026-04-10T12:00:00Z");
  ASSERT_EQ(fixture_.StatusOf("acme").standing(), v1::STANDING_SUSPENDED);
  v1::RecordPaymentRequest payment;
  payment.set_account_id("acme");
  payment.set_request_id(NewRequestId());
  payment.mutable_payment()->set_payment_id("PAY-1");
  payment.mutable_payment()->mutable_amount()->set_currency_code("USD");
  payment.mutable_payment()->mutable_amount()->set_amount_minor(5000);
  payment.mutable_payment()->set_status(v1::PAYMENT_STATUS_PENDING);
  grpc::ClientContext pay_context;
  v1::RecordPaymentResponse paid;
  ASSERT_TRUE(alice_.billing_admin->RecordPayment(&pay_context, payment, &paid).ok());
  v1::ReinstateAccountRequest reinstate;
  reinstate.set_account_id("acme");
  reinstate.set_request_id(NewRequestId());
  reinstate.set_reason("the money is on its way");
  grpc::ClientContext context;
  v1::ReinstateAccountResponse response;
  const grpc::Status done = alice_.admin->ReinstateAccount(&context, reinstate, &response);
  ASSERT_TRUE(done.ok()) << done.error_message();
  EXPECT_NE(response.status().standing(), v1::STANDING_SUSPENDED);
  // Received on 10 April: through 15 April.
  EXPECT_EQ(response.suspended_again_at().seconds(), At("2026-04-16T00:00:00Z").seconds());
  fixture_.SetClock("2026-04-15T23:59:59Z");
  EXPECT_NE(fixture_.StatusOf("acme").standing(), v1::STANDING_SUSPENDED);
  fixture_.SetClock("2026-04-16T00:00:00Z");
  EXPECT_EQ(fixture_.StatusOf("acme").standing(), v1::STANDING_SUSPENDED);
}

}  // namespace
}  // namespace reinstate::testing
