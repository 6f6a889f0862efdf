// Changes of accounts, links to providers, and issues of these.

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "db/clock.h"
#include "db/providers.h"
#include "server/domain/account_rules.h"
#include "server/domain/status.h"
#include "server/services/account_admin_service.h"
#include "server/services/account_read.h"
#include "server/services/convert.h"
#include "server/services/current_timeline.h"
#include "server/services/fact_page.h"
#include "server/services/provider_decisions.h"
#include "server/services/write_reply.h"

namespace reinstate::services {

namespace {

v1::AffectedReseller Shown(const db::AffectedAccount& account, absl::Time now) {
  const absl::Time instant = std::max(now, account.stored.recorded_at);
  const Segment& segment = SegmentAt(account.stored.timeline, instant);
  v1::AffectedReseller shown;
  shown.set_account_id(account.stored.account_id);
  shown.set_standing(ToProto(segment.standing));
  for (const OpenCause& cause : segment.causes) shown.add_causes(ToProto(cause.kind));
  shown.set_applied(account.applied);
  return shown;
}

// Who is affected, and when that was so.
struct Affected {
  std::vector<db::AffectedAccount> accounts;
  absl::Time now;
};

// Those after `after`, by the present policies; one more than `size` where there are more.
Result<Affected> FindAffected(const Environment& environment, db::Transaction& transaction,
                              const AllAccountsScope& all, const AccountScope& provider,
                              const std::string& issue_id, const std::string& after, int size) {
  const auto row = db::GetAccount(transaction, provider);
  if (!row) return AccountNotFound(provider.account_id());
  const Present present = ReadPresent(environment, transaction);
  Affected affected{{}, std::max(present.now, row->written_at)};
  const ProviderIssue issue = db::GetIssue(transaction, provider, issue_id);
  if (issue.states.empty()) return IssueNotFound(issue_id);
  // A resolution repeats the impact of the state that it ends.
  const IssueState& state = IssueStateAt(issue, affected.now);
  if (!state.affects_operations) return affected;
  affected.accounts = db::ListAffected(transaction, all, provider.account_id(), issue_id, state,
                                       issue.states.back().number, after, affected.now, size + 1);
  for (db::AffectedAccount& account : affected.accounts) {
    Refresh(present.history, transaction, all, account.stored);
  }
  return affected;
}

}  // namespace

void AccountAdminService::AddChangesTo(rpc::Handlers& handlers, const std::string& service) {
  handlers.Add(service + "UpdateAccount", this, &AccountAdminService::UpdateAccount);
  handlers.Add(service + "CloseAccount", this, &AccountAdminService::CloseAccount);
  handlers.Add(service + "LinkProvider", this, &AccountAdminService::LinkProvider);
  handlers.Add(service + "UnlinkProvider", this, &AccountAdminService::UnlinkProvider);
  handlers.Add(service + "ReportProviderIssue", this, &AccountAdminService::ReportProviderIssue);
  handlers.Add(service + "UpdateProviderIssue", this, &AccountAdminService::UpdateProviderIssue);
  handlers.Add(service + "ResolveProviderIssue", this, &AccountAdminService::ResolveProviderIssue);
  handlers.Add(service + "ListProviderIssues", this, &AccountAdminService::ListProviderIssues);
  handlers.Add(service + "ListAffectedResellers", this,
               &AccountAdminService::ListAffectedResellers);
}

Status AccountAdminService::UpdateAccount(const rpc::Call& call,
                                          const v1::UpdateAccountRequest& request,
                                          v1::UpdateAccountResponse& response) {
  const auto decide = [&](db::Transaction& transaction, AccountState& state) {
    return DecideUpdate(call, request, transaction, state);
  };
  const auto reply = [&](const AccountState& state) {
    *response.mutable_account() = ToProto(AccountAt(state.facts, state.now));
    FillStanding(state, response);
  };
  return WriteToAccount(environment_, call, {request, response, decide, reply});
}

Status AccountAdminService::CloseAccount(const rpc::Call& call,
                                         const v1::CloseAccountRequest& request,
                                         v1::CloseAccountResponse& response) {
  const auto decide = [&](db::Transaction& transaction, AccountState& state) {
    return DecideClosing(call, request, transaction, state);
  };
  const auto reply = [&](const AccountState& state) {
    *response.mutable_account() = ToProto(AccountAt(state.facts, state.now));
    FillStanding(state, response);
  };
  return WriteToAccount(environment_, call, {request, response, decide, reply});
}

Status AccountAdminService::LinkProvider(const rpc::Call& call,
                                         const v1::LinkProviderRequest& request,
                                         v1::LinkProviderResponse& response) {
  const auto provider = call.scopes.named_accounts->Of(request.provider_id());
  if (!provider) return rpc::Authorizer::NotPermitted();
  const auto decide = [&](db::Transaction& transaction, AccountState& state) {
    return DecideLink(call, request, *provider, transaction, state);
  };
  const auto reply = [&](const AccountState& state) { FillStanding(state, response); };
  AccountWrite write{request, response, decide, reply};
  write.beside = &*provider;
  return WriteToAccount(environment_, call, write);
}

Status AccountAdminService::UnlinkProvider(const rpc::Call& call,
                                           const v1::UnlinkProviderRequest& request,
                                           v1::UnlinkProviderResponse& response) {
  const auto decide = [&](db::Transaction& transaction, AccountState& state) {
    return DecideUnlink(call, request, transaction, state);
  };
  const auto reply = [&](const AccountState& state) { FillStanding(state, response); };
  return WriteToAccount(environment_, call, {request, response, decide, reply});
}

template <typename Request, typename Response>
Status AccountAdminService::WriteIssue(const rpc::Call& call, const Request& request,
                                       Response& response) {
  ProviderIssue issue;
  std::vector<db::IssueJob> jobs;
  const auto decide = [&](db::Transaction& transaction, AccountState& state) {
    auto outcome = DecideIssue(environment_, call, request, transaction, state, issue);
    jobs = db::ListIssueJobs(transaction, call.account());
    return outcome;
  };
  const auto reply = [&](const AccountState& state) {
    *response.mutable_issue() = ToProto(issue, jobs, state.now, call.is_staff());
    FillStanding(state, response);
  };
  return WriteToAccount(environment_, call, {request, response, decide, reply});
}

Status AccountAdminService::ReportProviderIssue(const rpc::Call& call,
                                                const v1::ReportProviderIssueRequest& request,
                                                v1::ReportProviderIssueResponse& response) {
  return WriteIssue(call, request, response);
}

Status AccountAdminService::UpdateProviderIssue(const rpc::Call& call,
                                                const v1::UpdateProviderIssueRequest& request,
                                                v1::UpdateProviderIssueResponse& response) {
  return WriteIssue(call, request, response);
}

Status AccountAdminService::ResolveProviderIssue(const rpc::Call& call,
                                                 const v1::ResolveProviderIssueRequest& request,
                                                 v1::ResolveProviderIssueResponse& response) {
  return WriteIssue(call, request, response);
}

Status AccountAdminService::ListProviderIssues(const rpc::Call& call,
                                               const v1::ListProviderIssuesRequest& request,
                                               v1::ListProviderIssuesResponse& response) {
  const auto after = paging_.Cursor(call, request, request.page_token());
  if (!after.ok()) return after.error();
  const auto size = static_cast<size_t>(Paging::Size(request.page_size(), 100, 1000));
  return ReadAccount(
      environment_, call,
      [&](db::Transaction& transaction, const db::AccountRow&, const Present& present) -> Status {
        std::vector<ProviderIssue> issues = db::ListIssues(transaction, call.account());
        const std::vector<db::IssueJob> jobs = db::ListIssueJobs(transaction, call.account());
        const auto place_of = [](const ProviderIssue& issue) {
          return std::pair(issue.states.front().effective_at, issue.issue_id);
        };
        response.Clear();
        if (KeepPage(place_of, *after, size, issues)) {
          response.set_next_page_token(paging_.Token(call, request, issues.back().issue_id));
        }
        for (const ProviderIssue& issue : issues) {
          *response.add_issues() = ToProto(issue, jobs, present.now, call.is_staff());
        }
        return Ok();
      });
}

Status AccountAdminService::ListAffectedResellers(const rpc::Call& call,
                                                  const v1::ListAffectedResellersRequest& request,
                                                  v1::ListAffectedResellersResponse& response) {
  const auto after = paging_.Cursor(call, request, request.page_token());
  if (!after.ok()) return after.error();
  const int size = Paging::Size(request.page_size(), 100, 1000);
  const AllAccountsScope& all = *call.scopes.all_accounts;
  return db::RunTransaction(environment_.pool, db::Visibility::All(all), db::Access::kSnapshot,
                            call.deadline, [&](db::Transaction& transaction) -> Status {
                              auto affected =
                                  FindAffected(environment_, transaction, all, call.account(),
                                               request.issue_id(), *after, size);
                              if (!affected.ok()) return affected.error();
                              auto& accounts = affected->accounts;
                              response.Clear();
                              if (static_cast<int>(accounts.size()) > size) {
                                accounts.pop_back();
                                const std::string& last = accounts.back().stored.account_id;
                                response.set_next_page_token(paging_.Token(call, request, last));
                              }
                              for (const auto& each : accounts)
                                *response.add_resellers() = Shown(each, affected->now);
                              return Ok();
                            });
}

}  // namespace reinstate::services
