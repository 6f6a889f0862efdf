// A server process: everything that is wired together once, listening, health, graceful stop.

#pragma once

#include <memory>
#include <string>

#include "server/config.h"
#include "server/domain/clock.h"
#include "server/domain/error.h"

namespace reinstate {

class Server {
 public:
  // Checks configuration and database, builds everything, listens. Errors are for the operator:
  // what is wrong and what to do.
  static Result<std::unique_ptr<Server>> Start(const Config& config, RealClock real_now);
  // Stop, where it was not called.
  ~Server();

  // Where it listens, with the port that was taken where the configuration said 0.
  std::string address() const;
  // Of the file links; 0 where there are none.
  int file_port() const;

  // Reads the issuers' keys and those of file links again, so that keys rotate without a restart.
  Status Reload();

  // Tells clients and load balancers to go elsewhere, lets calls finish, then ends them.
  void Stop();

 private:
  struct Parts;
  explicit Server(std::unique_ptr<Parts> parts);

  std::unique_ptr<Parts> parts_;
};

}  // namespace reinstate
