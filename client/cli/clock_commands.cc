// admin clock get, set, advance: development servers only.

#include <reinstate/v1/dev_client.h>
#include <reinstate/v1/dev_service.pb.h>

#include <memory>
#include <string>

#include "client/cli/commands.h"
#include "client/cli/dates.h"
#include "client/cli/session.h"

namespace reinstate::cli {
namespace {

using client::DevClient;

struct ClockArguments {
  std::string instant;
  std::string duration;
  bool frozen = false;
};

Outcome<ExitCode> RunGet(const GlobalFlags& flags, const Console& console) {
  Outcome<Session> session = Session::Open(flags);
  if (!session.ok()) return session.error();
  const auto response = session->Call(&DevClient::GetClock, v1::GetClockRequest());
  if (!response.ok()) return response.error();
  if (console.json) {
    *console.out << ToJson(*response);
    return ExitCode::kOk;
  }
  const char* how = !response->set()     ? " (the real clock)"
                    : response->frozen() ? " (set, standing still)"
                                         : " (set, running)";
  *console.out << FormatInstant(response->now()) << how << '\n';
  return ExitCode::kOk;
}

template <typename Response>
Outcome<ExitCode> PrintNow(const Console& console, const Outcome<Response>& response) {
  if (!response.ok()) return response.error();
  *console.out << (console.json ? ToJson(*response)
                                : "the clock says " + FormatInstant(response->now()) + "\n");
  return ExitCode::kOk;
}

Outcome<ExitCode> RunSet(const GlobalFlags& flags, const ClockArguments& arguments,
                         const Console& console) {
  const auto instant = ParseInstant(arguments.instant);
  if (!instant.ok()) return instant.error();
  Outcome<Session> session = Session::Open(flags);
  if (!session.ok()) return session.error();
  v1::SetClockRequest request;
  *request.mutable_now() = *instant;
  request.set_frozen(arguments.frozen);
  return PrintNow(console, session->Call(&DevClient::SetClock, request));
}

Outcome<ExitCode> RunAdvance(const GlobalFlags& flags, const ClockArguments& arguments,
                             const Console& console) {
  const auto duration = ParseDuration(arguments.duration);
  if (!duration.ok()) return duration.error();
  Outcome<Session> session = Session::Open(flags);
  if (!session.ok()) return session.error();
  v1::AdvanceClockRequest request;
  *request.mutable_by() = *duration;
  return PrintNow(console, session->Call(&DevClient::AdvanceClock, request));
}

}  // namespace

void AddClockCommands(CLI::App& admin, Invocation* invocation) {
  const auto arguments = std::make_shared<ClockArguments>();
  CLI::App* clock =
      admin.add_subcommand("clock", "Read and move the clock of a development server");
  clock->require_subcommand(1);
  clock->add_subcommand("get", "Read it")->callback([=] {
    invocation->run = [=](const Console& console) { return RunGet(invocation->flags, console); };
  });

  CLI::App* set = clock->add_subcommand("set", "Set it; it runs on from there");
  set->add_option("INSTANT", arguments->instant, "2013-10-01T00:00Z, or a date")->required();
  set->add_flag("--frozen", arguments->frozen, "It stands still until it is set or advanced");
  set->callback([=] {
    invocation->run = [=](const Console& console) {
      return RunSet(invocation->flags, *arguments, console);
    };
  });

  CLI::App* advance = clock->add_subcommand("advance", "Move it forward");
  advance->add_option("DURATION", arguments->duration, "61d, 1d12h, 90m, 30s")->required();
  advance->callback([=] {
    invocation->run = [=](const Console& console) {
      return RunAdvance(invocation->flags, *arguments, console);
    };
  });
}

}  // namespace reinstate::cli
