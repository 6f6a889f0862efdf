// UpdateAccount and CloseAccount over the wire.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/service/cli_runner.h"

namespace reinstate::testing {
namespace {

constexpr char kAccount[] = "acme";

class AccountChanges : public ::testing::Test {
 protected:
  AccountChanges() {
    fixture_.SetClock("2026-03-10T12:00:00Z");
    fixture_.Register(kAccount, "2026-03-01T00:00:00Z");
    provisioning_ = fixture_.As(rpc::Role::kSvcProvisioning, "", "prov-1");
    operator_ = fixture_.As(rpc::Role::kOperator, "", "olga");
  }

  static v1::UpdateAccountRequest Change(const std::vector<std::string>& paths) {
    v1::UpdateAccountRequest request;
    request.set_account_id(kAccount);
    request.set_request_id(NewRequestId());
    for (const std::string& path : paths) request.mutable_update_mask()->add_paths(path);
    request.set_display_name("Acme Ltd");
    request.set_cloud(v1::CLOUD_US_GOVERNMENT);
    request.set_partner_type(v1::PARTNER_TYPE_INDIRECT_RESELLER);
    return request;
  }
  static grpc::Status Send(const Caller& caller, const v1::UpdateAccountRequest& request,
                           v1::UpdateAccountResponse* response) {
    grpc::ClientContext context;
    return caller.admin->UpdateAccount(&context, request, response);
  }
  static std::string Reason(const Caller& caller, const v1::UpdateAccountRequest& request) {
    v1::UpdateAccountResponse response;
    return ReasonOf(Send(caller, request, &response));
  }
  v1::Account Get() const {
    v1::GetAccountRequest request;
    request.set_account_id(kAccount);
    grpc::ClientContext context;
    v1::GetAccountResponse response;
    EXPECT_TRUE(operator_.admin->GetAccount(&context, request, &response).ok());
    return response.account();
  }
  std::string Listed(v1::PartnerType type) const {
    v1::ListAccountsRequest request;
    request.add_partner_types(type);
    grpc::ClientContext context;
    v1::ListAccountsResponse response;
    EXPECT_TRUE(operator_.admin->ListAccounts(&context, request, &response).ok());
    std::string ids;
    for (const auto& account : response.accounts()) ids += account.account().account_id() + " ";
    return ids;
  }
  std::string Close(const std::string& reason) const {
    v1::CloseAccountRequest request;
    request.set_account_id(kAccount);
    request.set_request_id(NewRequestId());
    request.set_reason(reason);
    grpc::ClientContext context;
    v1::CloseAccountResponse response;
    return ReasonOf(provisioning_.admin->CloseAccount(&context, request, &response));
  }

  ServerFixture fixture_;
  Caller provisioning_, operator_;
};

TEST_F(AccountChanges, Api_TheMaskSaysWhatChanges) {
  const v1::Account before = Get();
  EXPECT_EQ(Reason(provisioning_, Change({})), "INVALID_FIELD");
  v1::UpdateAccountResponse response;
  const auto unknown = Send(provisioning_, Change({"standing_from"}), &response);
  EXPECT_EQ(ReasonOf(unknown), "INVALID_FIELD");
  EXPECT_NE(unknown.error_message().find("standing_from"), std::string::npos);
  ASSERT_TRUE(Send(provisioning_, Change({"display_name"}), &response).ok());
  EXPECT_EQ(response.account().display_name(), "Acme Ltd");
  EXPECT_EQ(response.account().partner_type(), v1::PARTNER_TYPE_DIRECT_BILL);
  EXPECT_NE(response.account().etag(), before.etag());
  const int64_t revision = response.revision();
  ASSERT_TRUE(Send(provisioning_, Change({"display_name"}), &response).ok());
  EXPECT_EQ(response.revision(), revision) << "nothing changed";
  // What was registered is still the same account.
  fixture_.Register(kAccount, "2026-03-01T00:00:00Z");
}

TEST_F(AccountChanges, Api_AStaleEtagIsRefused) {
  v1::UpdateAccountRequest request = Change({"cloud"});
  request.set_etag(Get().etag());
  EXPECT_EQ(Reason(provisioning_, request), "OK");
  request.set_request_id(NewRequestId());
  v1::UpdateAccountResponse response;
  const auto stale = Send(provisioning_, request, &response);
  EXPECT_EQ(stale.error_code(), grpc::StatusCode::ABORTED);
  EXPECT_EQ(ReasonOf(stale), "ETAG_MISMATCH");
}

TEST_F(AccountChanges, R1_TypeAndCloudChangeFromAnInstantOn) {
  v1::UpdateAccountRequest request = Change({"partner_type"});
  *request.mutable_effective_at() = At("2026-03-10T12:04:00Z");
  EXPECT_EQ(Reason(provisioning_, request), "OK");
  EXPECT_EQ(Get().partner_type(), v1::PARTNER_TYPE_DIRECT_BILL);
  EXPECT_EQ(Listed(v1::PARTNER_TYPE_DIRECT_BILL), "acme ");
  fixture_.SetClock("2026-03-10T12:04:00Z");
  EXPECT_EQ(Get().partner_type(), v1::PARTNER_TYPE_INDIRECT_RESELLER);
  EXPECT_EQ(Get().cloud(), v1::CLOUD_PUBLIC);
  EXPECT_EQ(Listed(v1::PARTNER_TYPE_DIRECT_BILL), "");
  EXPECT_EQ(Listed(v1::PARTNER_TYPE_INDIRECT_RESELLER), "acme ");
  request.set_request_id(NewRequestId());
  EXPECT_EQ(Reason(provisioning_, request), "OK");  // the same again
  request.set_request_id(NewRequestId());
  request.set_partner_type(v1::PARTNER_TYPE_INDIRECT_PROVIDER);
  EXPECT_EQ(Reason(provisioning_, request), "FACT_CONFLICT");
  *request.mutable_effective_at() = At("2026-03-10T12:30:00Z");
  request.set_request_id(NewRequestId());
  EXPECT_EQ(Reason(provisioning_, request), "EFFECTIVE_IN_FUTURE");
  *request.mutable_effective_at() = At("2026-03-01T12:00:00Z");
  request.set_request_id(NewRequestId());
  request.set_reason("found in the contract");
  EXPECT_EQ(Reason(provisioning_, request), "BACKDATED");
  EXPECT_EQ(Reason(operator_, request), "OK");
  *request.mutable_effective_at() = At("2026-02-01T12:00:00Z");
  request.set_request_id(NewRequestId());
  EXPECT_EQ(Reason(operator_, request), "EFFECTIVE_BEFORE_SUBJECT");
}

TEST_F(AccountChanges, Domain6_ClosedForGood) {
  EXPECT_EQ(Close("left"), "OK");
  const int64_t revision = fixture_.StatusOf(kAccount).revision();
  EXPECT_EQ(Close("left again"), "OK");
  const v1::AccountStatus status = fixture_.StatusOf(kAccount);
  EXPECT_EQ(status.revision(), revision);
  EXPECT_EQ(status.standing(), v1::STANDING_SUSPENDED);
  ASSERT_EQ(status.causes_size(), 1);
  EXPECT_EQ(status.causes(0).kind(), v1::CAUSE_KIND_ACCOUNT_CLOSED);
  ASSERT_EQ(status.allowed_operations_size(), 1);
  EXPECT_EQ(status.allowed_operations(0), v1::OPERATION_VIEW_BILLING);
  EXPECT_TRUE(Get().has_closed_at());

  v1::ReinstateAccountRequest reinstate;
  reinstate.set_account_id(kAccount);
  reinstate.set_request_id(NewRequestId());
  reinstate.set_reason("a mistake");
  grpc::ClientContext reinstate_context;
  v1::ReinstateAccountResponse reinstated;
  EXPECT_EQ(ReasonOf(operator_.admin->ReinstateAccount(&reinstate_context, reinstate, &reinstated)),
            "ACCOUNT_CLOSED");
  v1::GrantExemptionRequest exempt;
  exempt.set_account_id(kAccount);
  exempt.set_request_id(NewRequestId());
  exempt.set_exemption_id("E-1");
  exempt.set_cause(v1::CAUSE_KIND_ACCOUNT_CLOSED);
  *exempt.mutable_expires_at() = At("2026-04-01T00:00:00Z");
  exempt.set_reason("a mistake");
  grpc::ClientContext exempt_context;
  v1::GrantExemptionResponse granted;
  EXPECT_EQ(ReasonOf(operator_.admin->GrantExemption(&exempt_context, exempt, &granted)),
            "INVALID_FIELD");
  v1::GetRestorationPlanRequest plan;
  plan.set_account_id(kAccount);
  grpc::ClientContext plan_context;
  v1::GetRestorationPlanResponse planned;
  ASSERT_TRUE(operator_.status->GetRestorationPlan(&plan_context, plan, &planned).ok());
  EXPECT_EQ(planned.plan().need(), v1::RESTORATION_NEED_CLOSED);
  EXPECT_EQ(planned.plan().steps_size(), 0);
  v1::CreateTicketRequest ticket;
  ticket.set_account_id(kAccount);
  ticket.set_request_id(NewRequestId());
  ticket.set_topic_id("account-reinstatement");
  ticket.set_subject("Please reinstate us");
  grpc::ClientContext ticket_context;
  v1::CreateTicketResponse created;
  const Caller partner = fixture_.As(rpc::Role::kGlobalAdmin, kAccount);
  EXPECT_EQ(ReasonOf(partner.tickets->CreateTicket(&ticket_context, ticket, &created)),
            "ACCOUNT_CLOSED");
  // Other facts may still be recorded.
  fixture_.RecordInvoice(kAccount, "INV-1", 500, "2026-03-10", "2026-03-10");
}

TEST_F(AccountChanges, Cli_UpdateCloseAndProviders) {
  const rpc::TempFile staff(fixture_.Token(rpc::Role::kOperator));
  ExpectCli(fixture_, staff,
            "admin account update acme --type INDIRECT_RESELLER --display-name Acme2",
            "INDIRECT_RESELLER");
  ExpectCli(fixture_, staff,
            "admin register contoso --display-name Contoso --partner-type INDIRECT_PROVIDER",
            "contoso");
  ExpectCli(fixture_, staff, "admin provider link acme contoso",
            "acme is linked to provider contoso; the account is ACTIVE");
  const std::string help = ExpectCli(fixture_, staff, "admin provider report --help", "PROVIDER");
  EXPECT_EQ(help.find("ACCOUNT"), std::string::npos) << help;
  ExpectCli(fixture_, staff, "accounts --partner-type indirect-provider", "contoso");
  ExpectCli(fixture_, staff, "admin provider report contoso --id I-1 --public-reason down",
            "issue I-1 is open");
  ExpectCli(fixture_, staff, "admin provider issues contoso", "every linked account");
  ExpectCli(fixture_, staff, "admin provider affected contoso I-1", "acme");
  ExpectCli(fixture_, staff, "admin provider resolve contoso I-1", "resolved");
  ExpectCli(fixture_, staff, "admin account close acme --reason left", "is closed since");
  ExpectCli(fixture_, staff, "plan acme", "closed for good");
}

}  // namespace
}  // namespace reinstate::testing
