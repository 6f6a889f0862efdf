// The journey as a user of the SDK walks it: generated clients against the real server.

#include <gtest/gtest.h>
#include <reinstate/v1/account_admin_client.h>
#include <reinstate/v1/account_status_client.h>
#include <reinstate/v1/billing_admin_client.h>
#include <reinstate/v1/billing_summary_client.h>
#include <reinstate/v1/support_ticket_client.h>

#include <memory>
#include <string>
#include <vector>

#include "client/runtime/files.h"
#include "tests/support/server_fixture.h"

namespace reinstate::testing {
namespace {

// One caller's connection.
std::shared_ptr<client::Connection> ConnectAs(const ServerFixture& fixture, rpc::Role role,
                                              const std::string& account_id = "",
                                              const std::string& subject = "tester") {
  client::Options options;
  options.server = "localhost" + fixture.address().substr(fixture.address().rfind(':'));
  options.ca_pem = *client::ReadCa(fixture.ca_file());
  options.token = fixture.Token(role, account_id, subject);
  return client::Connect(options);
}

class GeneratedClients : public ::testing::Test {
 protected:
  bool MayResell(const std::string& account_id) {
    v1::CheckOperationRequest request;
    request.set_account_id(account_id);
    request.set_operation(v1::OPERATION_RESELL_NEW_LICENSE);
    const auto response = client::AccountStatusClient(operator_).CheckOperation(request);
    EXPECT_TRUE(response.ok()) << ToString(response.error());
    return response.ok() && response->decision().allowed();
  }

  client::Result<v1::ReinstateAccountResponse> Reinstate(const std::string& account_id) {
    v1::ReinstateAccountRequest request;
    request.set_account_id(account_id);
    request.set_reason("paid");
    return client::AccountAdminClient(operator_).ReinstateAccount(request);
  }

  static v1::RecordPaymentRequest Payment(const std::string& account_id, int64_t amount_minor) {
    v1::RecordPaymentRequest request;
    request.set_account_id(account_id);
    request.mutable_payment()->set_payment_id("PAY-1");
    request.mutable_payment()->mutable_amount()->set_currency_code("USD");
    request.mutable_payment()->mutable_amount()->set_amount_minor(amount_minor);
    return request;
  }

  ServerFixture fixture_;
  std::shared_ptr<client::Connection> operator_ = ConnectAs(fixture_, rpc::Role::kOperator);
};

TEST_F(GeneratedClients, WalkFromSuspendedToReinstated) {
  fixture_.SetClock("2026-01-10T12:00:00Z");
  fixture_.Register("acme", "2026-01-01T00:00:00Z");
  fixture_.RecordInvoice("acme", "INV-1", 12000, "2026-01-10", "2026-02-09");
  EXPECT_TRUE(MayResell("acme"));
  fixture_.SetClock("2026-04-11T00:00:00Z");
  EXPECT_FALSE(MayResell("acme"));

  const auto premature = Reinstate("acme");
  ASSERT_FALSE(premature.ok());
  EXPECT_EQ(premature.error().code, client::StatusCode::kFailedPrecondition);
  EXPECT_EQ(premature.error().reason, "CONDITION_HOLDS");
  EXPECT_FALSE(premature.error().preconditions.empty());
  EXPECT_EQ(premature.error().attempts, 1);

  // A day later: a payment of the very instant of the suspension would make it never have been.
  fixture_.SetClock("2026-04-12T09:00:00Z");
  const client::BillingAdminClient billing_admin(operator_);
  const auto paid = billing_admin.RecordPayment(Payment("acme", 12000));
  ASSERT_TRUE(paid.ok()) << ToString(paid.error());
  const auto reinstated = Reinstate("acme");
  ASSERT_TRUE(reinstated.ok()) << ToString(reinstated.error());
  EXPECT_EQ(reinstated->status().standing(), v1::STANDING_ACTIVE);
  EXPECT_TRUE(MayResell("acme"));

  v1::ListStatusTransitionsRequest history;
  history.set_account_id("acme");
  history.set_page_size(1);
  std::vector<v1::Standing> standings;
  for (const auto& transition :
       client::AccountStatusClient(operator_).ListStatusTransitionsRange(history)) {
    ASSERT_TRUE(transition.ok()) << ToString(transition.error());
    standings.push_back(transition->to());
  }
  ASSERT_GE(standings.size(), 3U);
  EXPECT_EQ(standings.front(), v1::STANDING_ACTIVE);
  EXPECT_EQ(standings.at(1), v1::STANDING_SUSPENDED);
}

// The way that a partner walks: ask too early, pay, be reinstated by the approval of that request.
TEST_F(GeneratedClients, WalkFromSuspendedToReinstatedByATicket) {
  fixture_.SetClock("2026-01-10T12:00:00Z");
  fixture_.Register("acme", "2026-01-01T00:00:00Z");
  fixture_.RecordInvoice("acme", "INV-1", 12000, "2026-01-10", "2026-02-09");
  fixture_.SetClock("2026-04-12T09:00:00Z");
  const auto partner = ConnectAs(fixture_, rpc::Role::kGlobalAdmin, "acme");
  const client::SupportTicketClient partner_tickets(partner);

  v1::CreateTicketRequest ask;
  ask.set_account_id("acme");
  ask.set_topic_id("account-reinstatement");
  ask.set_subject("Please reinstate us");
  const auto asked = partner_tickets.CreateTicket(ask);
  ASSERT_TRUE(asked.ok()) << ToString(asked.error());
  EXPECT_EQ(asked->ticket().reinstatement().readiness(), v1::REINSTATEMENT_READINESS_PREMATURE);
  ASSERT_EQ(asked->ticket().reinstatement().missing_size(), 1);
  EXPECT_EQ(asked->ticket().reinstatement().missing(0).explanations(0).fact().id(), "INV-1");

  v1::DecideReinstatementRequest approve;
  approve.set_account_id("acme");
  approve.set_ticket_id(asked->ticket().ticket_id());
  approve.set_verdict(v1::REINSTATEMENT_VERDICT_APPROVE);
  approve.set_reason("paid");
  const auto own = partner_tickets.DecideReinstatement(approve);
  ASSERT_FALSE(own.ok());
  EXPECT_EQ(own.error().reason, "NOT_PERMITTED");
  const client::SupportTicketClient approver(
      ConnectAs(fixture_, rpc::Role::kSupportApprover, "", "approver"));
  const auto early = approver.DecideReinstatement(approve);
  ASSERT_FALSE(early.ok());
  EXPECT_EQ(early.error().reason, "CONDITION_HOLDS");

  const auto paid = client::BillingAdminClient(operator_).RecordPayment(Payment("acme", 12000));
  ASSERT_TRUE(paid.ok()) << ToString(paid.error());
  EXPECT_FALSE(MayResell("acme")) << "paid is not yet reinstated";
  const auto approved = approver.DecideReinstatement(approve);
  ASSERT_TRUE(approved.ok()) << ToString(approved.error());
  EXPECT_EQ(approved->status().standing(), v1::STANDING_ACTIVE);
  EXPECT_TRUE(MayResell("acme"));
}

TEST_F(GeneratedClients, RepeatAWriteWithoutASecondEffect) {
  fixture_.SetClock("2026-01-10T12:00:00Z");
  fixture_.Register("acme", "2026-01-01T00:00:00Z");
  const client::BillingAdminClient billing_admin(operator_);
  client::CallOptions options;
  options.request_id = "mine";
  const auto first = billing_admin.RecordPayment(Payment("acme", 12000), options);
  ASSERT_TRUE(first.ok()) << ToString(first.error());
  const auto again = billing_admin.RecordPayment(Payment("acme", 12000), options);
  ASSERT_TRUE(again.ok()) << ToString(again.error());
  EXPECT_EQ(again->revision(), first->revision());
  const auto other = billing_admin.RecordPayment(Payment("acme", 1), options);
  ASSERT_FALSE(other.ok());
  EXPECT_EQ(other.error().reason, "IDEMPOTENCY_KEY_REUSED");
}

TEST_F(GeneratedClients, SeeRefusalsAsValues) {
  fixture_.SetClock("2026-01-10T12:00:00Z");
  fixture_.Register("acme", "2026-01-01T00:00:00Z");
  const auto partner = ConnectAs(fixture_, rpc::Role::kGlobalAdmin, "acme");
  const auto refused = client::BillingAdminClient(partner).RecordPayment(Payment("acme", 1));
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().code, client::StatusCode::kPermissionDenied);

  v1::GetInvoiceRequest request;
  request.set_account_id("acme");
  request.set_invoice_id("not an id");
  const auto malformed = client::BillingSummaryClient(partner).GetInvoice(request);
  ASSERT_FALSE(malformed.ok());
  EXPECT_EQ(malformed.error().code, client::StatusCode::kInvalidArgument);
  ASSERT_FALSE(malformed.error().fields.empty());
  EXPECT_EQ(malformed.error().fields[0].field, "invoice_id");
}

TEST_F(GeneratedClients, ListAccountsOverPages) {
  fixture_.SetClock("2026-01-10T12:00:00Z");
  for (const char* account : {"a", "b", "c"}) fixture_.Register(account, "2026-01-01T00:00:00Z");
  v1::ListAccountsRequest request;
  request.set_page_size(1);
  std::string seen;
  for (const auto& summary : client::AccountAdminClient(operator_).ListAccountsRange(request)) {
    ASSERT_TRUE(summary.ok()) << ToString(summary.error());
    seen += summary->account().account_id();
  }
  EXPECT_EQ(seen, "abc");
}

}  // namespace
}  // namespace reinstate::testing
