#include "server/services/current_timeline.h"

#include <algorithm>
#include <utility>

#include "db/facts.h"
#include "db/policies.h"
#include "server/domain/catch_up.h"
#include "server/services/reinstatement_settlement.h"
#include "server/services/standing_log.h"

namespace reinstate::services {
namespace {

// `before` up to the beginning of `after`, then that.
Timeline Joined(const Timeline& before, Timeline after, absl::Time at) {
  std::vector<Segment> segments;
  for (const Segment& segment : before.segments) {
    if (segment.from >= at) break;
    segments.push_back(segment);
    segments.back().to = std::min(segment.to, at);
  }
  after.segments.front().from = std::max(after.segments.front().from, at);
  segments.insert(segments.end(), after.segments.begin(), after.segments.end());
  after.segments = std::move(segments);
  return after;
}

}  // namespace

Present ReadPresent(const Environment& environment, db::Transaction& transaction) {
  const db::Present present = db::GetPresent(transaction);
  if (present.policy_set > environment.book.history().number()) {
    environment.book.Adopt(db::LoadPolicies(transaction));
  }
  return {environment.book.history(), present.clock,
          DomainNow(present.clock, environment.real_now())};
}

std::optional<CurrentTimeline> GetCurrentTimeline(const PolicyHistory& history,
                                                  db::Transaction& transaction,
                                                  const AccountScope& scope,
                                                  const db::AccountRow& row) {
  std::optional<db::StoredTimeline> stored = db::GetTimeline(transaction, scope);
  if (!stored) return std::nullopt;
  CurrentTimeline current{std::move(*stored), {}, row.written_at};
  if (current.stored.policy_set >= history.number()) return current;
  const AccountFacts facts = LoadFacts(transaction, scope, row.account,
                                       {row.sealed_before, history.current().document_zone()});
  for (CaughtUp& step : CatchUp(facts, current.stored.timeline, current.stored.policy_set,
                                row.written_at, history)) {
    current.stored.timeline = Joined(current.stored.timeline, std::move(step.timeline), step.at);
    current.stored.policy_set = step.policy_set;
    current.due.insert(current.due.end(), step.by_time.begin(), step.by_time.end());
    if (step.by_change) current.due.push_back(std::move(*step.by_change));
    current.due_through = step.at;
  }
  return current;
}

void Refresh(const PolicyHistory& history, db::Transaction& transaction,
             const AllAccountsScope& all, db::StoredTimeline& stored) {
  if (stored.policy_set >= history.number()) return;
  const AccountScope scope = all.Of(stored.account_id);
  ShowRows(transaction, db::Visibility::Of(scope));
  const auto row = GetAccount(transaction, scope);
  auto current = row ? GetCurrentTimeline(history, transaction, scope, *row) : std::nullopt;
  if (current) stored = std::move(current->stored);
  ShowRows(transaction, db::Visibility::All(all));
}

void CatchUpAccount(const Environment& environment, db::Transaction& transaction,
                    const AccountScope& scope, AccountState& state) {
  if (!state.stored) return;
  db::StoredTimeline& stored = *state.stored;
  const PolicyHistory& history = *state.history;
  const std::vector<CaughtUp> steps =
      CatchUp(state.facts, stored.timeline, stored.policy_set, state.row.written_at, history);
  if (steps.empty()) return;
  for (const CaughtUp& step : steps) {
    const PolicySet& policies = history.Set(step.policy_set);
    const absl::Time real_now = environment.real_now();
    RecordTime(transaction, scope, state.row, stored.timeline, history.Set(step.policy_set - 1),
               step.at, real_now);
    if (step.by_change) {
      RecordTransition(transaction, scope, state.row, *step.by_change, state.row.revision,
                       real_now);
    }
    SettleReinstatement(transaction, scope,
                        {stored.timeline, step.timeline, state.row.written_at, step.at});
    PutTimeline(transaction, scope, step.timeline, state.row.revision, step.policy_set, step.at,
                NextEvent(&stored.timeline, step.timeline, policies, step.at));
    stored.timeline = step.timeline;
    stored.policy_set = step.policy_set;
    stored.recorded_at = step.at;
    state.row.written_at = step.at;
  }
  state.timeline = stored.timeline;
  state.now = std::max(state.now, state.row.written_at);
  UpdateAccount(transaction, scope, state.row);
}

Rebuilt RebuildTimeline(const Environment& environment, db::Transaction& transaction,
                        const AccountScope& scope, db::AccountRow& row) {
  const Present present = ReadPresent(environment, transaction);
  const PolicyHistory& history = present.history;
  AccountState state;
  state.stored = GetTimeline(transaction, scope);
  if (state.stored && state.stored->policy_set < history.number()) {
    state.history = &history;
    state.row = std::move(row);
    state.facts = LoadFacts(transaction, scope, state.row.account,
                            {state.row.sealed_before, history.current().document_zone()});
    CatchUpAccount(environment, transaction, scope, state);
    row = std::move(state.row);
  }
  return {present, std::move(state.stored)};
}

}  // namespace reinstate::services
