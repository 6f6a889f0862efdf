// DOMAIN 2 and 4 over time, on random accounts: a forecast comes true when the clock gets there,
// and a log that a publisher keeps up is the log that the next write would have made.

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "server/domain/status.h"
#include "server/domain/timeline.h"
#include "server/domain/transitions.h"
#include "tests/unit/facts_builder.h"
#include "tests/unit/random_facts.h"
#include "tests/unit/show_facts.h"

namespace reinstate {
namespace {

class StandingOverTime : public testing::Test {
 protected:
  StandingOverTime() : draws_(2203, 100000), random_(draws_.seed) {}

  // Somewhere in [from, to), often at its ends.
  absl::Time Within(absl::Time from, absl::Time to) {
    const auto micros = static_cast<double>(absl::ToInt64Microseconds(to - from - kTick));
    const absl::Time inside =
        from + absl::Microseconds(static_cast<int64_t>(micros * random_.Number(0, 1000) / 1000));
    const absl::Time choices[] = {from, inside, to - kTick};
    return choices[random_.Number(0, 2)];
  }

  const Draws draws_;
  RandomFacts random_;
};

std::vector<CauseKind> OpenKinds(const Segment& segment) {
  std::vector<CauseKind> kinds;
  for (const OpenCause& cause : segment.causes) kinds.push_back(cause.kind);
  return kinds;
}

std::string Tell(const Transition& entry) {
  std::string told = std::string(StandingName(entry.from)) + ">" + StandingName(entry.to);
  for (const CauseKind kind : entry.causes_added) told += std::string(" +") + CauseName(kind);
  for (const CauseKind kind : entry.causes_removed) told += std::string(" -") + CauseName(kind);
  return told + " " + Show(entry.effective_at) + " " + Show(entry.observed_at) + " " +
         std::to_string(entry.policy_version) + "\n";
}

std::string Tell(const std::vector<Transition>& log) {
  std::string told;
  for (const Transition& entry : log) told += Tell(entry);
  return told;
}

TEST_F(StandingOverTime, Domain2_TheForecastIsWhatASteppedClockShows) {
  int64_t changes = 0;
  for (int i = 0; i < draws_.cases; ++i) {
    const RandomCase made = random_.NextCase();
    const Timeline stored =
        TrimTimeline(BuildTimeline(made.facts, made.policies, made.now), made.now);
    absl::Time at = made.now;
    for (int step = 0; step < 4; ++step) {
      const StandingView view = ReadTimeline(stored, made.policies, at);
      const std::string context =
          "case " + std::to_string(i) + " from " + Show(at) + "\n" + ShowFacts(made);
      const absl::Time until =
          view.next_change ? view.next_change->at : std::max(at, random_.AnyInstant()) + kTick;
      const absl::Time between = Within(at, until);
      const Timeline then = BuildTimeline(made.facts, made.policies, between);
      ASSERT_EQ(SegmentAt(then, between).standing, view.segment->standing)
          << Show(between) << " " << context;
      if (!view.next_change) break;
      ++changes;
      const NextChange& next = *view.next_change;
      const Timeline built = BuildTimeline(made.facts, made.policies, next.at);
      const Segment& segment = SegmentAt(built, next.at);
      ASSERT_EQ(segment.standing, next.standing) << context;
      if (next.suspension_at) {
        const Timeline later = BuildTimeline(made.facts, made.policies, *next.suspension_at);
        const Segment& suspended = SegmentAt(later, *next.suspension_at);
        ASSERT_EQ(suspended.standing, Standing::kSuspended) << context;
        ASSERT_EQ(OpenKinds(suspended), next.causes) << context;
      } else {
        ASSERT_EQ(OpenKinds(segment), next.causes) << context;
      }
      at = next.at;
    }
  }
  EXPECT_GT(changes, draws_.cases / 4) << "too few cases change their standing";
}

// What is appended on the way never differs from what one write at the end appends.
TEST_F(StandingOverTime, Domain4_ALogKeptUpInStepsIsTheLogAppendedAtOnce) {
  int64_t entries = 0;
  for (int i = 0; i < draws_.cases; ++i) {
    const RandomCase made = random_.NextCase();
    const Timeline stored =
        TrimTimeline(BuildTimeline(made.facts, made.policies, made.now), made.now);
    const absl::Time end = std::max(made.now, random_.AnyInstant()) + absl::Hours(24 * 100);
    std::vector<Transition> stepped;
    for (absl::Time at = made.now; at < end;) {
      // As often as not just where something changes.
      const absl::Time change = SegmentAt(stored, at).to;
      const absl::Time next = std::min(
          {end, at + absl::Hours(random_.Number(1, 24 * 60)), std::max(change, at + kTick)});
      const auto due = TransitionsByTime(stored, at, next);
      stepped.insert(stepped.end(), due.begin(), due.end());
      at = next;
    }
    const auto at_once = TransitionsByTime(stored, made.now, end);
    entries += static_cast<int64_t>(at_once.size());
    ASSERT_EQ(Tell(stepped), Tell(at_once)) << "case " << i << "\n" << ShowFacts(made);
  }
  EXPECT_GT(entries, draws_.cases / 4) << "too few cases log anything";
}

// The log replayed from the standing at its beginning leads to the standing at any later instant.
TEST_F(StandingOverTime, Domain4_TheLogLeadsToTheStanding) {
  for (int i = 0; i < draws_.cases; ++i) {
    const RandomCase made = random_.NextCase();
    const Timeline stored =
        TrimTimeline(BuildTimeline(made.facts, made.policies, made.now), made.now);
    const absl::Time at = std::max(made.now, random_.AnyInstant());
    const Segment& first = SegmentAt(stored, made.now);
    Standing standing = first.standing;
    std::vector<CauseKind> open = OpenKinds(first);
    for (const Transition& entry : TransitionsByTime(stored, made.now, at)) {
      ASSERT_EQ(entry.from, standing) << "case " << i << "\n" << ShowFacts(made);
      standing = entry.to;
      for (const CauseKind kind : entry.causes_removed) std::erase(open, kind);
      open.insert(open.end(), entry.causes_added.begin(), entry.causes_added.end());
    }
    std::sort(open.begin(), open.end());
    const Segment& segment = SegmentAt(stored, at);
    ASSERT_EQ(standing, segment.standing) << "case " << i << "\n" << ShowFacts(made);
    ASSERT_EQ(open, OpenKinds(segment)) << "case " << i << "\n" << ShowFacts(made);
  }
}

}  // namespace
}  // namespace reinstate
