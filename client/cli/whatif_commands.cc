// whatif.

#include <reinstate/v1/account_status_client.h>
#include <reinstate/v1/account_status_service.pb.h>

#include <memory>
#include <string>
#include <vector>

#include "client/cli/commands.h"
#include "client/cli/dates.h"
#include "client/cli/money.h"
#include "client/cli/session.h"
#include "client/cli/status_text.h"
#include "client/cli/words.h"
#include "client/runtime/request_id.h"

namespace reinstate::cli {
namespace {

using client::AccountStatusClient;

struct WhatIfArguments {
  std::string account;
  std::vector<std::string> payments;
  std::vector<std::string> releases;
  std::vector<std::string> voids;
  std::vector<std::string> disputes;
  std::vector<std::string> signals;
  std::vector<std::string> issues;  // PROVIDER/ISSUE
  std::string verification;
  std::string abuse;
  std::string exempt;
  std::string exempt_until;
  std::string at;
  bool hold = false;
  bool reinstate = false;
};

// "120.00 USD", or "INV-7=120.00 USD" for an invoice.
Outcome<v1::PaymentContent> ParsePayment(const std::string& text) {
  const auto equals = text.find('=');
  const auto amount = ParseMoney(equals == std::string::npos ? text : text.substr(equals + 1));
  if (!amount.ok()) return amount.error();
  v1::PaymentContent payment;
  payment.set_payment_id("what-if-" + client::NewRequestId());
  *payment.mutable_amount() = *amount;
  if (equals != std::string::npos) {
    v1::Allocation* allocation = payment.add_allocations();
    allocation->set_invoice_id(text.substr(0, equals));
    allocation->set_amount_minor(amount->amount_minor());
  }
  return payment;
}

// Verification, abuse and exemption.
Outcome<bool> AddStanding(const WhatIfArguments& arguments,
                          v1::EvaluateAccountStatusRequest& request) {
  if (!arguments.verification.empty()) {
    const auto status = ParseWord<v1::VerificationStatus>(arguments.verification, "verification");
    if (!status.ok()) return status.error();
    request.add_facts()->set_verification(*status);
  }
  if (!arguments.abuse.empty()) {
    const auto severity = ParseWord<v1::AbuseSeverity>(arguments.abuse, "severity");
    if (!severity.ok()) return severity.error();
    request.add_facts()->set_abuse(*severity);
  }
  for (const std::string& signal : arguments.signals) {
    request.add_facts()->set_resolved_signal_id(signal);
  }
  for (const std::string& issue : arguments.issues) {
    request.add_facts()->set_resolved_provider_issue(issue);
  }
  if (arguments.exempt.empty()) return true;
  const auto cause = ParseWord<v1::CauseKind>(arguments.exempt, "cause");
  if (!cause.ok()) return cause.error();
  const auto until = ParseInstant(arguments.exempt_until);
  if (!until.ok()) return until.error();
  v1::HypotheticalExemption& exemption = *request.add_facts()->mutable_exemption();
  exemption.set_cause(*cause);
  *exemption.mutable_expires_at() = *until;
  return true;
}

// The decision last: it is made by what comes before.
Outcome<v1::EvaluateAccountStatusRequest> Asked(const WhatIfArguments& arguments) {
  v1::EvaluateAccountStatusRequest request;
  request.set_account_id(arguments.account);
  for (const std::string& text : arguments.payments) {
    const auto payment = ParsePayment(text);
    if (!payment.ok()) return payment.error();
    *request.add_facts()->mutable_payment() = *payment;
  }
  for (const std::string& invoice : arguments.voids) {
    request.add_facts()->set_voided_invoice_id(invoice);
  }
  for (const std::string& invoice : arguments.disputes) {
    request.add_facts()->mutable_dispute()->set_invoice_id(invoice);
  }
  for (const std::string& hold : arguments.releases) {
    request.add_facts()->set_released_hold_id(hold);
  }
  if (arguments.hold) request.add_facts()->mutable_hold();
  const auto added = AddStanding(arguments, request);
  if (!added.ok()) return added.error();
  if (arguments.reinstate) request.add_facts()->mutable_reinstatement();
  if (!arguments.at.empty()) {
    const auto at = ParseInstant(arguments.at);
    if (!at.ok()) return at.error();
    *request.mutable_at() = *at;
  }
  return request;
}

std::string ChangeText(const v1::AccountStatus& before, const v1::AccountStatus& after) {
  if (before.standing() != after.standing()) {
    return Word(before.standing()) + " -> " + Word(after.standing());
  }
  return "stays " + Word(after.standing());
}

Outcome<ExitCode> RunWhatIf(const GlobalFlags& flags, const WhatIfArguments& arguments,
                            const Console& console) {
  const auto request = Asked(arguments);
  if (!request.ok()) return request.error();
  Outcome<Session> session = Session::Open(flags);
  if (!session.ok()) return session.error();
  const auto response = session->Call(&AccountStatusClient::EvaluateAccountStatus, *request);
  if (!response.ok()) return response.error();
  if (console.json) {
    *console.out << ToJson(*response);
    return ExitCode::kOk;
  }
  v1::GetAccountStatusRequest now;
  now.set_account_id(arguments.account);
  const auto present = session->TryCall(&AccountStatusClient::GetAccountStatus, now);
  WayBack way;
  way.may_plan = false;  // the plan is of what is so
  *console.out << "What if (nothing is recorded)"
               << (present.ok() ? ": " + ChangeText(present->status(), response->status()) : "")
               << '\n'
               << StatusText(response->status(), console.width, console.colour, way);
  return ExitCode::kOk;
}

}  // namespace

void AddWhatIfCommands(CLI::App& app, Invocation* invocation) {
  const auto arguments = std::make_shared<WhatIfArguments>();
  CLI::App* command = app.add_subcommand(
      "whatif", "Say where an account would stand if this happened now; records nothing");
  command->add_option("ACCOUNT", arguments->account, "The account's id")->required();
  const auto add_list = [&](const std::string& name, std::vector<std::string>* values,
                            const std::string& help) {
    command->add_option(name, *values, help + "; repeatable")->allow_extra_args(false);
  };
  add_list("--pay", &arguments->payments,
           "A payment, \"120.00 USD\", or of an invoice, \"INV-7=120.00 USD\"");
  add_list("--void", &arguments->voids, "This invoice is voided");
  add_list("--dispute", &arguments->disputes, "This invoice is disputed");
  add_list("--release", &arguments->releases, "This hold is released");
  command->add_flag("--hold", arguments->hold, "A hold is placed");
  command->add_option("--verification", arguments->verification,
                      "The profile's verification ends AUTHORIZED, REJECTED or FAILED");
  command->add_option("--abuse", arguments->abuse,
                      "Abuse is detected: LOW, MODERATE or SIGNIFICANT");
  add_list("--resolve", &arguments->signals, "This abuse signal is resolved");
  add_list("--resolve-issue", &arguments->issues, "This issue, PROVIDER/ISSUE, is resolved");
  CLI::Option* exempt = command->add_option("--exempt", arguments->exempt,
                                            "This cause suspends nobody until --exempt-until");
  CLI::Option* until =
      command->add_option("--exempt-until", arguments->exempt_until, "An instant or a date");
  exempt->needs(until);
  until->needs(exempt);
  command->add_flag("--reinstate", arguments->reinstate, "And then reinstatement is approved");
  command->add_option("--at", arguments->at, "Where it stands at this later instant or date");
  command->callback([=] {
    invocation->run = [=](const Console& console) {
      return RunWhatIf(invocation->flags, *arguments, console);
    };
  });
}

}  // namespace reinstate::cli
