// The one way to run a transaction, with the one retry loop.

#pragma once

#include <functional>
#include <string>
#include <utility>
#include <vector>

#include "db/deadline.h"
#include "db/pool.h"
#include "db/statement.h"
#include "server/domain/account_scope.h"
#include "server/domain/error.h"

namespace pqxx {
class dbtransaction;
}

namespace reinstate::db {

class Visibility;

// One transaction under way; lives on one thread.
class Transaction {
 public:
  // `statement` names the one under way, for the log where it fails.
  Transaction(pqxx::dbtransaction& work, Deadline deadline, const char*& statement)
      : work_(work), deadline_(deadline), statement_(statement) {}

  // For db/ only: what runs the named statement. The database gives up where the deadline is,
  // however long the statements before took. Throws DeadlinePassed where it is too late.
  pqxx::dbtransaction& For(const char* statement);

 private:
  friend void ShowRows(Transaction& transaction, const Visibility& visibility);
  // What tells the database how long there is left; empty where it knows.
  std::string TimeoutSettings();

  pqxx::dbtransaction& work_;
  const Deadline deadline_;
  const char*& statement_;
  std::chrono::milliseconds timeout_{0};  // as the database knows it
};

// Which rows row-level security lets a transaction see.
class Visibility {
 public:
  static Visibility Of(const AccountScope& scope) { return Visibility(scope.account_id()); }
  static Visibility Of(const AccountScope& scope, const AccountScope& beside) {
    return Visibility(scope.account_id() + "," + beside.account_id());
  }
  static Visibility Of(const std::vector<AccountScope>& scopes);
  // Read only.
  static Visibility All(const AllAccountsScope&) { return Visibility("*"); }
  // The rows of writes that name no account: a list of two empty ids.
  static Visibility Server() { return Visibility(","); }

  const std::string& setting() const { return setting_; }

 private:
  explicit Visibility(std::string setting) : setting_(std::move(setting)) {}
  std::string setting_;
};

// From now on, until the transaction ends, in place of what it was begun with.
void ShowRows(Transaction& transaction, const Visibility& visibility);

enum class Access { kWrite, kSnapshot };  // READ COMMITTED; REPEATABLE READ READ ONLY

// Runs `body` in a transaction and commits where it returns no error. Where nothing was done or
// the commit is in doubt it runs again on a new connection until the deadline: `body` must be
// repeatable, and a write must carry its idempotency key. Called on a worker thread; blocks.
Status RunTransaction(Pool& pool, const Visibility& visibility, Access access, Deadline deadline,
                      const std::function<Status(Transaction&)>& body);

}  // namespace reinstate::db
