// The configuration of a server process: every limit is a field here.

#pragma once

#include <string>
#include <vector>

#include "server/background/publisher.h"
#include "server/domain/error.h"
#include "server/rpc/authenticator.h"
#include "server/rpc/pipeline.h"

namespace reinstate {

struct Config {
  std::string path;  // of the file it was read from
  bool development = false;
  std::string listen;          // HOST:PORT
  std::string metrics_listen;  // HOST:PORT on loopback; empty: no metrics endpoint
  std::string certificate_file;
  std::string key_file;
  std::string database_url;
  std::string migration_url;
  int pool_size = 6;  // as many worker threads
  int batch_connections = 2;
  int largest_batch = 256;
  int read_timeout_ms = 2000;
  std::string page_token_key_file;
  // Links to invoices' files; all empty: none are given, and none are served.
  struct FileLinks {
    std::string listen;    // HOST:PORT, HTTPS with the server's certificate
    std::string base_url;  // as the world reaches `listen`: https://HOST[:PORT]
    std::string key_file;  // a secret shared by all servers, see server/files/file_link.h
    int database_connections = 2;
  };
  FileLinks file_links;
  // How often to look for issues of providers to carry to accounts; 0 (tests only): never.
  int provider_issue_interval_ms = 500;
  // Streams of what happens to accounts.
  struct Watch {
    int poll_interval_ms = 150;  // how often one reader looks for what is new
    int heartbeat_ms = 10000;
    int buffered_events = 10000;  // the latest, for all watches; at least 1000
    int connections = 2;          // for watches that begin or are behind
  };
  Watch watch;
  background::Publisher::Options publisher;
  std::vector<rpc::JwtIssuer> jwt_issuers;
  int transport_threads = 1;
  int most_streams_of_connection = 64;
  int handshake_timeout_ms = 5000;
  int drain_s = 8;
  int policy_lead_s = 600;  // how long before it takes effect a policy is announced
  // How often it is looked whether timelines must be built anew; 0: by other servers only.
  int policy_rebuild_interval_ms = 1000;
  rpc::Pipeline::Limits limits;
  std::string log_level = "info";
};

// Reads and checks the file; an error names the key, says what it must be, and is for the
// operator. Unknown keys are refused: a misspelt limit is no limit.
Result<Config> LoadConfig(const std::string& path);

// The bytes of a secret's file. Refused where the group or others may read it.
Result<std::string> ReadSecret(const std::string& path);

}  // namespace reinstate
