// Rows of links to providers, of providers' issues, and of the jobs that carry these to accounts.

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "db/accounts.h"
#include "db/transaction.h"
#include "server/domain/account_scope.h"
#include "server/domain/provider_rules.h"

namespace reinstate::db {

// In no particular order.
std::vector<ProviderLink> ListProviderLinks(Transaction& transaction, const AccountScope& scope);
void InsertProviderLink(Transaction& transaction, const AccountScope& scope,
                        const ProviderLink& link, absl::Time recorded_at);

// What the account knows of providers' issues; in no particular order.
std::vector<ProviderIssueState> ListIssueImpacts(Transaction& transaction,
                                                 const AccountScope& scope);
void InsertIssueImpact(Transaction& transaction, const AccountScope& scope,
                       const ProviderIssueState& state);

// The issues of a provider by id. Those without states do not exist.
std::vector<ProviderIssue> ListIssues(Transaction& transaction, const AccountScope& provider);
ProviderIssue GetIssue(Transaction& transaction, const AccountScope& provider,
                       const std::string& issue_id);

// How far one state of an issue was carried to the accounts that were ever linked.
struct IssueJob {
  std::string provider_id;
  std::string issue_id;
  int number = 1;
  std::string cursor_id;  // the last account that it was carried to
  std::optional<int> accounts_total;
  int accounts_done = 0;
  std::optional<absl::Time> finished_at;  // real time
  int accounts_left_behind = 0;           // where it was read by ListIssueJobs
};

// With the job that carries it; `queued_at` is real time.
void InsertIssueState(Transaction& transaction, const AccountScope& provider,
                      const std::string& issue_id, const IssueState& state, absl::Time recorded_at,
                      absl::Time queued_at);

// By issue and number.
std::vector<IssueJob> ListIssueJobs(Transaction& transaction, const AccountScope& provider);
// Those that are not finished, oldest first; accounts_total is set.
std::vector<IssueJob> ListOpenJobs(Transaction& transaction, const AllAccountsScope& scope,
                                   int limit);
// Nothing where another transaction holds it.
std::optional<IssueJob> LockIssueJob(Transaction& transaction, const AccountScope& provider,
                                     const IssueJob& job);
void PutIssueJob(Transaction& transaction, const AccountScope& provider, const IssueJob& job);

// Accounts that the job could not be carried to yet, by id.
std::vector<std::string> ListLeftovers(Transaction& transaction, const AccountScope& provider,
                                       const IssueJob& job);
void InsertLeftover(Transaction& transaction, const AccountScope& provider, const IssueJob& job,
                    const std::string& account_id);
void DeleteLeftover(Transaction& transaction, const AccountScope& provider, const IssueJob& job,
                    const std::string& account_id);

// The accounts that are or were linked to the provider, in the order of ids, after `after`.
std::vector<std::string> ListLinkedAfter(Transaction& transaction, const AllAccountsScope& scope,
                                         const std::string& provider_id, const std::string& after,
                                         int limit);

struct AffectedAccount {
  StoredTimeline stored;
  bool applied = false;  // the account knows this state of the issue
};

// The resellers (R15) linked to the provider at `now` that the state of the issue names, in the
// order of ids, after `after`.
std::vector<AffectedAccount> ListAffected(Transaction& transaction, const AllAccountsScope& scope,
                                          const std::string& provider_id,
                                          const std::string& issue_id, const IssueState& state,
                                          int last_number, const std::string& after, absl::Time now,
                                          int limit);

}  // namespace reinstate::db
