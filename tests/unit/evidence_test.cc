// DOMAIN 4, explanation: every fact that makes a cause true, worst first, since when.

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "server/domain/status.h"
#include "server/domain/timeline.h"
#include "tests/unit/facts_builder.h"

namespace reinstate {
namespace {

// What explains the open causes at an instant.
std::vector<Evidence> Explained(const AccountFacts& facts, const PolicySet& policies,
                                const std::string& at, const std::string& built_at = "2024-01-01") {
  const Timeline timeline = BuildTimeline(facts, policies, Instant(built_at));
  const StandingView view = ReadTimeline(timeline, policies, Instant(at));
  std::vector<Evidence> evidence;
  for (const Evidence* item : view.evidence) evidence.push_back(*item);
  return evidence;
}

std::vector<std::string> Ids(const std::vector<Evidence>& evidence) {
  std::vector<std::string> ids;
  for (const Evidence& item : evidence) ids.push_back(item.fact_id);
  return ids;
}

using Strings = std::vector<std::string>;

// Overdue from 1 April 2024.
FactsBuilder DueInJanuary() { return FactsBuilder().Owes("I", 100, "2024-01-01", "2024-01-31"); }

TEST(Evidence, R13_OfAnInvoiceGivesWhatMakesItOverdue) {
  const auto evidence = Explained(DueInJanuary().Pays("P", 30, "2024-02-01").facts(), PolicyOne(),
                                  "2024-04-14T05:00:00Z");
  ASSERT_EQ(evidence.size(), 1u);
  EXPECT_EQ(evidence[0].cause, CauseKind::kBillingOverdue);
  EXPECT_EQ(evidence[0].fact, FactKind::kInvoice);
  EXPECT_EQ(evidence[0].fact_id, "I");
  EXPECT_EQ(evidence[0].due_on, Day("2024-01-31"));
  EXPECT_EQ(evidence[0].days_overdue_limit, 60);
  EXPECT_EQ(evidence[0].residual_minor, 70);
  EXPECT_EQ(evidence[0].currency, "USD");
  EXPECT_EQ(evidence[0].policy_version, 1);
  EXPECT_EQ(evidence[0].since, Instant("2024-04-01"));
}

TEST(Evidence, R13_OfEverySingleInvoiceWorstFirst) {
  const AccountFacts facts = FactsBuilder()
                                 .Owes("M", 10, "2024-01-01", "2024-01-20")
                                 .Owes("Z", 10, "2024-01-01", "2024-01-05")
                                 .Owes("A", 999, "2024-01-01", "2024-01-31", "EUR")
                                 .Owes("N", 10, "2024-01-01", "2024-12-31")
                                 .facts();
  EXPECT_EQ(Ids(Explained(facts, PolicyOne(), "2024-04-10")), (Strings{"Z", "M", "A"}));
  EXPECT_EQ(Ids(Explained(facts, PolicyOne(), "2024-03-21")), (Strings{"Z", "M"}));
  EXPECT_EQ(Ids(Explained(facts, PolicyOne(), "2024-03-20")), (Strings{"Z"}));
}

TEST(Evidence, R13_EachInvoiceHasItsOwnSince) {
  const auto evidence = Explained(DueInJanuary().Owes("J", 70, "2024-01-01", "2024-02-29").facts(),
                                  PolicyOne(), "2024-06-01");
  ASSERT_EQ(Ids(evidence), (Strings{"I", "J"}));
  EXPECT_EQ(evidence[0].since, Instant("2024-04-01"));
  EXPECT_EQ(evidence[1].since, Instant("2024-04-30"));
}

// The since of a fact is when it began to make the condition true; the episode's is another.
TEST(Evidence, Domain4_SinceIsDay61AlsoWhereTheAccountIsYounger) {
  AccountFacts facts = DueInJanuary().StandingFrom("2024-06-01").facts();
  for (const char* registered_at : {"2010-01-01", "2024-06-01"}) {
    facts.account.registered_at = Instant(registered_at);
    const auto evidence = Explained(facts, PolicyOne(), "2024-06-10", "2024-06-10");
    ASSERT_EQ(evidence.size(), 1u);
    EXPECT_EQ(evidence[0].since, Instant("2024-04-01")) << "registered " << registered_at;
  }
}

TEST(Evidence, Domain4_AResidualThatChangesKeepsItsSince) {
  const AccountFacts facts = DueInJanuary()
                                 .Pays("P", 30, "2024-04-05T10:00:00Z")
                                 .Pays("Q", 20, "2024-04-08T10:00:00Z")
                                 .facts();
  struct Row {
    const char* at;
    int64_t residual_minor;
  };
  for (const Row& row : {Row{"2024-04-05T09:59:59.999999Z", 100}, Row{"2024-04-05T10:00:00Z", 70},
                         Row{"2024-04-08T09:59:59.999999Z", 70}, Row{"2024-04-08T10:00:00Z", 50}}) {
    for (const char* built_at : {"2024-01-01", "2024-04-05T10:00:00Z"}) {
      const auto evidence = Explained(facts, PolicyOne(), row.at, built_at);
      ASSERT_EQ(evidence.size(), 1u) << row.at;
      EXPECT_EQ(evidence[0].residual_minor, row.residual_minor) << row.at;
      EXPECT_EQ(evidence[0].since, Instant("2024-04-01")) << row.at;
    }
  }
}

TEST(Evidence, Domain4_APaidInvoiceExplainsNoLonger) {
  const AccountFacts facts = DueInJanuary()
                                 .Owes("J", 70, "2024-01-01", "2024-02-10")
                                 .Pays("P", 100, "2024-04-20", {{"I", 100}})
                                 .facts();
  EXPECT_EQ(Ids(Explained(facts, PolicyOne(), "2024-04-19")), (Strings{"I", "J"}));
  EXPECT_EQ(Ids(Explained(facts, PolicyOne(), "2024-04-20")), (Strings{"J"}));
}

TEST(Evidence, Domain4_AClearedCauseHasNone) {
  const AccountFacts facts = DueInJanuary().Pays("P", 100, "2024-04-10").facts();
  EXPECT_TRUE(Explained(facts, PolicyOne(), "2024-04-10").empty());
}

TEST(Evidence, Domain2_CitesThePolicyInForce) {
  Policy second;
  second.days_overdue = 30;
  const PolicySet policies = PolicyTwoFrom("2024-04-10T12:00:00Z", second);
  const AccountFacts facts = DueInJanuary().facts();
  const auto before = Explained(facts, policies, "2024-04-10T11:59:59.999999Z");
  const auto after = Explained(facts, policies, "2024-04-10T12:00:00Z");
  ASSERT_EQ(before.size(), 1u);
  ASSERT_EQ(after.size(), 1u);
  EXPECT_EQ(before[0].policy_version, 1);
  EXPECT_EQ(before[0].days_overdue_limit, 60);
  EXPECT_EQ(after[0].policy_version, 2);
  EXPECT_EQ(after[0].days_overdue_limit, 30);
  EXPECT_EQ(after[0].since, Instant("2024-04-01"));
}

TEST(Evidence, Domain2_OfAHoldGivesItsReasonAndWhetherItIsForStaff) {
  AccountFacts facts = FactsBuilder().Held("H", "2024-01-10T08:00:00Z", "2024-02-01").facts();
  facts.holds[0].internal = true;
  const auto evidence = Explained(facts, PolicyOne(), "2024-01-20");
  ASSERT_EQ(evidence.size(), 1u);
  EXPECT_EQ(evidence[0].cause, CauseKind::kManualHold);
  EXPECT_EQ(evidence[0].fact, FactKind::kHold);
  EXPECT_EQ(evidence[0].fact_id, "H");
  EXPECT_EQ(evidence[0].text, "under review");
  EXPECT_TRUE(evidence[0].internal);
  EXPECT_EQ(evidence[0].since, Instant("2024-01-10T08:00:00Z"));
}

TEST(Evidence, Domain2_OfTwoHoldsGivesBothWhileBothLast) {
  const AccountFacts facts = FactsBuilder()
                                 .Held("H", "2024-01-10", "2024-01-20")
                                 .Held("J", "2024-01-15", "2024-01-30")
                                 .facts();
  EXPECT_EQ(Ids(Explained(facts, PolicyOne(), "2024-01-12")), (Strings{"H"}));
  EXPECT_EQ(Explained(facts, PolicyOne(), "2024-01-16").size(), 2u);
  EXPECT_EQ(Ids(Explained(facts, PolicyOne(), "2024-01-20")), (Strings{"J"}));
}

TEST(Evidence, R17_OfAProfileIsTheResultThatFailedIt) {
  const AccountFacts facts = FactsBuilder()
                                 .Verified("V", VerificationStatus::kFailed, "2024-01-10")
                                 .Verified("W", VerificationStatus::kPending, "2024-01-12")
                                 .facts();
  const auto evidence = Explained(facts, PolicyOne(), "2024-01-20");
  ASSERT_EQ(evidence.size(), 1u);
  EXPECT_EQ(evidence[0].cause, CauseKind::kProfileFailed);
  EXPECT_EQ(evidence[0].fact, FactKind::kVerificationResult);
  EXPECT_EQ(evidence[0].fact_id, "V");
  EXPECT_EQ(evidence[0].text, "see profile");
  EXPECT_EQ(evidence[0].since, Instant("2024-01-10"));
}

TEST(Evidence, R14_OfASignalGivesItsWordsForThePartnerAndItsNoteForStaff) {
  const AccountFacts facts =
      FactsBuilder()
          .Abused("LESS", AbuseSeverity::kModerate, "2024-01-09")
          .Abused("SIG-1", AbuseSeverity::kSignificant, "2024-01-10T08:00:00Z", "2024-02-01")
          .Abused("SIG-2", AbuseSeverity::kSignificant, "2024-01-12")
          .facts();
  const auto evidence = Explained(facts, PolicyOne(), "2024-01-20");
  ASSERT_EQ(Ids(evidence), (Strings{"SIG-1", "SIG-2"}));
  EXPECT_EQ(evidence[0].cause, CauseKind::kAccountAbuse);
  EXPECT_EQ(evidence[0].fact, FactKind::kAbuseSignal);
  EXPECT_EQ(evidence[0].text, "mass mailing");
  EXPECT_FALSE(evidence[0].internal);
  EXPECT_EQ(evidence[0].internal_note, "case 12");
  EXPECT_EQ(evidence[0].since, Instant("2024-01-10T08:00:00Z"));
  EXPECT_EQ(Ids(Explained(facts, PolicyOne(), "2024-02-01")), (Strings{"SIG-2"}));
}

TEST(Evidence, R15_OfAnIssueNamesProviderAndIssueAndKeepsSinceWhen) {
  const AccountFacts facts = FactsBuilder()
                                 .Becomes(PartnerType::kIndirectReseller, "2024-01-01")
                                 .Linked("P", "2024-01-01")
                                 .Issue("P", "I", "2024-01-10")
                                 .Issue("P", "I", "2024-01-12")
                                 .Issue("Q", "I", "2024-01-12")
                                 .facts();
  const auto evidence = Explained(facts, PolicyOne(), "2024-01-20");
  ASSERT_EQ(Ids(evidence), (Strings{"P/I"}));
  EXPECT_EQ(evidence[0].cause, CauseKind::kProviderIssue);
  EXPECT_EQ(evidence[0].fact, FactKind::kProviderIssue);
  EXPECT_EQ(evidence[0].text, "orders fail");
  EXPECT_EQ(evidence[0].internal_note, "case 7");
  EXPECT_EQ(evidence[0].since, Instant("2024-01-10"));
}

TEST(Evidence, R19_OfEveryOpenCause) {
  const AccountFacts facts = DueInJanuary()
                                 .Held("H", "2024-03-01")
                                 .Verified("V", VerificationStatus::kRejected, "2024-03-02")
                                 .facts();
  EXPECT_EQ(Ids(Explained(facts, PolicyOne(), "2024-04-01")), (Strings{"I", "V", "H"}));
}

TEST(Evidence, Domain2_NothingExplainsAnAccountThatIsActive) {
  const AccountFacts facts = DueInJanuary().StandingFrom("2025-01-01").facts();
  EXPECT_TRUE(Explained(facts, PolicyOne(), "2024-06-01").empty());
  EXPECT_EQ(Ids(Explained(facts, PolicyOne(), "2025-01-01")), (Strings{"I"}));
}

}  // namespace
}  // namespace reinstate
