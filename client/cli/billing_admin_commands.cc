// admin invoice, admin payment.

#include <reinstate/v1/billing_admin_client.h>
#include <reinstate/v1/billing_admin_service.pb.h>
#include <reinstate/v1/billing_summary_client.h>

#include <memory>
#include <string>
#include <vector>

#include "client/cli/commands.h"
#include "client/cli/dates.h"
#include "client/cli/money.h"
#include "client/cli/session.h"
#include "client/cli/text.h"
#include "client/cli/words.h"
#include "client/runtime/request_id.h"

namespace reinstate::cli {
namespace {

using client::BillingAdminClient;

struct BillingArguments {
  std::string account;
  std::string id;  // generated where empty
  std::string amount;
  std::string amount_flag;  // the same by its flag
  std::string issued_on;
  std::string due_on;
  std::string amends;
  std::string received_at;
  std::string method;
  std::string reason;
  std::vector<std::string> allocations;  // "INVOICE=120.00"
  bool pending = false;
};

Outcome<v1::Money> AmountOf(const BillingArguments& arguments) {
  if (arguments.amount.empty() == arguments.amount_flag.empty()) {
    return UsageFailure("the amount is needed once", "such as \"120.00 USD\"");
  }
  return ParseMoney(arguments.amount.empty() ? arguments.amount_flag : arguments.amount);
}

Outcome<v1::RecordInvoiceRequest> InvoiceRequest(const BillingArguments& arguments) {
  v1::RecordInvoiceRequest request;
  request.set_account_id(arguments.account);
  request.set_reason(arguments.reason);
  v1::InvoiceContent* invoice = request.mutable_invoice();
  invoice->set_invoice_id(arguments.id.empty() ? "invoice-" + client::NewRequestId()
                                               : arguments.id);
  const Outcome<v1::Money> total = AmountOf(arguments);
  if (!total.ok()) return total.error();
  *invoice->mutable_total() = *total;
  const Outcome<v1::Date> issued_on = ParseDate(arguments.issued_on);
  if (!issued_on.ok()) return issued_on.error();
  *invoice->mutable_issued_on() = *issued_on;
  if (!arguments.due_on.empty()) {
    const Outcome<v1::Date> due_on = ParseDate(arguments.due_on);
    if (!due_on.ok()) return due_on.error();
    *invoice->mutable_due_on() = *due_on;
  }
  if (!arguments.amends.empty()) {
    invoice->set_document_type(v1::DOCUMENT_TYPE_CREDIT_NOTE);
    invoice->set_amends(arguments.amends);
  }
  return request;
}

Outcome<ExitCode> RunInvoice(const GlobalFlags& flags, const BillingArguments& arguments,
                             const Console& console) {
  const auto request = InvoiceRequest(arguments);
  if (!request.ok()) return request.error();
  Outcome<Session> session = Session::Open(flags);
  if (!session.ok()) return session.error();
  const auto response = session->Call(&BillingAdminClient::RecordInvoice, *request);
  if (!response.ok()) return response.error();
  if (console.json) {
    *console.out << ToJson(*response);
    return ExitCode::kOk;
  }
  const v1::Invoice& invoice = response->invoice();
  const std::string what =
      invoice.amends().empty()
          ? "invoice " + invoice.invoice_id() + ", due " + FormatDate(invoice.due_on())
          : "credit note " + invoice.invoice_id() + " for " + invoice.amends();
  *console.out << EscapeControls("recorded " + what + ", " + FormatMoney(invoice.residual()) +
                                 " left")
               << "; the account is " << Word(response->standing()) << " at revision "
               << response->revision() << '\n';
  return ExitCode::kOk;
}

// "INV-7=120.00", or "INV-7" for the whole payment.
Outcome<v1::Allocation> ParseAllocation(const std::string& text, const v1::Money& amount) {
  v1::Allocation allocation;
  const std::size_t equals = text.find('=');
  allocation.set_invoice_id(text.substr(0, equals));
  allocation.set_amount_minor(amount.amount_minor());
  if (equals == std::string::npos) return allocation;
  const Outcome<v1::Money> part = ParseAmount(text.substr(equals + 1), amount.currency_code());
  if (!part.ok()) return part.error();
  allocation.set_amount_minor(part->amount_minor());
  return allocation;
}

Outcome<v1::RecordPaymentRequest> PaymentRequest(const BillingArguments& arguments) {
  v1::RecordPaymentRequest request;
  request.set_account_id(arguments.account);
  request.set_reason(arguments.reason);
  v1::PaymentContent* payment = request.mutable_payment();
  payment->set_payment_id(arguments.id.empty() ? "payment-" + client::NewRequestId()
                                               : arguments.id);
  payment->set_method(arguments.method);
  if (arguments.pending) payment->set_status(v1::PAYMENT_STATUS_PENDING);
  const Outcome<v1::Money> amount = AmountOf(arguments);
  if (!amount.ok()) return amount.error();
  *payment->mutable_amount() = *amount;
  if (!arguments.received_at.empty()) {
    const auto received_at = ParseInstant(arguments.received_at);
    if (!received_at.ok()) return received_at.error();
    *payment->mutable_received_at() = *received_at;
  }
  for (const std::string& text : arguments.allocations) {
    const Outcome<v1::Allocation> allocation = ParseAllocation(text, *amount);
    if (!allocation.ok()) return allocation.error();
    *payment->add_allocations() = *allocation;
  }
  return request;
}

// What the account has in the payment's currency that covers no invoice. Empty where there is none,
// and where it cannot be read: the payment is recorded all the same.
std::string CreditLine(Session& session, const std::string& account, const v1::Payment& payment) {
  v1::GetBillingSummaryRequest request;
  request.set_account_id(account);
  request.set_trend_months(1);
  const auto response = session.TryCall(&client::BillingSummaryClient::GetBillingSummary, request);
  if (!response.ok()) return "";
  for (const v1::CurrencyBalance& balance : response->summary().balances()) {
    if (balance.currency_code() != payment.amount().currency_code()) continue;
    if (balance.unapplied_credit_minor() == 0) return "";
    v1::Money credit = payment.amount();
    credit.set_amount_minor(balance.unapplied_credit_minor());
    return "unapplied credit is now " + FormatMoney(credit) + ": money that covers no invoice\n";
  }
  return "";
}

Outcome<ExitCode> RunPayment(const GlobalFlags& flags, const BillingArguments& arguments,
                             const Console& console) {
  const auto request = PaymentRequest(arguments);
  if (!request.ok()) return request.error();
  Outcome<Session> session = Session::Open(flags);
  if (!session.ok()) return session.error();
  const auto response = session->Call(&BillingAdminClient::RecordPayment, *request);
  if (!response.ok()) return response.error();
  if (console.json) {
    *console.out << ToJson(*response);
    return ExitCode::kOk;
  }
  const v1::Payment& payment = response->payment();
  *console.out << EscapeControls("recorded payment " + payment.payment_id() + " of " +
                                 FormatMoney(payment.amount()) + ", received " +
                                 FormatInstant(payment.received_at()))
               << "; the account is " << Word(response->standing()) << " at revision "
               << response->revision() << '\n'
               << CreditLine(*session, arguments.account, payment);
  return ExitCode::kOk;
}

void AddShared(CLI::App* command, BillingArguments* arguments) {
  command->add_option("ACCOUNT", arguments->account, "The account's id")->required();
  command->add_option("AMOUNT", arguments->amount,
                      "Exact, with its currency: \"120.00 USD\"; needed, here or as --amount");
  command->add_option("--amount", arguments->amount_flag, "Instead of AMOUNT");
  command->add_option("--id", arguments->id, "Its id; generated where not given");
  command->add_option("--reason", arguments->reason,
                      "Why it is recorded late; needed where it acts more than 7 days back");
}

}  // namespace

void AddBillingAdminCommands(CLI::App& admin, Invocation* invocation) {
  const auto arguments = std::make_shared<BillingArguments>();
  CLI::App* invoice = admin.add_subcommand("invoice", "Record an invoice or a credit note");
  AddShared(invoice, arguments.get());
  invoice->add_option("--issued-on", arguments->issued_on, "YYYY-MM-DD")->required();
  invoice->add_option("--due-on", arguments->due_on, "YYYY-MM-DD; default: by the net terms");
  invoice->add_option("--amends", arguments->amends, "A credit note for this invoice");
  invoice->callback([=] {
    invocation->run = [=](const Console& console) {
      return RunInvoice(invocation->flags, *arguments, console);
    };
  });

  CLI::App* payment = admin.add_subcommand("payment", "Record a payment");
  AddShared(payment, arguments.get());
  payment->add_option("--received-at", arguments->received_at,
                      "Instant or date from which it counts; default: now");
  payment->add_flag("--pending", arguments->pending, "It may yet settle or fail");
  payment->add_option("--method", arguments->method, "Such as wire or card");
  payment
      ->add_option("--for", arguments->allocations,
                   "INVOICE=120.00 to cover first, INVOICE for all of it; repeatable")
      ->delimiter(',')
      ->allow_extra_args(false);
  payment->callback([=] {
    invocation->run = [=](const Console& console) {
      return RunPayment(invocation->flags, *arguments, console);
    };
  });
}

}  // namespace reinstate::cli
