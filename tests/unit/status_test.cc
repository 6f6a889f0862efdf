// DOMAIN 2, what a status says: next_change and valid_until; the trimmed timeline says the same.

#include "server/domain/status.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "tests/unit/facts_builder.h"

namespace reinstate {
namespace {

constexpr VerificationStatus kFailed = VerificationStatus::kFailed;
const std::vector<CauseKind> kBilling = {CauseKind::kBillingOverdue};

// At risk from 2 March, suspended from 1 April 2024.
FactsBuilder DueInJanuary() { return FactsBuilder().Owes("I", 100, "2024-01-01", "2024-01-31"); }

// A timeline and what it says at the instant it was built for.
class StatusAt {
 public:
  StatusAt(const FactsBuilder& facts, const std::string& at, PolicySet policies = PolicyOne())
      : policies_(std::move(policies)),
        at_(Instant(at)),
        timeline_(BuildTimeline(facts.facts(), policies_, at_)),
        view_(ReadTimeline(timeline_, policies_, at_)) {}
  StatusAt(const StatusAt&) = delete;
  StatusAt& operator=(const StatusAt&) = delete;

  const StandingView& view() const { return view_; }
  // Of the lease; negative where valid_until lies before now.
  absl::Duration ValidFor() const { return view_.valid_until - at_; }
  absl::Duration DecisionValidFor() const {
    return DecisionValidUntil(timeline_, policies_.At(at_), at_) - at_;
  }
  std::vector<std::string> NextFacts() const {
    std::vector<std::string> ids;
    if (!view_.next_change) return ids;
    for (const FactRef& fact : view_.next_change->facts) ids.push_back(fact.id);
    return ids;
  }

 private:
  PolicySet policies_;
  absl::Time at_;
  Timeline timeline_;
  StandingView view_;
};

using Strings = std::vector<std::string>;

TEST(NextChange, Domain2_FromActiveToAtRiskSaysWhenTheSuspensionIs) {
  const StatusAt status(DueInJanuary(), "2024-02-15");
  ASSERT_TRUE(status.view().next_change.has_value());
  const NextChange& next = *status.view().next_change;
  EXPECT_EQ(next.at, Instant("2024-03-02"));
  EXPECT_EQ(next.standing, Standing::kAtRisk);
  EXPECT_EQ(next.causes, kBilling);
  EXPECT_EQ(status.NextFacts(), Strings{"I"});
  EXPECT_EQ(next.reason, ChangeReason::kTime);
  EXPECT_EQ(next.suspension_at, Instant("2024-04-01"));
}

TEST(NextChange, Domain2_FromAtRiskToSuspendedWithTheFactsBehindIt) {
  const StatusAt status(DueInJanuary()
                            .Owes("J", 10, "2024-01-01", "2024-01-31", "EUR")
                            .Owes("K", 10, "2024-01-01", "2024-02-10"),
                        "2024-03-10");
  EXPECT_EQ(status.view().segment->standing, Standing::kAtRisk);
  ASSERT_TRUE(status.view().next_change.has_value());
  const NextChange& next = *status.view().next_change;
  EXPECT_EQ(next.at, Instant("2024-04-01"));
  EXPECT_EQ(next.standing, Standing::kSuspended);
  EXPECT_EQ(next.causes, kBilling);
  EXPECT_EQ(status.NextFacts(), (Strings{"I", "J"}));
  EXPECT_EQ(next.facts[0].kind, FactKind::kInvoice);
  EXPECT_EQ(next.reason, ChangeReason::kTime);
  EXPECT_FALSE(next.suspension_at.has_value());
}

TEST(NextChange, Domain2_AtStandingFromNamesTheFactThatStillHolds) {
  const StatusAt status(DueInJanuary().StandingFrom("2024-06-10"), "2024-06-01");
  ASSERT_TRUE(status.view().next_change.has_value());
  EXPECT_EQ(status.view().next_change->at, Instant("2024-06-10"));
  EXPECT_EQ(status.view().next_change->standing, Standing::kSuspended);
  EXPECT_EQ(status.view().next_change->causes, kBilling);
  EXPECT_EQ(status.NextFacts(), Strings{"I"});
}

TEST(NextChange, Domain2_AtTheExpiryOfAHold) {
  const StatusAt status(FactsBuilder().Held("H", "2024-01-01", "2024-01-20T10:00:00Z"),
                        "2024-01-05");
  ASSERT_TRUE(status.view().next_change.has_value());
  EXPECT_EQ(status.view().next_change->at, Instant("2024-01-20T10:00:00Z"));
  EXPECT_EQ(status.view().next_change->standing, Standing::kActive);
  EXPECT_EQ(status.view().next_change->reason, ChangeReason::kFact);
  EXPECT_EQ(status.NextFacts(), Strings{"H"});
}

TEST(NextChange, Domain2_AtTheExpiryOfAHoldBeforeASuspension) {
  const StatusAt status(DueInJanuary().Held("H", "2024-03-01", "2024-03-20"), "2024-03-05");
  ASSERT_TRUE(status.view().next_change.has_value());
  EXPECT_EQ(status.view().next_change->at, Instant("2024-03-20"));
  EXPECT_EQ(status.view().next_change->standing, Standing::kAtRisk);
  EXPECT_EQ(status.view().next_change->causes, kBilling);
  EXPECT_EQ(status.view().next_change->suspension_at, Instant("2024-04-01"));
}

TEST(NextChange, Domain2_ByAFactOfTheNextMinutes) {
  const StatusAt status(FactsBuilder().Verified("V", kFailed, "2024-01-05T12:04:00Z"),
                        "2024-01-05T12:00:00Z");
  ASSERT_TRUE(status.view().next_change.has_value());
  EXPECT_EQ(status.view().next_change->at, Instant("2024-01-05T12:04:00Z"));
  EXPECT_EQ(status.view().next_change->standing, Standing::kSuspended);
  EXPECT_EQ(status.view().next_change->causes, std::vector<CauseKind>{CauseKind::kProfileFailed});
  EXPECT_EQ(status.NextFacts(), Strings{"V"});
  EXPECT_EQ(status.view().next_change->reason, ChangeReason::kFact);
}

TEST(NextChange, R12_ByAPaymentOfTheNextMinutes) {
  const PolicySet automatic({WithMode(Policy{}, CauseKind::kBillingOverdue, CauseMode::kAuto)});
  const StatusAt status(DueInJanuary().Pays("P", 100, "2024-04-05T12:04:00Z"),
                        "2024-04-05T12:00:00Z", automatic);
  ASSERT_TRUE(status.view().next_change.has_value());
  EXPECT_EQ(status.view().next_change->at, Instant("2024-04-05T12:04:00Z"));
  EXPECT_EQ(status.view().next_change->standing, Standing::kActive);
  EXPECT_EQ(status.view().next_change->reason, ChangeReason::kFact);
}

TEST(NextChange, Domain2_NoneWhereTheStandingNeverChanges) {
  struct Row {
    const char* why;
    FactsBuilder facts;
    const char* at;
  };
  const Row rows[] = {
      {"nothing is known", FactsBuilder(), "2024-01-01"},
      {"suspended, on request", DueInJanuary(), "2024-04-05"},
      {"cleared, on request", DueInJanuary().Pays("P", 100, "2024-04-10"), "2024-04-11"},
      {"a hold without end", FactsBuilder().Held("H", "2024-01-01"), "2024-01-02"},
      {"paid", DueInJanuary().Pays("P", 100, "2024-02-01"), "2024-02-02"},
      {"causes change, the standing does not", DueInJanuary().Held("H", "2024-03-20", "2024-04-20"),
       "2024-03-21"},
      {"only `current` changes (R20)", DueInJanuary().Pays("P", 100, "2024-02-01T00:04:00Z"),
       "2024-02-01"},
  };
  for (const Row& row : rows) {
    const StatusAt status(row.facts, row.at);
    EXPECT_FALSE(status.view().next_change.has_value()) << row.why;
  }
}

TEST(ValidUntil, Domain2_IsTheNextBoundaryOfAnythingButAtMostTheLease) {
  const absl::Duration lease = absl::Seconds(60);
  Policy longer;
  longer.max_lease = absl::Seconds(90);
  const FactsBuilder due = DueInJanuary();
  const FactsBuilder held = FactsBuilder().Held("H", "2024-01-01", "2024-01-20T10:00:00Z");
  struct Row {
    const char* what;
    FactsBuilder facts;
    const char* at;
    absl::Duration valid_for;
    PolicySet policies = PolicyOne();
  };
  const Row rows[] = {
      {"nothing is near", due, "2024-02-15", lease},
      {"the suspension", due, "2024-03-31T23:59:50Z", absl::Seconds(10)},
      {"exactly a lease away", due, "2024-03-31T23:59:00Z", lease},
      {"a tick more than a lease away", due, "2024-03-31T23:58:59.999999Z", lease},
      {"a tick away", due, "2024-03-31T23:59:59.999999Z", kTick},
      {"at the boundary itself", due, "2024-04-01", lease},
      {"AT_RISK", due, "2024-03-01T23:59:40Z", absl::Seconds(20)},
      {"R20 current", due, "2024-01-31T23:59:30Z", absl::Seconds(30)},
      {"a hold's expiry", held, "2024-01-20T09:59:55Z", absl::Seconds(5)},
      {"a policy", FactsBuilder(), "2024-01-01T11:59:57Z", absl::Seconds(3),
       PolicyTwoFrom("2024-01-01T12:00:00Z", Policy{})},
      {"a residual", DueInJanuary().Pays("P", 30, "2024-04-05T10:00:00Z"), "2024-04-05T09:59:48Z",
       absl::Seconds(12)},
      {"one of two overdue invoices paid",
       DueInJanuary()
           .Owes("J", 1, "2024-01-01", "2024-01-31", "EUR")
           .Pays("P", 100, "2024-04-05T10:00:00Z"),
       "2024-04-05T09:59:33Z", absl::Seconds(27)},
      {"another invoice overdue", DueInJanuary().Owes("J", 1, "2024-01-01", "2024-02-29"),
       "2024-04-29T23:59:15Z", absl::Seconds(45)},
      {"condition_holds", DueInJanuary().Pays("P", 100, "2024-04-05T10:00:00Z"),
       "2024-04-05T09:59:40Z", absl::Seconds(20)},
      {"the lease of the policy", due, "2024-02-15", absl::Seconds(90), PolicySet({longer})},
      {"the lease of the policy in force", due, "2024-02-15", absl::Seconds(90),
       PolicyTwoFrom("2024-02-01", longer)},
  };
  for (const Row& row : rows) {
    const StatusAt status(row.facts, row.at, row.policies);
    EXPECT_EQ(status.ValidFor(), row.valid_for) << row.what;
  }
}

TEST(DecisionValidUntil, Domain3_IsWhereAnOperationsAnswerMayChange) {
  const absl::Duration lease = absl::Seconds(60);
  const FactsBuilder held = FactsBuilder().Held("H", "2024-01-01", "2024-01-20T10:00:00Z");
  struct Row {
    const char* what;
    FactsBuilder facts;
    const char* at;
    absl::Duration valid_for;
    PolicySet policies = PolicyOne();
  };
  const Row rows[] = {
      {"nothing is near", DueInJanuary(), "2024-02-15", lease},
      {"the suspension", DueInJanuary(), "2024-03-31T23:59:50Z", absl::Seconds(10)},
      {"the end of a suspension", held, "2024-01-20T09:59:55Z", absl::Seconds(5)},
      {"a policy while suspended", FactsBuilder().Held("H", "2024-01-01"), "2024-01-05T11:59:57Z",
       absl::Seconds(3), PolicyTwoFrom("2024-01-05T12:00:00Z", Policy{})},
      {"at the boundary itself", DueInJanuary(), "2024-04-01", lease},
  };
  for (const Row& row : rows) {
    const StatusAt status(row.facts, row.at, row.policies);
    EXPECT_EQ(status.DecisionValidFor(), row.valid_for) << row.what;
    EXPECT_GE(status.DecisionValidFor(), status.ValidFor()) << row.what;
  }
}

TEST(TrimTimeline, Domain2_DropsWhatEndedAndSaysTheSameAfterwards) {
  const AccountFacts facts = DueInJanuary()
                                 .Held("H", "2024-01-05", "2024-01-20")
                                 .Owes("J", 1, "2024-01-01", "2024-02-29")
                                 .Pays("P", 100, "2024-04-10")
                                 .facts();
  for (const char* at : {"2024-01-10", "2024-01-20", "2024-03-05", "2024-04-01", "2024-04-15"}) {
    const absl::Time now = Instant(at);
    const Timeline whole = BuildTimeline(facts, PolicyOne(), now);
    const Timeline trimmed = TrimTimeline(whole, now);
    for (const Segment& segment : trimmed.segments) EXPECT_GT(segment.to, now) << at;
    for (const Evidence& evidence : trimmed.evidence) EXPECT_GT(evidence.to, now) << at;
    for (absl::Time later = now; later < Instant("2024-06-01"); later += absl::Hours(12)) {
      EXPECT_EQ(Tell(SegmentAt(trimmed, later)), Tell(SegmentAt(whole, later)));
      const StandingView of_whole = ReadTimeline(whole, PolicyOne(), later);
      const StandingView of_trimmed = ReadTimeline(trimmed, PolicyOne(), later);
      EXPECT_EQ(of_whole.valid_until, of_trimmed.valid_until);
      EXPECT_EQ(of_whole.next_change.has_value(), of_trimmed.next_change.has_value());
      ASSERT_EQ(of_whole.evidence.size(), of_trimmed.evidence.size());
      for (size_t i = 0; i < of_whole.evidence.size(); ++i) {
        EXPECT_EQ(*of_whole.evidence[i], *of_trimmed.evidence[i]);
      }
    }
  }
}

}  // namespace
}  // namespace reinstate
