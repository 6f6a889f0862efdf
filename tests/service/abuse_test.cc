// R14: signals of abuse over the wire: who records them, what they suspend, and who may read what.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/service/cli_runner.h"

namespace reinstate::testing {
namespace {

constexpr char kAccount[] = "acme";
constexpr char kNote[] = "informant in the call centre";

class Abuse : public ::testing::Test {
 protected:
  Abuse() {
    fixture_.SetClock("2026-03-10T12:00:00Z");
    fixture_.Register(kAccount, "2026-03-01T00:00:00Z");
    risk_ = fixture_.As(rpc::Role::kSvcRisk, "", "risk-1");
    operator_ = fixture_.As(rpc::Role::kOperator, "", "olga");
    partner_ = fixture_.As(rpc::Role::kGlobalAdmin, kAccount, "pat");
  }

  static v1::RecordAbuseSignalRequest Signal(const std::string& id, v1::AbuseSeverity severity,
                                             const std::string& detected_at = "") {
    v1::RecordAbuseSignalRequest request;
    request.set_account_id(kAccount);
    request.set_request_id(NewRequestId());
    request.set_signal_id(id);
    request.set_severity(severity);
    request.set_public_reason("mass mailing");
    request.set_internal_note(kNote);
    if (!detected_at.empty()) *request.mutable_detected_at() = At(detected_at);
    return request;
  }
  static grpc::Status Record(const Caller& caller, const v1::RecordAbuseSignalRequest& request,
                             v1::RecordAbuseSignalResponse* response) {
    grpc::ClientContext context;
    return caller.admin->RecordAbuseSignal(&context, request, response);
  }
  static std::string Record(const Caller& caller, const v1::RecordAbuseSignalRequest& request) {
    v1::RecordAbuseSignalResponse response;
    return ReasonOf(Record(caller, request, &response));
  }
  static std::string Resolve(const Caller& caller, const std::string& id,
                             const std::string& at = "", const std::string& reason = "") {
    v1::ResolveAbuseSignalRequest request;
    request.set_account_id(kAccount);
    request.set_request_id(NewRequestId());
    request.set_signal_id(id);
    request.set_reason(reason);
    if (!at.empty()) *request.mutable_effective_at() = At(at);
    grpc::ClientContext context;
    v1::ResolveAbuseSignalResponse response;
    return ReasonOf(caller.admin->ResolveAbuseSignal(&context, request, &response));
  }
  static std::string Withdraw(const Caller& caller, const std::string& id,
                              const std::string& reason = "") {
    v1::WithdrawAbuseSignalRequest request;
    request.set_account_id(kAccount);
    request.set_request_id(NewRequestId());
    request.set_signal_id(id);
    request.set_reason(reason);
    grpc::ClientContext context;
    v1::WithdrawAbuseSignalResponse response;
    return ReasonOf(caller.admin->WithdrawAbuseSignal(&context, request, &response));
  }
  static grpc::Status Reinstate(const Caller& caller) {
    v1::ReinstateAccountRequest request;
    request.set_account_id(kAccount);
    request.set_request_id(NewRequestId());
    request.set_reason("cleared up");
    grpc::ClientContext context;
    v1::ReinstateAccountResponse response;
    return caller.admin->ReinstateAccount(&context, request, &response);
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
  static v1::RestorationPlan PlanFor(const Caller& caller) {
    v1::GetRestorationPlanRequest request;
    request.set_account_id(kAccount);
    grpc::ClientContext context;
    v1::GetRestorationPlanResponse response;
    const auto status = caller.status->GetRestorationPlan(&context, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response.plan();
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
  static v1::StatusTransition LastTransition(const Caller& caller) {
    v1::ListStatusTransitionsRequest request;
    request.set_account_id(kAccount);
    grpc::ClientContext context;
    v1::ListStatusTransitionsResponse response;
    const auto status = caller.status->ListStatusTransitions(&context, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response.transitions_size() == 0 ? v1::StatusTransition() : response.transitions(0);
  }
  static v1::ListAbuseSignalsResponse List(const Caller& caller, int page_size = 0,
                                           const std::string& page_token = "") {
    v1::ListAbuseSignalsRequest request;
    request.set_account_id(kAccount);
    request.set_page_size(page_size);
    request.set_page_token(page_token);
    grpc::ClientContext context;
    v1::ListAbuseSignalsResponse response;
    const auto status = caller.admin->ListAbuseSignals(&context, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  }

  ServerFixture fixture_;
  Caller risk_, operator_, partner_;
};

TEST_F(Abuse, R14_SuspendsUntilResolvedAndReinstated) {
  EXPECT_EQ(Record(risk_, Signal("SIG-0", v1::ABUSE_SEVERITY_MODERATE)), "OK");
  EXPECT_EQ(StatusFor(partner_).standing(), v1::STANDING_ACTIVE);
  v1::RecordAbuseSignalResponse recorded;
  ASSERT_TRUE(Record(risk_, Signal("SIG-1", v1::ABUSE_SEVERITY_SIGNIFICANT), &recorded).ok());
  EXPECT_EQ(recorded.standing(), v1::STANDING_SUSPENDED);
  EXPECT_NE(recorded.signal().recorded_by().find("risk-1"), std::string::npos);

  const v1::AccountStatus status = StatusFor(partner_);
  ASSERT_EQ(status.causes_size(), 1);
  EXPECT_EQ(status.causes(0).kind(), v1::CAUSE_KIND_ACCOUNT_ABUSE);
  EXPECT_EQ(status.causes(0).mode(), v1::CAUSE_MODE_ON_REQUEST);
  EXPECT_TRUE(status.causes(0).condition_holds());
  ASSERT_EQ(status.causes(0).explanation_count(), 1);
  const v1::Explanation& why = status.causes(0).explanations(0);
  EXPECT_EQ(why.fact().kind(), v1::FACT_KIND_ABUSE_SIGNAL);
  EXPECT_EQ(why.fact().id(), "SIG-1");
  EXPECT_EQ(why.observed(), "SIGNIFICANT");
  EXPECT_EQ(why.public_reason(), "mass mailing");

  const grpc::Status early = Reinstate(operator_);
  EXPECT_EQ(ReasonOf(early), "CONDITION_HOLDS");
  EXPECT_NE(early.error_details().find("SIG-1"), std::string::npos);
  EXPECT_EQ(early.error_details().find("SIG-0"), std::string::npos);
  const std::string ticket_id = Ask(partner_).ticket_id();
  v1::Ticket ticket = TicketFor(partner_, ticket_id);
  EXPECT_EQ(ticket.reinstatement().readiness(), v1::REINSTATEMENT_READINESS_PREMATURE);
  ASSERT_EQ(ticket.reinstatement().missing_size(), 1);
  EXPECT_EQ(ticket.reinstatement().missing(0).explanations(0).fact().id(), "SIG-1");

  v1::RestorationPlan plan = PlanFor(partner_);
  ASSERT_EQ(plan.steps_size(), 4);  // the last is about the partner profile
  EXPECT_EQ(plan.steps(0).kind(), v1::PLAN_STEP_KIND_RESOLVE_ABUSE);
  EXPECT_EQ(plan.steps(0).state(), v1::PLAN_STEP_STATE_PENDING);
  EXPECT_EQ(plan.steps(0).target().kind(), v1::FACT_KIND_ABUSE_SIGNAL);
  EXPECT_EQ(plan.steps(0).target().id(), "SIG-1");
  EXPECT_EQ(plan.steps(0).roles(0), v1::ROLE_SVC_RISK);
  EXPECT_EQ(plan.steps(0).public_reason(), "mass mailing");

  fixture_.SetClock("2026-03-11T09:00:00Z");
  EXPECT_EQ(Resolve(risk_, "SIG-1"), "OK");
  EXPECT_FALSE(StatusFor(partner_).causes(0).condition_holds());
  EXPECT_EQ(TicketFor(partner_, ticket_id).reinstatement().readiness(),
            v1::REINSTATEMENT_READINESS_RIPE);
  EXPECT_EQ(PlanFor(partner_).steps(0).state(), v1::PLAN_STEP_STATE_DONE);
  EXPECT_EQ(ReasonOf(Reinstate(operator_)), "OK");
  EXPECT_EQ(StatusFor(partner_).standing(), v1::STANDING_ACTIVE);
  const v1::StatusTransition last = LastTransition(partner_);
  EXPECT_EQ(last.trigger(), v1::TRANSITION_TRIGGER_DECISION);
  EXPECT_EQ(last.causes_removed(0), v1::CAUSE_KIND_ACCOUNT_ABUSE);
}

TEST_F(Abuse, Domain2_AWithdrawnSignalNeverWasAndTheLogSaysSo) {
  EXPECT_EQ(Record(risk_, Signal("SIG-1", v1::ABUSE_SEVERITY_SIGNIFICANT, "2026-03-08T00:00:00Z")),
            "OK");
  const std::string ticket_id = Ask(partner_).ticket_id();
  EXPECT_EQ(LastTransition(partner_).effective_at().seconds(),
            At("2026-03-08T00:00:00Z").seconds());
  fixture_.SetClock("2026-03-12T00:00:00Z");
  EXPECT_EQ(Withdraw(risk_, "SIG-1"), "OK");
  EXPECT_EQ(Withdraw(risk_, "SIG-1"), "OK");
  EXPECT_EQ(Resolve(risk_, "SIG-1"), "SIGNAL_WITHDRAWN");
  EXPECT_EQ(StatusFor(partner_).standing(), v1::STANDING_ACTIVE);
  const v1::StatusTransition last = LastTransition(partner_);
  EXPECT_EQ(last.sequence(), 2);
  EXPECT_EQ(last.trigger(), v1::TRANSITION_TRIGGER_CORRECTED_BY_FACT);
  EXPECT_EQ(last.trigger_id(), "SIG-1");
  EXPECT_EQ(TicketFor(partner_, ticket_id).reinstatement().outcome(),
            v1::REINSTATEMENT_OUTCOME_NO_LONGER_NEEDED);
}

TEST_F(Abuse, Domain2_TheRulesOfTimeAndOfRepeating) {
  const auto old = Signal("SIG-1", v1::ABUSE_SEVERITY_SIGNIFICANT, "2026-03-02T00:00:00Z");
  EXPECT_EQ(Record(risk_, old), "BACKDATED");
  EXPECT_EQ(Record(operator_, old), "BACKDATED");
  auto with_reason = old;
  with_reason.set_reason("reported late");
  EXPECT_EQ(Record(risk_, with_reason), "BACKDATED");
  EXPECT_EQ(Record(operator_, with_reason), "OK");
  EXPECT_EQ(
      Record(operator_, Signal("SIG-2", v1::ABUSE_SEVERITY_SIGNIFICANT, "2026-03-10T12:06:00Z")),
      "EFFECTIVE_IN_FUTURE");
  auto before = Signal("SIG-2", v1::ABUSE_SEVERITY_SIGNIFICANT, "2026-02-28T00:00:00Z");
  before.set_reason("reported late");
  EXPECT_EQ(Record(operator_, before), "EFFECTIVE_BEFORE_SUBJECT");
  EXPECT_EQ(Record(risk_, Signal("SIG-3", v1::ABUSE_SEVERITY_UNSPECIFIED)), "INVALID_FIELD");

  // The same signal again, by another request, and another signal of its id.
  const int64_t revision = StatusFor(operator_).revision();
  auto again = old;
  again.set_request_id(NewRequestId());
  EXPECT_EQ(Record(risk_, again), "OK");
  EXPECT_EQ(StatusFor(operator_).revision(), revision);
  EXPECT_EQ(Record(risk_, Signal("SIG-1", v1::ABUSE_SEVERITY_LOW, "2026-03-02T00:00:00Z")),
            "FACT_CONFLICT");

  EXPECT_EQ(Withdraw(risk_, "SIG-1", "in error"), "BACKDATED");
  EXPECT_EQ(Withdraw(operator_, "SIG-1"), "BACKDATED");
  EXPECT_EQ(Resolve(risk_, "SIG-1", "2026-03-02T12:00:00Z", "was over"), "BACKDATED");
  EXPECT_EQ(Resolve(operator_, "SIG-1", "2026-03-01T12:00:00Z", "x"), "EFFECTIVE_BEFORE_SUBJECT");
  EXPECT_EQ(Resolve(operator_, "SIG-1", "2026-03-02T12:00:00Z", "was over"), "OK");
  EXPECT_EQ(Resolve(risk_, "SIG-1", "2026-03-09T00:00:00Z"), "FACT_CONFLICT");
  EXPECT_EQ(Withdraw(operator_, "SIG-1", "in error"), "OK");
  EXPECT_EQ(Resolve(risk_, "SIG-9"), "SIGNAL_NOT_FOUND");
  EXPECT_EQ(Withdraw(risk_, "SIG-9"), "SIGNAL_NOT_FOUND");
}

// By status, plan, tickets, log, lists and refusals.
TEST_F(Abuse, TheInternalNoteIsForStaffAlone) {
  ASSERT_EQ(Record(operator_, Signal("SIG-1", v1::ABUSE_SEVERITY_SIGNIFICANT)), "OK");
  // Staff asks, so that the stored explanation knows the note.
  const Caller agent = fixture_.As(rpc::Role::kSupportAgent, "", "sue");
  const std::string ticket_id = Ask(agent).ticket_id();
  for (const rpc::Role role : {rpc::Role::kGlobalAdmin, rpc::Role::kBillingAdmin}) {
    const Caller partner = fixture_.As(role, kAccount);
    EXPECT_EQ(StatusFor(partner).DebugString().find(kNote), std::string::npos);
    EXPECT_EQ(PlanFor(partner).DebugString().find(kNote), std::string::npos);
    EXPECT_EQ(TicketFor(partner, ticket_id).DebugString().find(kNote), std::string::npos);
    EXPECT_EQ(LastTransition(partner).DebugString().find(kNote), std::string::npos);
  }
  for (const rpc::Role role : {rpc::Role::kAdminAgent, rpc::Role::kHelpdeskAgent}) {
    EXPECT_EQ(StatusFor(fixture_.As(role, kAccount)).DebugString().find(kNote), std::string::npos);
  }
  const Caller reader = fixture_.As(rpc::Role::kSvcReader);
  EXPECT_EQ(StatusFor(reader).DebugString().find(kNote), std::string::npos);
  EXPECT_EQ(List(reader).DebugString().find(kNote), std::string::npos);
  EXPECT_EQ(PlanFor(risk_).DebugString().find(kNote), std::string::npos);
  // Who records it for staff does not read it again.
  v1::RecordAbuseSignalResponse recorded;
  auto repeated = Signal("SIG-1", v1::ABUSE_SEVERITY_SIGNIFICANT);
  ASSERT_TRUE(Record(risk_, repeated, &recorded).ok());
  EXPECT_EQ(recorded.signal().internal_note(), "");
  repeated.set_request_id(NewRequestId());
  repeated.set_internal_note("another");
  const grpc::Status conflict = Record(risk_, repeated, &recorded);
  EXPECT_EQ((conflict.error_message() + conflict.error_details()).find(kNote), std::string::npos);
  const grpc::Status refused = Reinstate(operator_);
  EXPECT_EQ((refused.error_message() + refused.error_details()).find(kNote), std::string::npos);

  EXPECT_EQ(StatusFor(agent).causes(0).explanations(0).internal_note(), kNote);
  EXPECT_EQ(StatusFor(agent).causes(0).explanations(0).public_reason(), "mass mailing");
  EXPECT_EQ(PlanFor(agent).steps(0).internal_note(), kNote);
  EXPECT_EQ(List(fixture_.As(rpc::Role::kAuditor)).signals(0).internal_note(), kNote);
}

TEST_F(Abuse, AreListedTheLastFirstPageByPage) {
  EXPECT_EQ(List(risk_).signals_size(), 0);
  for (const char* at : {"2026-03-08T00:00:00Z", "2026-03-10T00:00:00Z", "2026-03-09T00:00:00Z"}) {
    const std::string id = std::string("SIG-").append(at + 8, 2);
    ASSERT_EQ(Record(risk_, Signal(id, v1::ABUSE_SEVERITY_LOW, at)), "OK");
  }
  ASSERT_EQ(Record(risk_, Signal("SIG-10b", v1::ABUSE_SEVERITY_LOW, "2026-03-10T00:00:00Z")), "OK");
  ASSERT_EQ(Resolve(risk_, "SIG-09"), "OK");
  ASSERT_EQ(Withdraw(risk_, "SIG-08"), "OK");
  std::vector<std::string> ids;
  std::string page_token;
  do {
    const v1::ListAbuseSignalsResponse page = List(risk_, 2, page_token);
    EXPECT_EQ(page.signals_size(), 2);
    for (const v1::AbuseSignal& signal : page.signals()) ids.push_back(signal.signal_id());
    page_token = page.next_page_token();
  } while (!page_token.empty());
  EXPECT_EQ(ids, (std::vector<std::string>{"SIG-10", "SIG-10b", "SIG-09", "SIG-08"}));
  const v1::ListAbuseSignalsResponse all = List(risk_);
  EXPECT_TRUE(all.signals(2).has_resolved_at());
  EXPECT_TRUE(all.signals(3).has_withdrawn_at());
  v1::ListAbuseSignalsRequest absent;
  absent.set_account_id("absent");
  grpc::ClientContext context;
  v1::ListAbuseSignalsResponse response;
  EXPECT_EQ(ReasonOf(risk_.admin->ListAbuseSignals(&context, absent, &response)),
            "ACCOUNT_NOT_FOUND");
}

TEST_F(Abuse, OverTheCommandLine) {
  const rpc::TempFile risk(fixture_.Token(rpc::Role::kSvcRisk));
  const rpc::TempFile staff(fixture_.Token(rpc::Role::kOperator));
  const rpc::TempFile partner(fixture_.Token(rpc::Role::kGlobalAdmin, kAccount));
  ExpectCli(fixture_, risk,
            "admin abuse record acme significant --id SIG-1 --public-reason 'mass mailing' "
            "--internal-note 'case 12'",
            "abuse signal SIG-1 (SIGNIFICANT) is open; the account is SUSPENDED at revision 2");
  const std::string status = ExpectCli(fixture_, partner, "status acme", "ACCOUNT_ABUSE since");
  EXPECT_NE(status.find("abuse signal SIG-1 is SIGNIFICANT"), std::string::npos) << status;
  EXPECT_NE(status.find("reason: mass mailing"), std::string::npos) << status;
  EXPECT_EQ(status.find("case 12"), std::string::npos) << status;
  ExpectCli(fixture_, staff, "status acme", "staff only: case 12");
  ExpectCli(fixture_, partner, "plan acme", "Resolve abuse signal SIG-1");
  ExpectCli(fixture_, staff, "admin abuse list acme", "case 12");
  fixture_.SetClock("2026-03-10T13:00:00Z");
  ExpectCli(fixture_, risk, "admin abuse resolve acme SIG-1", "is resolved 2026-03-10T13:00Z");
  ExpectCli(fixture_, staff, "admin reinstate acme --reason cleared", "ended ACCOUNT_ABUSE");
  ExpectCli(fixture_, risk, "admin abuse withdraw acme SIG-1",
            "is withdrawn; the account is ACTIVE");
  EXPECT_EQ(RunCli(fixture_, risk, "admin abuse resolve acme SIG-2").code, 4);
  EXPECT_EQ(RunCli(fixture_, partner, "admin abuse list acme").code, 5);
}

}  // namespace
}  // namespace reinstate::testing
