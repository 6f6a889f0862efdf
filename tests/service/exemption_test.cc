// DOMAIN 2, exemptions over the wire: who grants them, what they end, and what follows their end.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/service/cli_runner.h"

namespace reinstate::testing {
namespace {

constexpr char kAccount[] = "acme";
constexpr char kReason[] = "their bank is on strike";

// An account that is suspended for one invoice of 120.00 USD.
class Exemptions : public ::testing::Test {
 protected:
  Exemptions() {
    fixture_.SetClock("2026-01-10T12:00:00Z");
    fixture_.Register(kAccount, "2026-01-01T00:00:00Z");
    fixture_.RecordInvoice(kAccount, "INV-1", 12000, "2026-01-10", "2026-02-09");
    fixture_.SetClock("2026-04-11T09:00:00Z");
    approver_ = fixture_.As(rpc::Role::kSupportApprover, "", "ann");
    partner_ = fixture_.As(rpc::Role::kGlobalAdmin, kAccount, "pat");
  }

  static v1::GrantExemptionRequest Exemption(const std::string& id, const std::string& expires_at,
                                             v1::CauseKind cause = v1::CAUSE_KIND_BILLING_OVERDUE) {
    v1::GrantExemptionRequest request;
    request.set_account_id(kAccount);
    request.set_request_id(NewRequestId());
    request.set_exemption_id(id);
    request.set_cause(cause);
    *request.mutable_expires_at() = At(expires_at);
    request.set_reason(kReason);
    return request;
  }
  static std::string Grant(const Caller& caller, const v1::GrantExemptionRequest& request) {
    grpc::ClientContext context;
    v1::GrantExemptionResponse response;
    return ReasonOf(caller.admin->GrantExemption(&context, request, &response));
  }
  static std::string Revoke(const Caller& caller, const std::string& id) {
    v1::RevokeExemptionRequest request;
    request.set_account_id(kAccount);
    request.set_request_id(NewRequestId());
    request.set_exemption_id(id);
    grpc::ClientContext context;
    v1::RevokeExemptionResponse response;
    return ReasonOf(caller.admin->RevokeExemption(&context, request, &response));
  }
  static std::string RecordAbuse(const Caller& caller, const std::string& id) {
    v1::RecordAbuseSignalRequest request;
    request.set_account_id(kAccount);
    request.set_request_id(NewRequestId());
    request.set_signal_id(id);
    request.set_severity(v1::ABUSE_SEVERITY_SIGNIFICANT);
    grpc::ClientContext context;
    v1::RecordAbuseSignalResponse response;
    return ReasonOf(caller.admin->RecordAbuseSignal(&context, request, &response));
  }
  static std::string ResolveAbuse(const Caller& caller, const std::string& id) {
    v1::ResolveAbuseSignalRequest request;
    request.set_account_id(kAccount);
    request.set_request_id(NewRequestId());
    request.set_signal_id(id);
    grpc::ClientContext context;
    v1::ResolveAbuseSignalResponse response;
    return ReasonOf(caller.admin->ResolveAbuseSignal(&context, request, &response));
  }
  static v1::ReinstateAccountResponse Reinstate(const Caller& caller) {
    v1::ReinstateAccountRequest request;
    request.set_account_id(kAccount);
    request.set_request_id(NewRequestId());
    request.set_reason("cleared up");
    grpc::ClientContext context;
    v1::ReinstateAccountResponse response;
    const auto status = caller.admin->ReinstateAccount(&context, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  }
  static v1::AccountStatus StatusFor(const Caller& caller) {
    v1::GetAccountStatusRequest request;
    request.set_account_id(kAccount);
    grpc::ClientContext context;
    v1::GetAccountStatusResponse response;
    const auto status = caller.status->GetAccountStatus(&context, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response.status();
  }
  // "ACTIVE>SUSPENDED DECISION" of each entry, newest first.
  static std::vector<std::string> Log(const Caller& caller) {
    v1::ListStatusTransitionsRequest request;
    request.set_account_id(kAccount);
    grpc::ClientContext context;
    v1::ListStatusTransitionsResponse response;
    EXPECT_TRUE(caller.status->ListStatusTransitions(&context, request, &response).ok());
    std::vector<std::string> log;
    for (const v1::StatusTransition& entry : response.transitions()) {
      log.push_back(v1::Standing_Name(entry.from()).substr(9) + ">" +
                    v1::Standing_Name(entry.to()).substr(9) + " " +
                    v1::TransitionTrigger_Name(entry.trigger()).substr(19));
    }
    return log;
  }
  static v1::Ticket Ask(const Caller& caller) {
    v1::CreateTicketRequest request;
    request.set_account_id(kAccount);
    request.set_request_id(NewRequestId());
    request.set_topic_id("account-reinstatement");
    request.set_subject("Please reinstate us");
    grpc::ClientContext context;
    v1::CreateTicketResponse response;
    const auto status = caller.tickets->CreateTicket(&context, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response.ticket();
  }
  static v1::Ticket TicketFor(const Caller& caller, const std::string& ticket_id) {
    v1::GetTicketRequest request;
    request.set_account_id(kAccount);
    request.set_ticket_id(ticket_id);
    grpc::ClientContext context;
    v1::GetTicketResponse response;
    const auto status = caller.tickets->GetTicket(&context, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response.ticket();
  }
  static v1::ListExemptionsResponse List(const Caller& caller, int page_size = 0,
                                         const std::string& page_token = "") {
    v1::ListExemptionsRequest request;
    request.set_account_id(kAccount);
    request.set_page_size(page_size);
    request.set_page_token(page_token);
    grpc::ClientContext context;
    v1::ListExemptionsResponse response;
    const auto status = caller.admin->ListExemptions(&context, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  }

  ServerFixture fixture_;
  Caller approver_, partner_;
};

TEST_F(Exemptions, Domain2_EndTheEpisodeAndExpire) {
  const std::string ticket_id = Ask(partner_).ticket_id();
  EXPECT_EQ(Grant(approver_, Exemption("EX-1", "2026-05-30T00:00:00Z")), "OK");
  v1::AccountStatus status = StatusFor(partner_);
  EXPECT_EQ(status.standing(), v1::STANDING_ACTIVE);
  EXPECT_EQ(status.causes_size(), 0);
  EXPECT_FALSE(status.current());
  ASSERT_EQ(status.exemptions_size(), 1);
  EXPECT_EQ(status.exemptions(0).exemption_id(), "EX-1");
  EXPECT_EQ(status.exemptions(0).cause(), v1::CAUSE_KIND_BILLING_OVERDUE);
  EXPECT_EQ(status.exemptions(0).expires_at().seconds(), At("2026-05-30T00:00:00Z").seconds());
  EXPECT_EQ(status.next_change().standing(), v1::STANDING_AT_RISK);
  EXPECT_EQ(status.next_change().reason(), v1::CHANGE_REASON_EXEMPTION_EXPIRY);
  EXPECT_EQ(status.next_change().suspension_at().seconds(), At("2026-05-30T00:00:00Z").seconds());
  EXPECT_EQ(TicketFor(partner_, ticket_id).reinstatement().outcome(),
            v1::REINSTATEMENT_OUTCOME_NO_LONGER_NEEDED);

  fixture_.SetClock("2026-05-29T23:00:00Z");
  status = StatusFor(partner_);
  EXPECT_EQ(status.standing(), v1::STANDING_AT_RISK);
  EXPECT_EQ(status.next_change().reason(), v1::CHANGE_REASON_EXEMPTION_EXPIRY);
  EXPECT_EQ(status.next_change().facts(status.next_change().facts_size() - 1).kind(),
            v1::FACT_KIND_EXEMPTION);
  fixture_.SetClock("2026-05-30T00:00:00Z");
  status = StatusFor(partner_);
  EXPECT_EQ(status.standing(), v1::STANDING_SUSPENDED);
  EXPECT_EQ(status.exemptions_size(), 0);
  EXPECT_EQ(status.causes(0).since().seconds(), At("2026-05-30T00:00:00Z").seconds());
  EXPECT_EQ(Log(partner_),
            (std::vector<std::string>{"AT_RISK>SUSPENDED TIME", "ACTIVE>AT_RISK TIME",
                                      "SUSPENDED>ACTIVE DECISION", "AT_RISK>SUSPENDED TIME",
                                      "ACTIVE>AT_RISK TIME"}));
}

TEST_F(Exemptions, Domain2_RevokedAConditionThatHoldsSuspendsAgain) {
  EXPECT_EQ(Grant(approver_, Exemption("EX-1", "2026-05-30T00:00:00Z")), "OK");
  fixture_.SetClock("2026-04-12T09:00:00Z");
  EXPECT_EQ(Revoke(approver_, "EX-1"), "OK");
  EXPECT_EQ(StatusFor(partner_).standing(), v1::STANDING_SUSPENDED);
  EXPECT_EQ(StatusFor(partner_).exemptions_size(), 0);
  EXPECT_EQ(Log(partner_)[0], "ACTIVE>SUSPENDED DECISION");
  EXPECT_EQ(Revoke(approver_, "EX-1"), "EXEMPTION_ENDED");
  EXPECT_EQ(Revoke(approver_, "EX-2"), "EXEMPTION_NOT_FOUND");
}

TEST_F(Exemptions, Domain2_AreOfOneCauseWithinTheLimit) {
  const auto with = [](const std::string& expires_at, v1::CauseKind cause) {
    return Exemption("EX-1", expires_at, cause);
  };
  const v1::CauseKind billing = v1::CAUSE_KIND_BILLING_OVERDUE;
  EXPECT_EQ(Grant(approver_, with("2026-05-30T00:00:00Z", v1::CAUSE_KIND_MANUAL_HOLD)),
            "INVALID_FIELD");
  EXPECT_EQ(Grant(approver_, with("2026-04-11T09:00:00Z", billing)), "INVALID_FIELD");
  EXPECT_EQ(Grant(approver_, with("2026-07-10T09:00:01Z", billing)), "INVALID_FIELD");
  auto without_reason = with("2026-05-30T00:00:00Z", billing);
  without_reason.clear_reason();
  EXPECT_EQ(Grant(approver_, without_reason), "INVALID_FIELD");
  auto without_expiry = with("2026-05-30T00:00:00Z", billing);
  without_expiry.clear_expires_at();
  EXPECT_EQ(Grant(approver_, without_expiry), "INVALID_FIELD");
  EXPECT_EQ(Grant(approver_, with("2026-07-10T09:00:00Z", billing)), "OK");
  const int64_t revision = StatusFor(partner_).revision();
  EXPECT_EQ(Grant(approver_, with("2026-07-10T09:00:00Z", billing)), "OK");
  EXPECT_EQ(StatusFor(partner_).revision(), revision);
  EXPECT_EQ(Grant(approver_, with("2026-06-10T09:00:00Z", billing)), "FACT_CONFLICT");
}

TEST_F(Exemptions, NobodyGrantsWhatTheyAskedFor) {
  Ask(approver_);
  EXPECT_EQ(Grant(approver_, Exemption("EX-1", "2026-05-30T00:00:00Z")), "SELF_APPROVAL");
  EXPECT_EQ(StatusFor(partner_).standing(), v1::STANDING_SUSPENDED);
  const Caller other = fixture_.As(rpc::Role::kSupportApprover, "", "bob");
  EXPECT_EQ(Grant(other, Exemption("EX-1", "2026-05-30T00:00:00Z")), "OK");
}

TEST_F(Exemptions, Domain2_AReinstatementSaysUntilWhenOnlyAnExemptionHolds) {
  const Caller staff = fixture_.As(rpc::Role::kOperator, "", "olga");
  ASSERT_EQ(RecordAbuse(staff, "SIG-1"), "OK");
  ASSERT_EQ(Grant(approver_, Exemption("EX-1", "2026-05-30T00:00:00Z")), "OK");
  EXPECT_EQ(StatusFor(partner_).standing(), v1::STANDING_SUSPENDED);
  fixture_.SetClock("2026-04-12T09:00:00Z");
  ASSERT_EQ(ResolveAbuse(staff, "SIG-1"), "OK");
  v1::ReinstateAccountResponse reinstated = Reinstate(staff);
  EXPECT_EQ(reinstated.status().standing(), v1::STANDING_ACTIVE);
  EXPECT_EQ(reinstated.suspended_again_at().seconds(), At("2026-05-30T00:00:00Z").seconds());

  // With the bill paid it holds by itself.
  fixture_.RecordPayment(kAccount, "PAY-1", 12000, "2026-04-12T09:00:00Z");
  ASSERT_EQ(RecordAbuse(staff, "SIG-2"), "OK");
  fixture_.SetClock("2026-04-13T09:00:00Z");
  ASSERT_EQ(ResolveAbuse(staff, "SIG-2"), "OK");
  EXPECT_FALSE(Reinstate(staff).has_suspended_again_at());
}

TEST_F(Exemptions, ReasonAndApproverAreForStaff) {
  ASSERT_EQ(Grant(approver_, Exemption("EX-1", "2026-05-30T00:00:00Z")), "OK");
  // A ticket keeps the status as it was, with all that staff may see.
  ASSERT_EQ(RecordAbuse(fixture_.As(rpc::Role::kSvcRisk), "SIG-1"), "OK");
  const std::string ticket_id = Ask(approver_).ticket_id();
  for (const std::string& shown :
       {StatusFor(partner_).DebugString(), TicketFor(partner_, ticket_id).DebugString(),
        List(fixture_.As(rpc::Role::kSvcReader)).DebugString()}) {
    EXPECT_NE(shown.find("EX-1"), std::string::npos);
    EXPECT_EQ(shown.find(kReason), std::string::npos);
    EXPECT_EQ(shown.find("granted_by"), std::string::npos) << shown;
  }
  EXPECT_EQ(StatusFor(approver_).exemptions(0).reason(), kReason);
  EXPECT_EQ(
      TicketFor(approver_, ticket_id).reinstatement().status_at_creation().exemptions(0).reason(),
      kReason);
}

TEST_F(Exemptions, AreListedTheLastFirstPageByPage) {
  for (const char* id : {"EX-2", "EX-1"}) {
    ASSERT_EQ(Grant(approver_, Exemption(id, "2026-05-30T00:00:00Z")), "OK");
  }
  fixture_.SetClock("2026-04-12T09:00:00Z");
  ASSERT_EQ(Grant(approver_, Exemption("EX-3", "2026-05-30T00:00:00Z")), "OK");
  ASSERT_EQ(Revoke(approver_, "EX-3"), "OK");
  const v1::ListExemptionsResponse first = List(approver_, 2);
  ASSERT_EQ(first.exemptions_size(), 2);
  EXPECT_EQ(first.exemptions(0).exemption_id(), "EX-3");
  EXPECT_TRUE(first.exemptions(0).has_revoked_at());
  EXPECT_EQ(first.exemptions(1).exemption_id(), "EX-1");
  const v1::ListExemptionsResponse rest = List(approver_, 2, first.next_page_token());
  ASSERT_EQ(rest.exemptions_size(), 1);
  EXPECT_EQ(rest.exemptions(0).exemption_id(), "EX-2");
  EXPECT_EQ(rest.next_page_token(), "");
}

TEST_F(Exemptions, OverTheCommandLine) {
  const rpc::TempFile approver(fixture_.Token(rpc::Role::kSupportApprover));
  const rpc::TempFile partner(fixture_.Token(rpc::Role::kGlobalAdmin, kAccount));
  ExpectCli(fixture_, approver,
            "admin exemption grant acme billing-overdue --until 2026-05-30 --id EX-1 "
            "--reason 'bank on strike'",
            "exemption EX-1 from BILLING_OVERDUE until 2026-05-30T00:00Z; the account is ACTIVE");
  const std::string status = ExpectCli(fixture_, partner, "status acme",
                                       "BILLING_OVERDUE until 2026-05-30T00:00Z (exemption EX-1)");
  EXPECT_NE(status.find("suspended from 2026-05-30T00:00Z unless invoice INV-1 is paid"),
            std::string::npos)
      << status;
  EXPECT_EQ(status.find("strike"), std::string::npos) << status;
  ExpectCli(fixture_, approver, "status acme", "bank on strike");
  ExpectCli(fixture_, approver, "admin exemption list acme", "bank on strike");
  ExpectCli(fixture_, approver, "admin exemption revoke acme EX-1 --reason 'strike is over'",
            "revoked exemption EX-1; the account is SUSPENDED");
  EXPECT_EQ(RunCli(fixture_, approver, "admin exemption revoke acme EX-1").code, 1);
  EXPECT_EQ(RunCli(fixture_, approver, "admin exemption revoke acme EX-2").code, 4);
  EXPECT_EQ(RunCli(fixture_, partner, "admin exemption list acme").code, 5);
}

}  // namespace
}  // namespace reinstate::testing
