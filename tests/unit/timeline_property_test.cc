// The timeline on random accounts: DOMAIN 2, pure, total, deterministic, independent of the order
// of the facts; a stored timeline is right at every later instant.

#include "server/domain/timeline.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "server/domain/status.h"
#include "tests/unit/facts_builder.h"
#include "tests/unit/oracle.h"
#include "tests/unit/random_facts.h"
#include "tests/unit/show_facts.h"

namespace reinstate {
namespace {

class TimelineProperties : public testing::Test {
 protected:
  TimelineProperties() : draws_(1360, 100000), random_(draws_.seed) {}

  // An instant that is not before the other: often one where something changes, or a tick off it.
  absl::Time InstantFrom(const Oracle& oracle, absl::Time from) {
    const auto& instants = oracle.instants();
    const int last = static_cast<int>(instants.size()) - 1;
    const absl::Time listed = instants[static_cast<size_t>(random_.Number(0, last))];
    const absl::Time choices[] = {listed, listed - kTick, listed - absl::Hours(24 * 30),
                                  random_.AnyInstant()};
    return std::max(from, choices[random_.Number(0, 3)]);
  }

  const Draws draws_;
  RandomFacts random_;
};

std::map<std::string, int64_t> OverdueInEvidence(const Timeline& timeline, absl::Time at) {
  std::map<std::string, int64_t> told;
  for (const Evidence& evidence : timeline.evidence) {
    if (evidence.cause != CauseKind::kBillingOverdue) continue;
    if (evidence.from <= at && at < evidence.to) told[evidence.fact_id] = evidence.residual_minor;
  }
  return told;
}

TEST_F(TimelineProperties, Domain2_TheOrderOfTheFactsDoesNotMatter) {
  for (int i = 0; i < draws_.cases; ++i) {
    const RandomCase made = random_.NextCase();
    const Timeline once = BuildTimeline(made.facts, made.policies, made.now);
    const Timeline again = BuildTimeline(random_.Shuffled(made.facts), made.policies, made.now);
    ASSERT_TRUE(once == again) << "case " << i << "\n" << ShowFacts(made);
  }
}

TEST_F(TimelineProperties, Domain2_SegmentsAreHalfOpenWithoutGaps) {
  for (int i = 0; i < draws_.cases; ++i) {
    const RandomCase made = random_.NextCase();
    const Timeline timeline = BuildTimeline(made.facts, made.policies, made.now);
    ASSERT_FALSE(timeline.segments.empty());
    ASSERT_EQ(timeline.segments.front().from, made.facts.account.begins_at());
    ASSERT_EQ(timeline.segments.back().to, absl::InfiniteFuture());
    for (size_t k = 0; k < timeline.segments.size(); ++k) {
      const Segment& segment = timeline.segments[k];
      ASSERT_LT(segment.from, segment.to) << "case " << i << "\n" << ShowFacts(made);
      ASSERT_FALSE(segment.from < made.now && segment.standing == Standing::kAtRisk)
          << "case " << i;
      if (k == 0) continue;
      Segment before = timeline.segments[k - 1];
      ASSERT_EQ(before.to, segment.from) << "case " << i << "\n" << ShowFacts(made);
      before.from = segment.from;
      before.to = segment.to;
      ASSERT_FALSE(before == segment)
          << "case " << i << " nothing changes at " << Show(segment.from) << "\n"
          << ShowFacts(made);
    }
  }
}

TEST_F(TimelineProperties, Domain2_AStoredTimelineIsRightAtEveryLaterInstant) {
  for (int i = 0; i < draws_.cases; ++i) {
    const RandomCase made = random_.NextCase();
    const Timeline stored =
        TrimTimeline(BuildTimeline(made.facts, made.policies, made.now), made.now);
    const Oracle oracle(made.facts, made.policies);
    for (int k = 0; k < 6; ++k) {
      const absl::Time at = InstantFrom(oracle, made.now);
      const Timeline fresh = BuildTimeline(made.facts, made.policies, at);
      const Segment& read = SegmentAt(stored, at);
      const Segment& built = SegmentAt(fresh, at);
      const std::string context =
          "case " + std::to_string(i) + " at " + Show(at) + "\n" + ShowFacts(made);
      ASSERT_EQ(Tell(read), Tell(built)) << context;
      ASSERT_TRUE(read.causes == built.causes) << context;
      ASSERT_EQ(read.current, built.current) << context;
      ASSERT_EQ(read.policy_version, built.policy_version) << context;
      ASSERT_EQ(OverdueInEvidence(stored, at), OverdueInEvidence(fresh, at)) << context;
      const StandingView stored_view = ReadTimeline(stored, made.policies, at);
      const StandingView fresh_view = ReadTimeline(fresh, made.policies, at);
      ASSERT_EQ(stored_view.valid_until, fresh_view.valid_until) << context;
      ASSERT_EQ(stored_view.next_change.has_value(), fresh_view.next_change.has_value()) << context;
      if (!stored_view.next_change) continue;
      ASSERT_EQ(stored_view.next_change->at, fresh_view.next_change->at) << context;
      ASSERT_EQ(stored_view.next_change->standing, fresh_view.next_change->standing) << context;
      ASSERT_EQ(stored_view.next_change->causes, fresh_view.next_change->causes) << context;
      ASSERT_EQ(stored_view.next_change->suspension_at, fresh_view.next_change->suspension_at)
          << context;
    }
  }
}

TEST_F(TimelineProperties, Domain2_EqualsTheDefinitionFromNowOn) {
  for (int i = 0; i < draws_.cases; ++i) {
    const RandomCase made = random_.NextCase();
    const Timeline timeline = BuildTimeline(made.facts, made.policies, made.now);
    const Oracle oracle(made.facts, made.policies);
    for (int k = 0; k < 6; ++k) {
      const absl::Time at = InstantFrom(oracle, made.now);
      const Segment& segment = SegmentAt(timeline, at);
      const std::string context =
          "case " + std::to_string(i) + " at " + Show(at) + "\n" + ShowFacts(made);
      ASSERT_STREQ(StandingName(segment.standing), StandingName(oracle.StandingAt(at))) << context;
      ASSERT_TRUE(segment.causes == oracle.CausesAt(at)) << Tell(segment) << "\n" << context;
      ASSERT_EQ(segment.current, oracle.CurrentAt(at)) << context;
      ASSERT_EQ(segment.policy_version, made.policies.At(at).version) << context;
      ASSERT_EQ(OverdueInEvidence(timeline, at), oracle.OverdueAt(at)) << context;
    }
  }
}

TEST_F(TimelineProperties, Domain2_EqualsTheDefinitionInThePast) {
  for (int i = 0; i < draws_.cases; ++i) {
    const RandomCase made = random_.NextCase();
    const Timeline timeline = BuildTimeline(made.facts, made.policies, LongAfter());
    const Oracle oracle(made.facts, made.policies);
    for (int k = 0; k < 6; ++k) {
      const absl::Time at = InstantFrom(oracle, made.facts.account.begins_at());
      const Segment& segment = SegmentAt(timeline, at);
      const std::string context =
          "case " + std::to_string(i) + " at " + Show(at) + "\n" + ShowFacts(made);
      ASSERT_TRUE(segment.causes == oracle.CausesAt(at)) << Tell(segment) << "\n" << context;
      ASSERT_EQ(segment.standing == Standing::kSuspended, !segment.causes.empty()) << context;
      ASSERT_EQ(segment.current, oracle.CurrentAt(at)) << context;
    }
  }
}

}  // namespace
}  // namespace reinstate
