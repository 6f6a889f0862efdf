// Records what time alone brings about: changes of standing, warnings, what becomes of
// reinstatement tickets; and forgets old events. Reads need none of it: they compute what is not
// recorded yet.

#pragma once

#include <atomic>
#include <optional>
#include <string>
#include <vector>

#include "db/events.h"
#include "db/pool.h"
#include "server/background/worker.h"
#include "server/domain/clock.h"
#include "server/services/account_write.h"

namespace reinstate::background {

// One a server; several servers share the work, as an account that another one has is passed over.
// Each account is one transaction, which finds again what is due: where it is lost, nothing is, and
// where it runs twice, it finds nothing.
class Publisher final : public Worker {
 public:
  struct Options {
    bool enabled = true;
    int interval_ms = 500;
    int connections = 4;  // as many accounts at a time
    int batch = 500;      // accounts
    int event_retention_s = 7 * 24 * 3600;
  };

  Publisher(const std::string& database_url, services::PolicyBook& book, RealClock real_now,
            const Options& options);
  ~Publisher() override { Stop(); }

 private:
  bool Run() override;
  Result<std::vector<db::DueAccount>> FindDue(const std::optional<db::DueAccount>& after);
  void PublishAll(const std::vector<db::DueAccount>& due);
  void PublishUntilDone(const std::vector<db::DueAccount>& due, std::atomic<size_t>& next);
  Status Publish(const AccountScope& scope);
  Status Publish(const AccountScope& scope, db::Transaction& transaction);
  void Prune();
  Status PruneAll(absl::Time before);
  void Report(const char* what, const Error& error);

  const Options options_;
  db::Pool pool_;
  const services::Environment environment_;
  // How far this sweep over what is due has come: what fails is left for the next one.
  std::optional<db::DueAccount> swept_;
  std::atomic<bool> failed_{false};  // this run
  bool failing_ = false;             // the run before, so that it was said in the log
  absl::Time pruned_at_ = absl::InfinitePast();
};

}  // namespace reinstate::background
