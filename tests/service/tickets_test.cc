// From a request for reinstatement to the decision, over the wire.

#include <gtest/gtest.h>

#include <algorithm>
#include <pqxx/pqxx>
#include <thread>

#include "reinstate/rpc/error_details.pb.h"
#include "tests/support/server_fixture.h"

namespace reinstate::testing {
namespace {

constexpr char kAccount[] = "acme";

std::string ResourceOf(const grpc::Status& status) {
  rpc::Status details;
  details.ParseFromString(status.error_details());
  for (const auto& detail : details.details()) {
    rpc::ResourceInfo resource;
    if (detail.type_url() != "type.googleapis.com/google.rpc.ResourceInfo") continue;
    resource.ParseFromString(detail.value());
    return resource.resource_name();
  }
  return "";
}

// An account that is suspended because of one invoice of 120.00 USD.
class Tickets : public ::testing::Test {
 protected:
  Tickets() {
    fixture_.SetClock("2026-01-10T12:00:00Z");
    fixture_.Register(kAccount, "2026-01-01T00:00:00Z");
    fixture_.Register("other", "2026-01-01T00:00:00Z");
    fixture_.RecordInvoice(kAccount, "INV-1", 12000, "2026-01-10", "2026-02-09");
    fixture_.SetClock("2026-04-11T09:00:00Z");
    partner_ = fixture_.As(rpc::Role::kGlobalAdmin, kAccount, "pat");
    approver_ = fixture_.As(rpc::Role::kSupportApprover, "", "ann");
  }

  static v1::CreateTicketRequest Asking(const std::string& account_id = kAccount) {
    v1::CreateTicketRequest request;
    request.set_account_id(account_id);
    request.set_request_id(NewRequestId());
    request.set_topic_id("account-reinstatement");
    request.set_subject("Please reinstate us");
    return request;
  }
  static v1::CreateTicketRequest Question() {
    v1::CreateTicketRequest request = Asking();
    request.set_topic_id("billing-question");
    request.set_description("What is it for?");
    return request;
  }

  static grpc::Status Create(const Caller& caller, const v1::CreateTicketRequest& request,
                             v1::Ticket* ticket = nullptr) {
    grpc::ClientContext context;
    v1::CreateTicketResponse response;
    grpc::Status status = caller.tickets->CreateTicket(&context, request, &response);
    if (ticket != nullptr) *ticket = response.ticket();
    return status;
  }
  static v1::Ticket Created(const Caller& caller, const v1::CreateTicketRequest& request) {
    v1::Ticket ticket;
    const grpc::Status status = Create(caller, request, &ticket);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return ticket;
  }

  static grpc::Status Get(const Caller& caller, const std::string& ticket_id, v1::Ticket* ticket,
                          const std::string& account_id = kAccount) {
    v1::GetTicketRequest request;
    request.set_account_id(account_id);
    request.set_ticket_id(ticket_id);
    grpc::ClientContext context;
    v1::GetTicketResponse response;
    grpc::Status status = caller.tickets->GetTicket(&context, request, &response);
    *ticket = response.ticket();
    return status;
  }
  v1::Ticket Got(const std::string& ticket_id) {
    v1::Ticket ticket;
    const grpc::Status status = Get(partner_, ticket_id, &ticket);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return ticket;
  }

  static v1::DecideReinstatementRequest Deciding(const std::string& ticket_id,
                                                 v1::ReinstatementVerdict verdict) {
    v1::DecideReinstatementRequest request;
    request.set_account_id(kAccount);
    request.set_request_id(NewRequestId());
    request.set_ticket_id(ticket_id);
    request.set_verdict(verdict);
    request.set_reason("paid in full");
    return request;
  }
  static grpc::Status Decide(const Caller& caller, const v1::DecideReinstatementRequest& request,
                             v1::DecideReinstatementResponse* response) {
    grpc::ClientContext context;
    return caller.tickets->DecideReinstatement(&context, request, response);
  }
  static grpc::Status Decide(const Caller& caller, const std::string& ticket_id,
                             v1::ReinstatementVerdict verdict,
                             v1::DecideReinstatementResponse* response) {
    return Decide(caller, Deciding(ticket_id, verdict), response);
  }
  static grpc::Status Approve(const Caller& caller, const std::string& ticket_id) {
    v1::DecideReinstatementResponse response;
    return Decide(caller, ticket_id, v1::REINSTATEMENT_VERDICT_APPROVE, &response);
  }

  static grpc::Status Withdraw(const Caller& caller, const std::string& ticket_id) {
    v1::WithdrawReinstatementRequest request;
    request.set_account_id(kAccount);
    request.set_request_id(NewRequestId());
    request.set_ticket_id(ticket_id);
    request.set_reason("asked too early");
    grpc::ClientContext context;
    v1::WithdrawReinstatementResponse response;
    return caller.tickets->WithdrawReinstatement(&context, request, &response);
  }

  static grpc::Status Comment(const Caller& caller, const std::string& ticket_id,
                              const std::string& text, v1::CommentVisibility visibility) {
    v1::AddCommentRequest request;
    request.set_account_id(kAccount);
    request.set_request_id(NewRequestId());
    request.set_ticket_id(ticket_id);
    request.set_text(text);
    request.set_visibility(visibility);
    grpc::ClientContext context;
    v1::AddCommentResponse response;
    return caller.tickets->AddComment(&context, request, &response);
  }
  static std::vector<std::string> Comments(const Caller& caller, const std::string& ticket_id) {
    v1::ListCommentsRequest request;
    request.set_account_id(kAccount);
    request.set_ticket_id(ticket_id);
    request.set_page_size(1);
    std::vector<std::string> texts;
    do {
      grpc::ClientContext context;
      v1::ListCommentsResponse response;
      const grpc::Status status = caller.tickets->ListComments(&context, request, &response);
      EXPECT_TRUE(status.ok()) << status.error_message();
      for (const v1::Comment& comment : response.comments()) texts.push_back(comment.text());
      request.set_page_token(response.next_page_token());
    } while (!request.page_token().empty());
    return texts;
  }

  static std::vector<std::string> List(const Caller& caller,
                                       const std::vector<v1::TicketState>& states = {}) {
    v1::ListTicketsRequest request;
    request.set_account_id(kAccount);
    request.set_page_size(1);
    for (const v1::TicketState state : states) request.add_states(state);
    std::vector<std::string> ids;
    do {
      grpc::ClientContext context;
      v1::ListTicketsResponse response;
      const grpc::Status status = caller.tickets->ListTickets(&context, request, &response);
      EXPECT_TRUE(status.ok()) << status.error_message();
      for (const v1::Ticket& ticket : response.tickets()) ids.push_back(ticket.ticket_id());
      request.set_page_token(response.next_page_token());
    } while (!request.page_token().empty());
    return ids;
  }

  void Pay() { fixture_.RecordPayment(kAccount, "PAY-1", 12000, "2026-04-11T09:00:00Z"); }
  void Hold(const std::string& expires_at, const std::string& reason = "a check",
            bool internal = false) {
    v1::PlaceHoldRequest request;
    request.set_account_id(kAccount);
    request.set_request_id(NewRequestId());
    request.set_hold_id(NewRequestId());
    request.set_reason(reason);
    request.set_internal(internal);
    *request.mutable_expires_at() = At(expires_at);
    grpc::ClientContext context;
    v1::PlaceHoldResponse response;
    ASSERT_TRUE(
        fixture_.As(rpc::Role::kOperator).admin->PlaceHold(&context, request, &response).ok());
  }
  std::string Recorded(const std::string& column) {
    pqxx::connection connection(fixture_.database().superuser_url());
    pqxx::nontransaction work(connection);
    return work.exec1("SELECT coalesce(" + column + "::text, '') FROM reinstatement_requests")[0]
        .c_str();
  }
  int Count(const std::string& table) {
    pqxx::connection connection(fixture_.database().superuser_url());
    pqxx::nontransaction work(connection);
    return work.exec1("SELECT count(*) FROM " + table)[0].as<int>();
  }

  ServerFixture fixture_;
  Caller partner_, approver_;
};

TEST_F(Tickets, FromTooEarlyOverRipeToReinstated) {
  const v1::Ticket created = Created(partner_, Asking());
  EXPECT_EQ(created.state(), v1::TICKET_STATE_NEW);
  EXPECT_EQ(created.severity(), v1::TICKET_SEVERITY_MINIMAL);
  EXPECT_NE(created.author().find("pat"), std::string::npos);
  const v1::Reinstatement& early = created.reinstatement();
  EXPECT_EQ(early.readiness(), v1::REINSTATEMENT_READINESS_PREMATURE);
  ASSERT_EQ(early.missing_size(), 1);
  ASSERT_EQ(early.missing(0).explanations_size(), 1);
  EXPECT_EQ(early.missing(0).explanations(0).fact().id(), "INV-1");
  EXPECT_EQ(early.missing(0).explanations(0).residual().amount_minor(), 12000);
  EXPECT_EQ(early.status_at_creation().standing(), v1::STANDING_SUSPENDED);
  ASSERT_EQ(early.difference().facts_left_size(), 1);

  v1::DecideReinstatementResponse decided;
  const grpc::Status refused =
      Decide(approver_, created.ticket_id(), v1::REINSTATEMENT_VERDICT_APPROVE, &decided);
  EXPECT_EQ(ReasonOf(refused), "CONDITION_HOLDS");
  EXPECT_NE(refused.error_details().find("120.00 USD left to pay"), std::string::npos);

  fixture_.SetClock("2026-04-11T10:00:00Z");
  Pay();
  EXPECT_NE(Recorded("ripe_at"), "");  // in the payment's own transaction
  const v1::Reinstatement ripe = Got(created.ticket_id()).reinstatement();
  EXPECT_EQ(ripe.readiness(), v1::REINSTATEMENT_READINESS_RIPE);
  EXPECT_EQ(ripe.ripe_at().seconds(), At("2026-04-11T10:00:00Z").seconds());
  EXPECT_EQ(ripe.missing_size(), 0);
  ASSERT_EQ(ripe.difference().causes_cleared_size(), 1);
  ASSERT_EQ(ripe.difference().facts_settled_size(), 1);
  EXPECT_EQ(ripe.difference().facts_settled(0).id(), "INV-1");
  EXPECT_EQ(ripe.status_at_creation().causes(0).explanations(0).residual().amount_minor(), 12000);

  const auto status =
      Decide(approver_, created.ticket_id(), v1::REINSTATEMENT_VERDICT_APPROVE, &decided);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(decided.status().standing(), v1::STANDING_ACTIVE);
  ASSERT_EQ(decided.causes_ended_size(), 1);
  EXPECT_EQ(decided.ticket().state(), v1::TICKET_STATE_SOLVED);
  EXPECT_EQ(decided.ticket().reinstatement().outcome(), v1::REINSTATEMENT_OUTCOME_APPROVED);
  EXPECT_EQ(fixture_.StatusOf(kAccount).standing(), v1::STANDING_ACTIVE);
  const v1::Ticket solved = Got(created.ticket_id());
  EXPECT_EQ(solved.etag(), decided.ticket().etag());
  EXPECT_FALSE(solved.reinstatement().decision_id().empty());
  EXPECT_EQ(solved.reinstatement().reason(), "paid in full");
  EXPECT_EQ(ReasonOf(Approve(approver_, created.ticket_id())), "ILLEGAL_TRANSITION");
  EXPECT_EQ(ReasonOf(Create(partner_, Asking())), "NOT_SUSPENDED");
}

TEST_F(Tickets, NobodyDecidesWhatTheyAskedFor) {
  Pay();
  const v1::Ticket ticket = Created(approver_, Asking());
  EXPECT_EQ(ticket.reinstatement().readiness(), v1::REINSTATEMENT_READINESS_RIPE);
  v1::DecideReinstatementResponse response;
  for (const auto verdict : {v1::REINSTATEMENT_VERDICT_APPROVE, v1::REINSTATEMENT_VERDICT_DENY}) {
    const auto status = Decide(approver_, ticket.ticket_id(), verdict, &response);
    EXPECT_EQ(ReasonOf(status), "SELF_APPROVAL");
    EXPECT_EQ(status.error_code(), grpc::StatusCode::PERMISSION_DENIED);
  }
  EXPECT_EQ(fixture_.StatusOf(kAccount).standing(), v1::STANDING_SUSPENDED);
  EXPECT_TRUE(Approve(fixture_.As(rpc::Role::kOperator, "", "olga"), ticket.ticket_id()).ok());
}

TEST_F(Tickets, AnotherRoleOfTheAuthorDoesNotReinstateEither) {
  Pay();
  Created(fixture_.As(rpc::Role::kSupportAgent, "", "two-hats"), Asking());
  v1::ReinstateAccountRequest request;
  request.set_account_id(kAccount);
  request.set_request_id(NewRequestId());
  request.set_reason("by myself");
  v1::ReinstateAccountResponse response;
  grpc::ClientContext own;
  EXPECT_EQ(ReasonOf(fixture_.As(rpc::Role::kOperator, "", "two-hats")
                         .admin->ReinstateAccount(&own, request, &response)),
            "SELF_APPROVAL");
  grpc::ClientContext other;
  EXPECT_TRUE(fixture_.As(rpc::Role::kOperator, "", "olga")
                  .admin->ReinstateAccount(&other, request, &response)
                  .ok());
}

TEST_F(Tickets, AnInternalReasonAndAmountsStayOutOfTheStoredExplanation) {
  Hold("2026-06-01T00:00:00Z", "watched by the fraud desk", true);
  const std::string id = Created(partner_, Asking()).ticket_id();
  const std::string secret = "watched by the fraud desk";
  v1::Ticket seen;
  ASSERT_TRUE(Get(partner_, id, &seen).ok());
  EXPECT_EQ(seen.DebugString().find(secret), std::string::npos);
  EXPECT_EQ(seen.reinstatement().status_at_creation().causes_size(), 2);
  ASSERT_TRUE(Get(approver_, id, &seen).ok());
  EXPECT_NE(seen.DebugString().find(secret), std::string::npos);
}

TEST_F(Tickets, NoLaterReadAnswersAsOfBeforeAWriteToATicket) {
  Created(partner_, Question());
  pqxx::connection connection(fixture_.database().superuser_url());
  pqxx::nontransaction work(connection);
  EXPECT_TRUE(work.exec1("SELECT t.recorded_at = a.written_at FROM accounts a "
                         "JOIN account_timelines t USING (account_id) WHERE account_id = " +
                         work.quote(kAccount))[0]
                  .as<bool>());
}

TEST_F(Tickets, ASecondOpenRequestIsRefusedWithTheFirstOnesId) {
  const v1::Ticket first = Created(partner_, Asking());
  const grpc::Status second = Create(fixture_.As(rpc::Role::kSupportAgent), Asking());
  EXPECT_EQ(ReasonOf(second), "TICKET_OPEN");
  EXPECT_EQ(second.error_code(), grpc::StatusCode::ALREADY_EXISTS);
  EXPECT_EQ(ResourceOf(second), first.ticket_id());
  Created(partner_, Question());  // other tickets are not counted
}

TEST_F(Tickets, ParallelRequestsOpenOneTicket) {
  std::vector<std::thread> threads;
  std::vector<std::string> reasons(8);
  for (size_t i = 0; i < reasons.size(); ++i) {
    threads.emplace_back([&, i] { reasons[i] = ReasonOf(Create(partner_, Asking())); });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(std::count(reasons.begin(), reasons.end(), "OK"), 1);
  EXPECT_EQ(std::count(reasons.begin(), reasons.end(), "TICKET_OPEN"), 7);
}

TEST_F(Tickets, TwoApprovalsRaceAndOneDecides) {
  const std::string id = Created(partner_, Asking()).ticket_id();
  Pay();
  const Caller other = fixture_.As(rpc::Role::kOperator, "", "olga");
  std::vector<grpc::Status> statuses(2);
  std::thread first([&] { statuses[0] = Approve(approver_, id); });
  std::thread second([&] { statuses[1] = Approve(other, id); });
  first.join();
  second.join();
  const size_t loser = statuses[0].ok() ? 1 : 0;
  EXPECT_NE(statuses[0].ok(), statuses[1].ok());
  EXPECT_EQ(ReasonOf(statuses[loser]), "ILLEGAL_TRANSITION");
  EXPECT_EQ(statuses[loser].error_code(), grpc::StatusCode::FAILED_PRECONDITION);
  EXPECT_EQ(statuses[loser].error_message(),
            "the ticket is SOLVED already; it can become nothing else");
  EXPECT_EQ(ResourceOf(statuses[loser]), id);
  EXPECT_EQ(Count("decisions"), 1);
}

TEST_F(Tickets, ARepeatedDecisionGetsTheFirstReply) {
  const std::string id = Created(partner_, Asking()).ticket_id();
  Pay();
  v1::DecideReinstatementRequest request = Deciding(id, v1::REINSTATEMENT_VERDICT_APPROVE);
  std::vector<v1::DecideReinstatementResponse> replies(4);
  std::vector<std::thread> threads;
  threads.reserve(replies.size());
  for (v1::DecideReinstatementResponse& reply : replies) {
    threads.emplace_back([&] { EXPECT_TRUE(Decide(approver_, request, &reply).ok()); });
  }
  for (std::thread& thread : threads) thread.join();
  fixture_.SetClock("2026-04-12T00:00:00Z");
  EXPECT_TRUE(Decide(approver_, request, &replies.emplace_back()).ok());
  EXPECT_EQ(replies[0].status().standing(), v1::STANDING_ACTIVE);
  for (const auto& reply : replies) {
    EXPECT_EQ(reply.SerializeAsString(), replies[0].SerializeAsString());
  }
  EXPECT_EQ(Count("decisions"), 1);
  request.set_reason("another");
  EXPECT_EQ(ReasonOf(Decide(approver_, request, &replies[0])), "IDEMPOTENCY_KEY_REUSED");
}

TEST_F(Tickets, ADenialSaysWhyAndLeavesTheAccountSuspended) {
  const std::string id = Created(partner_, Asking()).ticket_id();
  const int64_t revision = fixture_.StatusOf(kAccount).revision();
  v1::DecideReinstatementResponse denied;
  ASSERT_TRUE(Decide(approver_, id, v1::REINSTATEMENT_VERDICT_DENY, &denied).ok());
  EXPECT_EQ(denied.status().standing(), v1::STANDING_SUSPENDED);
  EXPECT_EQ(denied.revision(), revision);
  const v1::Ticket ticket = Got(id);
  EXPECT_EQ(ticket.state(), v1::TICKET_STATE_SOLVED);
  EXPECT_EQ(ticket.reinstatement().outcome(), v1::REINSTATEMENT_OUTCOME_DENIED);
  EXPECT_EQ(ticket.reinstatement().reason(), "paid in full");
  EXPECT_NE(ticket.reinstatement().ended_by().find("ann"), std::string::npos);
  Created(partner_, Asking());  // and they may ask again
}

TEST_F(Tickets, AWithdrawnRequestEndsAndMakesRoom) {
  const std::string id = Created(partner_, Asking()).ticket_id();
  ASSERT_TRUE(Withdraw(partner_, id).ok());
  const v1::Ticket ticket = Got(id);
  EXPECT_EQ(ticket.state(), v1::TICKET_STATE_CLOSED);
  EXPECT_EQ(ticket.reinstatement().outcome(), v1::REINSTATEMENT_OUTCOME_WITHDRAWN);
  EXPECT_EQ(ReasonOf(Withdraw(partner_, id)), "ILLEGAL_TRANSITION");
  EXPECT_EQ(ReasonOf(Approve(approver_, id)), "ILLEGAL_TRANSITION");
  EXPECT_EQ(ReasonOf(Comment(partner_, id, "late", v1::COMMENT_VISIBILITY_PUBLIC)),
            "TICKET_CLOSED");
  Created(partner_, Asking());
  const std::string question = Created(partner_, Question()).ticket_id();
  EXPECT_EQ(ReasonOf(Withdraw(partner_, question)), "INVALID_FIELD");
}

TEST_F(Tickets, AReinstatementWithoutTheTicketMakesItNoLongerNeeded) {
  const std::string id = Created(partner_, Asking()).ticket_id();
  Pay();
  v1::ReinstateAccountRequest request;
  request.set_account_id(kAccount);
  request.set_request_id(NewRequestId());
  request.set_reason("paid");
  grpc::ClientContext context;
  v1::ReinstateAccountResponse response;
  ASSERT_TRUE(
      fixture_.As(rpc::Role::kOperator).admin->ReinstateAccount(&context, request, &response).ok());
  EXPECT_EQ(Recorded("outcome"), "NO_LONGER_NEEDED");
  EXPECT_EQ(Got(id).state(), v1::TICKET_STATE_SOLVED);
}

TEST_F(Tickets, AFactThatCorrectsTheSuspensionMakesItNoLongerNeeded) {
  const std::string id = Created(partner_, Asking()).ticket_id();
  fixture_.RecordPayment(kAccount, "PAY-1", 12000, "2026-04-01T00:00:00Z");
  EXPECT_EQ(Recorded("outcome"), "NO_LONGER_NEEDED");
  EXPECT_EQ(Got(id).reinstatement().outcome(), v1::REINSTATEMENT_OUTCOME_NO_LONGER_NEEDED);
}

// Time alone ends it: every read says so, and the next write records what the reads said.
TEST_F(Tickets, AHoldThatExpiresMakesItNoLongerNeededBeforeAnyWrite) {
  fixture_.RecordPayment(kAccount, "PAY-1", 12000, "2026-04-01T00:00:00Z");
  Hold("2026-04-20T00:00:00Z");
  const std::string id = Created(partner_, Asking()).ticket_id();
  EXPECT_EQ(Got(id).reinstatement().readiness(), v1::REINSTATEMENT_READINESS_NOTHING_TO_DECIDE);
  EXPECT_EQ(ReasonOf(Approve(approver_, id)), "NOTHING_TO_REINSTATE");
  fixture_.SetClock("2026-04-21T00:00:00Z");
  const v1::Ticket computed = Got(id);
  EXPECT_EQ(computed.state(), v1::TICKET_STATE_SOLVED);
  EXPECT_EQ(computed.reinstatement().ended_at().seconds(), At("2026-04-20T00:00:00Z").seconds());
  EXPECT_EQ(Recorded("outcome"), "");
  EXPECT_EQ(List(partner_, {v1::TICKET_STATE_NEW}), std::vector<std::string>());
  EXPECT_EQ(List(partner_, {v1::TICKET_STATE_SOLVED}), std::vector<std::string>({id}));
  EXPECT_EQ(ReasonOf(Withdraw(partner_, id)), "ILLEGAL_TRANSITION");
  ASSERT_TRUE(Comment(partner_, id, "thanks", v1::COMMENT_VISIBILITY_PUBLIC).ok());
  EXPECT_EQ(Recorded("outcome"), "NO_LONGER_NEEDED");
  EXPECT_EQ(Got(id).SerializeAsString(), computed.SerializeAsString());
}

// The next write need not be about tickets.
TEST_F(Tickets, AnyWriteRecordsThatTimeMadeItNoLongerNeeded) {
  fixture_.RecordPayment(kAccount, "PAY-1", 12000, "2026-04-01T00:00:00Z");
  Hold("2026-04-20T00:00:00Z");
  const std::string id = Created(partner_, Asking()).ticket_id();
  fixture_.SetClock("2026-04-21T00:00:00Z");
  const v1::Ticket computed = Got(id);
  fixture_.RecordInvoice(kAccount, "INV-2", 500, "2026-04-21", "2026-05-21");
  EXPECT_EQ(Recorded("outcome"), "NO_LONGER_NEEDED");
  EXPECT_EQ(Recorded("ended_at"), "2026-04-20 00:00:00+00");
  EXPECT_EQ(Got(id).SerializeAsString(), computed.SerializeAsString());
}

TEST_F(Tickets, WhatTimeEndedMakesRoomForTheNextSuspension) {
  fixture_.RecordPayment(kAccount, "PAY-1", 12000, "2026-04-01T00:00:00Z");
  fixture_.RecordInvoice(kAccount, "INV-2", 500, "2026-04-11", "2026-04-11");
  Hold("2026-04-20T00:00:00Z");
  const std::string first = Created(partner_, Asking()).ticket_id();
  fixture_.SetClock("2026-06-11T00:00:00Z");  // INV-2 is 61 days overdue
  EXPECT_EQ(fixture_.StatusOf(kAccount).standing(), v1::STANDING_SUSPENDED);
  const std::string second = Created(partner_, Asking()).ticket_id();
  EXPECT_EQ(Got(first).reinstatement().ended_at().seconds(), At("2026-04-20T00:00:00Z").seconds());
  EXPECT_EQ(Got(second).reinstatement().readiness(), v1::REINSTATEMENT_READINESS_PREMATURE);
}

TEST_F(Tickets, ARipeTicketIsPrematureAgainWhenAnotherInvoiceGoesOver) {
  fixture_.RecordInvoice(kAccount, "INV-2", 700, "2026-04-11", "2026-04-11");
  const std::string id = Created(partner_, Asking()).ticket_id();
  Pay();
  EXPECT_EQ(Got(id).reinstatement().readiness(), v1::REINSTATEMENT_READINESS_RIPE);
  fixture_.SetClock("2026-06-11T00:00:00Z");
  const v1::Reinstatement again = Got(id).reinstatement();
  EXPECT_EQ(again.readiness(), v1::REINSTATEMENT_READINESS_PREMATURE);
  EXPECT_FALSE(again.has_ripe_at());
  ASSERT_EQ(again.difference().facts_added_size(), 1);
  EXPECT_EQ(again.difference().facts_added(0).fact().id(), "INV-2");
}

TEST_F(Tickets, AnInternalCommentNeverReachesAPartner) {
  const std::string id = Created(partner_, Question()).ticket_id();
  const v1::Ticket before = Got(id);
  ASSERT_TRUE(Comment(partner_, id, "hello", v1::COMMENT_VISIBILITY_UNSPECIFIED).ok());
  fixture_.SetClock("2026-04-11T09:30:00Z");
  ASSERT_TRUE(Comment(approver_, id, "suspicious", v1::COMMENT_VISIBILITY_INTERNAL).ok());
  ASSERT_TRUE(Comment(approver_, id, "we look at it", v1::COMMENT_VISIBILITY_PUBLIC).ok());
  EXPECT_EQ(Comments(partner_, id), std::vector<std::string>({"hello", "we look at it"}));
  EXPECT_EQ(Comments(fixture_.As(rpc::Role::kAuditor), id),
            std::vector<std::string>({"hello", "suspicious", "we look at it"}));
  EXPECT_EQ(Got(id).SerializeAsString(), before.SerializeAsString());  // not even by a time
  EXPECT_EQ(ReasonOf(Comment(partner_, id, "x", v1::COMMENT_VISIBILITY_INTERNAL)), "NOT_PERMITTED");
}

TEST_F(Tickets, AnotherTenantsTicketIsLikeAnAbsentOne) {
  const std::string id = Created(partner_, Question()).ticket_id();
  const Caller stranger = fixture_.As(rpc::Role::kGlobalAdmin, "other");
  v1::Ticket ticket;
  EXPECT_EQ(ReasonOf(Get(stranger, id, &ticket)), "NOT_PERMITTED");
  const grpc::Status foreign = Get(stranger, id, &ticket, "other");
  const grpc::Status absent = Get(stranger, std::string(id.size(), '0'), &ticket, "other");
  EXPECT_EQ(ReasonOf(foreign), "TICKET_NOT_FOUND");
  EXPECT_EQ(ReasonOf(absent), "TICKET_NOT_FOUND");
}

TEST_F(Tickets, AHelpdeskAgentSeesOnlyTheTicketsItOpened) {
  const Caller helpdesk = fixture_.As(rpc::Role::kHelpdeskAgent, kAccount, "hal");
  const std::string theirs = Created(partner_, Question()).ticket_id();
  const std::string own = Created(helpdesk, Question()).ticket_id();
  v1::Ticket ticket;
  EXPECT_TRUE(Get(helpdesk, own, &ticket).ok());
  const grpc::Status hidden = Get(helpdesk, theirs, &ticket);
  EXPECT_EQ(ReasonOf(hidden), "TICKET_NOT_FOUND");
  EXPECT_EQ(ReasonOf(Comment(helpdesk, theirs, "x", v1::COMMENT_VISIBILITY_PUBLIC)),
            "TICKET_NOT_FOUND");
  v1::ListCommentsRequest comments;
  comments.set_account_id(kAccount);
  comments.set_ticket_id(theirs);
  grpc::ClientContext context;
  v1::ListCommentsResponse response;
  EXPECT_EQ(ReasonOf(helpdesk.tickets->ListComments(&context, comments, &response)),
            "TICKET_NOT_FOUND");
  EXPECT_EQ(List(helpdesk), std::vector<std::string>({own}));
  EXPECT_EQ(List(partner_), std::vector<std::string>({own, theirs}));
}

TEST_F(Tickets, OnlyAGlobalAdministratorAsksForReinstatement) {
  for (const auto role :
       {rpc::Role::kBillingAdmin, rpc::Role::kAdminAgent, rpc::Role::kHelpdeskAgent}) {
    EXPECT_EQ(ReasonOf(Create(fixture_.As(role, kAccount), Asking())), "NOT_PERMITTED");
    EXPECT_EQ(ReasonOf(Create(fixture_.As(role, kAccount), Question())), "OK");
  }
}

TEST_F(Tickets, ANewTicketSaysWhatItsTopicNeeds) {
  v1::CreateTicketRequest request = Question();
  request.clear_description();
  EXPECT_EQ(ReasonOf(Create(partner_, request)), "INVALID_FIELD");
  request = Question();
  request.set_topic_id("nonsense");
  EXPECT_EQ(ReasonOf(Create(partner_, request)), "INVALID_FIELD");
  request = Question();
  request.set_severity(v1::TICKET_SEVERITY_CRITICAL);
  EXPECT_EQ(ReasonOf(Create(partner_, request)), "INVALID_FIELD");
  request.set_severity_reason("no sales");
  EXPECT_EQ(Created(partner_, request).severity(), v1::TICKET_SEVERITY_CRITICAL);
  grpc::ClientContext context;
  v1::ListSupportTopicsResponse topics;
  ASSERT_TRUE(partner_.tickets->ListSupportTopics(&context, {}, &topics).ok());
  EXPECT_EQ(topics.topics(0).topic_id(), "account-reinstatement");
  EXPECT_TRUE(topics.topics(0).asks_for_reinstatement());
}

// It raises no revision, since no fact is new; what time has brought about is logged all the same.
TEST_F(Tickets, AWriteToATicketLeavesTheStandingAlone) {
  const auto history = [&] {
    v1::ListStatusTransitionsRequest request;
    request.set_account_id(kAccount);
    grpc::ClientContext context;
    v1::ListStatusTransitionsResponse response;
    EXPECT_TRUE(partner_.status->ListStatusTransitions(&context, request, &response).ok());
    return response.SerializeAsString();
  };
  const std::string due = history();
  const v1::AccountStatus before = fixture_.StatusOf(kAccount);
  const int audited = Count("audit_entries"), versions = Count("account_timeline_versions");
  EXPECT_EQ(Count("status_transitions"), 0);
  const std::string id = Created(partner_, Asking()).ticket_id();
  EXPECT_EQ(Count("status_transitions"), 2);  // AT_RISK, SUSPENDED
  EXPECT_EQ(history(), due);
  ASSERT_TRUE(Comment(partner_, id, "hello", v1::COMMENT_VISIBILITY_PUBLIC).ok());
  EXPECT_EQ(Count("status_transitions"), 2);
  EXPECT_EQ(history(), due);
  EXPECT_EQ(fixture_.StatusOf(kAccount).SerializeAsString(), before.SerializeAsString());
  EXPECT_EQ(Count("account_timeline_versions"), versions);
  EXPECT_EQ(Count("audit_entries"), audited + 2);
  Pay();
  EXPECT_EQ(fixture_.StatusOf(kAccount).revision(), before.revision() + 1);
  EXPECT_EQ(Count("status_transitions"), 2);
}

TEST_F(Tickets, TheSameRequestIdOpensOneTicket) {
  const v1::CreateTicketRequest request = Asking();
  const v1::Ticket first = Created(partner_, request);
  fixture_.SetClock("2026-04-12T00:00:00Z");
  EXPECT_EQ(Created(partner_, request).SerializeAsString(), first.SerializeAsString());
  EXPECT_EQ(List(partner_).size(), 1u);
}

TEST_F(Tickets, AStoredReplyIsNotRepeatedToOtherRolesOfTheSameCaller) {
  Hold("2026-06-01T00:00:00Z", "watched by the fraud desk", true);
  const v1::CreateTicketRequest request = Asking();
  const v1::Ticket staff = Created(fixture_.As(rpc::Role::kSupportAgent, "", "mover"), request);
  EXPECT_NE(staff.DebugString().find("fraud desk"), std::string::npos);
  v1::Ticket seen;
  EXPECT_EQ(
      ReasonOf(Create(fixture_.As(rpc::Role::kGlobalAdmin, kAccount, "mover"), request, &seen)),
      "IDEMPOTENCY_KEY_REUSED");
  EXPECT_EQ(seen.DebugString().find("fraud desk"), std::string::npos);
}

}  // namespace
}  // namespace reinstate::testing
