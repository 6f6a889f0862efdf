#include "db/transaction.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <random>
#include <thread>

#include "db/connection.h"
#include "db/error.h"

namespace reinstate::db {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr int kMostAttempts = 5;
constexpr milliseconds kFirstBackoff(10);
// How much later than its deadline a statement may be given up; each step costs a round trip.
constexpr milliseconds kLargestDrift(100);

Status RunOnce(pqxx::dbtransaction& work, const Visibility& visibility, Deadline deadline,
               const char*& statement, const std::function<Status(Transaction&)>& body) {
  Transaction transaction(work, deadline, statement);
  ShowRows(transaction, visibility);
  Status status = body(transaction);
  if (status.ok()) {
    transaction.For("commit");  // too late to commit is too late to answer
    work.commit();
  }
  return status;
}

Status Attempt(pqxx::connection& connection, const Visibility& visibility, Access access,
               Deadline deadline, const char*& statement,
               const std::function<Status(Transaction&)>& body) {
  if (access == Access::kWrite) {
    pqxx::transaction<pqxx::read_committed> work(connection);
    return RunOnce(work, visibility, deadline, statement, body);
  }
  pqxx::transaction<pqxx::repeatable_read, pqxx::read_only> work(connection);
  return RunOnce(work, visibility, deadline, statement, body);
}

milliseconds Backoff(int attempt) {
  thread_local std::minstd_rand random{std::random_device{}()};
  const auto most = kFirstBackoff.count() << attempt;
  return milliseconds(std::uniform_int_distribution<int64_t>(most / 2, most)(random));
}

}  // namespace

void ShowRows(Transaction& transaction, const Visibility& visibility) {
  transaction.statement_ = "set app.accounts";
  pqxx::dbtransaction& work = transaction.work_;
  work.exec(transaction.TimeoutSettings() +
            "SET LOCAL app.accounts = " + work.quote(visibility.setting()));
}

Visibility Visibility::Of(const std::vector<AccountScope>& scopes) {
  std::string list;
  for (const AccountScope& scope : scopes) list += (list.empty() ? "" : ",") + scope.account_id();
  return Visibility(std::move(list));
}

pqxx::dbtransaction& Transaction::For(const char* statement) {
  statement_ = statement;
  const std::string settings = TimeoutSettings();
  if (!settings.empty()) work_.exec(settings);
  return work_;
}

std::string Transaction::TimeoutSettings() {
  const auto left = std::chrono::duration_cast<milliseconds>(deadline_ - steady_clock::now());
  if (left.count() <= 0) throw DeadlinePassed();
  if (timeout_.count() != 0 && timeout_ - left <= kLargestDrift) return "";
  timeout_ = left;
  const std::string timeout = std::to_string(left.count());
  return "SET LOCAL statement_timeout = " + timeout + "; SET LOCAL lock_timeout = " + timeout +
         "; ";
}

Status RunTransaction(Pool& pool, const Visibility& visibility, Access access, Deadline deadline,
                      const std::function<Status(Transaction&)>& body) {
  for (int attempt = 0;; ++attempt) {
    Failure failure;
    const char* statement = "connect";
    try {
      Pool::Lease lease = pool.Acquire(deadline);
      try {
        return Attempt(lease.connection(), visibility, access, deadline, statement, body);
      } catch (...) {
        failure = Classify(std::current_exception());
        if (failure.connection_lost || !lease.connection().is_open()) lease.Discard();
      }
    } catch (...) {
      failure = Classify(std::current_exception());
    }
    failure.statement = statement;
    const bool again = failure.kind == FailureKind::kRetryable ||
                       failure.kind == FailureKind::kInDoubt ||
                       failure.kind == FailureKind::kUnavailable;
    const milliseconds backoff = Backoff(attempt);
    if (!again || attempt + 1 >= kMostAttempts || steady_clock::now() + backoff >= deadline) {
      return ToError(failure);
    }
    std::this_thread::sleep_for(backoff);
  }
}

}  // namespace reinstate::db
