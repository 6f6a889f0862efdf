// Forward-only migrations of the schema, and the checks before a server may use a database.

#pragma once

#include <ostream>
#include <string>

#include "server/domain/error.h"

namespace reinstate::db {

// Prints a line a migration: applied, pending, or altered since it was applied.
// Connects as the owner. Errors carry a message for the operator.
Status MigrateStatus(const std::string& url, std::ostream& out);

struct MigrateOptions {
  bool dry_run = false;           // print what would run, change nothing
  bool mark_development = false;  // only on a database without accounts
};

// Applies what is pending, each migration in a transaction of its own; one migrator at a time.
Status MigrateUp(const std::string& url, const MigrateOptions& options, std::ostream& out);

struct DatabaseFacts {
  bool development = false;  // carries the development marker
};

// Refuses a schema this program is not made for, naming the command to run, and a role that could
// pass row-level security. Connects as the app role.
Result<DatabaseFacts> CheckDatabase(const std::string& url, const std::string& config_path);

}  // namespace reinstate::db
