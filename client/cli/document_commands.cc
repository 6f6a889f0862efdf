// admin void, write-off, dispute, resolve-dispute, settle, fail, reverse, void-payment, terms,
// instructions: what becomes of recorded documents, and how new ones are to be paid.

#include <reinstate/v1/billing_admin_client.h>
#include <reinstate/v1/billing_admin_service.pb.h>

#include <memory>
#include <string>

#include "client/cli/commands.h"
#include "client/cli/dates.h"
#include "client/cli/money.h"
#include "client/cli/send.h"
#include "client/cli/text.h"
#include "client/cli/words.h"

namespace reinstate::cli {
namespace {

using client::BillingAdminClient;

struct DocumentArguments {
  std::string account;
  std::string document;
  std::string dispute;
  std::string amount;
  std::string outcome;
  std::string at;
  std::string reason;
  std::string day;
  int net_days = 0;
  v1::PaymentInstructions instructions;
};

template <typename Request, typename Response>
using Method = client::Result<Response> (BillingAdminClient::*)(const Request&,
                                                                const client::CallOptions&) const;

// One call, then JSON or one line.
template <typename Request, typename Response, typename Describe>
Outcome<ExitCode> SendLine(const GlobalFlags& flags, const Console& console, const Request& request,
                           Method<Request, Response> method, Describe describe) {
  return Send(flags, console, request, method, [&describe](const Response& response) {
    return EscapeControls(describe(response)) + "\n";
  });
}

template <typename Response>
std::string AfterWrite(const Response& response) {
  return "; the account is " + Word(response.standing()) + " at revision " +
         std::to_string(response.revision());
}

template <typename Request>
Request NewRequest(const DocumentArguments& arguments) {
  Request request;
  request.set_account_id(arguments.account);
  request.set_reason(arguments.reason);
  return request;
}

template <typename Request>
Outcome<bool> SetEffectiveAt(const DocumentArguments& arguments, Request* request) {
  if (arguments.at.empty()) return true;
  const auto at = ParseInstant(arguments.at);
  if (!at.ok()) return at.error();
  *request->mutable_effective_at() = *at;
  return true;
}

template <typename Request, typename Response>
Outcome<ExitCode> SendOfInvoice(const GlobalFlags& flags, const Console& console,
                                const DocumentArguments& arguments, Request request,
                                Method<Request, Response> method) {
  request.set_invoice_id(arguments.document);
  return SendLine(flags, console, request, method, [](const Response& response) {
    const v1::Invoice& invoice = response.invoice();
    return "invoice " + invoice.invoice_id() + " is " + Word(invoice.status()) +
           (invoice.disputed() ? " and disputed" : "") + ", " + FormatMoney(invoice.residual()) +
           " left" + AfterWrite(response);
  });
}

template <typename Request, typename Response>
Outcome<ExitCode> SendOfPayment(const GlobalFlags& flags, const Console& console,
                                const DocumentArguments& arguments, Request request,
                                Method<Request, Response> method) {
  request.set_payment_id(arguments.document);
  return SendLine(flags, console, request, method, [](const Response& response) {
    return "payment " + response.payment().payment_id() + " of " +
           FormatMoney(response.payment().amount()) + " is " + Word(response.payment().status()) +
           AfterWrite(response);
  });
}

using Run = Outcome<ExitCode> (*)(const GlobalFlags&, const DocumentArguments&, const Console&);

Outcome<ExitCode> RunVoid(const GlobalFlags& flags, const DocumentArguments& arguments,
                          const Console& console) {
  return SendOfInvoice(flags, console, arguments, NewRequest<v1::VoidInvoiceRequest>(arguments),
                       &BillingAdminClient::VoidInvoice);
}

Outcome<ExitCode> RunWriteOff(const GlobalFlags& flags, const DocumentArguments& arguments,
                              const Console& console) {
  auto request = NewRequest<v1::WriteOffInvoiceRequest>(arguments);
  const auto set = SetEffectiveAt(arguments, &request);
  if (!set.ok()) return set.error();
  return SendOfInvoice(flags, console, arguments, request, &BillingAdminClient::WriteOffInvoice);
}

Outcome<ExitCode> RunDispute(const GlobalFlags& flags, const DocumentArguments& arguments,
                             const Console& console) {
  auto request = NewRequest<v1::OpenDisputeRequest>(arguments);
  request.set_dispute_id(arguments.dispute);
  const auto set = SetEffectiveAt(arguments, &request);
  if (!set.ok()) return set.error();
  if (!arguments.amount.empty()) {
    const Outcome<v1::Money> amount = ParseMoney(arguments.amount);
    if (!amount.ok()) return amount.error();
    *request.mutable_amount() = *amount;
  }
  return SendOfInvoice(flags, console, arguments, request, &BillingAdminClient::OpenDispute);
}

Outcome<ExitCode> RunResolveDispute(const GlobalFlags& flags, const DocumentArguments& arguments,
                                    const Console& console) {
  auto request = NewRequest<v1::ResolveDisputeRequest>(arguments);
  request.set_dispute_id(arguments.dispute);
  const auto outcome = ParseWord<v1::DisputeOutcome>(arguments.outcome, "outcome");
  if (!outcome.ok()) return outcome.error();
  request.set_outcome(*outcome);
  const auto set = SetEffectiveAt(arguments, &request);
  if (!set.ok()) return set.error();
  return SendOfInvoice(flags, console, arguments, request, &BillingAdminClient::ResolveDispute);
}

Outcome<ExitCode> RunSettle(const GlobalFlags& flags, const DocumentArguments& arguments,
                            const Console& console) {
  return SendOfPayment(flags, console, arguments, NewRequest<v1::SettlePaymentRequest>(arguments),
                       &BillingAdminClient::SettlePayment);
}

Outcome<ExitCode> RunFail(const GlobalFlags& flags, const DocumentArguments& arguments,
                          const Console& console) {
  return SendOfPayment(flags, console, arguments, NewRequest<v1::FailPaymentRequest>(arguments),
                       &BillingAdminClient::FailPayment);
}

Outcome<ExitCode> RunReverse(const GlobalFlags& flags, const DocumentArguments& arguments,
                             const Console& console) {
  auto request = NewRequest<v1::ReversePaymentRequest>(arguments);
  const auto set = SetEffectiveAt(arguments, &request);
  if (!set.ok()) return set.error();
  return SendOfPayment(flags, console, arguments, request, &BillingAdminClient::ReversePayment);
}

Outcome<ExitCode> RunVoidPayment(const GlobalFlags& flags, const DocumentArguments& arguments,
                                 const Console& console) {
  return SendOfPayment(flags, console, arguments, NewRequest<v1::VoidPaymentRequest>(arguments),
                       &BillingAdminClient::VoidPayment);
}

Outcome<ExitCode> RunTerms(const GlobalFlags& flags, const DocumentArguments& arguments,
                           const Console& console) {
  auto request = NewRequest<v1::SetPaymentTermsRequest>(arguments);
  request.set_net_days(arguments.net_days);
  if (!arguments.day.empty()) {
    const Outcome<v1::Date> day = ParseDate(arguments.day);
    if (!day.ok()) return day.error();
    *request.mutable_effective_on() = *day;
  }
  return SendLine(flags, console, request, &BillingAdminClient::SetPaymentTerms,
                  [](const v1::SetPaymentTermsResponse& response) {
                    return "net " + Count(response.net_days(), "day", "days") +
                           " for invoices issued from " + FormatDate(response.effective_on()) +
                           " on, revision " + std::to_string(response.revision());
                  });
}

Outcome<ExitCode> RunInstructions(const GlobalFlags& flags, const DocumentArguments& arguments,
                                  const Console& console) {
  auto request = NewRequest<v1::SetPaymentInstructionsRequest>(arguments);
  *request.mutable_instructions() = arguments.instructions;
  if (!arguments.day.empty()) {
    const Outcome<v1::Date> day = ParseDate(arguments.day);
    if (!day.ok()) return day.error();
    *request.mutable_instructions()->mutable_valid_until() = *day;
  }
  return SendLine(flags, console, request, &BillingAdminClient::SetPaymentInstructions,
                  [](const v1::SetPaymentInstructionsResponse& response) {
                    return "invoices recorded from now on are paid to " +
                           response.instructions().beneficiary() + ", revision " +
                           std::to_string(response.revision());
                  });
}

// Adds the commands, which share their arguments.
class Adder {
 public:
  Adder(CLI::App* admin, Invocation* invocation)
      : admin_(admin), invocation_(invocation), arguments_(std::make_shared<DocumentArguments>()) {}

  void AddOfInvoices() {
    Document("void", "Void an invoice or a credit note: it never was", "INVOICE", RunVoid);
    At(Document("write-off", "Stop to ask for what is left of an invoice", "INVOICE", RunWriteOff,
                /*needs_reason=*/true));
    CLI::App* dispute =
        Document("dispute", "Record that an invoice is disputed", "INVOICE", RunDispute);
    AddDispute(At(dispute))
        ->add_option("--amount", arguments_->amount, "\"120.00 USD\"; all that is left by default");
    CLI::App* resolve =
        Document("resolve-dispute", "Record how a dispute ended", "INVOICE", RunResolveDispute);
    AddDispute(At(resolve))
        ->add_option("OUTCOME,--outcome", arguments_->outcome, "UPHELD or LOST")
        ->required();
  }

  void AddOfPayments() {
    Document("settle", "Record that a pending payment has settled", "PAYMENT", RunSettle);
    Document("fail", "Record that a pending payment has failed", "PAYMENT", RunFail);
    At(Document("reverse", "Record that a payment was taken back (chargeback)", "PAYMENT",
                RunReverse));
    Document("void-payment", "Void a payment recorded in error: it never was", "PAYMENT",
             RunVoidPayment);
  }

  void AddSettings() {
    CLI::App* terms = Command("terms", "Set the net terms of new invoices", RunTerms);
    terms->add_option("DAYS", arguments_->net_days, "From issue to due date")
        ->required()
        ->check(CLI::Range(0, 3660).description(""));
    terms->add_option("--from", arguments_->day, "First day of issue, YYYY-MM-DD; default: today");
    Reason(terms, false);
    CLI::App* instructions =
        Command("instructions", "Say where new invoices are to be paid", RunInstructions);
    v1::PaymentInstructions& fields = arguments_->instructions;
    const auto add = [&](const char* flag, std::string* field, const char* help) {
      return instructions->add_option(flag, *field, help);
    };
    add("--method", fields.mutable_method(), "Such as wire")->required();
    add("--beneficiary", fields.mutable_beneficiary(), "Who is paid")->required();
    add("--account-number", fields.mutable_account_number(), "Such as an IBAN")->required();
    add("--bank-code", fields.mutable_bank_code(), "Such as a BIC");
    add("--reference", fields.mutable_reference(),
        "What payers must write; default: the invoice's number");
    instructions->add_option("--valid-until", arguments_->day, "The last day, YYYY-MM-DD");
    Reason(instructions, true);
  }

 private:
  CLI::App* Command(const char* name, const char* help, Run run) {
    CLI::App* command = admin_->add_subcommand(name, help);
    command->add_option("ACCOUNT", arguments_->account, "The account's id")->required();
    command->callback([invocation = invocation_, shared = arguments_, run] {
      invocation->run = [=](const Console& console) {
        return run(invocation->flags, *shared, console);
      };
    });
    return command;
  }

  CLI::App* Document(const char* name, const char* help, const char* document, Run run,
                     bool needs_reason = false) {
    CLI::App* command = Command(name, help, run);
    command->add_option(document, arguments_->document, "Its id")->required();
    Reason(command, needs_reason);
    return command;
  }

  void Reason(CLI::App* command, bool needed) {
    command
        ->add_option("--reason", arguments_->reason,
                     needed ? "Why; kept in the audit log"
                            : "Why; needed where it acts more than 7 days back")
        ->required(needed);
  }

  CLI::App* At(CLI::App* command) {
    command->add_option("--effective-at", arguments_->at,
                        "Instant or date from which it counts; default: now");
    return command;
  }

  CLI::App* AddDispute(CLI::App* command) {
    command->add_option("DISPUTE", arguments_->dispute, "The dispute's id")->required();
    return command;
  }

  CLI::App* admin_;
  Invocation* invocation_;
  std::shared_ptr<DocumentArguments> arguments_;
};

}  // namespace

void AddDocumentCommands(CLI::App& admin, Invocation* invocation) {
  Adder adder(&admin, invocation);
  adder.AddOfInvoices();
  adder.AddOfPayments();
  adder.AddSettings();
}

}  // namespace reinstate::cli
