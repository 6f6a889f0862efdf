// Follows the events in the database for all watches of this server.

#pragma once

#include <chrono>
#include <string>

#include "db/pool.h"
#include "server/background/worker.h"
#include "server/domain/clock.h"
#include "server/services/status_feed.h"

namespace reinstate::background {

// While the database is away it sends heartbeats, and goes on where it was.
class EventReader final : public Worker {
 public:
  EventReader(const std::string& database_url, services::StatusFeed& feed, RealClock real_now,
              std::chrono::milliseconds interval);
  ~EventReader() override { Stop(); }

 private:
  bool Run() override;

  db::Pool pool_;
  services::StatusFeed& feed_;
  const RealClock real_now_;
  bool failing_ = false;  // was said in the log
};

}  // namespace reinstate::background
