#include "server/background/policy_rebuilder.h"

#include <spdlog/spdlog.h>

#include <utility>
#include <vector>

#include "db/policies.h"
#include "db/transaction.h"
#include "server/services/current_timeline.h"

namespace reinstate::background {
namespace {

constexpr int kAccountsAtATime = 200;
constexpr std::chrono::seconds kPatience(30);  // with one transaction

db::Deadline Soon() { return std::chrono::steady_clock::now() + kPatience; }

}  // namespace

PolicyRebuilder::PolicyRebuilder(const std::string& database_url, services::PolicyBook& book,
                                 RealClock real_now, std::chrono::milliseconds interval)
    : Worker(interval), pool_(database_url, 1), environment_{pool_, book, std::move(real_now)} {}

bool PolicyRebuilder::Run() {
  const auto stale = FindStale();
  if (!stale.ok()) {
    Report(stale.error());
    return false;
  }
  bool failed = false, moved = false;
  for (const std::string& account_id : *stale) {
    if (stopping()) return false;
    const Result<bool> rebuilt = Rebuild(TheAccount(account_id));
    if (!rebuilt.ok()) Report(rebuilt.error());
    failed = failed || !rebuilt.ok();
    moved = moved || (rebuilt.ok() && *rebuilt);
  }
  failing_ = failed;
  return !failed && moved;
}

Result<std::vector<std::string>> PolicyRebuilder::FindStale() {
  std::vector<std::string> ids;
  const Status status = db::RunTransaction(
      pool_, db::Visibility::All(EveryAccount()), db::Access::kSnapshot, Soon(),
      [&](db::Transaction& transaction) -> Status {
        const services::Present present = services::ReadPresent(environment_, transaction);
        ids = db::ListStaleAccounts(transaction, EveryAccount(), present.history.number(),
                                    kAccountsAtATime);
        return Ok();
      });
  if (!status.ok()) return status.error();
  return ids;
}

Result<bool> PolicyRebuilder::Rebuild(const AccountScope& scope) {
  bool mine = false;
  const Status status =
      db::RunTransaction(pool_, db::Visibility::Of(scope), db::Access::kWrite, Soon(),
                         [&](db::Transaction& transaction) -> Status {
                           auto row = LockFreeAccount(transaction, scope);
                           mine = row.has_value();
                           if (mine)
                             services::RebuildTimeline(environment_, transaction, scope, *row);
                           return Ok();
                         });
  if (!status.ok()) return status.error();
  return mine;
}

void PolicyRebuilder::Report(const Error& error) {
  if (!failing_) spdlog::warn("rebuilding after a change of policy: {}", error.message);
  failing_ = true;
}

}  // namespace reinstate::background
