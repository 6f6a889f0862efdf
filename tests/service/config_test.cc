// The configuration: what is wrong is named, and nothing unsafe starts.

#include "server/config.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "tests/rpc/jwt_builder.h"

namespace reinstate {
namespace {

nlohmann::json Good() {
  return nlohmann::json::parse(R"({
    "profile": "development", "listen": "127.0.0.1:7443",
    "tls": {"certificate_file": "c", "key_file": "k"},
    "database": {"url": "host=/run/db dbname=reinstate"},
    "page_token_key_file": "p",
    "jwt_issuers": [{"issuer": "i", "audience": "a", "jwks_file": "j", "roles": ["OPERATOR"]}]})");
}

// What LoadConfig says of the good configuration with one value changed.
std::string Says(const std::string& pointer, const nlohmann::json& value) {
  nlohmann::json changed = Good();
  changed[nlohmann::json::json_pointer(pointer)] = value;
  const rpc::TempFile file(changed.dump());
  const auto config = LoadConfig(file.path());
  return config.ok() ? "ok" : config.error().message.substr(file.path().size() + 2);
}

TEST(Config, NamesWhatIsWrong) {
  struct Row {
    const char* pointer;
    nlohmann::json value;
    const char* says;
  };
  const Row rows[] = {
      {"/listen", "127.0.0.1:0", "ok"},
      {"/listn", 1, "'listn' is no known key"},
      {"/database/pool", 1, "'database.pool' is no known key"},
      {"/profile", "test", "'profile' must be development or production"},
      {"/listen", 7443, "'listen' has a value of the wrong type"},
      {"/listen", "127.0.0.1", "'listen' must be HOST:PORT"},
      {"/listen", "127.0.0.1:99999", "'listen' must be HOST:PORT"},
      {"/listen", "0.0.0.0:7443", "the development profile listens on loopback only"},
      {"/metrics_listen", "0.0.0.0:9", "'metrics_listen' must be on loopback"},
      {"/metrics_listen", "127.0.0.1:x", "'metrics_listen' must be HOST:PORT"},
      {"/log_level", "wran", "'log_level' must be debug, info, warning or error"},
      {"/database/pool_size", -1,
       "'database.pool_size' must be a whole number from 1 to 100000000"},
      {"/database/pool_size", 1.5,
       "'database.pool_size' must be a whole number from 1 to 100000000"},
      {"/database/pool_size", 100000,
       "pool_size, connections, batch_connections and transport_threads are at most 1000"},
      {"/watch", {{"buffered_events", 999}}, "'watch.buffered_events' is at least 1000"},
      {"/watch", {{"poll_ms", 1}}, "'watch.poll_ms' is no known key"},
      {"/publisher", {{"enabled", false}, {"event_retention_s", 3600}}, "ok"},
      {"/publisher", {{"enabled", 1}}, "'publisher.enabled' has a value of the wrong type"},
      {"/publisher",
       {{"interval_ms", 0}},
       "'publisher.interval_ms' must be a whole number from 1 to 100000000"},
      {"/limits/longest_queue", -1,
       "'limits.longest_queue' must be a whole number from 1 to 100000000"},
      {"/limits/drain_s", 10, "'limits.drain_s' is at most 9"},
      {"/jwt_issuers/0/roles", {"KING"}, "'jwt_issuers.roles' names no role: KING"},
      {"/jwt_issuers", nlohmann::json::array(), "'jwt_issuers' names nobody who could call"},
      {"/database/url", "postgresql://x/y",
       "write database URLs as keywords: 'host=... port=... dbname=... user=...'"},
  };
  for (const Row& row : rows) EXPECT_EQ(Says(row.pointer, row.value), row.says) << row.pointer;
}

TEST(Config, FileLinksAreCompleteAndSafe) {
  struct Row {
    const char* pointer;
    nlohmann::json value;
    const char* says;
  };
  const char* const url =
      "'file_links.base_url' must be https://HOST or https://HOST:PORT, without a path";
  const nlohmann::json good = {
      {"listen", "127.0.0.1:7444"}, {"base_url", "https://localhost:7444"}, {"key_file", "f"}};
  const Row rows[] = {
      {"/listen", "127.0.0.1:0", "ok"},
      {"/base_url", "https://files.example", "ok"},
      {"/base_url", "https://[::1]:7444", "ok"},
      {"/base_url", "http://localhost", url},
      {"/base_url", "https://localhost/", url},
      {"/base_url", "https://user@localhost", url},
      {"/base_url", "https://localhost?x", url},
      {"/base_url", "https://a b", url},
      {"/listen", "127.0.0.1", "'file_links.listen' must be HOST:PORT"},
      {"/listen", "0.0.0.0:7444", "the development profile serves files on loopback only"},
      {"/key_file", "", "'file_links.key_file' must name a file"},
      {"/key_file", 1, "'file_links.key_file' has a value of the wrong type"},
      {"/keys", 1, "'file_links.keys' is no known key"},
      {"/database_connections", 0,
       "'file_links.database_connections' must be a whole number from 1 to 100000000"},
  };
  for (const Row& row : rows) {
    nlohmann::json changed = good;
    changed[nlohmann::json::json_pointer(row.pointer)] = row.value;
    EXPECT_EQ(Says("/file_links", changed), row.says) << row.pointer << row.value;
  }
  nlohmann::json without = good;
  without.erase("key_file");
  EXPECT_EQ(Says("/file_links", without), "'file_links.key_file' is missing");
}

TEST(Config, ProductionNeedsAVerifiedDatabaseAndShortTokens) {
  const auto production = [](const std::string& url, int max_lifetime_s) {
    nlohmann::json config = Good();
    config["profile"] = "production";
    config["listen"] = "0.0.0.0:7443";
    config["database"]["url"] = url;
    config["jwt_issuers"][0]["max_lifetime_s"] = max_lifetime_s;
    const rpc::TempFile file(config.dump());
    const auto loaded = LoadConfig(file.path());
    return loaded.ok() ? "ok" : loaded.error().message;
  };
  EXPECT_EQ(production("host=/run/db dbname=x", 900), "ok");
  EXPECT_EQ(production("host=db sslmode=verify-full", 900), "ok");
  for (const char* url : {"host=db", "host=db sslmode=verify-full sslmode=disable",
                          "host=/run/db,db.example dbname=x", "dbname=x"}) {
    EXPECT_NE(production(url, 900).find("sslmode=verify-full"), std::string::npos) << url;
  }
  EXPECT_NE(production("host=/run/db", 901).find("at most 900"), std::string::npos);
}

TEST(Config, ASecretThatOthersMayReadIsRefused) {
  const rpc::TempFile file("secret");
  chmod(file.path().c_str(), 0600);
  EXPECT_TRUE(ReadSecret(file.path()).ok());
  chmod(file.path().c_str(), 0640);
  const auto open = ReadSecret(file.path());
  ASSERT_FALSE(open.ok());
  EXPECT_NE(open.error().message.find("chmod 600"), std::string::npos);
  EXPECT_FALSE(ReadSecret("/nonexistent").ok());
}

}  // namespace
}  // namespace reinstate
