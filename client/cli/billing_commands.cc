// billing, payments.

#include <reinstate/v1/billing_summary_client.h>
#include <reinstate/v1/billing_summary_service.pb.h>

#include <memory>
#include <string>

#include "client/cli/billing_text.h"
#include "client/cli/commands.h"
#include "client/cli/dates.h"
#include "client/cli/paging.h"
#include "client/cli/session.h"

namespace reinstate::cli {
namespace {

using client::BillingSummaryClient;

struct BillingArguments {
  std::string account;
  std::string invoice;
  std::string currency;
  std::string from;
  std::string until;
  int months = 0;  // 0: the server's usual number
  int limit = 0;   // 0: all
  bool ledger = false;
};

Outcome<ExitCode> RunLedger(const GlobalFlags& flags, const BillingArguments& arguments,
                            const Console& console) {
  Outcome<Session> session = Session::Open(flags);
  if (!session.ok()) return session.error();
  v1::ListLedgerEntriesRequest request;
  request.set_account_id(arguments.account);
  const auto list = ListPages<v1::ListLedgerEntriesResponse>(
      PageLimits{/*limit=*/0, /*page=*/1000}, &request,
      [&session](const auto& page) {
        return session->Call(&BillingSummaryClient::ListLedgerEntries, page);
      },
      [](auto* response) { return response->mutable_entries(); });
  if (!list.ok()) return list.error();
  if (console.json) {
    *console.out << ToJson(*list);
    return ExitCode::kOk;
  }
  if (list->entries_size() > 0) PrintTable(console, LedgerTable(*list));
  PrintCount(console, list->entries_size(), "entry", "entries", false);
  return ExitCode::kOk;
}

Outcome<ExitCode> RunBilling(const GlobalFlags& flags, const BillingArguments& arguments,
                             const Console& console) {
  if (arguments.ledger) return RunLedger(flags, arguments, console);
  Outcome<Session> session = Session::Open(flags);
  if (!session.ok()) return session.error();
  v1::GetBillingSummaryRequest request;
  request.set_account_id(arguments.account);
  request.set_trend_months(arguments.months);
  const auto response = session->Call(&BillingSummaryClient::GetBillingSummary, request);
  if (!response.ok()) return response.error();
  *console.out << (console.json ? ToJson(*response)
                                : BillingText(response->summary(), console.width, console.colour));
  return ExitCode::kOk;
}

Outcome<v1::ListPaymentsRequest> PaymentsRequest(const BillingArguments& arguments) {
  v1::ListPaymentsRequest request;
  request.set_account_id(arguments.account);
  request.set_invoice_id(arguments.invoice);
  request.set_currency_code(arguments.currency);
  if (!arguments.from.empty()) {
    const auto from = ParseInstant(arguments.from);
    if (!from.ok()) return from.error();
    *request.mutable_received_from() = *from;
  }
  if (!arguments.until.empty()) {
    const auto until = ParseInstant(arguments.until);
    if (!until.ok()) return until.error();
    *request.mutable_received_until() = *until;
  }
  return request;
}

Outcome<ExitCode> RunPayments(const GlobalFlags& flags, const BillingArguments& arguments,
                              const Console& console) {
  Outcome<v1::ListPaymentsRequest> request = PaymentsRequest(arguments);
  if (!request.ok()) return request.error();
  Outcome<Session> session = Session::Open(flags);
  if (!session.ok()) return session.error();
  const auto list = ListPages<v1::ListPaymentsResponse>(
      PageLimits{arguments.limit, /*page=*/1000}, &*request,
      [&session](const auto& page) {
        return session->Call(&BillingSummaryClient::ListPayments, page);
      },
      [](auto* response) { return response->mutable_payments(); });
  if (!list.ok()) return list.error();
  if (console.json) {
    *console.out << ToJson(*list);
    return ExitCode::kOk;
  }
  if (list->payments_size() > 0) PrintTable(console, PaymentTable(*list));
  PrintCount(console, list->payments_size(), "payment", "payments",
             !list->next_page_token().empty());
  return ExitCode::kOk;
}

}  // namespace

void AddBillingCommands(CLI::App& app, Invocation* invocation) {
  const auto arguments = std::make_shared<BillingArguments>();
  CLI::App* billing = app.add_subcommand(
      "billing", "Show the bill on one screen: balances, ageing, months, the last payment");
  billing->add_option("ACCOUNT", arguments->account, "The account's id")->required();
  billing->add_option("--months", arguments->months, "Months of the trend, 1 to 36; 12 by default")
      ->check(CLI::Range(1, 36).description(""));
  billing->add_flag("--ledger", arguments->ledger,
                    "Instead its history, oldest first, with the running balance");
  billing->callback([=] {
    invocation->run = [=](const Console& console) {
      return RunBilling(invocation->flags, *arguments, console);
    };
  });

  CLI::App* payments = app.add_subcommand("payments", "List an account's payments, newest first");
  payments->add_option("ACCOUNT", arguments->account, "The account's id")->required();
  payments->add_option("--currency", arguments->currency, "Only those in it, such as USD");
  payments->add_option("--invoice", arguments->invoice, "Only those meant for this invoice");
  payments->add_option("--from", arguments->from, "Only those received then or later");
  payments->add_option("--until", arguments->until, "Only those received before");
  AddLimit(payments, &arguments->limit);
  payments->callback([=] {
    invocation->run = [=](const Console& console) {
      return RunPayments(invocation->flags, *arguments, console);
    };
  });
}

}  // namespace reinstate::cli
