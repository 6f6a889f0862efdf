// DOMAIN 2, what a status says of exemptions: those in force, what their end will bring, and until
// when the answer stands.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "server/domain/status.h"
#include "tests/unit/facts_builder.h"

namespace reinstate {
namespace {

constexpr CauseKind kBilling = CauseKind::kBillingOverdue;

// Overdue from 1 April 2024, exempt from 5 April until 20 May.
FactsBuilder Exempt() {
  return FactsBuilder()
      .Owes("I", 100, "2024-01-01", "2024-01-31")
      .Exempted("E", kBilling, "2024-04-05", "2024-05-20");
}

Timeline Stored(const FactsBuilder& facts, const std::string& at) {
  return TrimTimeline(BuildTimeline(facts.facts(), PolicyOne(), Instant(at)), Instant(at));
}

std::vector<std::string> Ids(const NextChange& change) {
  std::vector<std::string> ids;
  for (const FactRef& fact : change.facts) ids.push_back(fact.id);
  return ids;
}

TEST(ExemptionStatus, Domain2_ListsThoseInForce) {
  const Timeline timeline = Stored(
      Exempt().Exempted("A", CauseKind::kAccountAbuse, "2024-04-05", "2024-04-07"), "2024-04-05");
  const auto in_force = [&](const std::string& at) {
    std::string ids;
    for (const Exemption* exemption : ReadTimeline(timeline, PolicyOne(), Instant(at)).exemptions) {
      ids += exemption->exemption_id;
    }
    return ids;
  };
  EXPECT_EQ(in_force("2024-04-05"), "EA");
  EXPECT_EQ(in_force("2024-04-06T23:59:59.999999Z"), "EA");
  EXPECT_EQ(in_force("2024-04-07"), "E");
  EXPECT_EQ(in_force("2024-05-20"), "");
  const absl::Time shortly_before = Instant("2024-04-07") - absl::Seconds(5);
  EXPECT_EQ(ReadTimeline(timeline, PolicyOne(), shortly_before).valid_until, Instant("2024-04-07"));
}

TEST(ExemptionStatus, Domain2_ForecastsWhatItsEndBrings) {
  const Timeline timeline = Stored(Exempt(), "2024-04-05");
  // 30 days before it expires.
  StandingView view = ReadTimeline(timeline, PolicyOne(), Instant("2024-04-10"));
  EXPECT_EQ(view.segment->standing, Standing::kActive);
  ASSERT_TRUE(view.next_change);
  EXPECT_EQ(view.next_change->at, Instant("2024-04-20"));
  EXPECT_EQ(view.next_change->standing, Standing::kAtRisk);
  EXPECT_EQ(view.next_change->suspension_at, Instant("2024-05-20"));
  EXPECT_EQ(view.next_change->reason, ChangeReason::kExemptionExpiry);
  view = ReadTimeline(timeline, PolicyOne(), Instant("2024-05-01"));
  EXPECT_EQ(view.segment->standing, Standing::kAtRisk);
  ASSERT_TRUE(view.next_change);
  EXPECT_EQ(view.next_change->at, Instant("2024-05-20"));
  EXPECT_EQ(view.next_change->standing, Standing::kSuspended);
  EXPECT_EQ(view.next_change->reason, ChangeReason::kExemptionExpiry);
  EXPECT_EQ(view.next_change->causes, std::vector<CauseKind>{kBilling});
  EXPECT_EQ(Ids(*view.next_change), (std::vector<std::string>{"I", "E"}));
}

TEST(ExemptionStatus, Domain2_ForecastsNothingWhereTheConditionIsCleared) {
  const Timeline timeline = Stored(Exempt().Pays("P", 100, "2024-04-06"), "2024-04-06");
  EXPECT_FALSE(ReadTimeline(timeline, PolicyOne(), Instant("2024-04-06")).next_change);
  EXPECT_EQ(SuspendedWhenRespiteEnds(timeline, PolicyOne(), Instant("2024-04-06")), std::nullopt);
}

TEST(ExemptionStatus, Domain2_SaysUntilWhenOnlyAnExemptionHoldsIt) {
  const auto until = [](const FactsBuilder& facts) {
    return SuspendedWhenRespiteEnds(Stored(facts, "2024-04-06"), PolicyOne(),
                                    Instant("2024-04-06"));
  };
  EXPECT_EQ(until(Exempt()), Instant("2024-05-20"));
  EXPECT_EQ(until(Exempt().Held("H", "2024-04-01")), std::nullopt);
  EXPECT_EQ(until(FactsBuilder().Owes("I", 100, "2024-01-01", "2024-02-20")), std::nullopt);
  // Another invoice suspends before; the exemption covers that too.
  EXPECT_EQ(until(Exempt().Owes("J", 100, "2024-01-01", "2024-02-10")), Instant("2024-05-20"));
}

}  // namespace
}  // namespace reinstate
