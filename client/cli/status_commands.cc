// status, check, history.

#include <reinstate/v1/account_status_client.h>
#include <reinstate/v1/account_status_service.pb.h>

#include <memory>
#include <string>

#include "client/cli/commands.h"
#include "client/cli/dates.h"
#include "client/cli/paging.h"
#include "client/cli/session.h"
#include "client/cli/status_text.h"
#include "client/cli/text.h"
#include "client/cli/words.h"

namespace reinstate::cli {
namespace {

using client::AccountStatusClient;

struct StatusArguments {
  std::string account;
  std::string operation;
  int limit = 0;  // 0: all
};

Outcome<ExitCode> RunStatus(const GlobalFlags& flags, const StatusArguments& arguments,
                            const Console& console) {
  Outcome<Session> session = Session::Open(flags);
  if (!session.ok()) return session.error();
  v1::GetAccountStatusRequest request;
  request.set_account_id(arguments.account);
  const auto response = session->Call(&AccountStatusClient::GetAccountStatus, request);
  if (!response.ok()) return response.error();
  *console.out << (console.json ? ToJson(*response)
                                : StatusText(response->status(), console.width, console.colour));
  return ExitCode::kOk;
}

Outcome<ExitCode> RunCheck(const GlobalFlags& flags, const StatusArguments& arguments,
                           const Console& console) {
  const auto operation = ParseWord<v1::Operation>(arguments.operation, "operation");
  if (!operation.ok()) return operation.error();
  Outcome<Session> session = Session::Open(flags);
  if (!session.ok()) return session.error();
  v1::CheckOperationRequest request;
  request.set_account_id(arguments.account);
  request.set_operation(*operation);
  const auto response = session->Call(&AccountStatusClient::CheckOperation, request);
  if (!response.ok()) return response.error();
  const v1::OperationDecision& decision = response->decision();
  if (console.json) {
    *console.out << ToJson(*response);
  } else {
    std::string line = decision.allowed()
                           ? Coloured("allowed", Table::Colour::kGreen, console.colour)
                           : Coloured("denied", Table::Colour::kRed, console.colour);
    line += ": " + Phrase(*operation);
    if (decision.denying_causes_size() > 0) {
      line += ", because of " + WordList<v1::CauseKind>(decision.denying_causes());
    }
    *console.out << line << '\n';
  }
  return decision.allowed() ? ExitCode::kOk : ExitCode::kDenied;
}

Table HistoryTable(const v1::ListStatusTransitionsResponse& list) {
  Table table({{"#", Table::Align::kRight},
               {"EFFECTIVE"},
               {"FROM"},
               {"TO"},
               {"CAUSES", Table::Align::kLeft, /*shrinks=*/true},
               {"BY"}});
  for (const v1::StatusTransition& transition : list.transitions()) {
    std::string causes;
    for (const int added : transition.causes_added()) {
      causes += "+" + Word(static_cast<v1::CauseKind>(added)) + " ";
    }
    for (const int removed : transition.causes_removed()) {
      causes += "-" + Word(static_cast<v1::CauseKind>(removed)) + " ";
    }
    if (!causes.empty()) causes.pop_back();
    table.Add({std::to_string(transition.sequence()), FormatInstant(transition.effective_at()),
               Table::Cell(Word(transition.from()), StandingColour(transition.from())),
               Table::Cell(Word(transition.to()), StandingColour(transition.to())), causes,
               Word(transition.trigger())});
  }
  return table;
}

Outcome<ExitCode> RunHistory(const GlobalFlags& flags, const StatusArguments& arguments,
                             const Console& console) {
  Outcome<Session> session = Session::Open(flags);
  if (!session.ok()) return session.error();
  v1::ListStatusTransitionsRequest request;
  request.set_account_id(arguments.account);
  const auto list = ListPages<v1::ListStatusTransitionsResponse>(
      PageLimits{arguments.limit, /*page=*/200}, &request,
      [&session](const auto& page) {
        return session->Call(&AccountStatusClient::ListStatusTransitions, page);
      },
      [](auto* response) { return response->mutable_transitions(); });
  if (!list.ok()) return list.error();
  if (console.json) {
    *console.out << ToJson(*list);
    return ExitCode::kOk;
  }
  if (list->transitions_size() > 0) PrintTable(console, HistoryTable(*list));
  PrintCount(console, list->transitions_size(), "change of standing", "changes of standing",
             !list->next_page_token().empty());
  return ExitCode::kOk;
}

}  // namespace

void AddStatusCommands(CLI::App& app, Invocation* invocation) {
  const auto arguments = std::make_shared<StatusArguments>();
  CLI::App* status = app.add_subcommand("status",
                                        "Say where an account stands, why, what it may "
                                        "do and what is to come");
  status->add_option("ACCOUNT", arguments->account, "The account's id")->required();
  status->callback([=] {
    invocation->run = [=](const Console& console) {
      return RunStatus(invocation->flags, *arguments, console);
    };
  });

  CLI::App* check = app.add_subcommand(
      "check", "Say whether an account may do one thing; exit code 0 allowed, 3 denied");
  check->add_option("ACCOUNT", arguments->account, "The account's id")->required();
  check->add_option("OPERATION", arguments->operation, "Such as resell-new-license")->required();
  check->callback([=] {
    invocation->run = [=](const Console& console) {
      return RunCheck(invocation->flags, *arguments, console);
    };
  });

  CLI::App* history = app.add_subcommand("history", "List the changes of standing, newest first");
  history->add_option("ACCOUNT", arguments->account, "The account's id")->required();
  AddLimit(history, &arguments->limit);
  history->callback([=] {
    invocation->run = [=](const Console& console) {
      return RunHistory(invocation->flags, *arguments, console);
    };
  });
}

}  // namespace reinstate::cli
