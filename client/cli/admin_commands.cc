// admin register, verify, hold, release, holds, reinstate.

#include <reinstate/v1/account_admin_client.h>
#include <reinstate/v1/account_admin_service.pb.h>

#include <memory>
#include <string>
#include <vector>

#include "client/cli/commands.h"
#include "client/cli/dates.h"
#include "client/cli/paging.h"
#include "client/cli/send.h"
#include "client/cli/status_text.h"
#include "client/cli/text.h"
#include "client/cli/words.h"
#include "client/runtime/request_id.h"

namespace reinstate::cli {
namespace {

using client::AccountAdminClient;

struct AdminArguments {
  std::string account;
  std::string display_name;
  std::string cloud = "PUBLIC";
  std::string partner_type = "DIRECT_BILL";
  std::string standing_from;
  std::string reason;
  std::string public_reason;
  std::string id;  // of the hold or the result; generated where empty
  std::string status;
  std::string program;
  std::string check;
  std::string reason_code;
  std::string at;
  std::vector<std::string> causes;
  bool internal = false;
  int limit = 0;  // 0: all
};

// Sets `field` where the text is given.
Outcome<bool> SetInstant(const std::string& text, google::protobuf::Timestamp* field) {
  if (text.empty()) return true;
  Outcome<google::protobuf::Timestamp> instant = ParseInstant(text);
  if (!instant.ok()) return instant.error();
  *field = *instant;
  return true;
}

std::string AfterWrite(const std::string& what, std::int64_t revision, v1::Standing standing) {
  return EscapeControls(what) + "; the account is " + Word(standing) + " at revision " +
         std::to_string(revision) + "\n";
}

Outcome<ExitCode> RunRegister(const GlobalFlags& flags, const AdminArguments& arguments,
                              const Console& console) {
  v1::RegisterAccountRequest request;
  request.set_account_id(arguments.account);
  request.set_display_name(arguments.display_name);
  request.set_reason(arguments.reason);
  const auto cloud = ParseWord<v1::Cloud>(arguments.cloud, "cloud");
  if (!cloud.ok()) return cloud.error();
  request.set_cloud(*cloud);
  const auto type = ParseWord<v1::PartnerType>(arguments.partner_type, "partner type");
  if (!type.ok()) return type.error();
  request.set_partner_type(*type);
  if (!arguments.standing_from.empty()) {
    const auto set = SetInstant(arguments.standing_from, request.mutable_standing_from());
    if (!set.ok()) return set.error();
  }
  return Send(flags, console, request, &AccountAdminClient::RegisterAccount,
              [](const v1::RegisterAccountResponse& response) {
                return "registered " + EscapeControls(response.account().account_id()) +
                       "; its standing counts from " +
                       FormatInstant(response.account().standing_from()) + ", revision " +
                       std::to_string(response.revision()) + "\n";
              });
}

// Programme, check and reason code, where they are given.
Outcome<bool> SetSubject(const AdminArguments& arguments,
                         v1::SetVerificationResultRequest* request) {
  request->set_program_id(arguments.program);
  if (!arguments.check.empty()) {
    const auto check = ParseWord<v1::VerificationCheck>(arguments.check, "check");
    if (!check.ok()) return check.error();
    request->set_check(*check);
  }
  if (!arguments.reason_code.empty()) {
    const auto code = ParseWord<v1::VerificationReasonCode>(arguments.reason_code, "reason code");
    if (!code.ok()) return code.error();
    request->set_reason_code(*code);
  }
  return true;
}

Outcome<ExitCode> RunVerify(const GlobalFlags& flags, const AdminArguments& arguments,
                            const Console& console) {
  v1::SetVerificationResultRequest request;
  request.set_account_id(arguments.account);
  request.set_result_id(arguments.id.empty() ? "result-" + client::NewRequestId() : arguments.id);
  const auto status = ParseWord<v1::VerificationStatus>(arguments.status, "verification status");
  if (!status.ok()) return status.error();
  request.set_status(*status);
  request.set_public_reason(arguments.public_reason);
  request.set_reason(arguments.reason);
  const auto subject = SetSubject(arguments, &request);
  if (!subject.ok()) return subject.error();
  if (!arguments.at.empty()) {
    const auto set = SetInstant(arguments.at, request.mutable_effective_at());
    if (!set.ok()) return set.error();
  }
  return Send(flags, console, request, &AccountAdminClient::SetVerificationResult,
              [&request](const v1::SetVerificationResultResponse& response) {
                return AfterWrite("recorded verification result " + request.result_id(),
                                  response.revision(), response.standing());
              });
}

Outcome<ExitCode> RunHold(const GlobalFlags& flags, const AdminArguments& arguments,
                          const Console& console) {
  v1::PlaceHoldRequest request;
  request.set_account_id(arguments.account);
  request.set_hold_id(arguments.id.empty() ? "hold-" + client::NewRequestId() : arguments.id);
  request.set_reason(arguments.reason);
  request.set_internal(arguments.internal);
  if (!arguments.at.empty()) {
    const auto set = SetInstant(arguments.at, request.mutable_expires_at());
    if (!set.ok()) return set.error();
  }
  return Send(flags, console, request, &AccountAdminClient::PlaceHold,
              [](const v1::PlaceHoldResponse& response) {
                return AfterWrite("placed hold " + response.hold().hold_id(), response.revision(),
                                  response.standing());
              });
}

Outcome<ExitCode> RunRelease(const GlobalFlags& flags, const AdminArguments& arguments,
                             const Console& console) {
  v1::ReleaseHoldRequest request;
  request.set_account_id(arguments.account);
  request.set_hold_id(arguments.id);
  request.set_reason(arguments.reason);
  return Send(flags, console, request, &AccountAdminClient::ReleaseHold,
              [](const v1::ReleaseHoldResponse& response) {
                return AfterWrite("released hold " + response.hold().hold_id(), response.revision(),
                                  response.standing());
              });
}

std::string EndOf(const v1::Hold& hold) {
  if (hold.has_released_at()) return "released " + FormatInstant(hold.released_at());
  return hold.has_expires_at() ? "expires " + FormatInstant(hold.expires_at()) : "until released";
}

Outcome<ExitCode> RunHolds(const GlobalFlags& flags, const AdminArguments& arguments,
                           const Console& console) {
  v1::ListHoldsRequest request;
  request.set_account_id(arguments.account);
  Outcome<Session> session = Session::Open(flags);
  if (!session.ok()) return session.error();
  const auto list = ListPages<v1::ListHoldsResponse>(
      PageLimits{arguments.limit, /*page=*/1000}, &request,
      [&session](const auto& page) { return session->Call(&AccountAdminClient::ListHolds, page); },
      [](auto* response) { return response->mutable_holds(); });
  if (!list.ok()) return list.error();
  if (console.json) {
    *console.out << ToJson(*list);
    return ExitCode::kOk;
  }
  Table table({{"HOLD", Table::Align::kLeft, /*shrinks=*/true},
               {"PLACED"},
               {"END"},
               {"REASON", Table::Align::kLeft, /*shrinks=*/true}});
  for (const v1::Hold& hold : list->holds()) {
    table.Add({hold.hold_id(), FormatInstant(hold.placed_at()), EndOf(hold),
               hold.internal() ? "staff only: " + hold.reason() : hold.reason()});
  }
  if (table.rows() > 0) PrintTable(console, table);
  PrintCount(console, list->holds_size(), "hold", "holds", !list->next_page_token().empty());
  return ExitCode::kOk;
}

Outcome<ExitCode> RunReinstate(const GlobalFlags& flags, const AdminArguments& arguments,
                               const Console& console) {
  v1::ReinstateAccountRequest request;
  request.set_account_id(arguments.account);
  request.set_reason(arguments.reason);
  for (const std::string& word : arguments.causes) {
    const auto cause = ParseWord<v1::CauseKind>(word, "cause");
    if (!cause.ok()) return cause.error();
    request.add_causes(*cause);
  }
  return Send(flags, console, request, &AccountAdminClient::ReinstateAccount,
              [&console](const v1::ReinstateAccountResponse& response) {
                const std::string until =
                    response.has_suspended_again_at()
                        ? "only an exemption or a pause keeps it from being suspended, until " +
                              FormatInstant(response.suspended_again_at()) + "\n"
                        : "";
                return "ended " + WordList<v1::CauseKind>(response.causes_ended()) +
                       " by decision " + EscapeControls(response.decision_id()) + "\n" + until +
                       "\n" + StatusText(response.status(), console.width, console.colour);
              });
}

using Run = Outcome<ExitCode> (*)(const GlobalFlags&, const AdminArguments&, const Console&);

CLI::App* AddCommand(CLI::App* admin, const std::string& name, const std::string& help,
                     const std::shared_ptr<AdminArguments>& arguments, Invocation* invocation,
                     Run run) {
  CLI::App* command = admin->add_subcommand(name, help);
  command->add_option("ACCOUNT", arguments->account, "The account's id")->required();
  command->callback([=] {
    invocation->run = [=](const Console& console) {
      return run(invocation->flags, *arguments, console);
    };
  });
  return command;
}

void AddRegister(CLI::App* admin, const std::shared_ptr<AdminArguments>& arguments,
                 Invocation* invocation) {
  CLI::App* command = AddCommand(admin, "register", "Bring an account into being", arguments,
                                 invocation, RunRegister);
  command->add_option("--display-name", arguments->display_name, "For people");
  command->add_option("--cloud", arguments->cloud, "PUBLIC (default), US_GOVERNMENT");
  command->add_option("--partner-type", arguments->partner_type,
                      "DIRECT_BILL (default), INDIRECT_PROVIDER, INDIRECT_RESELLER");
  command->add_option("--standing-from", arguments->standing_from,
                      "No suspension begins before this instant or date; default: now");
  command->add_option("--reason", arguments->reason,
                      "Why; needed where --standing-from lies more than 7 days back");
}

void AddHolds(CLI::App* admin, const std::shared_ptr<AdminArguments>& arguments,
              Invocation* invocation) {
  CLI::App* hold = AddCommand(admin, "hold", "Suspend an account until the hold ends", arguments,
                              invocation, RunHold);
  hold->add_option("--id", arguments->id, "The hold's id; generated where not given");
  hold->add_option("--reason", arguments->reason, "Why; the partner sees it unless --internal")
      ->required();
  hold->add_flag("--internal", arguments->internal, "The reason is for staff only");
  hold->add_option("--expires-at", arguments->at, "Ends by itself at this instant or date");

  CLI::App* release =
      AddCommand(admin, "release", "End a hold now", arguments, invocation, RunRelease);
  release->add_option("HOLD", arguments->id, "The hold's id")->required();
  release->add_option("--reason", arguments->reason, "Why; kept in the audit log");

  CLI::App* holds = AddCommand(admin, "holds", "List an account's holds, the last first", arguments,
                               invocation, RunHolds);
  AddLimit(holds, &arguments->limit);
}

void AddVerify(CLI::App* admin, const std::shared_ptr<AdminArguments>& arguments,
               Invocation* invocation) {
  CLI::App* verify = AddCommand(admin, "verify",
                                "Record a result of the profile's or of a programme's verification",
                                arguments, invocation, RunVerify);
  verify->add_option("STATUS", arguments->status, "PENDING, AUTHORIZED, REJECTED, FAILED")
      ->required();
  verify->add_option(
      "--program", arguments->program,
      "The programme that verifies; default: the account profile, which may suspend");
  verify->add_option("--check", arguments->check,
                     "With --program: EMAIL_OWNERSHIP, EMPLOYMENT, BUSINESS");
  verify->add_option("--reason-code", arguments->reason_code,
                     "Such as EMAIL_NOT_CONFIRMED, PROFILE_MISMATCH, DOCUMENTS_MISSING, OTHER");
  verify->add_option("--id", arguments->id, "The result's id; generated where not given");
  verify->add_option("--effective-at", arguments->at, "From when it counts; default: now");
  verify->add_option("--public-reason", arguments->public_reason, "Words for the partner");
  verify->add_option("--reason", arguments->reason,
                     "Why it is recorded late; needed where it acts more than 7 days back");
}

}  // namespace

void AddAdminCommands(CLI::App& app, Invocation* invocation) {
  CLI::App* admin = app.add_subcommand("admin", "Record facts and decisions (staff, services)");
  admin->require_subcommand(1);
  const auto arguments = std::make_shared<AdminArguments>();
  AddRegister(admin, arguments, invocation);
  AddVerify(admin, arguments, invocation);
  AddHolds(admin, arguments, invocation);
  CLI::App* reinstate =
      AddCommand(admin, "reinstate", "End the causes that are cleared and await a decision",
                 arguments, invocation, RunReinstate);
  reinstate->add_option("--cause", arguments->causes, "Only this cause; repeatable")
      ->delimiter(',')
      ->allow_extra_args(false);
  reinstate->add_option("--reason", arguments->reason, "Why; kept in the audit log")->required();
  AddDecideCommand(*admin, invocation);
  AddAuditCommand(*admin, invocation);
  AddBillingAdminCommands(*admin, invocation);
  AddDocumentCommands(*admin, invocation);
  AddAbuseCommands(*admin, invocation);
  AddExemptionCommands(*admin, invocation);
  AddPolicyCommands(*admin, invocation);
  AddAccountChangeCommands(*admin, invocation);
  AddProviderCommands(*admin, invocation);
  AddClockCommands(*admin, invocation);
}

}  // namespace reinstate::cli
