// admin exemption grant, revoke, list.

#include <reinstate/v1/account_admin_client.h>
#include <reinstate/v1/account_admin_service.pb.h>

#include <memory>
#include <string>

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

struct ExemptionArguments {
  std::string account;
  std::string exemption;  // generated where a new one has none
  std::string cause;
  std::string until;
  std::string reason;
  int limit = 0;  // 0: all
};

template <typename Response>
std::string AfterWrite(const std::string& what, const Response& response) {
  return EscapeControls(what + "; the account is " + Word(response.standing()) + " at revision " +
                        std::to_string(response.revision())) +
         "\n";
}

Outcome<ExitCode> RunGrant(const GlobalFlags& flags, const ExemptionArguments& arguments,
                           const Console& console) {
  v1::GrantExemptionRequest request;
  request.set_account_id(arguments.account);
  request.set_exemption_id(arguments.exemption.empty() ? "exemption-" + client::NewRequestId()
                                                       : arguments.exemption);
  const auto cause = ParseWord<v1::CauseKind>(arguments.cause, "cause");
  if (!cause.ok()) return cause.error();
  request.set_cause(*cause);
  const auto until = ParseInstant(arguments.until);
  if (!until.ok()) return until.error();
  *request.mutable_expires_at() = *until;
  request.set_reason(arguments.reason);
  return Send(flags, console, request, &AccountAdminClient::GrantExemption,
              [](const v1::GrantExemptionResponse& response) {
                const v1::Exemption& exemption = response.exemption();
                return AfterWrite("exemption " + exemption.exemption_id() + " from " +
                                      Word(exemption.cause()) + " until " +
                                      FormatInstant(exemption.expires_at()),
                                  response);
              });
}

Outcome<ExitCode> RunRevoke(const GlobalFlags& flags, const ExemptionArguments& arguments,
                            const Console& console) {
  v1::RevokeExemptionRequest request;
  request.set_account_id(arguments.account);
  request.set_exemption_id(arguments.exemption);
  request.set_reason(arguments.reason);
  return Send(flags, console, request, &AccountAdminClient::RevokeExemption,
              [](const v1::RevokeExemptionResponse& response) {
                return AfterWrite("revoked exemption " + response.exemption().exemption_id(),
                                  response);
              });
}

Outcome<ExitCode> RunList(const GlobalFlags& flags, const ExemptionArguments& arguments,
                          const Console& console) {
  v1::ListExemptionsRequest request;
  request.set_account_id(arguments.account);
  Outcome<Session> session = Session::Open(flags);
  if (!session.ok()) return session.error();
  const auto list = ListPages<v1::ListExemptionsResponse>(
      PageLimits{arguments.limit, /*page=*/1000}, &request,
      [&session](const auto& page) {
        return session->Call(&AccountAdminClient::ListExemptions, page);
      },
      [](auto* response) { return response->mutable_exemptions(); });
  if (!list.ok()) return list.error();
  if (console.json) {
    *console.out << ToJson(*list);
    return ExitCode::kOk;
  }
  Table table({{"EXEMPTION", Table::Align::kLeft, /*shrinks=*/true},
               {"CAUSE"},
               {"FROM"},
               {"UNTIL"},
               {"REASON", Table::Align::kLeft, /*shrinks=*/true}});
  for (const v1::Exemption& exemption : list->exemptions()) {
    const bool revoked = exemption.has_revoked_at();
    table.Add({exemption.exemption_id(), Word(exemption.cause()),
               FormatInstant(exemption.granted_at()),
               FormatInstant(revoked ? exemption.revoked_at() : exemption.expires_at()) +
                   (revoked ? " (revoked)" : ""),
               exemption.reason()});
  }
  if (table.rows() > 0) PrintTable(console, table);
  PrintCount(console, list->exemptions_size(), "exemption", "exemptions",
             !list->next_page_token().empty());
  return ExitCode::kOk;
}

using Run = Outcome<ExitCode> (*)(const GlobalFlags&, const ExemptionArguments&, const Console&);

CLI::App* AddCommand(CLI::App* exemption, const std::string& name, const std::string& help,
                     const std::shared_ptr<ExemptionArguments>& arguments, Invocation* invocation,
                     Run run) {
  CLI::App* command = exemption->add_subcommand(name, help);
  command->add_option("ACCOUNT", arguments->account, "The account's id")->required();
  command->callback([=] {
    invocation->run = [=](const Console& console) {
      return run(invocation->flags, *arguments, console);
    };
  });
  return command;
}

}  // namespace

void AddExemptionCommands(CLI::App& admin, Invocation* invocation) {
  CLI::App* exemption =
      admin.add_subcommand("exemption", "Let one cause not suspend an account for a time");
  exemption->require_subcommand(1);
  const auto arguments = std::make_shared<ExemptionArguments>();
  CLI::App* grant = AddCommand(exemption, "grant", "End a cause's suspension and keep it away",
                               arguments, invocation, RunGrant);
  grant->add_option("CAUSE", arguments->cause, "Any cause but MANUAL_HOLD")->required();
  grant->add_option("--until", arguments->until, "Ends by itself at this instant or date")
      ->required();
  grant->add_option("--id", arguments->exemption, "Its id; generated where not given");
  grant->add_option("--reason", arguments->reason, "Why; for staff")->required();

  CLI::App* revoke =
      AddCommand(exemption, "revoke", "End an exemption now", arguments, invocation, RunRevoke);
  revoke->add_option("EXEMPTION", arguments->exemption, "Its id")->required();
  revoke->add_option("--reason", arguments->reason, "Why; kept in the audit log");

  CLI::App* list = AddCommand(exemption, "list", "List an account's exemptions, the last first",
                              arguments, invocation, RunList);
  AddLimit(list, &arguments->limit);
}

}  // namespace reinstate::cli
