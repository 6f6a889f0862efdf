// accounts, account, invoices.

#include <reinstate/v1/account_admin_client.h>
#include <reinstate/v1/account_admin_service.pb.h>
#include <reinstate/v1/billing_summary_client.h>
#include <reinstate/v1/billing_summary_service.pb.h>

#include <memory>
#include <string>
#include <vector>

#include "client/cli/commands.h"
#include "client/cli/dates.h"
#include "client/cli/money.h"
#include "client/cli/paging.h"
#include "client/cli/session.h"
#include "client/cli/status_text.h"
#include "client/cli/words.h"

namespace reinstate::cli {
namespace {

constexpr int kPage = 1000;

struct ListArguments {
  std::string account;
  std::vector<std::string> words;  // of --standing or --status
  std::vector<std::string> causes;
  std::vector<std::string> types;
  std::string changes_from;
  std::string changes_until;
  bool overdue = false;
  int limit = 0;  // 0: all
};

// What --standing, --cause, --partner-type and the window ask for.
Outcome<v1::ListAccountsRequest> AskedAccounts(const ListArguments& arguments) {
  v1::ListAccountsRequest request;
  for (const std::string& word : arguments.words) {
    const auto standing = ParseWord<v1::Standing>(word, "standing");
    if (!standing.ok()) return standing.error();
    request.add_standings(*standing);
  }
  for (const std::string& word : arguments.causes) {
    const auto cause = ParseWord<v1::CauseKind>(word, "cause");
    if (!cause.ok()) return cause.error();
    request.add_causes(*cause);
  }
  for (const std::string& word : arguments.types) {
    const auto type = ParseWord<v1::PartnerType>(word, "partner type");
    if (!type.ok()) return type.error();
    request.add_partner_types(*type);
  }
  if (!arguments.changes_from.empty()) {
    const auto from = ParseInstant(arguments.changes_from);
    if (!from.ok()) return from.error();
    *request.mutable_next_change_from() = *from;
  }
  if (!arguments.changes_until.empty()) {
    const auto until = ParseInstant(arguments.changes_until);
    if (!until.ok()) return until.error();
    *request.mutable_next_change_until() = *until;
  }
  return request;
}

Table AccountTable(const v1::ListAccountsResponse& list) {
  Table table({{"ACCOUNT"},
               {"STANDING"},
               {"BILL"},
               {"CAUSES", Table::Align::kLeft, /*shrinks=*/true},
               {"NEXT CHANGE"}});
  for (const v1::AccountSummary& summary : list.accounts()) {
    std::string next;
    if (summary.has_next_change()) {
      next =
          FormatInstant(summary.next_change().at()) + " " + Word(summary.next_change().standing());
    }
    table.Add({summary.account().account_id(),
               Table::Cell(Word(summary.standing()), StandingColour(summary.standing())),
               summary.current() ? "current" : "past due",
               WordList<v1::CauseKind>(summary.causes()), next});
  }
  return table;
}

Outcome<ExitCode> RunAccounts(const GlobalFlags& flags, const ListArguments& arguments,
                              const Console& console) {
  auto request = AskedAccounts(arguments);
  if (!request.ok()) return request.error();
  Outcome<Session> session = Session::Open(flags);
  if (!session.ok()) return session.error();
  const auto list = ListPages<v1::ListAccountsResponse>(
      PageLimits{arguments.limit, kPage}, &*request,
      [&session](const auto& page) {
        return session->Call(&client::AccountAdminClient::ListAccounts, page);
      },
      [](auto* response) { return response->mutable_accounts(); });
  if (!list.ok()) return list.error();
  if (console.json) {
    *console.out << ToJson(*list);
    return ExitCode::kOk;
  }
  if (list->accounts_size() > 0) PrintTable(console, AccountTable(*list));
  PrintCount(console, list->accounts_size(), "account", "accounts",
             !list->next_page_token().empty());
  return ExitCode::kOk;
}

Outcome<ExitCode> RunAccount(const GlobalFlags& flags, const ListArguments& arguments,
                             const Console& console) {
  v1::GetAccountRequest request;
  request.set_account_id(arguments.account);
  Outcome<Session> session = Session::Open(flags);
  if (!session.ok()) return session.error();
  const auto response = session->Call(&client::AccountAdminClient::GetAccount, request);
  if (!response.ok()) return response.error();
  if (console.json) {
    *console.out << ToJson(*response);
    return ExitCode::kOk;
  }
  const v1::Account& account = response->account();
  Table table({{"ACCOUNT"}, {account.account_id()}});
  table.Add({"name", account.display_name()});
  table.Add({"cloud", Word(account.cloud())});
  table.Add({"partner type", Word(account.partner_type())});
  table.Add({"registered at", FormatInstant(account.registered_at())});
  table.Add({"standing from", FormatInstant(account.standing_from())});
  table.Add({"revision", std::to_string(response->revision())});
  PrintTable(console, table);
  return ExitCode::kOk;
}

// Without the currency, which stands beside it.
std::string AmountAlone(const v1::Money& money) {
  const std::string text = FormatMoney(money);
  return text.substr(0, text.find(' '));
}

Table InvoiceTable(const v1::ListInvoicesResponse& list) {
  Table table({{"INVOICE", Table::Align::kLeft, /*shrinks=*/true},
               {"ISSUED"},
               {"DUE"},
               {"TOTAL", Table::Align::kRight},
               {"LEFT", Table::Align::kRight},
               {"STATUS", Table::Align::kLeft, /*shrinks=*/true},
               {"OVERDUE", Table::Align::kRight}});
  for (const v1::Invoice& invoice : list.invoices()) {
    table.Add(
        {invoice.invoice_id(), FormatDate(invoice.issued_on()), FormatDate(invoice.due_on()),
         FormatMoney(invoice.total()), AmountAlone(invoice.residual()), Word(invoice.status()),
         invoice.days_overdue() == 0
             ? Table::Cell("")
             : Table::Cell(std::to_string(invoice.days_overdue()) + "d", Table::Colour::kRed)});
  }
  return table;
}

Outcome<ExitCode> RunInvoices(const GlobalFlags& flags, const ListArguments& arguments,
                              const Console& console) {
  v1::ListInvoicesRequest request;
  request.set_account_id(arguments.account);
  request.set_overdue_only(arguments.overdue);
  for (const std::string& word : arguments.words) {
    const auto status = ParseWord<v1::InvoiceStatus>(word, "invoice status");
    if (!status.ok()) return status.error();
    request.add_statuses(*status);
  }
  Outcome<Session> session = Session::Open(flags);
  if (!session.ok()) return session.error();
  const auto list = ListPages<v1::ListInvoicesResponse>(
      PageLimits{arguments.limit, kPage}, &request,
      [&session](const auto& page) {
        return session->Call(&client::BillingSummaryClient::ListInvoices, page);
      },
      [](auto* response) { return response->mutable_invoices(); });
  if (!list.ok()) return list.error();
  if (console.json) {
    *console.out << ToJson(*list);
    return ExitCode::kOk;
  }
  if (list->invoices_size() > 0) PrintTable(console, InvoiceTable(*list));
  PrintCount(console, list->invoices_size(), "invoice", "invoices",
             !list->next_page_token().empty());
  return ExitCode::kOk;
}

}  // namespace

void AddListCommands(CLI::App& app, Invocation* invocation) {
  const auto arguments = std::make_shared<ListArguments>();
  CLI::App* accounts = app.add_subcommand("accounts", "List accounts in the order of their ids");
  accounts->add_option("--standing", arguments->words, "ACTIVE, AT_RISK, SUSPENDED; repeatable")
      ->delimiter(',')
      ->allow_extra_args(false);
  accounts->add_option("--cause", arguments->causes, "Suspended for this cause; repeatable")
      ->delimiter(',')
      ->allow_extra_args(false);
  accounts
      ->add_option("--partner-type,--type", arguments->types,
                   "DIRECT_BILL, INDIRECT_PROVIDER, INDIRECT_RESELLER; repeatable")
      ->delimiter(',')
      ->allow_extra_args(false);
  accounts->add_option("--changes-from", arguments->changes_from,
                       "Whose standing changes next at this instant or date, or later");
  accounts->add_option("--changes-until", arguments->changes_until,
                       "Whose standing changes next before this instant or date");
  AddLimit(accounts, &arguments->limit);
  accounts->callback([=] {
    invocation->run = [=](const Console& console) {
      return RunAccounts(invocation->flags, *arguments, console);
    };
  });

  CLI::App* account = app.add_subcommand("account", "Show what was registered of an account");
  account->add_option("ACCOUNT", arguments->account, "The account's id")->required();
  account->callback([=] {
    invocation->run = [=](const Console& console) {
      return RunAccount(invocation->flags, *arguments, console);
    };
  });

  CLI::App* invoices = app.add_subcommand("invoices", "List an account's invoices, newest first");
  invoices->add_option("ACCOUNT", arguments->account, "The account's id")->required();
  invoices->add_flag("--overdue", arguments->overdue, "Only those past due with something left");
  invoices
      ->add_option("--status", arguments->words, "OPEN, PARTIALLY_PAID, PAID, VOID, WRITTEN_OFF")
      ->delimiter(',')
      ->allow_extra_args(false);
  AddLimit(invoices, &arguments->limit);
  invoices->callback([=] {
    invocation->run = [=](const Console& console) {
      return RunInvoices(invocation->flags, *arguments, console);
    };
  });
}

}  // namespace reinstate::cli
