#include "tests/support/database.h"

#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <fstream>
#include <pqxx/pqxx>
#include <sstream>
#include <stdexcept>

#include "db/migrate.h"

namespace reinstate::testing {
namespace {

constexpr char kTemplate[] = "reinstate_template";

std::string ServerUrl() {
  const char* url = std::getenv("REINSTATE_TEST_POSTGRES");
  if (url == nullptr) {
    throw std::runtime_error(
        "REINSTATE_TEST_POSTGRES is not set; run the tests by ./scripts/test, or through "
        "scripts/with-postgres");
  }
  return url;
}

std::string ReadText(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) throw std::runtime_error("cannot read " + path);
  return text.str();
}

// libpq lets later settings win.
std::string WithSettings(const std::string& settings) { return ServerUrl() + " " + settings; }

void Execute(const std::string& sql) {
  pqxx::connection connection(ServerUrl());
  pqxx::nontransaction work(connection);
  work.exec(sql);
}

// Once a cluster, whichever test process comes first.
void MakeTemplate() {
  pqxx::connection connection(ServerUrl());
  pqxx::nontransaction work(connection);
  work.exec("SELECT pg_advisory_lock(7443)");
  const bool there =
      !work.exec("SELECT FROM pg_database WHERE datname = 'reinstate_template' AND datistemplate")
           .empty();
  if (!there) {
    work.exec("DROP DATABASE IF EXISTS reinstate_template");
    work.exec(ReadText(REINSTATE_SOURCE_DIR "/db/migrations/roles.sql"));
    work.exec("CREATE DATABASE reinstate_template OWNER reinstate_owner");
    std::ostringstream out;
    const Status status = db::MigrateUp(
        WithSettings("dbname=reinstate_template user=reinstate_owner"), {false, true}, out);
    if (!status.ok()) throw std::runtime_error(status.error().message);
    work.exec("ALTER DATABASE reinstate_template IS_TEMPLATE true");
  }
  work.exec("SELECT pg_advisory_unlock(7443)");
}

}  // namespace

TestDatabase::TestDatabase(Schema schema) {
  static std::atomic<int> next{0};
  MakeTemplate();
  name_ = "reinstate_test_" + std::to_string(getpid()) + "_" + std::to_string(next++);
  Execute("CREATE DATABASE " + name_ + " OWNER reinstate_owner TEMPLATE " +
          (schema == Schema::kMigrated ? kTemplate : "template0"));
}

TestDatabase::~TestDatabase() {
  try {
    Execute("DROP DATABASE " + name_ + " WITH (FORCE)");
  } catch (const std::exception&) {
    // The cluster goes with the test run.
  }
}

std::string TestDatabase::UrlOf(const std::string& role) const {
  return WithSettings("dbname=" + name_ + " user=" + role);
}

std::string TestDatabase::superuser_url() const { return WithSettings("dbname=" + name_); }

}  // namespace reinstate::testing
