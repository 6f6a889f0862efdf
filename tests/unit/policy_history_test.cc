// DOMAIN 2, policy: the sets that creations and revocations make, one after another.

#include "server/domain/policy_history.h"

#include <gtest/gtest.h>

#include <stdexcept>
#include <string>
#include <vector>

#include "tests/unit/facts_builder.h"

namespace reinstate {
namespace {

PolicyRecord Announced(int version, const std::string& effective_from, int set,
                       const std::string& at) {
  PolicyRecord record;
  record.policy.version = version;
  record.policy.effective_from = Instant(effective_from);
  record.created_at = Instant(at);
  record.created_set = set;
  return record;
}

PolicyRecord Revoked(PolicyRecord record, int set, const std::string& at) {
  record.revoked_at = Instant(at);
  record.revoked_set = set;
  return record;
}

// Version 2 is announced (set 2) and taken back (set 4); version 3 is announced in between (set 3).
PolicyHistory History() {
  return PolicyHistory({Announced(3, "2024-09-01", 3, "2024-03-01"),
                        Revoked(Announced(2, "2024-06-01", 2, "2024-02-01"), 4, "2024-04-01"),
                        PolicyRecord{}});
}

std::string Versions(const PolicySet& policies) {
  std::string text;
  for (const Policy& policy : policies.all()) text += std::to_string(policy.version);
  return text;
}

TEST(PolicyHistory, Domain2_ASetHoldsWhatIsAnnouncedAndNotTakenBack) {
  const PolicyHistory history = History();
  EXPECT_EQ(history.number(), 4);
  EXPECT_EQ(Versions(history.Set(1)), "1");
  EXPECT_EQ(Versions(history.Set(2)), "12");
  EXPECT_EQ(Versions(history.Set(3)), "123");
  EXPECT_EQ(Versions(history.Set(4)), "13");
  EXPECT_EQ(Versions(history.current()), "13");
  EXPECT_EQ(history.records().size(), 3u);
  EXPECT_EQ(history.records().front().policy.version, 1);
}

TEST(PolicyHistory, Domain2_AnUnknownNumberMeansThePresentSet) {
  EXPECT_EQ(Versions(History().Set(0)), "13");
  EXPECT_EQ(Versions(History().Set(5)), "13");
}

TEST(PolicyHistory, Domain2_EachSetIsThePresentOneFromItsOwnInstantOn) {
  const PolicyHistory history = History();
  EXPECT_EQ(history.NumberAt(Instant("1970-01-01")), 1);
  EXPECT_EQ(history.NumberAt(Instant("2024-02-01") - kTick), 1);
  EXPECT_EQ(history.NumberAt(Instant("2024-02-01")), 2);
  EXPECT_EQ(history.NumberAt(Instant("2024-03-31")), 3);
  EXPECT_EQ(history.NumberAt(LongAfter()), 4);
  EXPECT_EQ(history.MadeAt(1), absl::InfinitePast());
  EXPECT_EQ(history.MadeAt(4), Instant("2024-04-01"));
  EXPECT_EQ(history.ChangedVersion(3), 3);
  EXPECT_EQ(history.ChangedVersion(4), 2);
}

TEST(PolicyHistory, Domain2_TwoChangesAtOneInstantMakeTheLastThePresent) {
  const PolicyHistory history({PolicyRecord{}, Announced(2, "2024-06-01", 2, "2024-02-01"),
                               Announced(3, "2024-07-01", 3, "2024-02-01")});
  EXPECT_EQ(history.NumberAt(Instant("2024-02-01")), 3);
}

TEST(PolicyHistory, Domain2_OldTimelinesHoldUntilTheFirstVersionThatChangedSince) {
  const PolicyHistory history = History();
  EXPECT_EQ(history.DiffersFrom(1), Instant("2024-06-01"));
  EXPECT_EQ(history.DiffersFrom(2), Instant("2024-06-01"));
  EXPECT_EQ(history.DiffersFrom(3), Instant("2024-06-01"));
  EXPECT_EQ(history.DiffersFrom(4), absl::InfiniteFuture());
}

TEST(PolicyHistory, Domain2_AGapInTheNumbersIsRefused) {
  EXPECT_THROW(PolicyHistory({PolicyRecord{}, Announced(2, "2024-06-01", 3, "2024-02-01")}),
               std::invalid_argument);
}

}  // namespace
}  // namespace reinstate
