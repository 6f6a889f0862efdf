// Policies that change while servers run: announced from a preview, taken back, known to every read
// at once, whatever is stored.

#include <gtest/gtest.h>

#include <chrono>
#include <functional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "tests/support/policies.h"
#include "tests/support/rows.h"

namespace reinstate::testing {
namespace {

void WithoutRebuilding(Config& config) { config.policy_rebuild_interval_ms = 0; }

std::string TokenOf(const Caller& caller, const v1::PolicyProposal& proposal) {
  v1::PreviewPolicyResponse response;
  const grpc::Status status = Preview(caller, proposal, response);
  EXPECT_TRUE(status.ok()) << status.error_message();
  return response.preview_token();
}

std::string ReasonOfCreate(const Caller& caller, const v1::PolicyProposal& proposal,
                           const std::string& token) {
  v1::CreatePolicyResponse response;
  return ReasonOf(Create(caller, proposal, token, response));
}

v1::AccountStatus StatusBy(const Caller& caller, const std::string& account_id) {
  v1::GetAccountStatusRequest request;
  request.set_account_id(account_id);
  grpc::ClientContext context;
  v1::GetAccountStatusResponse response;
  const grpc::Status status = caller.status->GetAccountStatus(&context, request, &response);
  EXPECT_TRUE(status.ok()) << status.error_message();
  return response.status();
}

v1::OperationDecision DecisionBy(const Caller& caller, const std::string& account_id) {
  v1::CheckOperationRequest request;
  request.set_account_id(account_id);
  request.set_operation(v1::OPERATION_RESELL_NEW_LICENSE);
  grpc::ClientContext context;
  v1::CheckOperationResponse response;
  const grpc::Status status = caller.status->CheckOperation(&context, request, &response);
  EXPECT_TRUE(status.ok()) << status.error_message();
  return response.decision();
}

std::vector<std::string> Suspended(const Caller& caller) {
  v1::ListAccountsRequest request;
  request.add_standings(v1::STANDING_SUSPENDED);
  grpc::ClientContext context;
  v1::ListAccountsResponse response;
  EXPECT_TRUE(caller.admin->ListAccounts(&context, request, &response).ok());
  std::vector<std::string> ids;
  for (const auto& listed : response.accounts()) ids.push_back(listed.account().account_id());
  return ids;
}

std::string LogOf(const Caller& caller, const std::string& account_id) {
  v1::ListStatusTransitionsRequest request;
  request.set_account_id(account_id);
  grpc::ClientContext context;
  v1::ListStatusTransitionsResponse response;
  EXPECT_TRUE(caller.status->ListStatusTransitions(&context, request, &response).ok());
  return response.DebugString();
}

v1::ListPoliciesResponse List(const Caller& caller) {
  grpc::ClientContext context;
  v1::ListPoliciesResponse response;
  EXPECT_TRUE(caller.admin->ListPolicies(&context, {}, &response).ok());
  return response;
}

// "acme" is 40 days overdue at noon of 10 April; "late" 70; "paid" owes nothing.
class Policies : public ::testing::Test {
 protected:
  Policies()
      : fixture_(WithoutRebuilding),
        alice_(fixture_.As(rpc::Role::kOperator, "", "alice")),
        bob_(fixture_.As(rpc::Role::kOperator, "", "bob")) {
    fixture_.SetClock("2026-01-20T12:00:00Z");
    for (const char* id : {"acme", "late", "paid"}) fixture_.Register(id, "2026-01-15T00:00:00Z");
    fixture_.RecordInvoice("acme", "INV-1", 5000, "2026-01-20", "2026-03-01");
    fixture_.RecordInvoice("late", "INV-2", 5000, "2026-01-20", "2026-01-30");
    fixture_.SetClock("2026-04-10T12:00:00Z");
  }

  // Announced by bob, previewed by alice.
  int Announce(const v1::PolicyProposal& proposal) {
    std::string refusal;
    const int version = testing::Announce(alice_, bob_, proposal, &refusal);
    EXPECT_NE(version, 0) << refusal;
    return version;
  }

  ServerFixture fixture_;
  const Caller alice_, bob_;
};

TEST_F(Policies, AreAnnouncedByAnotherThanWhoPreviewedThem) {
  const v1::PolicyProposal proposal = Proposal(alice_, 30, "2026-04-10T13:00:00Z");
  const std::string token = TokenOf(alice_, proposal);
  EXPECT_EQ(ReasonOfCreate(alice_, proposal, token), "SELF_APPROVAL");
  v1::PolicyProposal other = proposal;
  other.mutable_content()->set_days_overdue(31);
  EXPECT_EQ(ReasonOfCreate(bob_, other, token), "PREVIEW_MISMATCH");
  std::string altered = token;
  altered[altered.size() / 2] = altered[altered.size() / 2] == 'A' ? 'B' : 'A';
  EXPECT_EQ(ReasonOfCreate(bob_, proposal, altered), "PREVIEW_MISMATCH");
  v1::CreatePolicyResponse created, again;
  ASSERT_TRUE(Create(bob_, proposal, token, created, "create-1").ok());
  ASSERT_TRUE(Create(bob_, proposal, token, again, "create-1").ok());
  EXPECT_EQ(created.DebugString(), again.DebugString());
  EXPECT_EQ(created.policy().version(), 2);
  EXPECT_EQ(created.policy().state(), v1::POLICY_STATE_ANNOUNCED);
  EXPECT_EQ(created.policy().content().DebugString(), proposal.content().DebugString());
  EXPECT_NE(created.policy().created_by().find("bob"), std::string::npos);
  EXPECT_EQ(ReasonOfCreate(bob_, proposal, token), "PREVIEW_OUTDATED");
  EXPECT_EQ(List(bob_).policies_size(), 2);
  EXPECT_EQ(List(bob_).policies(1).state(), v1::POLICY_STATE_IN_FORCE);
  fixture_.SetClock("2026-04-10T13:00:00Z");
  EXPECT_EQ(List(bob_).policies(0).state(), v1::POLICY_STATE_IN_FORCE);
  EXPECT_EQ(List(bob_).policies(1).state(), v1::POLICY_STATE_SUPERSEDED);
}

TEST_F(Policies, APreviewNamesWhoEntersLeavesAndClears) {
  v1::PreviewPolicyResponse stricter;
  ASSERT_TRUE(Preview(alice_, Proposal(alice_, 30, "2026-04-10T13:00:00Z"), stricter).ok());
  EXPECT_EQ(stricter.accounts_examined(), 3);
  ASSERT_EQ(stricter.entering_size(), 1);
  EXPECT_EQ(stricter.entering(0).account_id(), "acme");
  EXPECT_EQ(stricter.entering(0).causes(0), v1::CAUSE_KIND_BILLING_OVERDUE);
  EXPECT_EQ(stricter.leaving_size() + stricter.clearing_size(), 0);
  v1::PreviewPolicyResponse milder;
  ASSERT_TRUE(Preview(alice_, Proposal(alice_, 90, "2026-04-10T13:00:00Z"), milder).ok());
  ASSERT_EQ(milder.clearing_size(), 1);
  EXPECT_EQ(milder.clearing(0).account_id(), "late");
  EXPECT_EQ(milder.accounts_moved(), 1) << "acme is suspended 30 days later";
  v1::PolicyProposal automatic = Proposal(alice_, 90, "2026-04-10T13:00:00Z");
  automatic.mutable_content()->clear_causes();
  v1::PreviewPolicyResponse leaving;
  ASSERT_TRUE(Preview(alice_, automatic, leaving).ok());
  ASSERT_EQ(leaving.leaving_size(), 1);
  EXPECT_EQ(leaving.leaving(0).account_id(), "late");
}

TEST_F(Policies, APreviewGoesOnPageByPageAndItsTokenComesLast) {
  v1::PreviewPolicyRequest request;
  *request.mutable_proposal() = Proposal(alice_, 30, "2026-04-10T13:00:00Z");
  request.set_page_size(2);
  int examined = 0;
  std::string token;
  do {
    EXPECT_TRUE(token.empty());
    grpc::ClientContext context;
    v1::PreviewPolicyResponse response;
    ASSERT_TRUE(alice_.admin->PreviewPolicy(&context, request, &response).ok());
    examined += response.accounts_examined();
    token = response.preview_token();
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(examined, 3);
  EXPECT_EQ(ReasonOfCreate(bob_, request.proposal(), token), "OK");
}

// What cannot be read of one account is its own item's error, also where timelines are built anew.
TEST_F(Policies, ABatchOfStaleAccountsHasAnErrorAnItem) {
  v1::PlaceHoldRequest hold;
  hold.set_account_id("late");
  hold.set_request_id(NewRequestId());
  hold.set_hold_id("H-1");
  hold.set_reason("a test");
  grpc::ClientContext hold_context;
  v1::PlaceHoldResponse held;
  ASSERT_TRUE(alice_.admin->PlaceHold(&hold_context, hold, &held).ok());
  ASSERT_NE(Announce(Proposal(alice_, 30, "2026-04-10T13:00:00Z")), 0);
  Rows(fixture_).Execute("UPDATE holds SET placed_at = 'infinity'");
  v1::BatchGetAccountStatusesRequest request;
  for (const char* id : {"acme", "late", "none", "paid"}) request.add_account_ids(id);
  grpc::ClientContext context;
  v1::BatchGetAccountStatusesResponse response;
  const grpc::Status status = alice_.status->BatchGetAccountStatuses(&context, request, &response);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(response.results(0).status().next_change().at().seconds(),
            At("2026-04-10T13:00:00Z").seconds());
  EXPECT_EQ(response.results(1).error().reason(), "INTERNAL");
  EXPECT_EQ(response.results(2).error().reason(), "ACCOUNT_NOT_FOUND");
  EXPECT_EQ(response.results(3).status().standing(), v1::STANDING_ACTIVE);
}

// Before a changed policy takes effect who is suspended is known from what is stored.
TEST_F(Policies, ListsOfTheSuspendedNeedNoTimelineBuiltAnew) {
  ASSERT_NE(Announce(Proposal(alice_, 30, "2026-04-10T13:00:00Z")), 0);
  EXPECT_EQ(Suspended(alice_), std::vector<std::string>{"late"});
  fixture_.SetClock("2026-04-10T12:59:59Z");
  EXPECT_EQ(Suspended(alice_), std::vector<std::string>{"late"});
  fixture_.SetClock("2026-04-10T13:00:00Z");
  EXPECT_EQ(Suspended(alice_), (std::vector<std::string>{"acme", "late"}));
}

TEST_F(Policies, RefusesWhatNoPolicyCanSay) {
  const v1::PolicyProposal good = Proposal(alice_, 30, "2026-04-10T13:00:00Z");
  const std::vector<std::pair<const char*, std::function<void(v1::PolicyProposal&)>>> rows = {
      {"zone", [](auto& p) { p.mutable_content()->set_zone("Mars/Olympus"); }},
      {"zone", [](auto& p) { p.mutable_content()->set_zone("localtime"); }},
      {"zone", [](auto& p) { p.mutable_content()->set_zone("libc:localtime"); }},
      {"zone", [](auto& p) { p.mutable_content()->set_zone("/etc/localtime"); }},
      {"zone", [](auto& p) { p.mutable_content()->set_zone("../zoneinfo/UTC"); }},
      {"days_overdue", [](auto& p) { p.mutable_content()->clear_days_overdue(); }},
      {"days_overdue", [](auto& p) { p.mutable_content()->set_days_overdue(-1); }},
      {"days_overdue", [](auto& p) { p.mutable_content()->set_days_overdue(3651); }},
      {"net_terms_days", [](auto& p) { p.mutable_content()->set_net_terms_days(366); }},
      {"warning_offsets_days", [](auto& p) { p.mutable_content()->add_warning_offsets_days(7); }},
      {"warning_offsets_days", [](auto& p) { p.mutable_content()->add_warning_offsets_days(0); }},
      {"tolerances",
       [](auto& p) {
         v1::Money& money = *p.mutable_content()->add_tolerances();
         money.set_currency_code("USD");
         money.set_amount_minor(-1);
       }},
      {"max_lease", [](auto& p) { p.mutable_content()->mutable_max_lease()->set_seconds(3601); }},
      {"dispute_pause_days", [](auto& p) { p.mutable_content()->set_dispute_pause_days(366); }},
      {"exemption_limit_days", [](auto& p) { p.mutable_content()->set_exemption_limit_days(0); }},
      {"causes",
       [](auto& p) {
         v1::CausePolicy& cause = *p.mutable_content()->add_causes();
         cause.set_cause(v1::CAUSE_KIND_MANUAL_HOLD);
         cause.set_mode(v1::CAUSE_MODE_ON_REQUEST);
       }},
      {"causes", [](auto& p) { *p.mutable_content()->add_causes() = p.content().causes(0); }},
      {"allowed_while_suspended",
       [](auto& p) {
         p.mutable_content()->add_allowed_while_suspended(v1::OPERATION_RESELL_NEW_LICENSE);
       }},
      {"allowed_while_suspended",
       [](auto& p) {
         p.mutable_content()->add_allowed_while_suspended(v1::OPERATION_VIEW_BILLING);
       }},
      {"effective_from", [](auto& p) { *p.mutable_effective_from() = At("2026-04-10T12:09:59Z"); }},
      {"effective_from", [](auto& p) { p.clear_effective_from(); }},
  };
  for (const auto& [field, change] : rows) {
    v1::PolicyProposal bad = good;
    change(bad);
    v1::PreviewPolicyResponse response;
    const grpc::Status status = Preview(alice_, bad, response);
    EXPECT_EQ(ReasonOf(status), "INVALID_FIELD") << field;
    EXPECT_NE(status.error_message().find(field), std::string::npos) << status.error_message();
  }
}

TEST_F(Policies, AVersionIsTakenBackBeforeItTakesEffectAndNotAfter) {
  const std::string before = StatusBy(alice_, "acme").DebugString();
  const int version = Announce(Proposal(alice_, 30, "2026-04-10T13:00:00Z"));
  EXPECT_NE(StatusBy(alice_, "acme").DebugString(), before);
  v1::Policy policy;
  ASSERT_TRUE(Revoke(bob_, version, policy).ok());
  EXPECT_EQ(policy.state(), v1::POLICY_STATE_REVOKED);
  ASSERT_TRUE(Revoke(alice_, version, policy).ok()) << "it stays so";
  EXPECT_NE(policy.revoked_by().find("bob"), std::string::npos);
  EXPECT_EQ(StatusBy(alice_, "acme").DebugString(), before);
  fixture_.SetClock("2026-04-10T13:00:00Z");
  EXPECT_TRUE(DecisionBy(alice_, "acme").allowed());
  EXPECT_EQ(ReasonOf(Revoke(bob_, 1, policy)), "POLICY_IN_FORCE");
  EXPECT_EQ(ReasonOf(Revoke(bob_, 9, policy)), "POLICY_NOT_FOUND");
  EXPECT_EQ(Announce(Proposal(alice_, 30, "2026-04-10T14:00:00Z")), 3) << "never numbered again";
}

TEST_F(Policies, EveryServerAnswersByThemAtOnceWhateverIsStored) {
  const std::unique_ptr<Server> second = fixture_.StartSecond();
  const Caller reader = fixture_.AsAt(*second, rpc::Role::kOperator);
  EXPECT_EQ(StatusBy(reader, "acme").next_change().at().seconds(),
            At("2026-05-01T00:00:00Z").seconds());
  Announce(Proposal(alice_, 30, "2026-04-10T13:00:00Z"));
  const v1::AccountStatus announced = StatusBy(reader, "acme");
  EXPECT_EQ(announced.standing(), v1::STANDING_AT_RISK);
  EXPECT_EQ(announced.next_change().standing(), v1::STANDING_SUSPENDED);
  EXPECT_EQ(announced.next_change().at().seconds(), At("2026-04-10T13:00:00Z").seconds());
  EXPECT_EQ(announced.next_change().reason(), v1::CHANGE_REASON_POLICY);
  EXPECT_TRUE(DecisionBy(reader, "acme").allowed());
  fixture_.SetClock("2026-04-10T12:59:30Z");
  EXPECT_EQ(DecisionBy(reader, "acme").valid_until().seconds(),
            At("2026-04-10T13:00:00Z").seconds())
      << "no longer than the policy";
  fixture_.SetClock("2026-04-10T13:00:00Z");
  for (const Caller* caller : {&reader, &alice_}) {
    EXPECT_FALSE(DecisionBy(*caller, "acme").allowed());
    EXPECT_EQ(DecisionBy(*caller, "acme").policy_version(), 2);
    EXPECT_EQ(StatusBy(*caller, "acme").standing(), v1::STANDING_SUSPENDED);
    EXPECT_EQ(StatusBy(*caller, "acme").causes(0).explanations(0).policy_version(), 2);
    EXPECT_EQ(Suspended(*caller), (std::vector<std::string>{"acme", "late"}));
  }
  v1::GetAccountStatusRequest past;
  past.set_account_id("acme");
  *past.mutable_as_of() = announced.evaluated_at();
  grpc::ClientContext context;
  v1::GetAccountStatusResponse then;
  ASSERT_TRUE(reader.status->GetAccountStatus(&context, past, &then).ok());
  EXPECT_EQ(then.status().DebugString(), announced.DebugString());
}

TEST_F(Policies, RebuildingChangesNoAnswer) {
  Announce(Proposal(alice_, 30, "2026-04-10T13:00:00Z"));
  fixture_.SetClock("2026-04-10T15:00:00Z");
  const v1::PolicyRebuild waiting = List(alice_).rebuild();
  EXPECT_EQ(waiting.accounts_total(), 3);
  EXPECT_EQ(waiting.accounts_rebuilt(), 0);
  std::vector<std::string> before;
  for (const char* id : {"acme", "late", "paid"}) {
    before.push_back(StatusBy(alice_, id).DebugString() + LogOf(alice_, id));
  }
  EXPECT_NE(before[0].find("TRANSITION_TRIGGER_POLICY"), std::string::npos) << before[0];
  const std::unique_ptr<Server> rebuilding =
      fixture_.StartSecond([](Config& config) { config.policy_rebuild_interval_ms = 10; });
  for (int i = 0; i < 2000 && List(alice_).rebuild().accounts_rebuilt() < 3; ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  EXPECT_EQ(List(alice_).rebuild().accounts_rebuilt(), 3);
  int i = 0;
  for (const char* id : {"acme", "late", "paid"}) {
    EXPECT_EQ(StatusBy(alice_, id).DebugString() + LogOf(alice_, id), before[i++]);
  }
}

}  // namespace
}  // namespace reinstate::testing
