// Carries each state of a provider's issue to the accounts that are or were linked to the provider
// (DOMAIN 2), one transaction an account. Several servers share the work.

#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "db/pool.h"
#include "db/providers.h"
#include "server/background/worker.h"
#include "server/services/account_write.h"

namespace reinstate::background {

// The job's row holds how far it has come and moves on in the transaction of each account, so that
// what is interrupted goes on behind the last account that was committed. It is locked meanwhile:
// another server passes it over. An account that fails is left behind, and tried again once the
// others are done.
class ProviderIssueJob final : public Worker {
 public:
  ProviderIssueJob(const std::string& database_url, services::PolicyBook& book, RealClock real_now,
                   std::chrono::milliseconds interval);
  ~ProviderIssueJob() override { Stop(); }

  // What a run does, for at most so many accounts, on the caller's thread. How many accounts it
  // carried a state to.
  int Advance(int most);

 private:
  // kFailed is the account's trouble, kUnavailable that of all of them.
  enum class Step { kDone, kElsewhere, kFailed, kUnavailable };
  // Whether an account is reached for the first time, or again.
  enum class Turn { kFirst, kAgain };
  // When those that were left behind are tried again.
  struct Wait {
    std::chrono::steady_clock::time_point until;
    std::chrono::milliseconds length{0};
  };

  bool Run() override;
  // Where it is done with the job, or had to leave it, fewer than `most`.
  int AdvanceJob(const db::IssueJob& found, int most);
  // The same for those that were left behind, once no other is left; then the job is finished.
  int ComeBack(const db::IssueJob& found, int most);
  Result<std::vector<std::string>> AccountsAfter(const db::IssueJob& job);
  Result<std::vector<std::string>> LeftBehind(const db::IssueJob& job);
  // Moves the job on behind the account.
  Step Carry(db::IssueJob& job, const std::string& account_id, Turn turn);
  Step LeaveBehind(db::IssueJob& job, const std::string& account_id);
  Step Finish(const db::IssueJob& job);
  // In a transaction that holds the job as it was found; kElsewhere where another server has it, or
  // has moved it on meanwhile.
  Step WithJob(const db::Visibility& visibility, const db::IssueJob& job,
               const std::function<Status(db::Transaction&, db::IssueJob&)>& change);
  Step Judge(const Status& status, const std::string& what);

  db::Pool pool_;
  const services::Environment environment_;
  std::map<std::string, Wait> waits_;  // by job
  bool unavailable_ = false;           // the step before, so that it was said in the log
};

}  // namespace reinstate::background
