// The state machine of tickets, topics, and who may do what.

#include "server/domain/ticket.h"

#include <gtest/gtest.h>

#include <set>

#include "server/domain/ticket_rules.h"

namespace reinstate {
namespace {

constexpr TicketState kStates[] = {TicketState::kNew,
                                   TicketState::kInProgress,
                                   TicketState::kWaitingCustomer,
                                   TicketState::kWaitingInternal,
                                   TicketState::kSolved,
                                   TicketState::kClosed};

struct Row {
  TicketState from;
  const char* to;  // one character a state of kStates: x allowed, - not
};

void ExpectTable(const std::vector<Row>& table, bool reinstatement) {
  for (const Row& row : table) {
    Ticket ticket;
    ticket.ticket_id = "T-1";
    ticket.state = row.from;
    if (reinstatement) ticket.reinstatement.emplace();
    for (size_t i = 0; i < std::size(kStates); ++i) {
      const Status status = CheckTransition(ticket, kStates[i]);
      EXPECT_EQ(status.ok(), row.to[i] == 'x')
          << TicketStateName(row.from) << " to " << TicketStateName(kStates[i]);
      if (status.ok()) continue;
      EXPECT_EQ(status.error().reason, Reason::kIllegalTransition);
    }
  }
}

TEST(TicketStates, WhichMayFollowWhich) {
  ExpectTable({{TicketState::kNew, "-xxxxx"},
               {TicketState::kInProgress, "--xxxx"},
               {TicketState::kWaitingCustomer, "-x-xxx"},
               {TicketState::kWaitingInternal, "-xx-xx"},
               {TicketState::kSolved, "-x---x"},
               {TicketState::kClosed, "------"}},
              /*reinstatement=*/false);
}

// A reinstatement ticket that has ended stays as it ended, and can end from any open state.
TEST(TicketStates, OfReinstatementTicketsAreFinalOnceEnded) {
  ExpectTable({{TicketState::kNew, "-xxxxx"},
               {TicketState::kInProgress, "--xxxx"},
               {TicketState::kWaitingCustomer, "-x-xxx"},
               {TicketState::kWaitingInternal, "-xx-xx"},
               {TicketState::kSolved, "------"},
               {TicketState::kClosed, "------"}},
              /*reinstatement=*/true);
}

TEST(TicketStates, ARefusalNamesFromToAndWhatIsAllowed) {
  Ticket ticket;
  ticket.ticket_id = "T-1";
  ticket.state = TicketState::kSolved;
  const Error error = CheckTransition(ticket, TicketState::kWaitingCustomer).error();
  EXPECT_EQ(error.message,
            "the ticket is SOLVED and cannot become WAITING_CUSTOMER; it can become IN_PROGRESS, "
            "CLOSED");
  ASSERT_EQ(error.preconditions.size(), 1u);
  EXPECT_EQ(error.preconditions[0].subject, "T-1");
  EXPECT_EQ(error.preconditions[0].description, error.message);
  ticket.reinstatement.emplace();
  EXPECT_EQ(CheckTransition(ticket, TicketState::kSolved).error().message,
            "the ticket is SOLVED already; it can become nothing else");
}

TEST(TicketStates, AMoveRaisesTheEtag) {
  Ticket ticket;
  const absl::Time at = absl::FromUnixSeconds(100);
  MoveTicket(ticket, TicketState::kInProgress, at);
  EXPECT_EQ(ticket.state, TicketState::kInProgress);
  EXPECT_EQ(ticket.etag, 2);
  EXPECT_EQ(ticket.updated_at, at);
}

TEST(Topics, HaveUniqueIdsAndTheTwoThatTheJourneyNeeds) {
  std::set<std::string> ids;
  for (const SupportTopic& topic : SupportTopics()) {
    EXPECT_TRUE(ids.insert(topic.topic_id).second) << topic.topic_id;
    EXPECT_EQ(topic.deprecated, !topic.replaced_by.empty()) << topic.topic_id;
  }
  ASSERT_NE(FindTopic("account-reinstatement"), nullptr);
  EXPECT_TRUE(FindTopic("account-reinstatement")->asks_for_reinstatement);
  ASSERT_NE(FindTopic("reactivation-help"), nullptr);
  EXPECT_FALSE(FindTopic("reactivation-help")->asks_for_reinstatement);
  EXPECT_EQ(FindTopic(""), nullptr);
}

class NewTicket : public ::testing::Test {
 protected:
  NewTicket() {
    ticket_.topic_id = "topic";
    ticket_.subject = "s";
    caller_.principal = "pat";
  }
  Reason Refusal(const SupportTopic* topic) {
    const Status status = CheckNewTicket(topic, ticket_, caller_);
    return status.ok() ? Reason::kInternal : status.error().reason;
  }
  std::string Field(const SupportTopic* topic) {
    const Status status = CheckNewTicket(topic, ticket_, caller_);
    return status.ok() ? "" : status.error().fields.at(0).field;
  }

  Ticket ticket_;
  TicketCaller caller_;
};

TEST_F(NewTicket, NeedsATopicThatIsNotDeprecated) {
  EXPECT_EQ(Field(nullptr), "topic_id");
  const SupportTopic old{"old", "", "", {}, false, true, "other"};
  EXPECT_EQ(Field(&old), "topic_id");
  EXPECT_EQ(CheckNewTicket(&old, ticket_, caller_).error().message,
            "topic_id: is deprecated; use other");
}

TEST_F(NewTicket, NeedsWhatItsTopicRequires) {
  const SupportTopic topic{"topic", "", "", {"description"}};
  EXPECT_EQ(Field(&topic), "description");
  ticket_.description = "d";
  EXPECT_EQ(Field(&topic), "");
}

TEST_F(NewTicket, NeedsAReasonForMoreThanMinimalSeverity) {
  const SupportTopic topic{"topic", "", ""};
  for (const auto severity : {TicketSeverity::kModerate, TicketSeverity::kCritical}) {
    ticket_.severity = severity;
    ticket_.severity_reason.clear();
    EXPECT_EQ(Field(&topic), "severity_reason");
    ticket_.severity_reason = "no sales";
    EXPECT_EQ(Field(&topic), "");
  }
}

TEST_F(NewTicket, AskingForReinstatementNeedsThatPermission) {
  const SupportTopic topic{"topic", "", "", {}, /*asks_for_reinstatement=*/true};
  EXPECT_EQ(Refusal(&topic), Reason::kNotPermitted);
  caller_.may_request_reinstatement = true;
  EXPECT_TRUE(CheckNewTicket(&topic, ticket_, caller_).ok());
}

TEST(TicketRules, WhoSeesWhat) {
  Ticket ticket;
  ticket.author = "hal";
  EXPECT_TRUE(MaySee(ticket, {"hal", false, true}));
  EXPECT_FALSE(MaySee(ticket, {"pat", false, true}));
  EXPECT_TRUE(MaySee(ticket, {"pat", false, false}));
  EXPECT_TRUE(MaySee(CommentVisibility::kPublic, {"pat"}));
  EXPECT_FALSE(MaySee(CommentVisibility::kInternal, {"pat"}));
  EXPECT_TRUE(MaySee(CommentVisibility::kInternal, {"ann", true}));
  EXPECT_EQ(CheckVisibility(CommentVisibility::kInternal, {"pat"}).error().reason,
            Reason::kNotPermitted);
}

TEST(TicketRules, NobodyDecidesOnTheirOwnRequest) {
  Ticket ticket;
  ticket.author = "ann";
  EXPECT_EQ(CheckDecider(ticket, {"ann", true}).error().reason, Reason::kSelfApproval);
  EXPECT_TRUE(CheckDecider(ticket, {"olga", true}).ok());
}

TEST(TicketRules, OnlyAClosedTicketTakesNoComments) {
  Ticket ticket;
  for (const TicketState state : kStates) {
    ticket.state = state;
    EXPECT_EQ(CheckComment(ticket).ok(), state != TicketState::kClosed);
  }
}

}  // namespace
}  // namespace reinstate
