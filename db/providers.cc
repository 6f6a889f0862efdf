#include "db/providers.h"

#include "db/codec.h"
#include "db/embedded/queries.h"
#include "db/values.h"

namespace reinstate::db {
namespace {

std::string Join(const std::vector<std::string>& ids) {
  std::string joined;
  for (const std::string& id : ids) joined += (joined.empty() ? "" : ",") + id;
  return joined;
}

std::vector<ProviderIssue> ReadIssues(const pqxx::result& rows) {
  std::vector<ProviderIssue> issues;
  for (const pqxx::row& row : rows) {
    const char* issue_id = row["issue_id"].c_str();
    if (issues.empty() || issues.back().issue_id != issue_id) issues.push_back({issue_id, {}});
    issues.back().states.push_back(
        {row["number"].as<int>(), ReadTime(row["effective_at"]), row["resolved"].as<bool>(),
         row["affects_operations"].as<bool>(), Split(row["impacted_account_ids"].c_str()),
         row["public_reason"].c_str(), row["internal_note"].c_str(), row["recorded_by"].c_str()});
  }
  return issues;
}

IssueJob ReadJob(const pqxx::row& row) {
  IssueJob job{row["account_id"].c_str(),
               row["issue_id"].c_str(),
               row["number"].as<int>(),
               row["cursor_id"].c_str(),
               std::nullopt,
               row["accounts_done"].as<int>(),
               ReadOptionalTime(row["finished_at"])};
  if (!row["accounts_total"].is_null()) job.accounts_total = row["accounts_total"].as<int>();
  return job;
}

}  // namespace

std::vector<ProviderLink> ListProviderLinks(Transaction& transaction, const AccountScope& scope) {
  std::vector<ProviderLink> links;
  for (const pqxx::row& row : Exec(transaction, queries::kListProviderLinks, scope.account_id())) {
    links.push_back(
        {row["provider_id"].c_str(), ReadTime(row["effective_at"]), row["linked"].as<bool>()});
  }
  return links;
}

void InsertProviderLink(Transaction& transaction, const AccountScope& scope,
                        const ProviderLink& link, absl::Time recorded_at) {
  Exec(transaction, queries::kInsertProviderLink, scope.account_id(), link.provider_id,
       Text(link.effective_at), link.linked, Text(recorded_at));
}

std::vector<ProviderIssueState> ListIssueImpacts(Transaction& transaction,
                                                 const AccountScope& scope) {
  std::vector<ProviderIssueState> states;
  for (const pqxx::row& row : Exec(transaction, queries::kListIssueImpacts, scope.account_id())) {
    states.push_back({row["provider_id"].c_str(), row["issue_id"].c_str(), row["number"].as<int>(),
                      ReadTime(row["effective_at"]), row["impacts"].as<bool>(),
                      row["public_reason"].c_str(), row["internal_note"].c_str()});
  }
  return states;
}

void InsertIssueImpact(Transaction& transaction, const AccountScope& scope,
                       const ProviderIssueState& state) {
  Exec(transaction, queries::kInsertIssueImpact, scope.account_id(), state.provider_id,
       state.issue_id, state.number, Text(state.effective_at), state.impacts, state.public_reason,
       state.internal_note);
}

std::vector<ProviderIssue> ListIssues(Transaction& transaction, const AccountScope& provider) {
  return ReadIssues(Exec(transaction, queries::kListIssueStates, provider.account_id(), ""));
}

ProviderIssue GetIssue(Transaction& transaction, const AccountScope& provider,
                       const std::string& issue_id) {
  auto found =
      ReadIssues(Exec(transaction, queries::kListIssueStates, provider.account_id(), issue_id));
  return found.empty() ? ProviderIssue{issue_id, {}} : std::move(found.front());
}

void InsertIssueState(Transaction& transaction, const AccountScope& provider,
                      const std::string& issue_id, const IssueState& state, absl::Time recorded_at,
                      absl::Time queued_at) {
  Exec(transaction, queries::kInsertIssueState, provider.account_id(), issue_id, state.number,
       Text(state.effective_at), state.resolved, state.affects_operations,
       Join(state.impacted_account_ids), state.public_reason, state.internal_note,
       state.recorded_by, Text(recorded_at));
  Exec(transaction, queries::kInsertIssueJob, provider.account_id(), issue_id, state.number,
       Text(queued_at));
}

std::vector<IssueJob> ListIssueJobs(Transaction& transaction, const AccountScope& provider) {
  std::vector<IssueJob> jobs;
  for (const pqxx::row& row : Exec(transaction, queries::kListIssueJobs, provider.account_id())) {
    jobs.push_back(ReadJob(row));
    jobs.back().accounts_left_behind = row["accounts_left_behind"].as<int>();
  }
  return jobs;
}

std::vector<IssueJob> ListOpenJobs(Transaction& transaction, const AllAccountsScope&, int limit) {
  std::vector<IssueJob> jobs;
  for (const pqxx::row& row : Exec(transaction, queries::kListOpenJobs, limit)) {
    jobs.push_back(ReadJob(row));
  }
  return jobs;
}

std::optional<IssueJob> LockIssueJob(Transaction& transaction, const AccountScope& provider,
                                     const IssueJob& job) {
  const pqxx::result rows =
      Exec(transaction, queries::kLockIssueJob, provider.account_id(), job.issue_id, job.number);
  if (rows.empty()) return std::nullopt;
  return ReadJob(rows[0]);
}

void PutIssueJob(Transaction& transaction, const AccountScope& provider, const IssueJob& job) {
  const std::optional<std::string> finished_at = Text(job.finished_at);
  Exec(transaction, queries::kPutIssueJob, provider.account_id(), job.issue_id, job.number,
       job.cursor_id, job.accounts_total.value_or(0), job.accounts_done, OrNull(finished_at));
}

std::vector<std::string> ListLeftovers(Transaction& transaction, const AccountScope& provider,
                                       const IssueJob& job) {
  std::vector<std::string> ids;
  for (const pqxx::row& row : Exec(transaction, queries::kListLeftovers, provider.account_id(),
                                   job.issue_id, job.number)) {
    ids.emplace_back(row["left_id"].c_str());
  }
  return ids;
}

void InsertLeftover(Transaction& transaction, const AccountScope& provider, const IssueJob& job,
                    const std::string& account_id) {
  Exec(transaction, queries::kInsertLeftover, provider.account_id(), job.issue_id, job.number,
       account_id);
}

void DeleteLeftover(Transaction& transaction, const AccountScope& provider, const IssueJob& job,
                    const std::string& account_id) {
  Exec(transaction, queries::kDeleteLeftover, provider.account_id(), job.issue_id, job.number,
       account_id);
}

std::vector<std::string> ListLinkedAfter(Transaction& transaction, const AllAccountsScope&,
                                         const std::string& provider_id, const std::string& after,
                                         int limit) {
  std::vector<std::string> ids;
  for (const pqxx::row& row :
       Exec(transaction, queries::kListLinkedAfter, provider_id, after, limit)) {
    ids.emplace_back(row["account_id"].c_str());
  }
  return ids;
}

std::vector<AffectedAccount> ListAffected(Transaction& transaction, const AllAccountsScope&,
                                          const std::string& provider_id,
                                          const std::string& issue_id, const IssueState& state,
                                          int last_number, const std::string& after, absl::Time now,
                                          int limit) {
  std::vector<AffectedAccount> affected;
  for (const pqxx::row& row :
       Exec(transaction, queries::kListAffected, provider_id, issue_id, last_number, after,
            Text(now), IdArray(state.impacted_account_ids), limit)) {
    affected.push_back(
        {{row["account_id"].c_str(), row["revision"].as<int64_t>(), ReadTime(row["recorded_at"]),
          DecodeTimeline(row["timeline"].c_str()), row["policy_set"].as<int>()},
         row["applied"].as<bool>()});
  }
  return affected;
}

}  // namespace reinstate::db
