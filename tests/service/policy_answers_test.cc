// Answers under policies that come and go: `as_of` repeats each, whatever was rebuilt meanwhile;
// and the pauses that a policy grants.

#include <gtest/gtest.h>

#include <iostream>
#include <random>
#include <string>
#include <vector>

#include "tests/support/server_fixture.h"

namespace reinstate::testing {
namespace {

class PolicyAnswers : public ::testing::Test {
 protected:
  PolicyAnswers()
      : fixture_([](Config& config) { config.policy_rebuild_interval_ms = 0; }),
        alice_(fixture_.As(rpc::Role::kOperator, "", "alice")),
        bob_(fixture_.As(rpc::Role::kOperator, "", "bob")) {}

  v1::PolicyContent Present() {
    grpc::ClientContext context;
    v1::GetPolicyResponse response;
    EXPECT_TRUE(alice_.admin->GetPolicy(&context, {}, &response).ok());
    return response.policy().content();
  }

  // The version, or 0 where it is refused.
  int Announce(const v1::PolicyContent& content, absl::Time effective_from) {
    v1::PreviewPolicyRequest preview;
    *preview.mutable_proposal()->mutable_content() = content;
    preview.mutable_proposal()->mutable_effective_from()->set_seconds(
        absl::ToUnixSeconds(effective_from));
    v1::PreviewPolicyResponse previewed;
    grpc::ClientContext preview_context;
    if (!alice_.admin->PreviewPolicy(&preview_context, preview, &previewed).ok()) return 0;
    v1::CreatePolicyRequest create;
    create.set_request_id(NewRequestId());
    *create.mutable_proposal() = preview.proposal();
    create.set_preview_token(previewed.preview_token());
    create.set_reason("a test");
    v1::CreatePolicyResponse created;
    grpc::ClientContext create_context;
    EXPECT_TRUE(bob_.admin->CreatePolicy(&create_context, create, &created).ok());
    return created.policy().version();
  }

  // Suspended after so many days; other causes are AUTO.
  v1::PolicyContent OverdueAfter(int days, bool automatic) {
    v1::PolicyContent content = Present();
    content.set_days_overdue(days);
    content.clear_causes();
    v1::CausePolicy& overdue = *content.add_causes();
    overdue.set_cause(v1::CAUSE_KIND_BILLING_OVERDUE);
    overdue.set_mode(automatic ? v1::CAUSE_MODE_AUTO : v1::CAUSE_MODE_ON_REQUEST);
    return content;
  }

  void Revoke(int version) {
    v1::RevokePolicyRequest request;
    request.set_request_id(NewRequestId());
    request.set_version(version);
    request.set_reason("a test");
    grpc::ClientContext context;
    v1::RevokePolicyResponse response;
    EXPECT_TRUE(bob_.admin->RevokePolicy(&context, request, &response).ok());
  }

  v1::AccountStatus StatusBy(const Caller& caller, const std::string& account_id,
                             const google::protobuf::Timestamp* as_of = nullptr) {
    v1::GetAccountStatusRequest request;
    request.set_account_id(account_id);
    if (as_of != nullptr) *request.mutable_as_of() = *as_of;
    grpc::ClientContext context;
    v1::GetAccountStatusResponse response;
    const grpc::Status status = caller.status->GetAccountStatus(&context, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response.status();
  }

  void Hold(const Caller& caller, const std::string& account_id, absl::Time until) {
    v1::PlaceHoldRequest request;
    request.set_account_id(account_id);
    request.set_request_id(NewRequestId());
    request.set_hold_id(NewRequestId());
    request.set_reason("a test");
    request.mutable_expires_at()->set_seconds(absl::ToUnixSeconds(until));
    grpc::ClientContext context;
    v1::PlaceHoldResponse response;
    EXPECT_TRUE(caller.admin->PlaceHold(&context, request, &response).ok());
  }

  void SetClock(absl::Time now) {
    fixture_.SetClock(absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", now, absl::UTCTimeZone()));
  }

  ServerFixture fixture_;
  const Caller alice_, bob_;
};

TEST_F(PolicyAnswers, Domain2_AsOfRepeatsEachAnswer) {
  const unsigned seed = std::random_device{}();
  std::cout << "seed " << seed << "\n";
  std::mt19937 random(seed);
  const auto draw = [&](int low, int high) {
    return std::uniform_int_distribution<int>(low, high)(random);
  };
  absl::Time now = absl::FromCivil(absl::CivilSecond(2026, 1, 20, 12, 0, 0), absl::UTCTimeZone());
  SetClock(now);
  const std::vector<std::string> ids = {"a", "b", "c"};
  for (const std::string& id : ids) {
    fixture_.Register(id, "2026-01-15T00:00:00Z");
    fixture_.RecordInvoice(id, "INV-1", 5000, "2026-01-20",
                           "2026-01-2" + std::to_string(draw(1, 9)));
    fixture_.RecordInvoice(id, "INV-2", 7000, "2026-01-20",
                           "2026-02-1" + std::to_string(draw(0, 9)));
  }
  const std::unique_ptr<Server> second = fixture_.StartSecond();
  const Caller callers[] = {fixture_.As(rpc::Role::kOperator),
                            fixture_.AsAt(*second, rpc::Role::kOperator)};
  std::vector<v1::AccountStatus> answers;
  int payments = 0;
  for (int step = 0; step < 60; ++step) {
    now += absl::Hours(draw(1, 60));
    SetClock(now);
    const std::string& id = ids[static_cast<size_t>(draw(0, 2))];
    switch (draw(0, 3)) {
      case 0:
        Hold(callers[draw(0, 1)], id, now + absl::Hours(draw(1, 200)));
        break;
      case 1:
        fixture_.RecordPayment(id, "PAY-" + std::to_string(++payments), draw(1, 4000),
                               absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", now, absl::UTCTimeZone()));
        break;
      default: {
        const int version =
            Announce(OverdueAfter(draw(5, 60), draw(0, 1) == 0), now + absl::Hours(draw(1, 200)));
        if (version > 0 && draw(0, 2) == 0) {
          now += absl::Minutes(30);
          SetClock(now);
          Revoke(version);
        }
      }
    }
    for (int reads = 0; reads < 4; ++reads) {
      now += absl::Minutes(draw(1, 300));
      SetClock(now);
      for (const std::string& asked : ids) {
        answers.push_back(StatusBy(callers[draw(0, 1)], asked));
      }
    }
  }
  // Now one by one, before and after everything is rebuilt.
  for (const bool rebuilt : {false, true}) {
    if (rebuilt) {
      SetClock(now + absl::Minutes(1));
      for (const std::string& id : ids) Hold(alice_, id, now + absl::Hours(1));
    }
    for (const v1::AccountStatus& then : answers) {
      const v1::AccountStatus again =
          StatusBy(callers[draw(0, 1)], then.account_id(), &then.evaluated_at());
      ASSERT_EQ(again.DebugString(), then.DebugString()) << "seed " << seed;
    }
  }
  std::cout << answers.size() << " answers repeated twice\n";
}

TEST_F(PolicyAnswers, Domain2_ADisputeKeepsAnInvoiceFromSuspendingForItsPause) {
  fixture_.SetClock("2026-01-20T12:00:00Z");
  fixture_.Register("acme", "2026-01-15T00:00:00Z");
  fixture_.RecordInvoice("acme", "INV-1", 5000, "2026-01-20", "2026-01-30");
  v1::PolicyContent content = Present();
  content.set_dispute_pause_days(20);
  ASSERT_EQ(Announce(content, absl::FromCivil(absl::CivilDay(2026, 2, 1), absl::UTCTimeZone())), 2);
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
  v1::AccountStatus status = StatusBy(alice_, "acme");
  EXPECT_EQ(status.next_change().standing(), v1::STANDING_SUSPENDED);
  EXPECT_EQ(status.next_change().at().seconds(), At("2026-04-15T00:00:00Z").seconds());
  fixture_.SetClock("2026-04-14T23:59:59Z");
  EXPECT_NE(StatusBy(alice_, "acme").standing(), v1::STANDING_SUSPENDED);
  EXPECT_FALSE(StatusBy(alice_, "acme").current()) << "a pause makes nobody current";
  fixture_.SetClock("2026-04-15T00:00:00Z");
  status = StatusBy(alice_, "acme");
  ASSERT_EQ(status.standing(), v1::STANDING_SUSPENDED);
  EXPECT_EQ(status.causes(0).explanations(0).policy_version(), 2);
}

TEST_F(PolicyAnswers, Domain2_AReinstatementThatOnlyAPendingPaymentHoldsSaysUntilWhen) {
  fixture_.SetClock("2026-01-20T12:00:00Z");
  fixture_.Register("acme", "2026-01-15T00:00:00Z");
  fixture_.RecordInvoice("acme", "INV-1", 5000, "2026-01-20", "2026-01-30");
  v1::PolicyContent content = Present();
  content.set_clearing_grace_days(5);
  ASSERT_EQ(Announce(content, absl::FromCivil(absl::CivilDay(2026, 2, 1), absl::UTCTimeZone())), 2);
  fixture_.SetClock("2026-04-10T12:00:00Z");
  ASSERT_EQ(StatusBy(alice_, "acme").standing(), v1::STANDING_SUSPENDED);
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
  EXPECT_NE(StatusBy(alice_, "acme").standing(), v1::STANDING_SUSPENDED);
  fixture_.SetClock("2026-04-16T00:00:00Z");
  EXPECT_EQ(StatusBy(alice_, "acme").standing(), v1::STANDING_SUSPENDED);
}

}  // namespace
}  // namespace reinstate::testing
