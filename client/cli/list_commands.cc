// accounts, invoices.

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
  bool overdue = false;
  int limit = 0;  // 0: all
};

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
  v1::ListAccountsRequest request;
  for (const std::string& word : arguments.words) {
    const auto standing = ParseWord<v1::Standing>(word, "standing");
    if (!standing.ok()) return standing.error();
    request.add_standings(*standing);
  }
  Outcome<Session> session = Session::Open(flags);
  if (!session.ok()) return session.error();
  const auto list = ListPages<v1::ListAccountsResponse>(
      PageLimits{arguments.limit, kPage}, &request,
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
  AddLimit(accounts, &arguments->limit);
  accounts->callback([=] {
    invocation->run = [=](const Console& console) {
      return RunAccounts(invocation->flags, *arguments, console);
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
