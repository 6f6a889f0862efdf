// Builds stored timelines anew after the policies have changed, each account in a transaction of
// its own. Reads do not wait for it; it makes them cheap again, and finds what lists look for.

#pragma once

#include <chrono>
#include <string>

#include "db/pool.h"
#include "server/background/worker.h"
#include "server/services/account_write.h"

namespace reinstate::background {

// One a server. Whatever is left is found again by looking, so it goes on wherever another stopped,
// and several servers do no harm to each other.
class PolicyRebuilder final : public Worker {
 public:
  PolicyRebuilder(const std::string& database_url, services::PolicyBook& book, RealClock real_now,
                  std::chrono::milliseconds interval);
  ~PolicyRebuilder() override { Stop(); }

 private:
  bool Run() override;
  Result<std::vector<std::string>> FindStale();
  // False where another transaction has the account: a write that puts it right, or another server.
  Result<bool> Rebuild(const AccountScope& scope);
  void Report(const Error& error);

  db::Pool pool_;
  const services::Environment environment_;
  bool failing_ = false;  // the run before, so that it was said in the log
};

}  // namespace reinstate::background
