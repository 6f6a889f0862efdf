#include "client/cli/ticket_text.h"

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>
#include <sstream>
#include <string>

#include "client/cli/text.h"

namespace reinstate::cli {
namespace {

template <typename Message>
Message FromText(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
  return message;
}

constexpr const char* kTicket = R"(
  ticket_id: "T-1" account_id: "acme" topic_id: "account-reinstatement"
  subject: "Please reinstate us" severity: TICKET_SEVERITY_MINIMAL state: TICKET_STATE_NEW
  author: "user:x|pat" created_at { seconds: 1790899200 } updated_at { seconds: 1790899200 } )";

std::string Left(const std::string& id, const std::string& currency, int amount_minor) {
  return "explanations { fact { kind: FACT_KIND_INVOICE id: \"" + id +
         "\" } observed: \"61 days overdue\" operator: \">\" threshold: \"60\" margin_days: 1 "
         "policy_version: 1 residual { currency_code: \"" +
         currency + "\" amount_minor: " + std::to_string(amount_minor) + " } } ";
}

v1::Ticket Premature() {
  return FromText<v1::Ticket>(
      kTicket +
      std::string("reinstatement { readiness: REINSTATEMENT_READINESS_PREMATURE "
                  "missing { kind: CAUSE_KIND_BILLING_OVERDUE condition_holds: true "
                  "since { seconds: 1790899200 } explanation_count: 2 ") +
      Left("INV-7", "USD", 12000) + Left("INV-8", "JPY", 3000) +
      R"(} difference { facts_settled { kind: FACT_KIND_INVOICE id: "INV-6" }
         facts_left { fact { kind: FACT_KIND_INVOICE id: "INV-7" }
                      residual { currency_code: "USD" amount_minor: 12000 } }
         facts_left { fact { kind: FACT_KIND_INVOICE id: "INV-8" }
                      residual { currency_code: "JPY" amount_minor: 3000 } } } })");
}

TEST(TicketText, SaysWhatMustBePaidFirst) {
  EXPECT_EQ(TicketText(Premature(), {}, 100, false),
            "Ticket T-1 is NEW: Please reinstate us\n"
            "account acme, topic account-reinstatement, severity MINIMAL\n"
            "opened 2026-10-02T00:00Z by user:x|pat, changed 2026-10-02T00:00Z\n"
            "Too early (premature): 3000 JPY and 120.00 USD must be paid first\n"
            "  BILLING_OVERDUE since 2026-10-02T00:00Z\n"
            "    - invoice INV-7: 61 days overdue > 60, by 1, policy 1, 120.00 USD left\n"
            "    - invoice INV-8: 61 days overdue > 60, by 1, policy 1, 3000 JPY left\n"
            "Since it was opened:\n"
            "  settled: invoice INV-6\n"
            "  still open: invoice INV-7, 120.00 USD left; invoice INV-8, 3000 JPY left\n");
}

TEST(TicketText, SaysThatPaymentAloneIsNotEnough) {
  v1::Ticket ticket = Premature();
  ticket.mutable_reinstatement()->add_missing()->set_kind(v1::CAUSE_KIND_ACCOUNT_ABUSE);
  EXPECT_NE(TicketText(ticket, {}, 100, false)
                .find("3000 JPY and 120.00 USD must be paid and ACCOUNT_ABUSE cleared first\n"),
            std::string::npos);
}

TEST(TicketText, FitsEightyColumnsButForIds) {
  std::istringstream lines(TicketText(Premature(), {}, 80, false));
  for (std::string line; std::getline(lines, line);) EXPECT_LE(DisplayWidth(line), 80u) << line;
}

TEST(TicketText, NamesNoSumWhereAmountsOrInvoicesAreLeftOut) {
  v1::Ticket ticket = Premature();
  ticket.mutable_reinstatement()->mutable_missing(0)->set_explanation_count(101);
  EXPECT_EQ(AmountLeft(ticket.reinstatement()), "");
  EXPECT_NE(TicketText(ticket, {}, 100, false).find("    - and 99 more\n"), std::string::npos);
  ticket = Premature();
  for (auto& explanation :
       *ticket.mutable_reinstatement()->mutable_missing(0)->mutable_explanations()) {
    explanation.clear_residual();
  }
  EXPECT_NE(TicketText(ticket, {}, 100, false)
                .find("Too early (premature): what suspends the account is not cleared yet\n"),
            std::string::npos);
}

TEST(TicketText, SaysHowToDecideARipeOne) {
  const std::string text = TicketText(
      FromText<v1::Ticket>(kTicket +
                           std::string(R"(reinstatement { readiness: REINSTATEMENT_READINESS_RIPE
                             ripe_at { seconds: 1790985600 }
                             difference { causes_cleared: CAUSE_KIND_BILLING_OVERDUE } })")),
      {}, 200, false);
  EXPECT_NE(text.find("Ripe since 2026-10-03T00:00Z: what stood in the way is cleared, an approver "
                      "can decide (reinstate admin decide acme T-1 approve --reason TEXT)\n"
                      "Since it was opened:\n"
                      "  cleared: BILLING_OVERDUE\n"),
            std::string::npos)
      << text;
}

TEST(TicketText, SaysHowItEnded) {
  v1::Ticket ticket = FromText<v1::Ticket>(
      kTicket + std::string(R"(reinstatement { outcome: REINSTATEMENT_OUTCOME_DENIED
                ended_at { seconds: 1790985600 } ended_by: "user:x|ann"
                reason: "still unpaid" })"));
  ticket.set_state(v1::TICKET_STATE_SOLVED);
  const auto ends = [&] { return TicketText(ticket, {}, 100, false); };
  EXPECT_NE(ends().find("\nDENIED at 2026-10-03T00:00Z by user:x|ann: still unpaid\n"),
            std::string::npos)
      << ends();
  ticket.mutable_reinstatement()->set_outcome(v1::REINSTATEMENT_OUTCOME_NO_LONGER_NEEDED);
  EXPECT_NE(ends().find("NO_LONGER_NEEDED at 2026-10-03T00:00Z: the suspension ended without"),
            std::string::npos)
      << ends();
  EXPECT_EQ(ends().find("Since it was opened"), std::string::npos);
}

TEST(TicketText, KeepsTheLinesOfCommentsAndEscapesThem) {
  v1::Ticket ticket = FromText<v1::Ticket>(kTicket);
  ticket.set_description("one\ntwo\x1b[31m");
  const auto comment = FromText<v1::Comment>(
      R"(comment_id: "C-1" text: "hello\nthere" visibility: COMMENT_VISIBILITY_INTERNAL
         author: "user:x|ann" by_staff: true created_at { seconds: 1790899200 })");
  const std::string text = TicketText(ticket, {comment}, 100, false);
  EXPECT_NE(text.find("  one\n  two\\x1b[31m\n"), std::string::npos) << text;
  EXPECT_NE(text.find("Comments:\n"
                      "  2026-10-02T00:00Z user:x|ann (staff), staff only\n"
                      "    hello\n"
                      "    there\n"),
            std::string::npos)
      << text;
}

TEST(TicketTable, TellsOpenFromEndedInOneCell) {
  v1::Ticket ticket = FromText<v1::Ticket>(kTicket);
  EXPECT_EQ(TicketStateCell(ticket).text, "NEW");
  EXPECT_EQ(TicketStateCell(Premature()).text, "NEW, premature");
  ticket = Premature();
  ticket.set_state(v1::TICKET_STATE_SOLVED);
  ticket.mutable_reinstatement()->set_outcome(v1::REINSTATEMENT_OUTCOME_APPROVED);
  EXPECT_EQ(TicketStateCell(ticket).text, "SOLVED, approved");
}

// All that the state's cell can say, with the longest id a server gives and a long subject.
v1::ListTicketsResponse EveryStateCell() {
  v1::ListTicketsResponse list;
  const auto add = [&list](int state, int readiness, int outcome) {
    v1::Ticket& ticket = *list.add_tickets();
    ticket = FromText<v1::Ticket>(kTicket);
    ticket.set_ticket_id("3f2504e0-4f89-41d3-9a0c-0305e82c3301");
    ticket.set_subject("Please reinstate us before the quarter ends");
    ticket.set_state(static_cast<v1::TicketState>(state));
    if (readiness + outcome == 0) return;
    auto* reinstatement = ticket.mutable_reinstatement();
    reinstatement->set_readiness(static_cast<v1::ReinstatementReadiness>(readiness));
    reinstatement->set_outcome(static_cast<v1::ReinstatementOutcome>(outcome));
  };
  for (int state = v1::TicketState_MIN + 1; state <= v1::TicketState_MAX; ++state) {
    add(state, 0, 0);
    const bool ended = state == v1::TICKET_STATE_SOLVED || state == v1::TICKET_STATE_CLOSED;
    const int most =
        ended ? int{v1::ReinstatementOutcome_MAX} : int{v1::ReinstatementReadiness_MAX};
    for (int i = 1; i <= most; ++i) add(state, ended ? 0 : i, ended ? i : 0);
  }
  return list;
}

TEST(TicketTable, FitsEightyColumnsWithEveryStateAndTellsThemApart) {
  const v1::ListTicketsResponse list = EveryStateCell();
  std::istringstream lines(TicketTable(list).Render(80, false));
  std::set<std::string> seen;
  for (std::string line; std::getline(lines, line);) {
    EXPECT_LE(DisplayWidth(line), 80u) << line;
    seen.insert(line);
  }
  EXPECT_EQ(seen.size(), static_cast<std::size_t>(list.tickets_size()) + 1);
  EXPECT_NE(seen.count("3f2504e0-4f89-41d3-9a0c-0305e82c3301  2026-10-02  WAITING_CUSTOMER, r…  "
                       "Please …"),
            0U);
}

TEST(TicketTable, CutsNothingWhereThereIsRoom) {
  const std::string text = TicketTable(EveryStateCell()).Render(200, false);
  EXPECT_EQ(text.find("…"), std::string::npos) << text;
  EXPECT_NE(text.find("  WAITING_CUSTOMER, nothing to decide  "), std::string::npos) << text;
}

TEST(TicketText, SaysWhatWasPaidInPartAndNothingWhereNothingChanged) {
  v1::Ticket ticket = Premature();
  auto* reinstatement = ticket.mutable_reinstatement();
  reinstatement->mutable_difference()->clear_facts_settled();
  *reinstatement->mutable_status_at_creation()->add_causes() = reinstatement->missing(0);
  EXPECT_EQ(TicketText(ticket, {}, 100, false).find("Since it was opened"), std::string::npos);
  auto* left = reinstatement->mutable_difference()->mutable_facts_left(0);
  left->mutable_residual()->set_amount_minor(5000);
  const std::string text = TicketText(ticket, {}, 100, false);
  EXPECT_NE(text.find("  partly settled: invoice INV-7, 50.00 USD left of 120.00 USD\n"),
            std::string::npos)
      << text;
}

TEST(TicketText, ShowsTopicsWithWhatTheyNeed) {
  const auto list = FromText<v1::ListSupportTopicsResponse>(
      R"(topics { topic_id: "a" description: "When a." required_fields: "description" }
         topics { topic_id: "b" description: "When b." deprecated: true replaced_by: "a" })");
  EXPECT_EQ(TopicText(list, 80, false),
            "a, needs a description\n"
            "  When a.\n"
            "b, deprecated: use a\n"
            "  When b.\n");
}

}  // namespace
}  // namespace reinstate::cli
