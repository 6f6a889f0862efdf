#include "db/migrate.h"

#include <pqxx/pqxx>

#include <functional>
#include <iterator>
#include <map>
#include <memory>
#include <utility>

#include "absl/time/clock.h"
#include "db/embedded/migrations.h"
#include "db/embedded/queries.h"
#include "db/values.h"

namespace reinstate::db {
namespace {

constexpr int kMigrationCount = static_cast<int>(std::size(kMigrations));

Error Fault(std::string message) {
  return {.reason = Reason::kStoreUnavailable, .message = std::move(message)};
}

// Operators see what the database says; callers of RPCs never do.
Status Guarded(const std::function<Status()>& body) {
  try {
    return body();
  } catch (const pqxx::broken_connection& error) {
    return Fault(std::string("cannot connect to the database: ") + error.what());
  } catch (const pqxx::sql_error& error) {
    return Fault("the database refused (SQLSTATE " + error.sqlstate() + "): " + error.what());
  } catch (const std::exception& error) {
    return Fault(error.what());
  }
}

std::map<int, std::string> AppliedChecksums(pqxx::dbtransaction& work) {
  std::map<int, std::string> applied;
  if (!work.exec1(queries::kHasBookkeeping.text)[0].as<bool>()) return applied;
  for (const pqxx::row& row : work.exec(queries::kListApplied.text)) {
    applied[row["version"].as<int>()] = row["checksum"].c_str();
  }
  return applied;
}

// What keeps the applied migrations from being a beginning of ours; empty where they are.
std::string Mismatch(const std::map<int, std::string>& applied) {
  for (const auto& [number, checksum] : applied) {
    if (number > kMigrationCount) {
      return "the database is at migration " + std::to_string(number) + ", this program knows " +
             std::to_string(kMigrationCount) + "; run a newer reinstated";
    }
    if (checksum != kMigrations[number - 1].checksum) {
      return std::string("migration ") + kMigrations[number - 1].name +
             " was altered after it was applied; restore its text, and add a new migration";
    }
  }
  return "";
}

Status ApplyOne(pqxx::connection& connection, const Migration& migration, std::ostream& out) {
  pqxx::work work(connection);
  work.exec(queries::kTakeLock.text);
  if (AppliedChecksums(work).count(migration.number) != 0) return Ok();
  work.exec(migration.text);
  work.exec_params(queries::kInsertApplied.text, migration.number, migration.name,
                   migration.checksum, Text(absl::Now()));
  work.commit();
  out << "applied " << migration.name << "\n";
  return Ok();
}

Status MarkDevelopment(pqxx::connection& connection, std::ostream& out) {
  pqxx::work work(connection);
  if (!work.exec(queries::kGetDevelopmentMarker.text).empty()) return Ok();
  work.exec("SET LOCAL app.accounts = '*'");
  if (!work.exec(queries::kAnyAccount.text).empty()) {
    return Fault(
        "the database holds accounts already; only an empty one can be marked for "
        "development");
  }
  work.exec_params(queries::kMarkDevelopment.text, Text(absl::Now()));
  work.commit();
  out << "marked for development\n";
  return Ok();
}

}  // namespace

Status MigrateStatus(const std::string& url, std::ostream& out) {
  return Guarded([&]() -> Status {
    pqxx::connection connection(url);
    pqxx::work work(connection);
    const std::map<int, std::string> applied = AppliedChecksums(work);
    for (const Migration& migration : kMigrations) {
      const auto found = applied.find(migration.number);
      const char* state = found == applied.end()                ? "pending"
                          : found->second == migration.checksum ? "applied"
                                                                : "altered";
      out << state << " " << migration.name << "\n";
    }
    const std::string mismatch = Mismatch(applied);
    if (!mismatch.empty()) return Fault(mismatch);
    return Ok();
  });
}

Status MigrateUp(const std::string& url, const MigrateOptions& options, std::ostream& out) {
  return Guarded([&]() -> Status {
    pqxx::connection connection(url);
    std::map<int, std::string> applied;
    {
      pqxx::work work(connection);
      applied = AppliedChecksums(work);
    }
    const std::string mismatch = Mismatch(applied);
    if (!mismatch.empty()) return Fault(mismatch);
    if (options.dry_run) {
      for (const Migration& migration : kMigrations) {
        if (applied.count(migration.number) != 0) continue;
        out << "-- would apply " << migration.name << "\n" << migration.text << "\n";
      }
      return Ok();
    }
    {
      pqxx::work work(connection);
      work.exec(queries::kCreateBookkeeping.text);
      work.commit();
    }
    for (const Migration& migration : kMigrations) {
      Status status = ApplyOne(connection, migration, out);
      if (!status.ok()) return status;
    }
    return options.mark_development ? MarkDevelopment(connection, out) : Ok();
  });
}

Result<DatabaseFacts> CheckDatabase(const std::string& url, const std::string& config_path) {
  DatabaseFacts facts;
  const std::string command = "run: reinstated migrate up --config " + config_path;
  Status status = Guarded([&]() -> Status {
    pqxx::connection connection(url);
    pqxx::work work(connection);
    const std::map<int, std::string> applied = AppliedChecksums(work);
    const std::string mismatch = Mismatch(applied);
    if (!mismatch.empty()) return Fault(mismatch);
    if (static_cast<int>(applied.size()) < kMigrationCount) {
      return Fault("the database is at migration " + std::to_string(applied.size()) + " of " +
                   std::to_string(kMigrationCount) + "; " + command);
    }
    const pqxx::row role = work.exec1(queries::kGetRole.text);
    if (role["rolsuper"].as<bool>() || role["rolbypassrls"].as<bool>() || role["owns"].as<bool>()) {
      return Fault("the database role '" + std::string(role["rolname"].c_str()) +
                   "' could pass row-level security; connect as reinstate_app");
    }
    facts.development = !work.exec(queries::kGetDevelopmentMarker.text).empty();
    return Ok();
  });
  if (!status.ok()) return status.error();
  return facts;
}

}  // namespace reinstate::db
