// The numbers of the process over plain HTTP on loopback, for a collector on the same machine.

#pragma once

#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "server/domain/error.h"

namespace httplib {
class Server;
}

namespace reinstate {

class MetricsEndpoint {
 public:
  // `render` makes the text of GET /metrics; called on the endpoint's threads.
  explicit MetricsEndpoint(std::function<std::string()> render);
  ~MetricsEndpoint();

  // `address` is HOST:PORT.
  Status Listen(const std::string& address);

 private:
  const std::function<std::string()> render_;
  std::unique_ptr<httplib::Server> server_;
  std::thread thread_;
};

}  // namespace reinstate
