// admin account update, close; admin provider link, unlink, report, update, resolve, issues,
// affected.

#include <reinstate/v1/account_admin_client.h>
#include <reinstate/v1/account_admin_service.pb.h>

#include <memory>
#include <string>
#include <vector>

#include "client/cli/commands.h"
#include "client/cli/dates.h"
#include "client/cli/paging.h"
#include "client/cli/send.h"
#include "client/cli/text.h"
#include "client/cli/words.h"
#include "client/runtime/request_id.h"

namespace reinstate::cli {
namespace {

using client::AccountAdminClient;

struct ProviderArguments {
  std::string account;
  std::string provider;
  std::string issue;  // generated where a new one has none
  bool affects = true;
  bool named = false;  // a new name was given
  std::vector<std::string> impacted;
  std::string name;
  std::string cloud;
  std::string type;
  std::string etag;
  std::string at;
  std::string public_reason;
  std::string internal_note;
  std::string reason;
  int limit = 0;  // 0: all
};

// Account, reason and instant, as far as they are given.
template <typename Request>
Outcome<bool> Fill(const ProviderArguments& arguments, Request* request) {
  request->set_account_id(arguments.account);
  request->set_reason(arguments.reason);
  if (arguments.at.empty()) return true;
  const auto at = ParseInstant(arguments.at);
  if (!at.ok()) return at.error();
  *request->mutable_effective_at() = *at;
  return true;
}

template <typename Response>
std::string Standing(const Response& response) {
  return "; the account is " + Word(response.standing()) + " at revision " +
         std::to_string(response.revision()) + "\n";
}

template <typename Response>
std::string AfterChange(const Response& response) {
  const v1::Account& account = response.account();
  const std::string name = account.display_name().empty() ? "" : account.display_name() + ", ";
  return EscapeControls("account " + account.account_id() + " (" + name + Word(account.cloud()) +
                        ", " + Word(account.partner_type()) + ") " +
                        (account.has_closed_at()
                             ? "is closed since " + FormatInstant(account.closed_at())
                             : "is as asked for, etag " + account.etag())) +
         Standing(response);
}

std::string StateOf(const v1::ProviderIssueState& state) {
  if (state.resolved()) return "resolved";
  if (!state.affects_operations()) return "open, affects no operations";
  return "open";
}

std::string ImpactOf(const v1::ProviderIssueState& state) {
  return state.impacted_account_ids().empty()
             ? "every linked account"
             : Join({state.impacted_account_ids().begin(), state.impacted_account_ids().end()},
                    ", ");
}

template <typename Response>
std::string AfterIssue(const Response& response) {
  const v1::ProviderIssue& issue = response.issue();
  const v1::ProviderIssueState& last = *issue.states().rbegin();
  return EscapeControls("issue " + issue.issue_id() + " is " + StateOf(last) + " from " +
                        FormatInstant(last.effective_at()) + ", impacts " + ImpactOf(last)) +
         "; it is carried to the accounts now\n";
}

Outcome<ExitCode> RunUpdateAccount(const GlobalFlags& flags, const ProviderArguments& arguments,
                                   const Console& console) {
  v1::UpdateAccountRequest request;
  const auto filled = Fill(arguments, &request);
  if (!filled.ok()) return filled.error();
  request.set_etag(arguments.etag);
  if (arguments.named) {
    request.set_display_name(arguments.name);
    request.mutable_update_mask()->add_paths("display_name");
  }
  if (!arguments.cloud.empty()) {
    const auto cloud = ParseWord<v1::Cloud>(arguments.cloud, "cloud");
    if (!cloud.ok()) return cloud.error();
    request.set_cloud(*cloud);
    request.mutable_update_mask()->add_paths("cloud");
  }
  if (!arguments.type.empty()) {
    const auto type = ParseWord<v1::PartnerType>(arguments.type, "partner type");
    if (!type.ok()) return type.error();
    request.set_partner_type(*type);
    request.mutable_update_mask()->add_paths("partner_type");
  }
  return Send(flags, console, request, &AccountAdminClient::UpdateAccount,
              AfterChange<v1::UpdateAccountResponse>);
}

Outcome<ExitCode> RunClose(const GlobalFlags& flags, const ProviderArguments& arguments,
                           const Console& console) {
  v1::CloseAccountRequest request;
  request.set_account_id(arguments.account);
  request.set_reason(arguments.reason);
  return Send(flags, console, request, &AccountAdminClient::CloseAccount,
              AfterChange<v1::CloseAccountResponse>);
}

Outcome<ExitCode> RunLink(const GlobalFlags& flags, const ProviderArguments& arguments,
                          const Console& console) {
  v1::LinkProviderRequest request;
  const auto filled = Fill(arguments, &request);
  if (!filled.ok()) return filled.error();
  request.set_provider_id(arguments.provider);
  return Send(flags, console, request, &AccountAdminClient::LinkProvider,
              [&arguments](const v1::LinkProviderResponse& response) {
                return arguments.account + " is linked to provider " + arguments.provider +
                       Standing(response);
              });
}

Outcome<ExitCode> RunUnlink(const GlobalFlags& flags, const ProviderArguments& arguments,
                            const Console& console) {
  v1::UnlinkProviderRequest request;
  const auto filled = Fill(arguments, &request);
  if (!filled.ok()) return filled.error();
  request.set_provider_id(arguments.provider);
  return Send(flags, console, request, &AccountAdminClient::UnlinkProvider,
              [&arguments](const v1::UnlinkProviderResponse& response) {
                return arguments.account + " is not linked to provider " + arguments.provider +
                       Standing(response);
              });
}

template <typename Request>
Outcome<bool> FillIssue(const ProviderArguments& arguments, Request* request) {
  request->set_issue_id(arguments.issue.empty() ? "issue-" + client::NewRequestId()
                                                : arguments.issue);
  request->set_affects_operations(arguments.affects);
  for (const std::string& id : arguments.impacted) request->add_impacted_account_ids(id);
  request->set_public_reason(arguments.public_reason);
  request->set_internal_note(arguments.internal_note);
  return Fill(arguments, request);
}

Outcome<ExitCode> RunReport(const GlobalFlags& flags, const ProviderArguments& arguments,
                            const Console& console) {
  v1::ReportProviderIssueRequest request;
  const auto filled = FillIssue(arguments, &request);
  if (!filled.ok()) return filled.error();
  return Send(flags, console, request, &AccountAdminClient::ReportProviderIssue,
              AfterIssue<v1::ReportProviderIssueResponse>);
}

Outcome<ExitCode> RunUpdateIssue(const GlobalFlags& flags, const ProviderArguments& arguments,
                                 const Console& console) {
  v1::UpdateProviderIssueRequest request;
  const auto filled = FillIssue(arguments, &request);
  if (!filled.ok()) return filled.error();
  return Send(flags, console, request, &AccountAdminClient::UpdateProviderIssue,
              AfterIssue<v1::UpdateProviderIssueResponse>);
}

Outcome<ExitCode> RunResolve(const GlobalFlags& flags, const ProviderArguments& arguments,
                             const Console& console) {
  v1::ResolveProviderIssueRequest request;
  const auto filled = Fill(arguments, &request);
  if (!filled.ok()) return filled.error();
  request.set_issue_id(arguments.issue);
  return Send(flags, console, request, &AccountAdminClient::ResolveProviderIssue,
              AfterIssue<v1::ResolveProviderIssueResponse>);
}

std::string ProgressOf(const v1::ProviderIssueProgress& progress) {
  const std::string done = std::to_string(progress.accounts_done());
  if (progress.has_finished_at()) return "all " + done;
  const std::string left =
      progress.accounts_left_behind() == 0
          ? ""
          : ", " + std::to_string(progress.accounts_left_behind()) + " tried again";
  return done + " of " +
         (progress.has_accounts_total() ? std::to_string(progress.accounts_total()) : "?") + left;
}

Outcome<ExitCode> RunIssues(const GlobalFlags& flags, const ProviderArguments& arguments,
                            const Console& console) {
  v1::ListProviderIssuesRequest request;
  request.set_account_id(arguments.account);
  Outcome<Session> session = Session::Open(flags);
  if (!session.ok()) return session.error();
  const auto list = ListPages<v1::ListProviderIssuesResponse>(
      PageLimits{arguments.limit, /*page=*/1000}, &request,
      [&session](const auto& page) {
        return session->Call(&AccountAdminClient::ListProviderIssues, page);
      },
      [](auto* response) { return response->mutable_issues(); });
  if (!list.ok()) return list.error();
  if (console.json) {
    *console.out << ToJson(*list);
    return ExitCode::kOk;
  }
  Table table({{"ISSUE", Table::Align::kLeft, /*shrinks=*/true},
               {"FROM"},
               {"STATE"},
               {"IMPACTS", Table::Align::kLeft, /*shrinks=*/true},
               {"ACCOUNTS DONE"}});
  for (const v1::ProviderIssue& issue : list->issues()) {
    const v1::ProviderIssueState& last = *issue.states().rbegin();
    table.Add({issue.issue_id(), FormatInstant(last.effective_at()), StateOf(last), ImpactOf(last),
               ProgressOf(issue.progress())});
  }
  if (table.rows() > 0) PrintTable(console, table);
  PrintCount(console, list->issues_size(), "issue", "issues", !list->next_page_token().empty());
  return ExitCode::kOk;
}

Outcome<ExitCode> RunAffected(const GlobalFlags& flags, const ProviderArguments& arguments,
                              const Console& console) {
  v1::ListAffectedResellersRequest request;
  request.set_account_id(arguments.account);
  request.set_issue_id(arguments.issue);
  Outcome<Session> session = Session::Open(flags);
  if (!session.ok()) return session.error();
  const auto list = ListPages<v1::ListAffectedResellersResponse>(
      PageLimits{arguments.limit, /*page=*/1000}, &request,
      [&session](const auto& page) {
        return session->Call(&AccountAdminClient::ListAffectedResellers, page);
      },
      [](auto* response) { return response->mutable_resellers(); });
  if (!list.ok()) return list.error();
  if (console.json) {
    *console.out << ToJson(*list);
    return ExitCode::kOk;
  }
  Table table({{"ACCOUNT", Table::Align::kLeft, /*shrinks=*/true},
               {"STANDING"},
               {"CAUSES", Table::Align::kLeft, /*shrinks=*/true},
               {"APPLIED"}});
  for (const v1::AffectedReseller& reseller : list->resellers()) {
    table.Add({reseller.account_id(), Word(reseller.standing()),
               WordList<v1::CauseKind>(reseller.causes()), reseller.applied() ? "yes" : "not yet"});
  }
  if (table.rows() > 0) PrintTable(console, table);
  PrintCount(console, list->resellers_size(), "account", "accounts",
             !list->next_page_token().empty());
  return ExitCode::kOk;
}

using Run = Outcome<ExitCode> (*)(const GlobalFlags&, const ProviderArguments&, const Console&);

struct Adder {
  std::shared_ptr<ProviderArguments> arguments;
  Invocation* invocation;

  CLI::App* Add(CLI::App* parent, const char* name, const char* help, Run run) const {
    return Add(parent, name, help, run, "ACCOUNT", "The account's id");
  }
  // Of the issues of a provider, which is an account too.
  CLI::App* AddOfProvider(CLI::App* parent, const char* name, const char* help, Run run) const {
    return Add(parent, name, help, run, "PROVIDER", "The provider's account id");
  }
  CLI::App* Add(CLI::App* parent, const char* name, const char* help, Run run, const char* subject,
                const char* subject_help) const {
    CLI::App* command = parent->add_subcommand(name, help);
    command->add_option(subject, arguments->account, subject_help)->required();
    command->callback([arguments = arguments, invocation = invocation, run] {
      invocation->run = [=](const Console& console) {
        return run(invocation->flags, *arguments, console);
      };
    });
    return command;
  }
  void AddInstant(CLI::App* command) const {
    command->add_option("--effective-at", arguments->at,
                        "Instant or date from which it counts; default: now");
    command->add_option("--reason", arguments->reason,
                        "Why; needed where it acts more than 7 days back");
  }
  void AddContent(CLI::App* command) const {
    command->add_option("--affects-operations", arguments->affects,
                        "true (default) or false: one that does not suspends nobody");
    command
        ->add_option("--impacts", arguments->impacted,
                     "Only these accounts; repeatable; default: every linked one")
        ->delimiter(',')
        ->allow_extra_args(false);
    command->add_option("--public-reason", arguments->public_reason, "Words for the partners");
    command->add_option("--internal-note", arguments->internal_note, "What only staff may read");
    AddInstant(command);
  }
};

}  // namespace

void AddAccountChangeCommands(CLI::App& admin, Invocation* invocation) {
  CLI::App* account = admin.add_subcommand("account", "Change an account, or close it");
  account->require_subcommand(1);
  const Adder adder{std::make_shared<ProviderArguments>(), invocation};
  const auto& arguments = adder.arguments;
  CLI::App* update =
      adder.Add(account, "update", "Change name, cloud or partner type", RunUpdateAccount);
  update->add_option("--display-name", arguments->name, "The new name")
      ->each([arguments](const std::string&) { arguments->named = true; });
  update->add_option("--cloud", arguments->cloud, "PUBLIC or US_GOVERNMENT");
  update->add_option("--partner-type,--type", arguments->type,
                     "DIRECT_BILL, INDIRECT_PROVIDER, INDIRECT_RESELLER");
  update->add_option("--etag", arguments->etag, "Only where the account is still the one read");
  adder.AddInstant(update);
  CLI::App* close = adder.Add(account, "close", "Close it now and for good", RunClose);
  close->add_option("--reason", arguments->reason, "Why; for staff")->required();
}

void AddProviderCommands(CLI::App& admin, Invocation* invocation) {
  CLI::App* provider = admin.add_subcommand("provider", "Links to providers, and their issues");
  provider->require_subcommand(1);
  const Adder adder{std::make_shared<ProviderArguments>(), invocation};
  const auto& arguments = adder.arguments;
  CLI::App* link = adder.Add(provider, "link", "Link an account to its provider", RunLink);
  link->add_option("PROVIDER", arguments->provider, "The provider's account id")->required();
  adder.AddInstant(link);
  CLI::App* unlink = adder.Add(provider, "unlink", "End a link", RunUnlink);
  unlink->add_option("PROVIDER", arguments->provider, "The provider's account id")->required();
  adder.AddInstant(unlink);
  CLI::App* report =
      adder.AddOfProvider(provider, "report", "Report an issue of a provider", RunReport);
  report->add_option("--id", arguments->issue, "The issue's id; generated where not given");
  adder.AddContent(report);
  CLI::App* update = adder.AddOfProvider(provider, "update",
                                         "Say what is so of an issue from then on", RunUpdateIssue);
  update->add_option("ISSUE", arguments->issue, "The issue's id")->required();
  adder.AddContent(update);
  CLI::App* resolve = adder.AddOfProvider(provider, "resolve", "End an issue", RunResolve);
  resolve->add_option("ISSUE", arguments->issue, "The issue's id")->required();
  adder.AddInstant(resolve);
  CLI::App* issues = adder.AddOfProvider(provider, "issues", "List a provider's issues", RunIssues);
  AddLimit(issues, &arguments->limit);
  CLI::App* affected = adder.AddOfProvider(provider, "affected",
                                           "List the accounts that an issue impacts", RunAffected);
  affected->add_option("ISSUE", arguments->issue, "The issue's id")->required();
  AddLimit(affected, &arguments->limit);
}

}  // namespace reinstate::cli
