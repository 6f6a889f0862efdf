// The one place that knows what a failure of the database means.

#pragma once

#include <exception>
#include <functional>
#include <string>

#include "server/domain/error.h"

namespace reinstate::db {

// The deadline passed between two statements.
class DeadlinePassed : public std::exception {
 public:
  const char* what() const noexcept override { return "the deadline passed"; }
};

enum class FailureKind {
  kRetryable,    // nothing was done: a deadlock, a lost serialization, a connection that broke
  kInDoubt,      // COMMIT was sent and not answered: run again, the idempotency key arbitrates
  kTimeout,      // the statement or a lock took longer than the deadline
  kUnavailable,  // no connection, disk full, shutting down
  kDefect,       // a statement or a schema that is not as the code thinks
};

struct Failure {
  FailureKind kind = FailureKind::kDefect;
  std::string sqlstate;          // empty where the connection is gone
  bool connection_lost = false;  // the connection must not be used again
  std::string type{};            // of the exception, where it is none of the database's
  std::string statement{};       // the name of the one under way
};

Failure Classify(const std::exception_ptr& exception);

// Runs what reads rows. What is wrong with a row, such as a value that cannot be decoded, is its
// answer; what is wrong with the database is thrown on.
Status ReadingRows(const std::function<Status()>& read);

// For callers: no SQL, no names of tables, no host.
Error ToError(const Failure& failure);

}  // namespace reinstate::db
