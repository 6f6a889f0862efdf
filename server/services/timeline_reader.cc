#include "server/services/timeline_reader.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "db/error.h"
#include "db/facts.h"
#include "server/services/current_timeline.h"
#include "server/services/status_view.h"

namespace reinstate::services {
namespace {

constexpr int kThreads = 2;
constexpr size_t kLongestQueue = 1000;

Error Overloaded() {
  return {.reason = Reason::kOverloaded,
          .message = "the policies have just changed and many accounts are read anew; try again",
          .retry_after = std::chrono::milliseconds(200)};
}

Status RebuildOne(const Present& present, db::Transaction& transaction, const AccountScope& scope,
                  TimelineReader::Found& found) {
  const auto row = GetAccount(transaction, scope);
  if (!row) return AccountNotFound(scope.account_id());
  auto current = GetCurrentTimeline(present.history, transaction, scope, *row);
  if (!current) return AccountNotFound(scope.account_id());
  current->stored.clock = found->clock;
  current->stored.present_set = found->present_set;
  found = std::make_shared<const db::StoredTimeline>(std::move(current->stored));
  return Ok();
}

}  // namespace

TimelineReader::TimelineReader(const Environment& environment, db::ReadBatcher& batcher)
    : environment_(environment), batcher_(batcher), workers_(kThreads, kLongestQueue) {}

bool TimelineReader::IsRight(const db::StoredTimeline& stored, Need need) const {
  const PolicyHistory& history = environment_.book.history();
  if (stored.present_set > history.number()) return false;
  if (stored.policy_set >= stored.present_set) return true;
  return need == Need::kStanding &&
         ReadInstant(stored, environment_.real_now()) < history.DiffersFrom(stored.policy_set);
}

void TimelineReader::Get(const AccountScope& scope, Need need, db::Deadline deadline,
                         db::ReadBatcher::Done done) {
  batcher_.Get(scope, deadline,
               [this, scope, need, deadline, done = std::move(done)](const Result<Found>& found) {
                 if (!found.ok() || *found == nullptr || IsRight(**found, need)) return done(found);
                 const bool taken = workers_.Submit([this, scope, deadline, done] {
                   const Result<FoundById> rebuilt = Rebuild({scope}, deadline);
                   if (!rebuilt.ok()) return done(rebuilt.error());
                   const auto one = rebuilt->find(scope.account_id());
                   done(one == rebuilt->end() ? Result<Found>(Found()) : one->second);
                 });
                 if (!taken) done(Overloaded());
               });
}

void TimelineReader::GetMany(const std::vector<AccountScope>& scopes, Need need,
                             db::Deadline deadline, db::ReadBatcher::DoneMany done) {
  batcher_.GetMany(
      scopes, deadline,
      [this, scopes, need, deadline, done = std::move(done)](const Result<FoundById>& found) {
        const auto is_right = [&](const auto& entry) {
          return !entry.second.ok() || IsRight(**entry.second, need);
        };
        if (!found.ok() || std::all_of(found->begin(), found->end(), is_right)) return done(found);
        const bool taken =
            workers_.Submit([this, scopes, deadline, done] { done(Rebuild(scopes, deadline)); });
        if (!taken) done(Overloaded());
      });
}

void TimelineReader::GetAsOf(const AccountScope& scope, absl::Time as_of, db::Deadline deadline,
                             db::ReadBatcher::Done done) {
  batcher_.GetAsOf(
      scope, as_of, deadline,
      [this, scope, as_of, deadline, done = std::move(done)](const Result<Found>& found) {
        if (!found.ok() || *found == nullptr || !(*found)->is_latest) return done(found);
        const PolicyHistory& history = environment_.book.history();
        const bool knows_all = (*found)->present_set <= history.number();
        if (knows_all && (*found)->policy_set >= history.NumberAt(as_of)) return done(found);
        const bool taken = workers_.Submit([this, scope, as_of, deadline, found = *found, done] {
          const Result<std::optional<Found>> rebuilt = RebuildAsOf(scope, as_of, *found, deadline);
          if (!rebuilt.ok()) return done(rebuilt.error());
          // What was found is the latest no more: there is another one to find.
          if (!*rebuilt) return GetAsOf(scope, as_of, deadline, done);
          done(**rebuilt);
        });
        if (!taken) done(Overloaded());
      });
}

// One snapshot for all of them.
Result<TimelineReader::FoundById> TimelineReader::Rebuild(const std::vector<AccountScope>& scopes,
                                                          db::Deadline deadline) {
  FoundById found;
  const Status status =
      db::RunTransaction(environment_.pool, db::Visibility::Of(scopes), db::Access::kSnapshot,
                         deadline, [&](db::Transaction& transaction) -> Status {
                           const Present present = ReadPresent(environment_, transaction);
                           found = db::GetTimelines(transaction, scopes);
                           for (const AccountScope& scope : scopes) {
                             const auto one = found.find(scope.account_id());
                             if (one == found.end() || !one->second.ok()) continue;
                             if ((*one->second)->policy_set >= present.history.number()) continue;
                             const Status rebuilt = db::ReadingRows([&] {
                               return RebuildOne(present, transaction, scope, *one->second);
                             });
                             if (!rebuilt.ok()) one->second = rebuilt.error();
                           }
                           return Ok();
                         });
  if (!status.ok()) return status.error();
  return found;
}

// Where nothing was recorded after the version that was found, the facts are those of then.
Result<std::optional<TimelineReader::Found>> TimelineReader::RebuildAsOf(
    const AccountScope& scope, absl::Time as_of, const db::StoredTimeline& found,
    db::Deadline deadline) {
  std::optional<Found> answer;
  const Status status = db::RunTransaction(
      environment_.pool, db::Visibility::Of(scope), db::Access::kSnapshot, deadline,
      [&](db::Transaction& transaction) -> Status {
        answer.reset();
        const Present present = ReadPresent(environment_, transaction);
        const PolicyHistory& history = present.history;
        const int number = std::max(found.policy_set, history.NumberAt(as_of));
        const auto row = GetAccount(transaction, scope);
        const auto stored = db::GetTimeline(transaction, scope);
        if (!row || !stored || row->revision != found.revision ||
            stored->policy_set != found.policy_set) {
          return Ok();
        }
        const AccountFacts facts =
            LoadFacts(transaction, scope, row->account,
                      {row->sealed_before, history.current().document_zone()});
        auto rebuilt = std::make_shared<db::StoredTimeline>(found);
        if (number > found.policy_set) {
          rebuilt->timeline = BuildTimeline(facts, history.Set(number), history.MadeAt(number));
        }
        rebuilt->policy_set = number;
        answer = std::move(rebuilt);
        return Ok();
      });
  if (!status.ok()) return status.error();
  return answer;
}

}  // namespace reinstate::services
