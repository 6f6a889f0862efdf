#include "db/error.h"

#include <pqxx/pqxx>

#include <string_view>
#include <typeinfo>

namespace reinstate::db {
namespace {

FailureKind KindOf(std::string_view sqlstate) {
  if (sqlstate == "40001" || sqlstate == "40P01") return FailureKind::kRetryable;
  if (sqlstate == "57014" || sqlstate == "55P03") return FailureKind::kTimeout;
  const std::string_view kind = sqlstate.substr(0, 2);
  // 08 connection, 53 resources (disk, memory, connections), 57P shutdown, 58 system.
  if (kind == "08" || kind == "53" || kind == "58" || sqlstate.substr(0, 3) == "57P") {
    return FailureKind::kUnavailable;
  }
  return FailureKind::kDefect;
}

}  // namespace

Failure Classify(const std::exception_ptr& exception) {
  try {
    std::rethrow_exception(exception);
  } catch (const pqxx::in_doubt_error&) {
    return {FailureKind::kInDoubt, "", true};
  } catch (const DeadlinePassed&) {
    return {FailureKind::kTimeout, "", false};
  } catch (const pqxx::broken_connection&) {
    return {FailureKind::kUnavailable, "", true};
  } catch (const pqxx::serialization_failure&) {
    return {FailureKind::kRetryable, "40001", false};
  } catch (const pqxx::deadlock_detected&) {
    return {FailureKind::kRetryable, "40P01", false};
  } catch (const pqxx::sql_error& error) {
    if (error.sqlstate().empty()) return {FailureKind::kUnavailable, "", true};
    const FailureKind kind = KindOf(error.sqlstate());
    return {kind, error.sqlstate(), kind == FailureKind::kUnavailable};
  } catch (const std::exception& error) {
    return {FailureKind::kDefect, "", true, typeid(error).name()};
  }
}

Status ReadingRows(const std::function<Status()>& read) {
  try {
    return read();
  } catch (const pqxx::failure&) {
    throw;
  } catch (const DeadlinePassed&) {
    throw;
  } catch (const std::exception&) {
    return ToError(Classify(std::current_exception()));
  }
}

Error ToError(const Failure& failure) {
  // Neither the message nor the statement's text: both may hold data of a row.
  const std::string for_log =
      "statement " + failure.statement + " sqlstate '" + failure.sqlstate + "' " + failure.type;
  switch (failure.kind) {
    case FailureKind::kTimeout:
      return {.reason = Reason::kDeadlineExceeded,
              .message =
                  "the store did not answer before the deadline; send the call again with "
                  "the same request_id",
              .for_log = for_log};
    case FailureKind::kRetryable:
    case FailureKind::kInDoubt:
    case FailureKind::kUnavailable:
      return {.reason = Reason::kStoreUnavailable,
              .message =
                  "the store is not available; send the call again with the same "
                  "request_id",
              .retry_after = std::chrono::milliseconds(500),
              .for_log = for_log};
    case FailureKind::kDefect:
      break;
  }
  return {.reason = Reason::kInternal,
          .message = "a fault of the server; it is logged there",
          .for_log = for_log};
}

}  // namespace reinstate::db
