// admin policy list, get, preview, create, revoke.

#include <reinstate/v1/account_admin_client.h>
#include <reinstate/v1/account_admin_service.pb.h>

#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include "client/cli/commands.h"
#include "client/cli/dates.h"
#include "client/cli/policy_options.h"
#include "client/cli/policy_text.h"
#include "client/cli/send.h"
#include "client/cli/table.h"
#include "client/cli/text.h"
#include "client/cli/words.h"
#include "client/runtime/range.h"

namespace reinstate::cli {
namespace {

using client::AccountAdminClient;

// A page of a preview builds thousands of timelines.
constexpr std::chrono::milliseconds kPageTimeout{30000};
constexpr int kPage = 5000;

struct PolicyArguments {
  int version = 0;
  std::string from;
  std::string token;
  std::string reason;
  PolicyOptions options;
};

struct Proposed {
  v1::PolicyContent before;  // the newest version that is not revoked
  v1::PolicyProposal proposal;
};

Outcome<Proposed> Propose(Session* session, const PolicyArguments& arguments) {
  Proposed proposed;
  const auto from = ParseInstant(arguments.from);
  if (!from.ok()) return from.error();
  *proposed.proposal.mutable_effective_from() = *from;
  const auto list = session->Call(&AccountAdminClient::ListPolicies, v1::ListPoliciesRequest());
  if (!list.ok()) return list.error();
  for (const v1::Policy& policy : list->policies()) {
    if (policy.state() == v1::POLICY_STATE_REVOKED) continue;
    proposed.before = policy.content();
    break;
  }
  v1::PolicyContent base = proposed.before;
  if (!arguments.options.file.empty()) {
    const auto read = ReadPolicyFile(arguments.options.file);
    if (!read.ok()) return read.error();
    base = *read;
  }
  const auto content = ChangedContent(std::move(base), arguments.options);
  if (!content.ok()) return content.error();
  *proposed.proposal.mutable_content() = *content;
  return proposed;
}

// All pages as one.
Outcome<v1::PreviewPolicyResponse> PreviewAll(Session* session, const v1::PolicyProposal& proposal,
                                              const Console& console) {
  v1::PreviewPolicyRequest request;
  *request.mutable_proposal() = proposal;
  request.set_page_size(kPage);
  v1::PreviewPolicyResponse all;
  for (;;) {
    const auto page = session->TryCall(&AccountAdminClient::PreviewPolicy, request, kPageTimeout);
    if (!page.ok()) return session->Explain(page.error());
    const int moved = all.accounts_moved() + page->accounts_moved();
    const int examined = all.accounts_examined() + page->accounts_examined();
    all.MergeFrom(*page);
    all.set_accounts_moved(moved);
    all.set_accounts_examined(examined);
    if (page->next_page_token().empty()) {
      all.clear_next_page_token();
      return all;
    }
    if (const auto error = client::CheckAdvance(request.page_token(), page->next_page_token())) {
      return LocalFailure(*error);
    }
    if (console.progress) {
      *console.err << Count(examined, "account", "accounts") << " looked at\n";
    }
    request.set_page_token(page->next_page_token());
  }
}

Outcome<ExitCode> RunPreview(const GlobalFlags& flags, const PolicyArguments& arguments,
                             const Console& console) {
  Outcome<Session> session = Session::Open(flags);
  if (!session.ok()) return session.error();
  const auto proposed = Propose(&*session, arguments);
  if (!proposed.ok()) return proposed.error();
  const auto preview = PreviewAll(&*session, proposed->proposal, console);
  if (!preview.ok()) return preview.error();
  if (console.json) {
    *console.out << ToJson(*preview);
    return ExitCode::kOk;
  }
  *console.out << "From " << FormatInstant(proposed->proposal.effective_from())
               << " this would change\n"
               << DifferencesText(proposed->before, proposed->proposal.content())
               << PreviewText(*preview);
  return ExitCode::kOk;
}

Outcome<ExitCode> RunCreate(const GlobalFlags& flags, const PolicyArguments& arguments,
                            const Console& console) {
  Outcome<Session> session = Session::Open(flags);
  if (!session.ok()) return session.error();
  const auto proposed = Propose(&*session, arguments);
  if (!proposed.ok()) return proposed.error();
  v1::CreatePolicyRequest request;
  *request.mutable_proposal() = proposed->proposal;
  request.set_preview_token(arguments.token);
  request.set_reason(arguments.reason);
  const auto response = session->Call(&AccountAdminClient::CreatePolicy, request);
  if (!response.ok()) return response.error();
  *console.out << (console.json ? ToJson(*response) : PolicyText(response->policy()));
  return ExitCode::kOk;
}

Outcome<ExitCode> RunRevoke(const GlobalFlags& flags, const PolicyArguments& arguments,
                            const Console& console) {
  v1::RevokePolicyRequest request;
  request.set_version(arguments.version);
  request.set_reason(arguments.reason);
  return Send(
      flags, console, request, &AccountAdminClient::RevokePolicy,
      [](const v1::RevokePolicyResponse& response) { return PolicyText(response.policy()); });
}

Outcome<ExitCode> RunGet(const GlobalFlags& flags, const PolicyArguments& arguments,
                         const Console& console) {
  v1::GetPolicyRequest request;
  request.set_version(arguments.version);
  return Send(flags, console, request, &AccountAdminClient::GetPolicy,
              [](const v1::GetPolicyResponse& response) { return PolicyText(response.policy()); });
}

Outcome<ExitCode> RunList(const GlobalFlags& flags, const PolicyArguments&,
                          const Console& console) {
  Outcome<Session> session = Session::Open(flags);
  if (!session.ok()) return session.error();
  const auto list = session->Call(&AccountAdminClient::ListPolicies, v1::ListPoliciesRequest());
  if (!list.ok()) return list.error();
  if (console.json) {
    *console.out << ToJson(*list);
    return ExitCode::kOk;
  }
  Table table({{"VERSION", Table::Align::kRight},
               {"FROM"},
               {"STATE"},
               {"ANNOUNCED BY", Table::Align::kLeft, /*shrinks=*/true},
               {"REASON", Table::Align::kLeft, /*shrinks=*/true}});
  for (const v1::Policy& policy : list->policies()) {
    table.Add(
        {std::to_string(policy.version()),
         policy.has_effective_from() ? FormatInstant(policy.effective_from()) : "the beginning",
         Word(policy.state()), policy.created_by(), policy.reason()});
  }
  PrintTable(console, table);
  const v1::PolicyRebuild& rebuild = list->rebuild();
  if (rebuild.accounts_rebuilt() < rebuild.accounts_total()) {
    *console.err << rebuild.accounts_rebuilt() << " of "
                 << Count(rebuild.accounts_total(), "account", "accounts")
                 << " are rebuilt for these policies; answers are right meanwhile, only slower\n";
  }
  return ExitCode::kOk;
}

using Run = Outcome<ExitCode> (*)(const GlobalFlags&, const PolicyArguments&, const Console&);

CLI::App* AddCommand(CLI::App* policy, const std::string& name, const std::string& help,
                     const std::shared_ptr<PolicyArguments>& arguments, Invocation* invocation,
                     Run run) {
  CLI::App* command = policy->add_subcommand(name, help);
  command->callback([=] {
    invocation->run = [=](const Console& console) {
      return run(invocation->flags, *arguments, console);
    };
  });
  return command;
}

}  // namespace

void AddPolicyCommands(CLI::App& admin, Invocation* invocation) {
  CLI::App* policy = admin.add_subcommand("policy", "The rules that decide, version by version");
  policy->require_subcommand(1);
  const auto arguments = std::make_shared<PolicyArguments>();
  AddCommand(policy, "list", "List the versions, newest first", arguments, invocation, RunList);
  CLI::App* get = AddCommand(policy, "get", "Show a version", arguments, invocation, RunGet);
  get->add_option("VERSION", arguments->version, "Its number; default: the one that decides now");

  CLI::App* preview = AddCommand(policy, "preview", "Who would enter or leave suspension by it",
                                 arguments, invocation, RunPreview);
  CLI::App* create = AddCommand(policy, "create", "Announce what another operator previewed",
                                arguments, invocation, RunCreate);
  for (CLI::App* command : {preview, create}) {
    command->add_option("--from", arguments->from, "Decides from this instant or date")->required();
    AddPolicyOptions(command, &arguments->options);
  }
  create->add_option("--token", arguments->token, "From the preview")->required();
  create->add_option("--reason", arguments->reason, "Why")->required();

  CLI::App* revoke = AddCommand(policy, "revoke", "Take a version back before it takes effect",
                                arguments, invocation, RunRevoke);
  revoke->add_option("VERSION", arguments->version, "Its number")->required();
  revoke->add_option("--reason", arguments->reason, "Why")->required();
}

}  // namespace reinstate::cli
