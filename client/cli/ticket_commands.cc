// ticket topics, create, list, show, comment, withdraw; admin decide.

#include <reinstate/v1/support_ticket_client.h>
#include <reinstate/v1/support_ticket_service.pb.h>

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "client/cli/commands.h"
#include "client/cli/dates.h"
#include "client/cli/paging.h"
#include "client/cli/send.h"
#include "client/cli/session.h"
#include "client/cli/status_text.h"
#include "client/cli/text.h"
#include "client/cli/ticket_text.h"
#include "client/cli/words.h"

namespace reinstate::cli {
namespace {

using client::SupportTicketClient;

constexpr int kPage = 200;

struct TicketArguments {
  std::string account;
  std::string ticket;
  std::string topic;
  std::string subject;
  std::string description;
  std::string severity = "MINIMAL";
  std::string severity_reason;
  std::string text;
  std::string reason;
  std::string verdict;
  std::vector<std::string> words;  // of --state
  bool internal = false;
  int limit = 0;  // 0: all
};

using Run = Outcome<ExitCode> (*)(const GlobalFlags&, const TicketArguments&, const Console&);

Outcome<ExitCode> RunTopics(const GlobalFlags& flags, const TicketArguments&,
                            const Console& console) {
  return Send(flags, console, v1::ListSupportTopicsRequest(),
              &SupportTicketClient::ListSupportTopics,
              [&console](const v1::ListSupportTopicsResponse& response) {
                return TopicText(response, console.width, console.colour);
              });
}

Outcome<ExitCode> RunCreate(const GlobalFlags& flags, const TicketArguments& arguments,
                            const Console& console) {
  v1::CreateTicketRequest request;
  request.set_account_id(arguments.account);
  request.set_topic_id(arguments.topic);
  request.set_subject(arguments.subject);
  request.set_description(arguments.description);
  const auto severity = ParseWord<v1::TicketSeverity>(arguments.severity, "severity");
  if (!severity.ok()) return severity.error();
  request.set_severity(*severity);
  request.set_severity_reason(arguments.severity_reason);
  return Send(flags, console, request, &SupportTicketClient::CreateTicket,
              [&console](const v1::CreateTicketResponse& response) {
                return TicketText(response.ticket(), {}, console.width, console.colour);
              });
}

Outcome<ExitCode> RunList(const GlobalFlags& flags, const TicketArguments& arguments,
                          const Console& console) {
  v1::ListTicketsRequest request;
  request.set_account_id(arguments.account);
  if (!arguments.topic.empty()) request.add_topic_ids(arguments.topic);
  for (const std::string& word : arguments.words) {
    const auto state = ParseWord<v1::TicketState>(word, "ticket state");
    if (!state.ok()) return state.error();
    request.add_states(*state);
  }
  Outcome<Session> session = Session::Open(flags);
  if (!session.ok()) return session.error();
  const auto list = ListPages<v1::ListTicketsResponse>(
      PageLimits{arguments.limit, kPage}, &request,
      [&session](const auto& page) {
        return session->Call(&SupportTicketClient::ListTickets, page);
      },
      [](auto* response) { return response->mutable_tickets(); });
  if (!list.ok()) return list.error();
  if (console.json) {
    *console.out << ToJson(*list);
    return ExitCode::kOk;
  }
  if (list->tickets_size() > 0) PrintTable(console, TicketTable(*list));
  PrintCount(console, list->tickets_size(), "ticket", "tickets", !list->next_page_token().empty());
  return ExitCode::kOk;
}

// {"ticket": ..., "comments": [...]}
std::string TicketJson(const v1::GetTicketResponse& response,
                       const v1::ListCommentsResponse& list) {
  auto shown = nlohmann::ordered_json::parse(ToJson(response));
  shown["comments"] = nlohmann::ordered_json::parse(ToJson(list)).at("comments");
  return ToJson(shown);
}

Outcome<ExitCode> RunShow(const GlobalFlags& flags, const TicketArguments& arguments,
                          const Console& console) {
  Outcome<Session> session = Session::Open(flags);
  if (!session.ok()) return session.error();
  v1::GetTicketRequest request;
  request.set_account_id(arguments.account);
  request.set_ticket_id(arguments.ticket);
  const auto response = session->Call(&SupportTicketClient::GetTicket, request);
  if (!response.ok()) return response.error();
  v1::ListCommentsRequest page;
  page.set_account_id(arguments.account);
  page.set_ticket_id(arguments.ticket);
  const auto list = ListPages<v1::ListCommentsResponse>(
      PageLimits{0, kPage}, &page,
      [&session](const auto& next) {
        return session->Call(&SupportTicketClient::ListComments, next);
      },
      [](auto* comments) { return comments->mutable_comments(); });
  if (!list.ok()) return list.error();
  *console.out << (console.json ? TicketJson(*response, *list)
                                : TicketText(response->ticket(),
                                             {list->comments().begin(), list->comments().end()},
                                             console.width, console.colour));
  return ExitCode::kOk;
}

Outcome<ExitCode> RunComment(const GlobalFlags& flags, const TicketArguments& arguments,
                             const Console& console) {
  v1::AddCommentRequest request;
  request.set_account_id(arguments.account);
  request.set_ticket_id(arguments.ticket);
  request.set_text(arguments.text);
  request.set_visibility(arguments.internal ? v1::COMMENT_VISIBILITY_INTERNAL
                                            : v1::COMMENT_VISIBILITY_PUBLIC);
  return Send(flags, console, request, &SupportTicketClient::AddComment,
              [](const v1::AddCommentResponse& response) {
                const bool internal =
                    response.comment().visibility() == v1::COMMENT_VISIBILITY_INTERNAL;
                return "added comment " + EscapeControls(response.comment().comment_id()) +
                       (internal ? ", for staff only\n" : "\n");
              });
}

Outcome<ExitCode> RunWithdraw(const GlobalFlags& flags, const TicketArguments& arguments,
                              const Console& console) {
  v1::WithdrawReinstatementRequest request;
  request.set_account_id(arguments.account);
  request.set_ticket_id(arguments.ticket);
  request.set_reason(arguments.reason);
  return Send(flags, console, request, &SupportTicketClient::WithdrawReinstatement,
              [](const v1::WithdrawReinstatementResponse& response) {
                return "withdrew the request for reinstatement; ticket " +
                       EscapeControls(response.ticket().ticket_id()) + " is " +
                       Word(response.ticket().state()) + "\n";
              });
}

Outcome<ExitCode> RunDecide(const GlobalFlags& flags, const TicketArguments& arguments,
                            const Console& console) {
  v1::DecideReinstatementRequest request;
  request.set_account_id(arguments.account);
  request.set_ticket_id(arguments.ticket);
  request.set_reason(arguments.reason);
  const auto verdict = ParseWord<v1::ReinstatementVerdict>(arguments.verdict, "verdict");
  if (!verdict.ok()) return verdict.error();
  request.set_verdict(*verdict);
  return Send(flags, console, request, &SupportTicketClient::DecideReinstatement,
              [&console](const v1::DecideReinstatementResponse& response) {
                std::string line = "ticket " + EscapeControls(response.ticket().ticket_id()) +
                                   " is " + Word(response.ticket().state()) + ": " +
                                   Word(response.ticket().reinstatement().outcome());
                if (response.causes_ended_size() > 0) {
                  line += "; ended " + WordList<v1::CauseKind>(response.causes_ended());
                }
                return line + "\n\n" + StatusText(response.status(), console.width, console.colour);
              });
}

CLI::App* AddCommand(CLI::App* parent, const std::string& name, const std::string& help,
                     const std::shared_ptr<TicketArguments>& arguments, Invocation* invocation,
                     Run run) {
  CLI::App* command = parent->add_subcommand(name, help);
  command->callback([=] {
    invocation->run = [=](const Console& console) {
      return run(invocation->flags, *arguments, console);
    };
  });
  return command;
}

void AddAccount(CLI::App* command, const std::shared_ptr<TicketArguments>& arguments) {
  command->add_option("ACCOUNT", arguments->account, "The account's id")->required();
}

void AddTicket(CLI::App* command, const std::shared_ptr<TicketArguments>& arguments) {
  AddAccount(command, arguments);
  command->add_option("TICKET", arguments->ticket, "The ticket's id")->required();
}

void AddCreate(CLI::App* ticket, const std::shared_ptr<TicketArguments>& arguments,
               Invocation* invocation) {
  CLI::App* create =
      AddCommand(ticket, "create", "Ask support for something, such as reinstatement", arguments,
                 invocation, RunCreate);
  AddAccount(create, arguments);
  create->add_option("--topic", arguments->topic, "One of reinstate ticket topics")->required();
  create->add_option("--subject", arguments->subject, "One line")->required();
  create->add_option("--description", arguments->description, "All there is to say");
  create->add_option("--severity", arguments->severity, "MINIMAL (default), MODERATE, CRITICAL");
  create->add_option("--severity-reason", arguments->severity_reason, "Why; needed above MINIMAL");
}

void AddList(CLI::App* ticket, const std::shared_ptr<TicketArguments>& arguments,
             Invocation* invocation) {
  CLI::App* list = AddCommand(ticket, "list", "List an account's tickets, newest first", arguments,
                              invocation, RunList);
  AddAccount(list, arguments);
  list->add_option("--topic", arguments->topic, "Only with this topic");
  list->add_option("--state", arguments->words,
                   "NEW, IN_PROGRESS, WAITING_CUSTOMER, WAITING_INTERNAL, SOLVED, CLOSED; "
                   "repeatable")
      ->delimiter(',')
      ->allow_extra_args(false);
  AddLimit(list, &arguments->limit);
}

}  // namespace

void AddTicketCommands(CLI::App& app, Invocation* invocation) {
  CLI::App* ticket = app.add_subcommand("ticket", "Ask support, and follow what comes of it");
  ticket->require_subcommand(1);
  const auto arguments = std::make_shared<TicketArguments>();
  AddCommand(ticket, "topics", "List what a ticket can be about", arguments, invocation, RunTopics);
  AddCreate(ticket, arguments, invocation);
  AddList(ticket, arguments, invocation);
  AddTicket(AddCommand(ticket, "show", "Show a ticket, its comments, and what it still needs",
                       arguments, invocation, RunShow),
            arguments);
  CLI::App* comment =
      AddCommand(ticket, "comment", "Add a comment", arguments, invocation, RunComment);
  AddTicket(comment, arguments);
  comment->add_option("TEXT", arguments->text, "The words")->required();
  comment->add_flag("--internal", arguments->internal, "For staff only");
  CLI::App* withdraw = AddCommand(ticket, "withdraw", "Take a request for reinstatement back",
                                  arguments, invocation, RunWithdraw);
  AddTicket(withdraw, arguments);
  withdraw->add_option("--reason", arguments->reason, "Why; stays with the ticket")->required();
}

void AddDecideCommand(CLI::App& admin, Invocation* invocation) {
  const auto arguments = std::make_shared<TicketArguments>();
  CLI::App* decide = AddCommand(&admin, "decide", "Approve or deny a request for reinstatement",
                                arguments, invocation, RunDecide);
  AddTicket(decide, arguments);
  decide->add_option("VERDICT", arguments->verdict, "approve, deny")->required();
  decide->add_option("--reason", arguments->reason, "Why; the partner sees it")->required();
}

}  // namespace reinstate::cli
