#include "server/services/standing_log.h"

#include <algorithm>
#include <utility>

#include "db/events.h"
#include "db/log.h"
#include "server/domain/warnings.h"

namespace reinstate::services {

Recorded RecordTime(db::Transaction& transaction, const AccountScope& scope, db::AccountRow& row,
                    const Timeline& stored, const PolicySet& policies, absl::Time now,
                    absl::Time real_now) {
  Recorded recorded{row.written_at, 0};
  const auto transitions = TransitionsByTime(stored, row.written_at, now);
  auto transition = transitions.begin();
  const auto record_until = [&](absl::Time instant) {
    for (; transition != transitions.end() && transition->effective_at <= instant; ++transition) {
      RecordTransition(transaction, scope, row, *transition, row.revision, real_now);
      ++recorded.count;
    }
  };
  for (SuspensionWarning& warning : WarningsByTime(stored, policies, row.written_at, now)) {
    record_until(warning.warned_at);  // a change of the same instant comes first
    recorded.through = std::max(recorded.through, warning.warned_at);
    warning.revision = row.revision;
    if (!InsertWarning(transaction, scope, warning)) continue;
    InsertWarningEvent(transaction, scope, ++row.last_event, real_now, warning);
    ++recorded.count;
  }
  record_until(now);
  for (const Segment& segment : stored.segments) {
    if (segment.from <= now) recorded.through = std::max(recorded.through, segment.from);
  }
  return recorded;
}

void RecordTransition(db::Transaction& transaction, const AccountScope& scope, db::AccountRow& row,
                      Transition transition, int64_t revision, absl::Time real_now) {
  transition.sequence = ++row.last_transition;
  transition.revision = revision;
  InsertTransition(transaction, scope, transition, ++row.last_event, real_now);
}

absl::Time NextEvent(const Timeline* before, const Timeline& after, const PolicySet& policies,
                     absl::Time now) {
  const bool warns = WarnsAtOnce(before == nullptr ? Timeline() : *before, after, policies, now);
  return warns ? now : NextTimedEvent(after, policies, now);
}

}  // namespace reinstate::services
