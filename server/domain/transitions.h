// The log of changes of standing (DOMAIN 4).

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "server/domain/timeline.h"

namespace reinstate {

enum class TransitionTrigger { kFact, kTime, kDecision, kCorrectedByFact, kPolicy };

struct Transition {
  int64_t sequence = 0;  // given by the account's own counter
  Standing from = Standing::kActive;
  Standing to = Standing::kActive;
  std::vector<CauseKind> causes_added;
  std::vector<CauseKind> causes_removed;
  absl::Time effective_at;
  absl::Time observed_at;
  TransitionTrigger trigger = TransitionTrigger::kTime;
  std::string trigger_id;
  std::string actor;
  int policy_version = 1;
  int64_t revision = 0;
};

// What a write is about, for the entry it causes.
struct WriteCause {
  TransitionTrigger trigger = TransitionTrigger::kFact;
  std::string id;
  absl::Time effective_at;
  std::string actor;
};

// What time alone has brought about in (logged_through, now], by the timeline as stored; where
// another policy came into force, the trigger is that.
std::vector<Transition> TransitionsByTime(const Timeline& stored, absl::Time logged_through,
                                          absl::Time now);

// What a write changed at `now`: from the timeline as stored to the one just built, which still
// holds its past. Nothing where neither standing nor open causes differ.
std::optional<Transition> TransitionByWrite(const Timeline& stored, const Timeline& built,
                                            absl::Time now, const WriteCause& cause);

}  // namespace reinstate
