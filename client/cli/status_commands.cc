// status, check, history.

#include <reinstate/v1/account_status_client.h>
#include <reinstate/v1/account_status_service.pb.h>

#include <cstdint>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

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
  std::string account;  // of status and check several, with commas
  std::string operation;
  std::string as_of;
  std::int64_t at_least_revision = 0;
  int limit = 0;  // 0: all
};

// Ids hold no comma.
std::vector<std::string> AccountsOf(const StatusArguments& arguments) {
  std::vector<std::string> accounts;
  std::stringstream text(arguments.account);
  for (std::string account; std::getline(text, account, ',');) accounts.push_back(account);
  return accounts;
}

// One line on err for each item that has no answer; true where there is one.
template <typename Results>
bool PrintErrors(const Console& console, const Results& results,
                 const std::vector<std::string>& accounts) {
  bool any = false;
  for (int i = 0; i < results.size(); ++i) {
    if (!results.Get(i).has_error()) continue;
    const v1::ItemError& error = results.Get(i).error();
    PrintFailure(console, {ExitCode::kRefused,
                           accounts[static_cast<std::size_t>(i)] + ": " + error.message() + " [" +
                               error.reason() + "]",
                           ""});
    any = true;
  }
  return any;
}

Outcome<ExitCode> RunStatuses(const GlobalFlags& flags, const StatusArguments& arguments,
                              const std::vector<std::string>& accounts, const Console& console) {
  if (!arguments.as_of.empty() || arguments.at_least_revision > 0) {
    return UsageFailure("--as-of and --at-least-revision are for one account", "name one");
  }
  Outcome<Session> session = Session::Open(flags);
  if (!session.ok()) return session.error();
  v1::BatchGetAccountStatusesRequest request;
  for (const std::string& account : accounts) request.add_account_ids(account);
  const auto response = session->Call(&AccountStatusClient::BatchGetAccountStatuses, request);
  if (!response.ok()) return response.error();
  if (console.json) {
    *console.out << ToJson(*response);
    return ExitCode::kOk;
  }
  std::string text;
  for (const v1::AccountStatusResult& result : response->results()) {
    if (!result.has_status()) continue;
    text += (text.empty() ? "" : "\n") + StatusText(result.status(), console.width, console.colour);
  }
  *console.out << text;
  const bool failed = PrintErrors(console, response->results(), accounts);
  return failed ? ExitCode::kRefused : ExitCode::kOk;
}

// Keeps the plan in `plan`. Not every role that reads a status may have it, and it is of use only
// where it was made from the same facts and no change of standing lies between.
WayBack FindWayBack(const v1::AccountStatus& status, Session* session, v1::RestorationPlan* plan) {
  v1::GetRestorationPlanRequest request;
  request.set_account_id(status.account_id());
  const auto response = session->TryCall(&AccountStatusClient::GetRestorationPlan, request);
  WayBack way;
  way.may_plan = response.ok();
  if (!response.ok()) return way;
  *plan = response->plan();
  if (plan->revision() != status.revision() || plan->standing() != status.standing()) return way;
  way.plan = plan;
  return way;
}

Outcome<ExitCode> RunStatus(const GlobalFlags& flags, const StatusArguments& arguments,
                            const Console& console) {
  const std::vector<std::string> accounts = AccountsOf(arguments);
  if (accounts.size() > 1) return RunStatuses(flags, arguments, accounts, console);
  v1::GetAccountStatusRequest request;
  request.set_account_id(arguments.account);
  request.set_at_least_revision(arguments.at_least_revision);
  if (!arguments.as_of.empty()) {
    const auto as_of = ParseInstant(arguments.as_of);
    if (!as_of.ok()) return as_of.error();
    *request.mutable_as_of() = *as_of;
  }
  Outcome<Session> session = Session::Open(flags);
  if (!session.ok()) return session.error();
  const auto response = session->Call(&AccountStatusClient::GetAccountStatus, request);
  if (!response.ok()) return response.error();
  if (console.json) {
    *console.out << ToJson(*response);
    return ExitCode::kOk;
  }
  const v1::AccountStatus& status = response->status();
  WayBack way;
  v1::RestorationPlan plan;
  if (!arguments.as_of.empty()) {
    way.may_plan = false;  // what is to be done is not of the past
  } else if (status.standing() == v1::STANDING_SUSPENDED || !status.current()) {
    way = FindWayBack(status, &*session, &plan);
  }
  *console.out << StatusText(status, console.width, console.colour, way);
  return ExitCode::kOk;
}

Table::Cell Answer(const v1::OperationDecision& decision) {
  return decision.allowed() ? Table::Cell("allowed", Table::Colour::kGreen)
                            : Table::Cell("denied", Table::Colour::kRed);
}

Outcome<ExitCode> RunChecks(const GlobalFlags& flags, const StatusArguments& arguments,
                            const std::vector<std::string>& accounts, v1::Operation operation,
                            const Console& console) {
  if (arguments.at_least_revision > 0) {
    return UsageFailure("--at-least-revision is for one account", "name one");
  }
  Outcome<Session> session = Session::Open(flags);
  if (!session.ok()) return session.error();
  v1::BatchCheckOperationsRequest request;
  for (const std::string& account : accounts) {
    request.add_checks()->set_account_id(account);
    request.mutable_checks()->rbegin()->set_operation(operation);
  }
  const auto response = session->Call(&AccountStatusClient::BatchCheckOperations, request);
  if (!response.ok()) return response.error();
  bool denied = false;
  Table table({{"ACCOUNT"}, {"ANSWER"}, {"BECAUSE OF", Table::Align::kLeft, /*shrinks=*/true}});
  for (const v1::OperationCheckResult& result : response->results()) {
    if (!result.has_decision()) continue;
    const v1::OperationDecision& decision = result.decision();
    denied = denied || !decision.allowed();
    table.Add({decision.account_id(), Answer(decision),
               WordList<v1::CauseKind>(decision.denying_causes())});
  }
  if (console.json) {
    *console.out << ToJson(*response);
  } else if (table.rows() > 0) {
    PrintTable(console, table);
  }
  const bool failed = PrintErrors(console, response->results(), accounts);
  return failed ? ExitCode::kRefused : denied ? ExitCode::kDenied : ExitCode::kOk;
}

Outcome<ExitCode> RunCheck(const GlobalFlags& flags, const StatusArguments& arguments,
                           const Console& console) {
  const auto operation = ParseWord<v1::Operation>(arguments.operation, "operation");
  if (!operation.ok()) return operation.error();
  const std::vector<std::string> accounts = AccountsOf(arguments);
  if (accounts.size() > 1) return RunChecks(flags, arguments, accounts, *operation, console);
  Outcome<Session> session = Session::Open(flags);
  if (!session.ok()) return session.error();
  v1::CheckOperationRequest request;
  request.set_account_id(arguments.account);
  request.set_at_least_revision(arguments.at_least_revision);
  request.set_operation(*operation);
  const auto response = session->Call(&AccountStatusClient::CheckOperation, request);
  if (!response.ok()) return response.error();
  const v1::OperationDecision& decision = response->decision();
  if (console.json) {
    *console.out << ToJson(*response);
  } else {
    const Table::Cell answer = Answer(decision);
    std::string line = Coloured(answer.text, answer.colour, console.colour);
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

void AddAccounts(CLI::App* command, StatusArguments* arguments) {
  command->add_option("ACCOUNT", arguments->account, "The account's id; several with commas")
      ->required();
  command->add_option("--at-least-revision", arguments->at_least_revision,
                      "Not older than this revision, as a write answered it");
}

}  // namespace

void AddStatusCommands(CLI::App& app, Invocation* invocation) {
  const auto arguments = std::make_shared<StatusArguments>();
  CLI::App* status = app.add_subcommand("status",
                                        "Say where an account stands, why, what it may "
                                        "do and what is to come");
  AddAccounts(status, arguments.get());
  status->add_option("--as-of", arguments->as_of,
                     "As it was answered at this instant or date (its start in UTC)");
  status->callback([=] {
    invocation->run = [=](const Console& console) {
      return RunStatus(invocation->flags, *arguments, console);
    };
  });

  CLI::App* check = app.add_subcommand(
      "check", "Say whether an account may do one thing; exit code 0 allowed, 3 denied");
  AddAccounts(check, arguments.get());
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
