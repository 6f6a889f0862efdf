#include "server/background/provider_issue_job.h"

#include <spdlog/spdlog.h>

#include <utility>
#include <vector>

#include "server/services/provider_decisions.h"

namespace reinstate::background {
namespace {

constexpr int kAccountsARun = 500;
constexpr int kAccountsAPage = 100;
constexpr int kJobsARun = 20;
constexpr std::chrono::seconds kPatience(5);

db::Deadline NewDeadline() { return std::chrono::steady_clock::now() + kPatience; }

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

int ProviderIssueJob::Advance(int most) {
  std::vector<db::IssueJob> jobs;
  const AllAccountsScope all = EveryAccount();
  const Status found =
      db::RunTransaction(environment_.pool, db::Visibility::All(all), db::Access::kSnapshot,
                         NewDeadline(), [&](db::Transaction& transaction) -> Status {
                           jobs = db::ListOpenJobs(transaction, all, kJobsARun);
                           return Ok();
                         });
  if (Report(found, true) == Step::kFailed) return 0;
  int carried = 0;
  for (const db::IssueJob& job : jobs) {
    if (carried >= most || stopping()) break;
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
    if (!accounts.ok()) {
      Report(accounts.error(), true);
      return carried;
    }
    if (accounts->empty()) {
      Finish(job);
      return carried;
    }
    for (const std::string& account_id : *accounts) {
      if (carried >= most || stopping()) return carried;
      if (Carry(job, account_id) != Step::kDone) return carried;
      ++carried;
    }
  }
}

Result<std::vector<std::string>> ProviderIssueJob::AccountsAfter(const db::IssueJob& job) {
  std::vector<std::string> accounts;
  const AllAccountsScope all = EveryAccount();
  const Status status =
      db::RunTransaction(environment_.pool, db::Visibility::All(all), db::Access::kSnapshot,
                         NewDeadline(), [&](db::Transaction& transaction) -> Status {
                           accounts = db::ListLinkedAfter(transaction, all, job.provider_id,
                                                          job.cursor_id, kAccountsAPage);
                           return Ok();
                         });
  if (!status.ok()) return status.error();
  return accounts;
}

ProviderIssueJob::Step ProviderIssueJob::Carry(db::IssueJob& job, const std::string& account_id) {
  const AccountScope provider = TheAccount(job.provider_id), account = TheAccount(account_id);
  const services::Author author{"job/provider-issue", "background/CarryProviderIssue",
                                job.issue_id + "#" + std::to_string(job.number)};
  bool ours = false;
  const Status status = db::RunTransaction(
      environment_.pool, db::Visibility::Of(account, provider), db::Access::kWrite, NewDeadline(),
      [&](db::Transaction& transaction) -> Status {
        std::optional<db::IssueJob> locked = db::LockIssueJob(transaction, provider, job);
        // Another server has it, or has moved it on meanwhile.
        ours = locked && !locked->finished_at && locked->cursor_id == job.cursor_id;
        if (!ours) return Ok();
        const auto decide = [&](db::Transaction& inner,
                                services::AccountState& state) -> Result<services::WriteOutcome> {
          // Read after the account is locked, so that what is learned last is the newest.
          const ProviderIssue issue = db::GetIssue(inner, provider, job.issue_id);
          if (!services::LearnIssues({issue}, job.provider_id, account, inner, state)) {
            return services::WriteOutcome{};
          }
          return Learned(job, state, author.principal);
        };
        Status applied =
            services::ApplyToAccount(environment_, account, author, decide, transaction);
        if (!applied.ok()) return applied;
        locked->cursor_id = account_id;
        locked->accounts_done += 1;
        locked->accounts_total = job.accounts_total;
        db::PutIssueJob(transaction, provider, *locked);
        return Ok();
      });
  const Step step = Report(status, ours);
  if (step == Step::kDone) job.cursor_id = account_id;
  return step;
}

ProviderIssueJob::Step ProviderIssueJob::Finish(const db::IssueJob& job) {
  const AccountScope provider = TheAccount(job.provider_id);
  bool ours = false;
  const Status status = db::RunTransaction(
      environment_.pool, db::Visibility::Of(provider), db::Access::kWrite, NewDeadline(),
      [&](db::Transaction& transaction) -> Status {
        std::optional<db::IssueJob> locked = db::LockIssueJob(transaction, provider, job);
        ours = locked && !locked->finished_at && locked->cursor_id == job.cursor_id;
        if (!ours) return Ok();
        // Accounts that were linked meanwhile may have been carried too.
        locked->accounts_total = locked->accounts_done;
        locked->finished_at = environment_.real_now();
        db::PutIssueJob(transaction, provider, *locked);
        return Ok();
      });
  return Report(status, ours);
}

ProviderIssueJob::Step ProviderIssueJob::Report(const Status& status, bool ours) {
  if (!status.ok()) {
    if (!failing_) spdlog::error("an issue of a provider waits: {}", status.error().message);
    failing_ = true;
    return Step::kFailed;
  }
  failing_ = false;
  return ours ? Step::kDone : Step::kElsewhere;
}

}  // namespace reinstate::background
