// Carries each state of a provider's issue to the accounts that are or were linked to the provider
// (DOMAIN 2), one transaction an account. Several servers share the work.

#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "db/providers.h"
#include "server/background/worker.h"
#include "server/services/account_write.h"

namespace reinstate::background {

// The job's row holds how far it has come and moves on in the transaction of each account, so that
// what is interrupted goes on behind the last account that was committed. It is locked meanwhile:
// another server passes it over.
class ProviderIssueJob final : public Worker {
 public:
  ProviderIssueJob(const services::Environment& environment, std::chrono::milliseconds interval)
      : Worker(interval), environment_(environment) {}
  ~ProviderIssueJob() override { Stop(); }

  // What a run does, for at most so many accounts, on the caller's thread. How many accounts it
  // carried a state to.
  int Advance(int most);

 private:
  enum class Step { kDone, kElsewhere, kFailed };

  bool Run() override;
  // Where it is done with the job, or had to leave it, fewer than `most`.
  int AdvanceJob(const db::IssueJob& found, int most);
  Result<std::vector<std::string>> AccountsAfter(const db::IssueJob& job);
  // Moves the job on behind the account.
  Step Carry(db::IssueJob& job, const std::string& account_id);
  Step Finish(const db::IssueJob& job);
  Step Report(const Status& status, bool ours);

  const services::Environment& environment_;
  bool failing_ = false;  // the step before, so that it was said in the log
};

}  // namespace reinstate::background
