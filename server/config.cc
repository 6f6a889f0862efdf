#include "server/config.h"

#include <sys/stat.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <regex>
#include <set>
#include <sstream>

namespace reinstate {
namespace {

using nlohmann::json;

constexpr int64_t kLargestNumber = 100000000;
constexpr int kMostThreads = 1000;
constexpr int kFewestEvents = 1000;  // a page of them
constexpr int kLongestDrainS = 9;    // below the process's hard exit

Error Fault(const std::string& message) {
  return {.reason = Reason::kInternal, .message = message};
}

std::optional<std::string> ReadFile(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  if (!file) return std::nullopt;
  return text.str();
}

// One object of the file; remembers what was read, so that the rest can be refused.
class Section {
 public:
  Section(const json& value, std::string name) : value_(value), name_(std::move(name)) {}

  template <typename T>
  void Read(const char* key, T& into, bool required = false) {
    known_.insert(key);
    const auto found = value_.find(key);
    if (found == value_.end()) {
      if (required) throw std::runtime_error(Path(key) + " is missing");
      return;
    }
    if constexpr (std::is_integral_v<T> && !std::is_same_v<T, bool>) {
      if (!found->is_number_integer() || *found < 1 || *found > kLargestNumber) {
        throw std::runtime_error(Path(key) + " must be a whole number from 1 to 100000000");
      }
    }
    try {
      into = found->get<T>();
    } catch (const json::exception&) {
      throw std::runtime_error(Path(key) + " has a value of the wrong type");
    }
  }

  const json& Object(const char* key) {
    known_.insert(key);
    const auto found = value_.find(key);
    if (found == value_.end()) throw std::runtime_error(Path(key) + " is missing");
    return *found;
  }

  void RefuseOthers() const {
    if (!value_.is_object()) throw std::runtime_error(name_ + " must be an object");
    for (const auto& [key, unused] : value_.items()) {
      if (known_.count(key) == 0) throw std::runtime_error(Path(key) + " is no known key");
    }
  }

 private:
  std::string Path(const std::string& key) const {
    return name_.empty() ? "'" + key + "'" : "'" + name_ + "." + key + "'";
  }

  const json& value_;
  const std::string name_;
  std::set<std::string> known_;
};

rpc::JwtIssuer ReadIssuer(const json& value) {
  rpc::JwtIssuer issuer;
  Section section(value, "jwt_issuers");
  section.Read("issuer", issuer.issuer, true);
  section.Read("audience", issuer.audience, true);
  section.Read("jwks_file", issuer.jwks_file, true);
  int64_t max_lifetime_s = issuer.max_lifetime.count();
  section.Read("max_lifetime_s", max_lifetime_s);
  issuer.max_lifetime = std::chrono::seconds(max_lifetime_s);
  std::vector<std::string> roles;
  section.Read("roles", roles, true);
  section.RefuseOthers();
  for (const std::string& name : roles) {
    const auto role = rpc::ParseRole(name);
    if (!role) throw std::runtime_error("'jwt_issuers.roles' names no role: " + name);
    issuer.roles.push_back(*role);
  }
  return issuer;
}

void ReadLimits(const json& value, Config& config) {
  rpc::Pipeline::Limits& limits = config.limits;
  Section section(value, "limits");
  section.Read("transport_threads", config.transport_threads);
  section.Read("most_streams_of_connection", config.most_streams_of_connection);
  section.Read("handshake_timeout_ms", config.handshake_timeout_ms);
  section.Read("drain_s", config.drain_s);
  section.Read("policy_lead_s", config.policy_lead_s);
  section.Read("policy_rebuild_interval_ms", config.policy_rebuild_interval_ms);
  section.Read("most_calls", limits.most_calls);
  section.Read("most_calls_of_account", limits.most_calls_of_account);
  section.Read("most_streams", limits.most_streams);
  section.Read("most_streams_of_account", limits.most_streams_of_account);
  int64_t longest_write_ms = limits.longest_write.count();
  section.Read("longest_write_ms", longest_write_ms);
  limits.longest_write = std::chrono::milliseconds(longest_write_ms);
  section.Read("longest_queue", limits.longest_queue);
  section.Read("largest_header_bytes", limits.largest_header_bytes);
  section.Read("largest_request_bytes", limits.largest_request_bytes);
  section.RefuseOthers();
}

void ReadFileLinks(const json& value, Config::FileLinks& links) {
  Section section(value, "file_links");
  section.Read("listen", links.listen, true);
  section.Read("base_url", links.base_url, true);
  section.Read("key_file", links.key_file, true);
  section.Read("database_connections", links.database_connections);
  section.RefuseOthers();
}

void ReadWatch(const json& value, Config::Watch& watch) {
  Section section(value, "watch");
  section.Read("poll_interval_ms", watch.poll_interval_ms);
  section.Read("heartbeat_ms", watch.heartbeat_ms);
  section.Read("buffered_events", watch.buffered_events);
  section.Read("connections", watch.connections);
  section.RefuseOthers();
}

void ReadPublisher(const json& value, background::Publisher::Options& publisher) {
  Section section(value, "publisher");
  section.Read("enabled", publisher.enabled);
  section.Read("interval_ms", publisher.interval_ms);
  section.Read("connections", publisher.connections);
  section.Read("batch", publisher.batch);
  section.Read("event_retention_s", publisher.event_retention_s);
  section.RefuseOthers();
}

Config Read(const json& value) {
  Config config;
  Section root(value, "");
  std::string profile;
  root.Read("profile", profile, true);
  if (profile != "development" && profile != "production") {
    throw std::runtime_error("'profile' must be development or production");
  }
  config.development = profile == "development";
  root.Read("listen", config.listen, true);
  root.Read("metrics_listen", config.metrics_listen);
  root.Read("page_token_key_file", config.page_token_key_file, true);
  root.Read("log_level", config.log_level);
  Section tls(root.Object("tls"), "tls");
  tls.Read("certificate_file", config.certificate_file, true);
  tls.Read("key_file", config.key_file, true);
  tls.RefuseOthers();
  Section database(root.Object("database"), "database");
  database.Read("url", config.database_url, true);
  database.Read("migration_url", config.migration_url);
  database.Read("pool_size", config.pool_size);
  database.Read("batch_connections", config.batch_connections);
  database.Read("largest_batch", config.largest_batch);
  database.Read("read_timeout_ms", config.read_timeout_ms);
  database.RefuseOthers();
  config.limits.worker_threads = config.pool_size;
  for (const json& issuer : root.Object("jwt_issuers")) {
    config.jwt_issuers.push_back(ReadIssuer(issuer));
  }
  if (value.contains("file_links")) ReadFileLinks(root.Object("file_links"), config.file_links);
  if (value.contains("provider_issues")) {
    Section issues(root.Object("provider_issues"), "provider_issues");
    issues.Read("interval_ms", config.provider_issue_interval_ms);
    issues.RefuseOthers();
  }
  if (value.contains("watch")) ReadWatch(root.Object("watch"), config.watch);
  if (value.contains("publisher")) ReadPublisher(root.Object("publisher"), config.publisher);
  if (value.contains("limits")) ReadLimits(root.Object("limits"), config);
  root.RefuseOthers();
  return config;
}

// HOST:PORT with a port that there is.
bool IsAddress(const std::string& listen) {
  const size_t colon = listen.rfind(':');
  const std::string port = colon == std::string::npos ? "" : listen.substr(colon + 1);
  return colon > 0 && !port.empty() && port.size() <= 5 &&
         port.find_first_not_of("0123456789") == std::string::npos && std::stoi(port) <= 65535;
}

bool IsLoopback(const std::string& listen) {
  return listen.rfind("127.", 0) == 0 || listen.rfind("localhost:", 0) == 0 ||
         listen.rfind("[::1]:", 0) == 0;
}

// https://HOST[:PORT] and nothing after it.
bool IsHttpsOrigin(const std::string& url) {
  static const std::regex kOrigin(
      "https://([A-Za-z0-9.-]{1,253}|\\[[0-9A-Fa-f:]{2,39}\\])(:[0-9]{1,5})?");
  return std::regex_match(url, kOrigin);
}

// What is wrong with the links; empty where nothing is, or there are none.
std::string Unsafe(const Config::FileLinks& links, bool development) {
  if (links.listen.empty() && links.base_url.empty() && links.key_file.empty()) return "";
  if (!IsAddress(links.listen)) return "'file_links.listen' must be HOST:PORT";
  if (!IsHttpsOrigin(links.base_url)) {
    return "'file_links.base_url' must be https://HOST or https://HOST:PORT, without a path";
  }
  if (links.key_file.empty()) return "'file_links.key_file' must name a file";
  if (links.database_connections > kMostThreads) {
    return "'file_links.database_connections' is at most 1000";
  }
  if (development && !IsLoopback(links.listen)) {
    return "the development profile serves files on loopback only";
  }
  return "";
}

// The last value of a keyword in a connection string: the one libpq takes.
std::string Setting(const std::string& connection_string, const std::string& keyword) {
  std::istringstream words(connection_string);
  std::string value;
  for (std::string word; words >> word;) {
    if (word.rfind(keyword + "=", 0) == 0) value = word.substr(keyword.size() + 1);
  }
  return value;
}

// What a profile forbids; empty where nothing is wrong.
std::string Unsafe(const Config& config) {
  if (!config.metrics_listen.empty() && !IsLoopback(config.metrics_listen)) {
    return "'metrics_listen' must be on loopback";
  }
  for (const std::string& url : {config.database_url, config.migration_url}) {
    if (url.find("://") != std::string::npos) {
      return "write database URLs as keywords: 'host=... port=... dbname=... user=...'";
    }
  }
  if (!IsAddress(config.listen)) return "'listen' must be HOST:PORT";
  if (!config.metrics_listen.empty() && !IsAddress(config.metrics_listen)) {
    return "'metrics_listen' must be HOST:PORT";
  }
  if (std::max({config.pool_size, config.batch_connections, config.transport_threads,
                config.watch.connections, config.publisher.connections}) > kMostThreads) {
    return "pool_size, connections, batch_connections and transport_threads are at most 1000";
  }
  if (config.watch.buffered_events < kFewestEvents) {
    return "'watch.buffered_events' is at least 1000";
  }
  const std::set<std::string> levels = {"debug", "info", "warning", "error"};
  if (levels.count(config.log_level) == 0) {
    return "'log_level' must be debug, info, warning or error";
  }
  if (!config.development && config.policy_lead_s < 600) {
    return "'limits.policy_lead_s' is at least 600 in the production profile";
  }
  if (config.drain_s > kLongestDrainS) return "'limits.drain_s' is at most 9";
  if (config.jwt_issuers.empty()) return "'jwt_issuers' names nobody who could call";
  std::string links = Unsafe(config.file_links, config.development);
  if (!links.empty()) return links;
  if (config.development) {
    return IsLoopback(config.listen) ? "" : "the development profile listens on loopback only";
  }
  const std::string host = Setting(config.database_url, "host");
  const bool over_tcp = host.empty() || host[0] != '/' || host.find(',') != std::string::npos;
  if (over_tcp && Setting(config.database_url, "sslmode") != "verify-full") {
    return "'database.url' needs sslmode=verify-full in the production profile";
  }
  for (const rpc::JwtIssuer& issuer : config.jwt_issuers) {
    if (issuer.max_lifetime > std::chrono::minutes(15)) {
      return "'jwt_issuers.max_lifetime_s' is at most 900 in the production profile";
    }
  }
  return "";
}

}  // namespace

Result<Config> LoadConfig(const std::string& path) {
  const auto text = ReadFile(path);
  if (!text) return Fault("cannot read the configuration " + path);
  try {
    Config config = Read(json::parse(*text));
    config.path = path;
    const std::string unsafe = Unsafe(config);
    if (!unsafe.empty()) return Fault(path + ": " + unsafe);
    return config;
  } catch (const std::exception& error) {
    return Fault(path + ": " + error.what());
  }
}

Result<std::string> ReadSecret(const std::string& path) {
  struct stat info {};
  if (stat(path.c_str(), &info) != 0) return Fault("cannot read the secret " + path);
  if ((info.st_mode & (S_IRWXG | S_IRWXO)) != 0) {
    return Fault("the secret " + path + " may be read by others; run: chmod 600 " + path);
  }
  auto text = ReadFile(path);
  if (!text || text->empty()) return Fault("cannot read the secret " + path);
  return *text;
}

}  // namespace reinstate
