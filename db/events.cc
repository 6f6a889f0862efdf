#include "db/events.h"

#include <utility>

#include "db/codec.h"
#include "db/embedded/queries.h"
#include "db/log_rows.h"
#include "db/values.h"

namespace reinstate::db {
namespace {

StatusEvent ReadEvent(const pqxx::row& row) {
  StatusEvent event;
  event.position = {row["transaction_id"].as<uint64_t>(), row["account_id"].c_str(),
                    row["event_sequence"].as<int64_t>()};
  event.created_at = ReadTime(row["created_at"]);
  if (!row["sequence"].is_null()) {
    event.transition = ReadTransition(row);
    return event;
  }
  event.warning.suspension_at = ReadTime(row["suspension_at"]);
  event.warning.offset_days = row["offset_days"].as<int>();
  event.warning.warned_at = ReadTime(row["warned_at"]);
  event.warning.causes = ReadCauses(row["warning_causes"]);
  event.warning.policy_version = row["warning_policy_version"].as<int>();
  event.warning.revision = row["warning_revision"].as<int64_t>();
  return event;
}

EventPage ReadPage(const pqxx::result& rows, const EventFrontier& frontier, int limit) {
  EventPage page;
  page.frontier = frontier;
  for (const pqxx::row& row : rows) page.events.push_back(ReadEvent(row));
  page.full = static_cast<int>(page.events.size()) >= limit;
  if (page.full) page.frontier.through = page.events.back().position;
  return page;
}

}  // namespace

void InsertTransition(Transaction& transaction, const AccountScope& scope,
                      const Transition& transition, int64_t event_sequence, absl::Time created_at) {
  Exec(transaction, queries::kInsertTransition, scope.account_id(), transition.sequence,
       kStandings(transition.from), kStandings(transition.to), JoinCauses(transition.causes_added),
       JoinCauses(transition.causes_removed), Text(transition.effective_at),
       Text(transition.observed_at), kTriggers(transition.trigger), transition.trigger_id,
       transition.actor, transition.policy_version, transition.revision, event_sequence,
       Text(created_at));
}

bool InsertWarning(Transaction& transaction, const AccountScope& scope,
                   const SuspensionWarning& warning) {
  return !Exec(transaction, queries::kInsertWarning, scope.account_id(),
               Text(warning.suspension_at), warning.offset_days, Text(warning.warned_at),
               JoinCauses(warning.causes), warning.policy_version, warning.revision)
              .empty();
}

void InsertWarningEvent(Transaction& transaction, const AccountScope& scope, int64_t sequence,
                        absl::Time created_at, const SuspensionWarning& warning) {
  Exec(transaction, queries::kInsertWarningEvent, scope.account_id(), sequence, Text(created_at),
       Text(warning.suspension_at), warning.offset_days);
}

EventFrontier GetEventFrontier(Transaction& transaction) {
  const pqxx::result result = Exec(transaction, queries::kGetFrontier);
  EventFrontier frontier;
  // Before every account of the first transaction that may still be under way.
  frontier.through = {result[0]["frontier"].as<uint64_t>(), "", 0};
  if (const auto pruned = ReadOptionalTime(result[0]["pruned_before"])) {
    frontier.pruned_before = *pruned;
  }
  return frontier;
}

EventPage ListEvents(Transaction& transaction, const AllAccountsScope&, const EventPosition& after,
                     int limit) {
  const EventFrontier frontier = GetEventFrontier(transaction);
  return ReadPage(Exec(transaction, queries::kListEvents, after.transaction_id, after.account_id,
                       after.sequence, frontier.through.transaction_id, limit),
                  frontier, limit);
}

EventPage ListEvents(Transaction& transaction, const std::vector<AccountScope>& scopes,
                     const EventPosition& after, int limit) {
  const EventFrontier frontier = GetEventFrontier(transaction);
  return ReadPage(Exec(transaction, queries::kListEventsOf, after.transaction_id, after.account_id,
                       after.sequence, frontier.through.transaction_id, limit, IdArray(scopes)),
                  frontier, limit);
}

std::vector<WatchedAccount> ListWatched(Transaction& transaction,
                                        const std::vector<AccountScope>& scopes) {
  std::vector<WatchedAccount> accounts;
  for (const pqxx::row& row : Exec(transaction, queries::kListWatched, IdArray(scopes))) {
    StoredTimeline stored{row["account_id"].c_str(), row["revision"].as<int64_t>(),
                          ReadTime(row["recorded_at"]), DecodeTimeline(row["timeline"].c_str()),
                          row["policy_set"].as<int>()};
    accounts.push_back({std::move(stored), row["last_event"].as<int64_t>()});
  }
  return accounts;
}

std::vector<DueAccount> ListDueAccounts(Transaction& transaction, const AllAccountsScope&,
                                        absl::Time now, const std::optional<DueAccount>& after,
                                        int limit) {
  std::vector<DueAccount> due;
  for (const pqxx::row& row :
       Exec(transaction, queries::kListDueAccounts, Text(now), after ? after->due_at : "-infinity",
            after ? after->account_id : "", limit)) {
    due.push_back({row["account_id"].c_str(), row["next_event_at"].c_str()});
  }
  return due;
}

void PutHorizon(Transaction& transaction, absl::Time pruned_before) {
  Exec(transaction, queries::kPutHorizon, Text(pruned_before));
}

std::vector<std::string> ListPrunable(Transaction& transaction, const AllAccountsScope&,
                                      absl::Time before, int limit) {
  std::vector<std::string> account_ids;
  for (const pqxx::row& row : Exec(transaction, queries::kListPrunable, Text(before), limit)) {
    account_ids.emplace_back(row["account_id"].c_str());
  }
  return account_ids;
}

void DeleteEvents(Transaction& transaction, const AccountScope& scope, absl::Time before) {
  Exec(transaction, queries::kDeleteEvents, scope.account_id(), Text(before));
}

}  // namespace reinstate::db
