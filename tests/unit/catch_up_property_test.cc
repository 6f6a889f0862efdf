// DOMAIN 2, policy, on random accounts: an account that nothing was recorded about lives through
// changes of the set as if each had been seen when it was made.

#include "server/domain/catch_up.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "tests/unit/facts_builder.h"
#include "tests/unit/random_facts.h"
#include "tests/unit/show_facts.h"

namespace reinstate {
namespace {

class CatchUpProperties : public testing::Test {
 protected:
  CatchUpProperties() : draws_(2204, 100000), random_(draws_.seed) {}

  // The case's policies, each announced some time before it takes effect; the last one is as often
  // as not taken back.
  std::vector<PolicyRecord> Records(const PolicySet& policies) {
    std::vector<PolicyRecord> records;
    absl::Time made = absl::InfinitePast();
    for (const Policy& policy : policies.all()) {
      PolicyRecord& record = records.emplace_back();
      record.policy = policy;
      record.created_set = policy.version;
      if (policy.version == 1) continue;
      const absl::Time announced = policy.effective_from - absl::Hours(random_.Number(1, 24 * 40));
      record.created_at = made = std::max(announced, made + kTick);
    }
    PolicyRecord& last = records.back();
    if (records.size() > 1 && random_.Number(0, 1) == 0) {
      last.revoked_at =
          std::min(made + absl::Hours(random_.Number(1, 200)), last.policy.effective_from - kTick);
      last.revoked_set = last.created_set + 1;
    }
    return records;
  }

  const Draws draws_;
  RandomFacts random_;
};

// What was known when set `number` was the present one.
PolicyHistory KnownBy(int number, const std::vector<PolicyRecord>& records) {
  std::vector<PolicyRecord> known;
  for (PolicyRecord record : records) {
    if (record.created_set > number) continue;
    if (record.revoked_set && *record.revoked_set > number) {
      record.revoked_at.reset();
      record.revoked_set.reset();
    }
    known.push_back(std::move(record));
  }
  return PolicyHistory(std::move(known));
}

// From `standing` with what is open to what the entries lead to.
void Follow(const std::vector<Transition>& entries, Standing& standing,
            std::vector<CauseKind>& open, const std::string& context) {
  for (const Transition& entry : entries) {
    ASSERT_EQ(entry.from, standing) << context;
    standing = entry.to;
    for (const CauseKind kind : entry.causes_removed) std::erase(open, kind);
    open.insert(open.end(), entry.causes_added.begin(), entry.causes_added.end());
  }
  std::sort(open.begin(), open.end());
}

std::vector<CauseKind> OpenKinds(const Segment& segment) {
  std::vector<CauseKind> kinds;
  for (const OpenCause& cause : segment.causes) kinds.push_back(cause.kind);
  return kinds;
}

TEST_F(CatchUpProperties, Domain2_EachStepIsBuiltByItsSetAndLoggedWithoutAGap) {
  int64_t steps_seen = 0, changes = 0;
  for (int i = 0; i < draws_.cases; ++i) {
    const RandomCase made = random_.NextCase();
    const PolicyHistory history(Records(made.policies));
    const int set = random_.Number(1, history.number());
    const Timeline stored =
        TrimTimeline(BuildTimeline(made.facts, history.Set(set), made.now), made.now);
    const std::string context =
        "case " + std::to_string(i) + " from set " + std::to_string(set) + "\n" + ShowFacts(made);
    const auto steps = CatchUp(made.facts, stored, set, made.now, history);
    ASSERT_EQ(steps.size(), static_cast<size_t>(history.number() - set)) << context;
    const Timeline* before = &stored;
    absl::Time through = made.now;
    for (const CaughtUp& step : steps) {
      ++steps_seen;
      ASSERT_EQ(step.at, std::max(history.MadeAt(step.policy_set), through)) << context;
      const Timeline built =
          TrimTimeline(BuildTimeline(made.facts, history.Set(step.policy_set), step.at), step.at);
      ASSERT_EQ(step.timeline, built) << context;
      Standing standing = SegmentAt(*before, through).standing;
      std::vector<CauseKind> open = OpenKinds(SegmentAt(*before, through));
      std::vector<Transition> entries = step.by_time;
      if (step.by_change) entries.push_back(*step.by_change);
      changes += step.by_change ? 1 : 0;
      Follow(entries, standing, open, context);
      ASSERT_EQ(standing, SegmentAt(step.timeline, step.at).standing) << context;
      ASSERT_EQ(open, OpenKinds(SegmentAt(step.timeline, step.at))) << context;
      before = &step.timeline;
      through = step.at;
    }
  }
  EXPECT_GT(steps_seen, draws_.cases / 4) << "too few cases see a change of policy";
  EXPECT_GT(changes, draws_.cases / 100) << "too few changes of policy change a standing";
}

TEST_F(CatchUpProperties, Domain2_InPartsItIsTheSameAsAtOnce) {
  for (int i = 0; i < draws_.cases; ++i) {
    const RandomCase made = random_.NextCase();
    const std::vector<PolicyRecord> records = Records(made.policies);
    const PolicyHistory history(records);
    const int set = random_.Number(1, history.number());
    const Timeline stored =
        TrimTimeline(BuildTimeline(made.facts, history.Set(set), made.now), made.now);
    const auto at_once = CatchUp(made.facts, stored, set, made.now, history);
    const PolicyHistory known = KnownBy(random_.Number(set, history.number()), records);
    auto parts = CatchUp(made.facts, stored, set, made.now, known);
    const Timeline between = parts.empty() ? stored : parts.back().timeline;
    const absl::Time through = parts.empty() ? made.now : parts.back().at;
    auto rest = CatchUp(made.facts, between, known.number(), through, history);
    std::move(rest.begin(), rest.end(), std::back_inserter(parts));
    ASSERT_EQ(parts.size(), at_once.size()) << "case " << i;
    for (size_t k = 0; k < parts.size(); ++k) {
      ASSERT_EQ(parts[k].timeline, at_once[k].timeline) << "case " << i << "\n" << ShowFacts(made);
      ASSERT_EQ(parts[k].at, at_once[k].at) << "case " << i;
      ASSERT_EQ(parts[k].by_time.size(), at_once[k].by_time.size()) << "case " << i;
      ASSERT_EQ(parts[k].by_change.has_value(), at_once[k].by_change.has_value()) << "case " << i;
    }
  }
}

}  // namespace
}  // namespace reinstate
