#include "server/background/provider_issue_job.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "server/services/provider_decisions.h"

namespace reinstate::background {
namespace {

constexpr int kAccountsARun = 500;
constexpr int kAccountsAPage = 100;
constexpr int kJobsARun = 1000;
constexpr std::chrono::seconds kPatience(5);
constexpr std::chrono::milliseconds kShortestWait(1000), kLongestWait(60000);

db::Deadline NewDeadline() { return std::chrono::steady_clock::now() + kPatience; }

std::string NameOf(const db::IssueJob& job) {
  return job.provider_id + "/" + job.issue_id + "#" + std::to_string(job.number);
}

// The first account that learns of a state, and since when that counts.
services::WriteOutcome Learned(const db::IssueJob& job, const services::AccountState& state,
                               const std::string& principal) {
  services::WriteOutcome outcome;
  outcome.changed = true;
  outcome.cause = {TransitionTrigger::kFact, job.provider_id + "/" + job.issue_id, state.now,
                   principal};
  for (const ProviderIssueState& known : state.facts.provider_issues) {
    const bool same = known.provider_id == job.provider_id && known.issue_id == job.issue_id;
    if (same && known.number == job.number) outcome.cause.effective_at = known.effective_at;
  }
  return outcome;
}

}  // namespace

ProviderIssueJob::ProviderIssueJob(const std::string& database_url, services::PolicyBook& book,
                                   RealClock real_now, std::chrono::milliseconds interval)
    : Worker(interval), pool_(database_url, 1), environment_{pool_, book, std::move(real_now)} {}

int ProviderIssueJob::Advance(int most) {
  std::vector<db::IssueJob> jobs;
  const AllAccountsScope all = EveryAccount();
  const Status found =
      db::RunTransaction(pool_, db::Visibility::All(all), db::Access::kSnapshot, NewDeadline(),
                         [&](db::Transaction& transaction) -> Status {
                           jobs = db::ListOpenJobs(transaction, all, kJobsARun);
                           return Ok();
                         });
  if (Judge(found, "issues of providers") != Step::kDone) return 0;
  int carried = 0;
  for (const db::IssueJob& job : jobs) {
    if (carried >= most || stopping()) break;
    const auto wait = waits_.find(NameOf(job));
    if (wait != waits_.end() && std::chrono::steady_clock::now() < wait->second.until) continue;
    carried += AdvanceJob(job, most - carried);
  }
  return carried;
}

bool ProviderIssueJob::Run() { return Advance(kAccountsARun) >= kAccountsARun; }

int ProviderIssueJob::AdvanceJob(const db::IssueJob& found, int most) {
  db::IssueJob job = found;
  int carried = 0;
  for (;;) {
    const auto accounts = AccountsAfter(job);
    if (!accounts.ok()) return carried;
    if (accounts->empty()) return carried + ComeBack(job, most - carried);
    for (const std::string& account_id : *accounts) {
      if (carried >= most || stopping()) return carried;
      Step step = Carry(job, account_id, Turn::kFirst);
      if (step == Step::kFailed) step = LeaveBehind(job, account_id);
      if (step != Step::kDone) return carried;
      ++carried;
    }
  }
}

int ProviderIssueJob::ComeBack(const db::IssueJob& found, int most) {
  const auto left = LeftBehind(found);
  if (!left.ok()) return 0;
  if (left->empty()) {
    waits_.erase(NameOf(found));
    Finish(found);
    return 0;
  }
  db::IssueJob job = found;
  int carried = 0;
  bool failed = false;
  for (const std::string& account_id : *left) {
    if (carried >= most || stopping()) return carried;
    const Step step = Carry(job, account_id, Turn::kAgain);
    if (step == Step::kElsewhere || step == Step::kUnavailable) return carried;
    failed = failed || step == Step::kFailed;
    carried += step == Step::kDone ? 1 : 0;
  }
  if (failed) {
    Wait& wait = waits_[NameOf(job)];
    wait.length = std::clamp(wait.length * 2, kShortestWait, kLongestWait);
    wait.until = std::chrono::steady_clock::now() + wait.length;
  }
  return carried;
}

Result<std::vector<std::string>> ProviderIssueJob::AccountsAfter(const db::IssueJob& job) {
  std::vector<std::string> accounts;
  const AllAccountsScope all = EveryAccount();
  const Status status =
      db::RunTransaction(pool_, db::Visibility::All(all), db::Access::kSnapshot, NewDeadline(),
                         [&](db::Transaction& transaction) -> Status {
                           accounts = db::ListLinkedAfter(transaction, all, job.provider_id,
                                                          job.cursor_id, kAccountsAPage);
                           return Ok();
                         });
  if (Judge(status, NameOf(job)) != Step::kDone) return status.error();
  return accounts;
}

Result<std::vector<std::string>> ProviderIssueJob::LeftBehind(const db::IssueJob& job) {
  std::vector<std::string> accounts;
  const AccountScope provider = TheAccount(job.provider_id);
  const Status status =
      db::RunTransaction(pool_, db::Visibility::Of(provider), db::Access::kSnapshot, NewDeadline(),
                         [&](db::Transaction& transaction) -> Status {
                           accounts = db::ListLeftovers(transaction, provider, job);
                           return Ok();
                         });
  if (Judge(status, NameOf(job)) != Step::kDone) return status.error();
  return accounts;
}

ProviderIssueJob::Step ProviderIssueJob::WithJob(
    const db::Visibility& visibility, const db::IssueJob& job,
    const std::function<Status(db::Transaction&, db::IssueJob&)>& change) {
  const AccountScope provider = TheAccount(job.provider_id);
  bool ours = false;
  const Status status = db::RunTransaction(
      pool_, visibility, db::Access::kWrite, NewDeadline(),
      [&](db::Transaction& transaction) -> Status {
        std::optional<db::IssueJob> locked = db::LockIssueJob(transaction, provider, job);
        ours = locked && !locked->finished_at && locked->cursor_id == job.cursor_id;
        if (!ours) return Ok();
        locked->accounts_total = job.accounts_total;
        Status changed = change(transaction, *locked);
        if (!changed.ok()) return changed;
        db::PutIssueJob(transaction, provider, *locked);
        return Ok();
      });
  const Step step = Judge(status, NameOf(job));
  return step == Step::kDone && !ours ? Step::kElsewhere : step;
}

ProviderIssueJob::Step ProviderIssueJob::Carry(db::IssueJob& job, const std::string& account_id,
                                               Turn turn) {
  const AccountScope provider = TheAccount(job.provider_id), account = TheAccount(account_id);
  const services::Author author{"job/provider-issue", "background/CarryProviderIssue",
                                job.issue_id + "#" + std::to_string(job.number)};
  const auto decide = [&](db::Transaction& transaction,
                          services::AccountState& state) -> Result<services::WriteOutcome> {
    // Read after the account is locked, so that what is learned last is the newest.
    const ProviderIssue issue = db::GetIssue(transaction, provider, job.issue_id);
    if (!services::LearnIssues({issue}, job.provider_id, account, transaction, state)) {
      return services::WriteOutcome{};
    }
    return Learned(job, state, author.principal);
  };
  const Step step = WithJob(db::Visibility::Of(account, provider), job,
                            [&](db::Transaction& transaction, db::IssueJob& locked) -> Status {
                              Status applied = services::ApplyToAccount(
                                  environment_, account, author, decide, transaction);
                              if (!applied.ok()) return applied;
                              locked.accounts_done += 1;
                              if (turn == Turn::kFirst) {
                                locked.cursor_id = account_id;
                              } else {
                                db::DeleteLeftover(transaction, provider, job, account_id);
                              }
                              return Ok();
                            });
  if (step == Step::kDone && turn == Turn::kFirst) job.cursor_id = account_id;
  if (step == Step::kFailed) {
    spdlog::error("{} cannot be carried to account {}; it is tried again", NameOf(job), account_id);
  }
  return step;
}

ProviderIssueJob::Step ProviderIssueJob::LeaveBehind(db::IssueJob& job,
                                                     const std::string& account_id) {
  const AccountScope provider = TheAccount(job.provider_id);
  const Step step = WithJob(db::Visibility::Of(provider), job,
                            [&](db::Transaction& transaction, db::IssueJob& locked) -> Status {
                              db::InsertLeftover(transaction, provider, job, account_id);
                              locked.cursor_id = account_id;
                              return Ok();
                            });
  if (step == Step::kDone) job.cursor_id = account_id;
  return step;
}

ProviderIssueJob::Step ProviderIssueJob::Finish(const db::IssueJob& job) {
  return WithJob(db::Visibility::Of(TheAccount(job.provider_id)), job,
                 [&](db::Transaction&, db::IssueJob& locked) -> Status {
                   // Accounts that were linked meanwhile may have been carried too.
                   locked.accounts_total = locked.accounts_done;
                   locked.finished_at = environment_.real_now();
                   return Ok();
                 });
}

ProviderIssueJob::Step ProviderIssueJob::Judge(const Status& status, const std::string& what) {
  if (status.ok()) {
    unavailable_ = false;
    return Step::kDone;
  }
  const Error& error = status.error();
  const bool unavailable = error.reason == Reason::kStoreUnavailable;
  if (!unavailable || !unavailable_) {
    spdlog::error("{}: {} {}", what, error.message, error.for_log);
  }
  unavailable_ = unavailable;
  return unavailable ? Step::kUnavailable : Step::kFailed;
}

}  // namespace reinstate::background
