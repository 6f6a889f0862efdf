// What the timeline makes of a reinstatement ticket.

#include "server/domain/reinstatement.h"

#include <gtest/gtest.h>

namespace reinstate {
namespace {

absl::Time Hour(int hour) { return absl::UnixEpoch() + absl::Hours(hour); }

constexpr CauseMode kAsk = CauseMode::kOnRequest;
constexpr CauseMode kAuto = CauseMode::kAuto;

OpenCause Billing(bool holds) { return {CauseKind::kBillingOverdue, holds, kAsk, Hour(0)}; }
OpenCause Hold() { return {CauseKind::kManualHold, true, kAuto, Hour(0)}; }

Segment During(int from, int to, std::vector<OpenCause> causes) {
  Segment segment;
  segment.from = Hour(from);
  segment.to = to == 0 ? absl::InfiniteFuture() : Hour(to);
  segment.standing = causes.empty() ? Standing::kActive : Standing::kSuspended;
  segment.causes = std::move(causes);
  return segment;
}

Ticket Asked(int hour) {
  Ticket ticket;
  ticket.created_at = Hour(hour);
  ticket.reinstatement.emplace();
  return ticket;
}

TEST(Readiness, OfEveryMixOfCauses) {
  const auto readiness = [](std::vector<OpenCause> causes) {
    return ReadinessOf(During(0, 0, std::move(causes)));
  };
  OpenCause rejected{CauseKind::kProfileRejected, false, kAsk, Hour(0)};
  EXPECT_EQ(readiness({Billing(true)}), Readiness::kPremature);
  EXPECT_EQ(readiness({Billing(false)}), Readiness::kRipe);
  EXPECT_EQ(readiness({Billing(true), rejected}), Readiness::kPremature);
  EXPECT_EQ(readiness({Billing(false), rejected}), Readiness::kRipe);
  EXPECT_EQ(readiness({Hold()}), Readiness::kNothingToDecide);
  EXPECT_EQ(readiness({Hold(), Billing(false)}),
            Readiness::kRipe);  // AUTO does not stand in the way
  EXPECT_EQ(readiness({Hold(), Billing(true)}), Readiness::kPremature);
}

TEST(Advance, SetsRipeWhenTheLastConditionClearsAndUnsetsItAgain) {
  const Timeline timeline{{During(0, 2, {Billing(true)}), During(2, 4, {Billing(false)}),
                           During(4, 0, {Billing(true)})},
                          {},
                          {}};
  Ticket ticket = Asked(1);
  EXPECT_FALSE(AdvanceReinstatement(ticket, timeline, Hour(1), Hour(1)));
  EXPECT_TRUE(AdvanceReinstatement(ticket, timeline, Hour(1), Hour(3)));
  EXPECT_EQ(ticket.reinstatement->ripe_at, Hour(2));
  EXPECT_EQ(ticket.etag, 2);
  EXPECT_FALSE(AdvanceReinstatement(ticket, timeline, Hour(3), Hour(3)));
  EXPECT_TRUE(AdvanceReinstatement(ticket, timeline, Hour(3), Hour(4)));
  EXPECT_EQ(ticket.reinstatement->ripe_at, std::nullopt);
  EXPECT_EQ(ticket.state, TicketState::kNew);
}

TEST(Advance, EndsTheTicketAtTheFirstInstantWithoutASuspension) {
  const Timeline timeline{
      {During(0, 2, {Hold()}), During(2, 3, {}), During(3, 0, {Billing(true)})}, {}, {}};
  Ticket ticket = Asked(1);
  EXPECT_TRUE(AdvanceReinstatement(ticket, timeline, Hour(1), Hour(9)));
  EXPECT_EQ(ticket.state, TicketState::kSolved);
  EXPECT_EQ(ticket.reinstatement->outcome, ReinstatementOutcome::kNoLongerNeeded);
  EXPECT_EQ(ticket.reinstatement->ended_at, Hour(2));
  EXPECT_FALSE(AdvanceReinstatement(ticket, timeline, Hour(1), Hour(9)));  // it has ended
}

TEST(Advance, KnowsNothingOfWhatWasBeforeTheTicket) {
  const Timeline timeline{{During(0, 2, {}), During(2, 0, {Billing(true)})}, {}, {}};
  Ticket ticket = Asked(2);
  EXPECT_FALSE(AdvanceReinstatement(ticket, timeline, Hour(0), Hour(5)));
  EXPECT_TRUE(IsOpen(ticket.state));
}

TEST(Advance, InOneStepOrInManyIsTheSame) {
  const Timeline timeline{
      {During(0, 2, {Billing(true)}), During(2, 4, {Billing(false)}), During(4, 6, {Billing(true)}),
       During(6, 7, {Billing(false)}), During(7, 0, {})},
      {},
      {}};
  for (int until = 1; until <= 9; ++until) {
    Ticket at_once = Asked(1), by_steps = Asked(1);
    AdvanceReinstatement(at_once, timeline, Hour(1), Hour(until));
    for (int hour = 1; hour <= until; ++hour) {
      AdvanceReinstatement(by_steps, timeline, Hour(std::max(1, hour - 1)), Hour(hour));
    }
    EXPECT_EQ(at_once, by_steps) << until;
  }
}

TEST(Advance, LeavesOtherTicketsAlone) {
  Ticket ticket;
  ticket.created_at = Hour(1);
  EXPECT_FALSE(
      AdvanceReinstatement(ticket, Timeline{{During(0, 0, {})}, {}, {}}, Hour(1), Hour(2)));
  EXPECT_EQ(ticket.etag, 1);
}

}  // namespace
}  // namespace reinstate
