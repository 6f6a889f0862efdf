#include "server/background/publisher.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <thread>
#include <utility>

#include "server/domain/warnings.h"
#include "server/services/current_timeline.h"
#include "server/services/reinstatement_settlement.h"
#include "server/services/standing_log.h"

namespace reinstate::background {
namespace {

constexpr std::chrono::seconds kTimeout{5};
constexpr absl::Duration kPruneInterval = absl::Minutes(1);
// Between events that may be gone and those that are: longer than any transaction lasts and than
// clocks of servers differ.
constexpr absl::Duration kPruneMargin = absl::Hours(1);
constexpr int kPruneEvents = 1000;
constexpr size_t kFewAccounts = 8;

db::Deadline Soon() { return std::chrono::steady_clock::now() + kTimeout; }

}  // namespace

Publisher::Publisher(const std::string& database_url, services::PolicyBook& book,
                     RealClock real_now, const Options& options)
    : Worker(std::chrono::milliseconds(options.interval_ms)),
      options_(options),
      pool_(database_url, static_cast<size_t>(options.connections)),
      environment_{pool_, book, std::move(real_now)} {}

bool Publisher::Run() {
  failed_ = false;
  bool more = false;
  const auto due = FindDue(swept_);
  if (due.ok()) {
    PublishAll(*due);
    more = due->size() == static_cast<size_t>(options_.batch);
    swept_ = more ? std::optional(due->back()) : std::nullopt;
    if (!more) Prune();
  } else {
    Report("due accounts cannot be read", due.error());
  }
  failing_ = failed_;
  return more;
}

Result<std::vector<db::DueAccount>> Publisher::FindDue(const std::optional<db::DueAccount>& after) {
  std::vector<db::DueAccount> due;
  const AllAccountsScope scope = EveryAccount();
  Status status = db::RunTransaction(
      pool_, db::Visibility::All(scope), db::Access::kSnapshot, Soon(),
      [&](db::Transaction& transaction) -> Status {
        const absl::Time now = services::ReadPresent(environment_, transaction).now;
        due = ListDueAccounts(transaction, scope, now, after, options_.batch);
        return Ok();
      });
  if (!status.ok()) return status.error();
  return due;
}

void Publisher::PublishAll(const std::vector<db::DueAccount>& due) {
  std::atomic<size_t> next{0};
  std::vector<std::thread> helpers;
  if (due.size() > kFewAccounts) {
    for (int i = 1; i < options_.connections; ++i) {
      helpers.emplace_back([&] { PublishUntilDone(due, next); });
    }
  }
  PublishUntilDone(due, next);
  for (std::thread& helper : helpers) helper.join();
}

void Publisher::PublishUntilDone(const std::vector<db::DueAccount>& due,
                                 std::atomic<size_t>& next) {
  for (size_t i = next++; i < due.size() && !stopping(); i = next++) {
    const Status published = Publish(TheAccount(due[i].account_id));
    if (!published.ok()) Report("an account cannot be published", published.error());
  }
}

Status Publisher::Publish(const AccountScope& scope) {
  return db::RunTransaction(
      pool_, db::Visibility::Of(scope), db::Access::kWrite, Soon(),
      [&](db::Transaction& transaction) { return Publish(scope, transaction); });
}

Status Publisher::Publish(const AccountScope& scope, db::Transaction& transaction) {
  auto row = LockFreeAccount(transaction, scope);
  if (!row) return Ok();  // in other hands
  // What was true by policies that are not the present ones any more is told as it was.
  const services::Rebuilt rebuilt =
      services::RebuildTimeline(environment_, transaction, scope, *row);
  if (!rebuilt.stored) return Ok();
  const Timeline& timeline = rebuilt.stored->timeline;
  const absl::Time now = std::max(rebuilt.present.now, row->written_at);
  const PolicySet& policies = rebuilt.present.policies();
  const services::Recorded recorded = services::RecordTime(transaction, scope, *row, timeline,
                                                           policies, now, environment_.real_now());
  services::SettleReinstatement(transaction, scope,
                                {timeline, timeline, row->written_at, recorded.through});
  // Not further than what was recorded, so that no read or write is moved on without need.
  row->written_at = recorded.through;
  TouchTimeline(transaction, scope, row->written_at,
                NextTimedEvent(timeline, policies, recorded.through));
  UpdateAccount(transaction, scope, *row);
  return Ok();
}

void Publisher::Prune() {
  const absl::Time real_now = environment_.real_now();
  if (real_now < pruned_at_ + kPruneInterval) return;
  pruned_at_ = real_now;
  const absl::Time horizon = real_now - absl::Seconds(options_.event_retention_s);
  // It is told before anything goes.
  Status status = db::RunTransaction(pool_, db::Visibility::Server(), db::Access::kWrite, Soon(),
                                     [&](db::Transaction& transaction) -> Status {
                                       PutHorizon(transaction, horizon);
                                       return Ok();
                                     });
  if (status.ok()) status = PruneAll(horizon - kPruneMargin);
  if (!status.ok()) Report("old events cannot be deleted", status.error());
}

Status Publisher::PruneAll(absl::Time before) {
  const AllAccountsScope all = EveryAccount();
  std::vector<std::string> account_ids;
  do {
    Status status = db::RunTransaction(pool_, db::Visibility::All(all), db::Access::kSnapshot,
                                       Soon(), [&](db::Transaction& transaction) -> Status {
                                         account_ids =
                                             ListPrunable(transaction, all, before, kPruneEvents);
                                         return Ok();
                                       });
    if (!status.ok()) return status;
    for (const std::string& account_id : account_ids) {
      if (stopping()) return Ok();
      const AccountScope scope = TheAccount(account_id);
      status = db::RunTransaction(pool_, db::Visibility::Of(scope), db::Access::kWrite, Soon(),
                                  [&](db::Transaction& transaction) -> Status {
                                    DeleteEvents(transaction, scope, before);
                                    return Ok();
                                  });
      if (!status.ok()) return status;
    }
  } while (!account_ids.empty());
  return Ok();
}

void Publisher::Report(const char* what, const Error& error) {
  if (failed_.exchange(true) || failing_) return;
  spdlog::warn("{}: {} {}", what, error.message, error.for_log);
}

}  // namespace reinstate::background
