// partner-profile get, set; program list, enroll.

#include <reinstate/v1/account_status_client.h>
#include <reinstate/v1/account_status_service.pb.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "client/cli/commands.h"
#include "client/cli/partner_profile_text.h"
#include "client/cli/session.h"
#include "client/cli/text.h"

namespace reinstate::cli {
namespace {

using client::AccountStatusClient;

struct PartnerProfileArguments {
  std::string account;
  std::string program;
  std::vector<std::string> assignments;
  std::string etag;  // empty: that of the profile as it is
};

Outcome<v1::GetPartnerProfileResponse> Read(Session* session, const std::string& account) {
  v1::GetPartnerProfileRequest request;
  request.set_account_id(account);
  return session->Call(&AccountStatusClient::GetPartnerProfile, request);
}

Outcome<ExitCode> RunGet(const GlobalFlags& flags, const PartnerProfileArguments& arguments,
                         const Console& console) {
  Outcome<Session> session = Session::Open(flags);
  if (!session.ok()) return session.error();
  const auto response = Read(&*session, arguments.account);
  if (!response.ok()) return response.error();
  if (console.json) {
    *console.out << ToJson(*response);
    return ExitCode::kOk;
  }
  PrintTable(console, ProfileTable(*response));
  *console.out << ProfileText(*response, console.width);
  return ExitCode::kOk;
}

Outcome<ExitCode> RunSet(const GlobalFlags& flags, const PartnerProfileArguments& arguments,
                         const Console& console) {
  v1::UpdatePartnerProfileRequest request;
  request.set_account_id(arguments.account);
  for (const std::string& assignment : arguments.assignments) {
    const auto path = SetProfileField(assignment, request.mutable_profile());
    if (!path.ok()) return path.error();
    request.mutable_update_mask()->add_paths(*path);
  }
  Outcome<Session> session = Session::Open(flags);
  if (!session.ok()) return session.error();
  request.set_etag(arguments.etag);
  if (arguments.etag.empty()) {
    const auto current = Read(&*session, arguments.account);
    if (!current.ok()) return current.error();
    request.set_etag(current->etag());
  }
  const auto response = session->Call(&AccountStatusClient::UpdatePartnerProfile, request);
  if (!response.ok()) return response.error();
  if (console.json) {
    *console.out << ToJson(*response);
    return ExitCode::kOk;
  }
  PrintTable(console, ProfileTable(*response));
  *console.out << "the profile is " << (response->complete() ? "complete" : "not complete yet")
               << ", etag " << response->etag() << '\n';
  return ExitCode::kOk;
}

void Print(const v1::ProgramVerification& verification, const Console& console) {
  *console.out << ProgramLine(verification);
  PrintTable(console, ProgramTable(verification));
  *console.out << NextSteps(verification, console.width);
}

Outcome<ExitCode> RunPrograms(const GlobalFlags& flags, const PartnerProfileArguments& arguments,
                              const Console& console) {
  v1::ListProgramVerificationsRequest request;
  request.set_account_id(arguments.account);
  Outcome<Session> session = Session::Open(flags);
  if (!session.ok()) return session.error();
  const auto response = session->Call(&AccountStatusClient::ListProgramVerifications, request);
  if (!response.ok()) return response.error();
  if (console.json) {
    *console.out << ToJson(*response);
    return ExitCode::kOk;
  }
  for (const v1::ProgramVerification& verification : response->verifications()) {
    Print(verification, console);
  }
  std::vector<std::string> others;
  for (const v1::Program& program : response->other_programs()) {
    others.push_back(program.program_id());
  }
  if (!others.empty()) {
    *console.out << EscapeControls("not enrolled in " + Join(others, ", ")) << '\n';
  }
  return ExitCode::kOk;
}

Outcome<ExitCode> RunEnroll(const GlobalFlags& flags, const PartnerProfileArguments& arguments,
                            const Console& console) {
  v1::EnrollProgramRequest request;
  request.set_account_id(arguments.account);
  request.set_program_id(arguments.program);
  Outcome<Session> session = Session::Open(flags);
  if (!session.ok()) return session.error();
  const auto response = session->Call(&AccountStatusClient::EnrollProgram, request);
  if (!response.ok()) return response.error();
  if (console.json) {
    *console.out << ToJson(*response);
  } else {
    Print(response->verification(), console);
  }
  return ExitCode::kOk;
}

using Run = Outcome<ExitCode> (*)(const GlobalFlags&, const PartnerProfileArguments&,
                                  const Console&);

CLI::App* AddCommand(CLI::App* group, const std::string& name, const std::string& help,
                     const std::shared_ptr<PartnerProfileArguments>& arguments,
                     Invocation* invocation, Run run) {
  CLI::App* command = group->add_subcommand(name, help);
  command->add_option("ACCOUNT", arguments->account, "The account's id")->required();
  command->callback([=] {
    invocation->run = [=](const Console& console) {
      return run(invocation->flags, *arguments, console);
    };
  });
  return command;
}

}  // namespace

void AddPartnerProfileCommands(CLI::App& app, Invocation* invocation) {
  const auto arguments = std::make_shared<PartnerProfileArguments>();
  CLI::App* profile = app.add_subcommand(
      "partner-profile", "What a partner says about its business, and how that is verified");
  profile->require_subcommand(1);
  AddCommand(profile, "get", "Show the profile, what it lacks, and what to do for its verification",
             arguments, invocation, RunGet);
  CLI::App* set =
      AddCommand(profile, "set", "Change fields of the profile", arguments, invocation, RunSet);
  set->add_option("--set", arguments->assignments,
                  "FIELD=VALUE, such as address.city=Berlin; empty clears it; repeatable")
      ->required()
      ->allow_extra_args(false);
  set->add_option("--etag", arguments->etag,
                  "Fail where the profile has another by now; default: the one it has")
      ->check(CLI::PositiveNumber);

  CLI::App* program =
      app.add_subcommand("program", "Programmes of an account and their verification");
  program->require_subcommand(1);
  AddCommand(program, "list", "Show each programme's checks and what to do next", arguments,
             invocation, RunPrograms);
  CLI::App* enroll =
      AddCommand(program, "enroll", "Enrol an account, whose checks are then required", arguments,
                 invocation, RunEnroll);
  enroll->add_option("PROGRAM", arguments->program, "Its id; program list shows them")->required();
}

}  // namespace reinstate::cli
