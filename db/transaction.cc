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

// Every value of the transaction in one round trip. The timeouts make the deadline reach the
// database.
void Begin(pqxx::dbtransaction& work, const Visibility& visibility, Deadline deadline) {
  const auto left = std::chrono::duration_cast<milliseconds>(deadline - steady_clock::now());
  if (left.count() <= 0) throw DeadlinePassed();
  const std::string timeout = std::to_string(left.count());
  work.exec("SET LOCAL app.accounts = " + work.quote(visibility.setting()) +
            "; SET LOCAL statement_timeout = " + timeout + "; SET LOCAL lock_timeout = " + timeout);
}

Status RunOnce(pqxx::dbtransaction& work, const Visibility& visibility, Deadline deadline,
               const std::function<Status(Transaction&)>& body) {
  Begin(work, visibility, deadline);
  Transaction transaction(work, deadline);
  Status status = body(transaction);
  if (status.ok()) {
    transaction.work();  // too late to commit is too late to answer
    work.commit();
  }
  return status;
}

Status Attempt(pqxx::connection& connection, const Visibility& visibility, Access access,
               Deadline deadline, const std::function<Status(Transaction&)>& body) {
  if (access == Access::kWrite) {
    pqxx::transaction<pqxx::read_committed> work(connection);
    return RunOnce(work, visibility, deadline, body);
  }
  pqxx::transaction<pqxx::repeatable_read, pqxx::read_only> work(connection);
  return RunOnce(work, visibility, deadline, body);
}

milliseconds Backoff(int attempt) {
  thread_local std::minstd_rand random{std::random_device{}()};
  const auto most = kFirstBackoff.count() << attempt;
  return milliseconds(std::uniform_int_distribution<int64_t>(most / 2, most)(random));
}

}  // namespace

pqxx::dbtransaction& Transaction::work() {
  if (steady_clock::now() >= deadline_) throw DeadlinePassed();
  return work_;
}

Status RunTransaction(Pool& pool, const Visibility& visibility, Access access, Deadline deadline,
                      const std::function<Status(Transaction&)>& body) {
  for (int attempt = 0;; ++attempt) {
    Failure failure;
    try {
      Pool::Lease lease = pool.Acquire(deadline);
      try {
        return Attempt(lease.connection(), visibility, access, deadline, body);
      } catch (...) {
        failure = Classify(std::current_exception());
        if (failure.connection_lost || !lease.connection().is_open()) lease.Discard();
      }
    } catch (...) {
      failure = Classify(std::current_exception());
    }
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
