// The HTTPS endpoint that file links lead to: GET and HEAD, whole or one range.

#pragma once

#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "server/domain/error.h"
#include "server/files/connection_budget.h"
#include "server/files/file_link.h"
#include "server/files/invoice_file.h"

namespace httplib {
struct Request;
struct Response;
class SSLServer;
}  // namespace httplib

namespace reinstate::files {

class FileEndpoint {
 public:
  // The bytes of a file; called on the endpoint's threads, may block.
  using Fetch = std::function<Result<FileContent>(const AccountScope&, const FileId&)>;

  struct Limits {
    size_t threads = 8;         // as many connections at once
    size_t longest_queue = 64;  // connections that wait for a thread
    std::chrono::seconds longest_connection{60};
    size_t most_received_bytes = 32768;  // of a connection, TLS included
  };

  struct Settings {
    std::string listen;            // HOST:PORT; port 0 takes a free one
    std::string certificate_file;  // PEM, the chain
    std::string key_file;          // PEM
  };

  // `links` must live as long as the endpoint.
  FileEndpoint(const FileLinks& links, Fetch fetch)
      : FileEndpoint(links, std::move(fetch), Limits{}) {}
  FileEndpoint(const FileLinks& links, Fetch fetch, const Limits& limits);
  // Stop, and waits until it has.
  ~FileEndpoint();

  // Once. The error (INTERNAL) is for the operator.
  Status Listen(const Settings& settings);
  int port() const { return port_; }

  // Accepts no more, and ends what is under way within seconds. Returns at once.
  void Stop();

 private:
  void Answer(const httplib::Request& request, httplib::Response& response) const;

  const FileLinks& links_;
  const Fetch fetch_;
  const Limits limits_;
  ConnectionBudget budget_;
  std::unique_ptr<httplib::SSLServer> server_;
  std::thread thread_;
  int port_ = 0;
};

}  // namespace reinstate::files
