// The schema: migrations, row-level security, and that every statement is right.

#include <gtest/gtest.h>

#include <pqxx/pqxx>
#include <sstream>

#include "db/embedded/queries.h"
#include "db/migrate.h"
#include "tests/support/database.h"

namespace reinstate::testing {
namespace {

using db::MigrateOptions;

TEST(Schema, EveryStatementPrepares) {
  const TestDatabase database;
  pqxx::connection connection(database.app_url());
  for (const db::Statement& statement : db::queries::kAll) {
    connection.prepare(statement.name, statement.text);
    EXPECT_NO_THROW(connection.prepare_now(statement.name)) << statement.name;
  }
}

TEST(Schema, EveryTableWithAnAccountForcesRowLevelSecurity) {
  const TestDatabase database;
  pqxx::connection connection(database.superuser_url());
  pqxx::nontransaction work(connection);
  const auto tables = work.exec(
      "SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity AS forced, "
      "(SELECT count(*) FROM pg_policy WHERE polrelid = c.oid) AS policies "
      "FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid "
      "WHERE a.attname = 'account_id' AND c.relkind = 'r'");
  EXPECT_GE(tables.size(), 12u);
  for (const pqxx::row& table : tables) {
    EXPECT_TRUE(table["forced"].as<bool>()) << table["relname"].c_str();
    EXPECT_GE(table["policies"].as<int>(), 1) << table["relname"].c_str();
  }
}

TEST(Schema, EveryTableHasTheAccountFirstInItsKey) {
  const TestDatabase database;
  pqxx::connection connection(database.superuser_url());
  pqxx::nontransaction work(connection);
  const auto keys = work.exec(
      "SELECT c.relname, i.indexrelid::regclass::text AS key, "
      "(SELECT attname FROM pg_attribute WHERE attrelid = c.oid AND attnum = i.indkey[0]) AS first "
      "FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid "
      "JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'account_id' "
      "WHERE i.indisunique AND c.relkind = 'r'");
  EXPECT_GE(keys.size(), 12u);
  for (const pqxx::row& key : keys) {
    EXPECT_STREQ(key["first"].c_str(), "account_id") << key["key"].c_str();
  }
}

// E5: code that forgot to name a tenant sees and changes nothing.
TEST(Schema, TheAppRoleWithoutATenantSeesAndChangesNothing) {
  const TestDatabase database;
  {
    pqxx::connection connection(database.superuser_url());
    pqxx::nontransaction work(connection);
    work.exec(
        "INSERT INTO accounts VALUES ('acme', 'Acme', 'PUBLIC', 'DIRECT_BILL', now(), now(), 1, 0, "
        "0, now())");
  }
  pqxx::connection connection(database.app_url());
  const auto tables = [&] {
    pqxx::nontransaction work(connection);
    return work.exec(
        "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid "
        "WHERE a.attname = 'account_id' AND c.relkind = 'r'");
  }();
  ASSERT_GE(tables.size(), 12u);
  for (const pqxx::row& table : tables) {
    pqxx::nontransaction work(connection);
    EXPECT_EQ(work.exec1(std::string("SELECT count(*) FROM ") + table[0].c_str())[0].as<int>(), 0);
  }
  pqxx::nontransaction work(connection);
  EXPECT_EQ(work.exec("UPDATE accounts SET revision = 9").affected_rows(), 0u);
  EXPECT_THROW(work.exec("INSERT INTO accounts VALUES ('evil', '', 'PUBLIC', 'DIRECT_BILL', now(), "
                         "now(), 1, 0, 0, now())"),
               pqxx::sql_error);
  EXPECT_THROW(work.exec("DELETE FROM accounts"), pqxx::sql_error);
}

TEST(Schema, ATenantsSettingShowsItsRowsOnlyAndTheStarOnlyReads) {
  const TestDatabase database;
  {
    pqxx::connection connection(database.superuser_url());
    pqxx::nontransaction work(connection);
    for (const char* id : {"acme", "other"}) {
      work.exec(std::string("INSERT INTO accounts VALUES ('") + id +
                "', '', 'PUBLIC', 'DIRECT_BILL', now(), now(), 1, 0, 0, now())");
    }
  }
  pqxx::connection connection(database.app_url());
  pqxx::work work(connection);
  const auto count = [&](const std::string& accounts) {
    work.exec("SET LOCAL app.accounts = " + work.quote(accounts));
    return work.exec1("SELECT count(*) FROM accounts")[0].as<int>();
  };
  EXPECT_EQ(count("acme"), 1);
  EXPECT_EQ(count("acme,other"), 2);
  EXPECT_EQ(count(""), 0);
  EXPECT_EQ(count(","), 0);
  EXPECT_EQ(count("*"), 2);
  EXPECT_EQ(work.exec("UPDATE accounts SET revision = 9").affected_rows(), 0u);
}

TEST(Migrations, ADryRunChangesNothingAndUpIsRepeatable) {
  const TestDatabase database(TestDatabase::Schema::kEmpty);
  std::ostringstream dry, status, up, again;
  ASSERT_TRUE(db::MigrateUp(database.owner_url(), {true, false}, dry).ok());
  EXPECT_NE(dry.str().find("would apply 0001_foundation.sql"), std::string::npos);
  ASSERT_TRUE(db::MigrateStatus(database.owner_url(), status).ok());
  EXPECT_NE(status.str().find("pending 0001_foundation.sql"), std::string::npos);
  ASSERT_TRUE(db::MigrateUp(database.owner_url(), MigrateOptions(), up).ok());
  EXPECT_NE(up.str().find("applied 0001_foundation.sql"), std::string::npos);
  ASSERT_TRUE(db::MigrateUp(database.owner_url(), MigrateOptions(), again).ok());
  EXPECT_EQ(again.str(), "");
}

TEST(Migrations, AnEmptyOrNewerOrAlteredSchemaIsRefusedWithWhatToDo) {
  const TestDatabase empty(TestDatabase::Schema::kEmpty);
  const auto missing = db::CheckDatabase(empty.app_url(), "server.json");
  ASSERT_FALSE(missing.ok());
  EXPECT_NE(missing.error().message.find("reinstated migrate up --config server.json"),
            std::string::npos);

  const TestDatabase database;
  EXPECT_TRUE(db::CheckDatabase(database.app_url(), "server.json").ok());
  const auto refusal = [&](const std::string& change) {
    pqxx::connection connection(database.superuser_url());
    pqxx::nontransaction work(connection);
    work.exec(change);
    return db::CheckDatabase(database.app_url(), "server.json").error().message;
  };
  EXPECT_NE(refusal("UPDATE schema_migrations SET checksum = 'x'").find("was altered"),
            std::string::npos);
  EXPECT_NE(refusal("UPDATE schema_migrations SET version = version + 98").find("newer reinstated"),
            std::string::npos);
}

TEST(Migrations, ADatabaseThatIsAwayIsOneClearError) {
  const auto away = db::CheckDatabase("host=/nonexistent dbname=x", "server.json");
  ASSERT_FALSE(away.ok());
  EXPECT_NE(away.error().message.find("cannot connect to the database"), std::string::npos);
}

TEST(Migrations, OnlyADatabaseWithoutAccountsIsMarkedForDevelopment) {
  const TestDatabase database(TestDatabase::Schema::kEmpty);
  std::ostringstream out;
  ASSERT_TRUE(db::MigrateUp(database.owner_url(), MigrateOptions(), out).ok());
  pqxx::connection connection(database.superuser_url());
  pqxx::nontransaction work(connection);
  work.exec(
      "INSERT INTO accounts VALUES ('acme', '', 'PUBLIC', 'DIRECT_BILL', now(), now(), 1, 0, 0, "
      "now())");
  EXPECT_FALSE(db::MigrateUp(database.owner_url(), {false, true}, out).ok());
  EXPECT_FALSE(db::CheckDatabase(database.app_url(), "server.json")->development);
}

}  // namespace
}  // namespace reinstate::testing
