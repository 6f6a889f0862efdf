// admin abuse record, resolve, withdraw, list.

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

struct AbuseArguments {
  std::string account;
  std::string signal;  // generated where a new one has none
  std::string severity;
  std::string at;
  std::string public_reason;
  std::string internal_note;
  std::string reason;
  int limit = 0;  // 0: all
};

std::string StateOf(const v1::AbuseSignal& signal) {
  if (signal.has_withdrawn_at()) return "withdrawn";
  if (signal.has_resolved_at()) return "resolved " + FormatInstant(signal.resolved_at());
  return "open";
}

// What the writes reply, in one line.
template <typename Response>
std::string AfterWrite(const Response& response) {
  const v1::AbuseSignal& signal = response.signal();
  return EscapeControls("abuse signal " + signal.signal_id() + " (" + Word(signal.severity()) +
                        ") is " + StateOf(signal) + "; the account is " +
                        Word(response.standing()) + " at revision " +
                        std::to_string(response.revision())) +
         "\n";
}

Outcome<ExitCode> RunRecord(const GlobalFlags& flags, const AbuseArguments& arguments,
                            const Console& console) {
  v1::RecordAbuseSignalRequest request;
  request.set_account_id(arguments.account);
  request.set_signal_id(arguments.signal.empty() ? "signal-" + client::NewRequestId()
                                                 : arguments.signal);
  const auto severity = ParseWord<v1::AbuseSeverity>(arguments.severity, "severity");
  if (!severity.ok()) return severity.error();
  request.set_severity(*severity);
  if (!arguments.at.empty()) {
    const auto at = ParseInstant(arguments.at);
    if (!at.ok()) return at.error();
    *request.mutable_detected_at() = *at;
  }
  request.set_public_reason(arguments.public_reason);
  request.set_internal_note(arguments.internal_note);
  request.set_reason(arguments.reason);
  return Send(flags, console, request, &AccountAdminClient::RecordAbuseSignal,
              AfterWrite<v1::RecordAbuseSignalResponse>);
}

Outcome<ExitCode> RunResolve(const GlobalFlags& flags, const AbuseArguments& arguments,
                             const Console& console) {
  v1::ResolveAbuseSignalRequest request;
  request.set_account_id(arguments.account);
  request.set_signal_id(arguments.signal);
  request.set_reason(arguments.reason);
  if (!arguments.at.empty()) {
    const auto at = ParseInstant(arguments.at);
    if (!at.ok()) return at.error();
    *request.mutable_effective_at() = *at;
  }
  return Send(flags, console, request, &AccountAdminClient::ResolveAbuseSignal,
              AfterWrite<v1::ResolveAbuseSignalResponse>);
}

Outcome<ExitCode> RunWithdraw(const GlobalFlags& flags, const AbuseArguments& arguments,
                              const Console& console) {
  v1::WithdrawAbuseSignalRequest request;
  request.set_account_id(arguments.account);
  request.set_signal_id(arguments.signal);
  request.set_reason(arguments.reason);
  return Send(flags, console, request, &AccountAdminClient::WithdrawAbuseSignal,
              AfterWrite<v1::WithdrawAbuseSignalResponse>);
}

Outcome<ExitCode> RunList(const GlobalFlags& flags, const AbuseArguments& arguments,
                          const Console& console) {
  v1::ListAbuseSignalsRequest request;
  request.set_account_id(arguments.account);
  Outcome<Session> session = Session::Open(flags);
  if (!session.ok()) return session.error();
  const auto list = ListPages<v1::ListAbuseSignalsResponse>(
      PageLimits{arguments.limit, /*page=*/1000}, &request,
      [&session](const auto& page) {
        return session->Call(&AccountAdminClient::ListAbuseSignals, page);
      },
      [](auto* response) { return response->mutable_signals(); });
  if (!list.ok()) return list.error();
  if (console.json) {
    *console.out << ToJson(*list);
    return ExitCode::kOk;
  }
  Table table({{"SIGNAL", Table::Align::kLeft, /*shrinks=*/true},
               {"SEVERITY"},
               {"DETECTED"},
               {"STATE"},
               {"REASON", Table::Align::kLeft, /*shrinks=*/true}});
  for (const v1::AbuseSignal& signal : list->signals()) {
    std::string reason = signal.public_reason();
    if (!signal.internal_note().empty()) {
      reason += std::string(reason.empty() ? "" : "; ") + "staff only: " + signal.internal_note();
    }
    table.Add({signal.signal_id(), Word(signal.severity()), FormatInstant(signal.detected_at()),
               StateOf(signal), reason});
  }
  if (table.rows() > 0) PrintTable(console, table);
  PrintCount(console, list->signals_size(), "abuse signal", "abuse signals",
             !list->next_page_token().empty());
  return ExitCode::kOk;
}

using Run = Outcome<ExitCode> (*)(const GlobalFlags&, const AbuseArguments&, const Console&);

CLI::App* AddCommand(CLI::App* abuse, const std::string& name, const std::string& help,
                     const std::shared_ptr<AbuseArguments>& arguments, Invocation* invocation,
                     Run run) {
  CLI::App* command = abuse->add_subcommand(name, help);
  command->add_option("ACCOUNT", arguments->account, "The account's id")->required();
  command->callback([=] {
    invocation->run = [=](const Console& console) {
      return run(invocation->flags, *arguments, console);
    };
  });
  return command;
}

void AddReason(CLI::App* command, const std::shared_ptr<AbuseArguments>& arguments) {
  command->add_option("--reason", arguments->reason,
                      "Why; needed where it acts more than 7 days back");
}

}  // namespace

void AddAbuseCommands(CLI::App& admin, Invocation* invocation) {
  CLI::App* abuse = admin.add_subcommand("abuse", "Signals of abuse; SIGNIFICANT ones suspend");
  abuse->require_subcommand(1);
  const auto arguments = std::make_shared<AbuseArguments>();
  CLI::App* record =
      AddCommand(abuse, "record", "Record a signal of abuse", arguments, invocation, RunRecord);
  record->add_option("SEVERITY", arguments->severity, "LOW, MODERATE, SIGNIFICANT")->required();
  record->add_option("--id", arguments->signal, "The signal's id; generated where not given");
  record->add_option("--detected-at", arguments->at,
                     "Instant or date from which it counts; default: now");
  record->add_option("--public-reason", arguments->public_reason, "Words for the partner");
  record->add_option("--internal-note", arguments->internal_note, "What only staff may read");
  AddReason(record, arguments);

  CLI::App* resolve = AddCommand(abuse, "resolve", "Record that a signal is resolved", arguments,
                                 invocation, RunResolve);
  resolve->add_option("SIGNAL", arguments->signal, "The signal's id")->required();
  resolve->add_option("--effective-at", arguments->at,
                      "Instant or date until which it counts; default: now");
  AddReason(resolve, arguments);

  CLI::App* withdraw =
      AddCommand(abuse, "withdraw", "Take back a signal recorded in error: it never was", arguments,
                 invocation, RunWithdraw);
  withdraw->add_option("SIGNAL", arguments->signal, "The signal's id")->required();
  AddReason(withdraw, arguments);

  CLI::App* list = AddCommand(abuse, "list", "List an account's signals, the last first", arguments,
                              invocation, RunList);
  AddLimit(list, &arguments->limit);
}

}  // namespace reinstate::cli
