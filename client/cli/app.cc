#include "client/cli/app.h"

#include <CLI/CLI.hpp>
#include <iostream>
#include <limits>
#include <string>
#include <vector>

#include "client/cli/commands.h"
#include "client/cli/console.h"

namespace reinstate::cli {
namespace {

constexpr const char* kFooter =
    "\nWhere to connect: flags, then REINSTATE_SERVER, REINSTATE_CA, REINSTATE_TOKEN_FILE and\n"
    "REINSTATE_PROFILE, then the profile (reinstate profile set).\n"
    "\nExit codes:\n"
    "  0  done; check: the operation is allowed\n"
    "  1  refused: an invalid argument, a precondition that does not hold, a conflict\n"
    "  2  the command line is not understood, or nothing is configured\n"
    "  3  check: the operation is denied\n"
    "  4  no such account, invoice, payment, dispute, hold, signal, exemption or ticket\n"
    "  5  not permitted, or not authenticated\n"
    "  6  the server cannot be reached, is too busy or did not answer in time\n"
    "  7  import: some rows were bad; the others went in";

// The validators of CLI11 print their bounds as doubles, hundreds of digits long.
template <typename Number>
CLI::Validator Between(Number least, Number most, const std::string& description) {
  const auto check = [=](const std::string& text) -> std::string {
    Number number{};
    if (CLI::detail::lexical_cast(text, number) && number >= least && number <= most) return "";
    return "'" + text + "' is no " + description;
  };
  return CLI::Validator(check, "");
}

// A flag given twice means the last, so that an alias can be overridden.
void AddGlobalFlags(CLI::App& app, GlobalFlags* flags) {
  app.add_option("--server", flags->server, "Server to call")->take_last()->type_name("HOST:PORT");
  app.add_option("--ca", flags->ca_file, "PEM file with the CA of the server's certificate")
      ->take_last()
      ->type_name("FILE");
  app.add_option("--token-file", flags->token_file, "File that holds the bearer token")
      ->take_last()
      ->type_name("FILE");
  app.add_option("--profile", flags->profile, "Profile to take the settings from")
      ->take_last()
      ->type_name("NAME");
  app.add_option("--output", flags->output, "table, for people; json, the replies as they are")
      ->check(CLI::IsMember({"table", "json"}).description(""))
      ->take_last()
      ->type_name("table|json");
  app.add_option("--timeout", flags->timeout_seconds, "How long to wait for each reply")
      ->check(Between(0.001, 3600.0, "number from 0.001 to 3600"))
      ->take_last()
      ->type_name("SECONDS");
}

// What the parser says of a missing subcommand, or of the word that stands in its place.
std::string WordsFor(const CLI::App& app, const CLI::App& innermost, const std::string& command,
                     const CLI::ParseError& error) {
  const bool lacks_command =
      error.get_name() == "RequiredError" &&
      !innermost.get_subcommands([](const CLI::App*) { return true; }).empty();
  if (!lacks_command) return error.what();
  const std::vector<std::string> words = app.remaining(/*recurse=*/true);
  if (words.empty()) return "a command is missing";
  if (words.front().rfind('-', 0) == 0) return "there is no flag '" + words.front() + "'";
  return "there is no command '" + command + words.front() + "'";
}

int ReportUsage(const CLI::App& app, const CLI::ParseError& error) {
  std::string command;
  const CLI::App* current = &app;
  while (!current->get_subcommands().empty()) {
    current = current->get_subcommands().front();
    command += current->get_name() + " ";
  }
  PrintFailure(ProcessConsole(false), UsageFailure(WordsFor(app, *current, command, error),
                                                   "see reinstate " + command + "--help"));
  return static_cast<int>(ExitCode::kUsage);
}

}  // namespace

void AddLimit(CLI::App* command, int* limit) {
  constexpr int kMost = std::numeric_limits<int>::max();
  command->add_option("--limit", *limit, "At most so many; all where not given")
      ->check(Between(1, kMost, "whole number from 1 to " + std::to_string(kMost)));
}

int RunApp(int argc, const char* const* argv) {
  CLI::App app(
      "Says whether a partner account is suspended, why, what it may still do, and what "
      "brings it back.",
      "reinstate");
  Invocation invocation;
  app.set_version_flag("--version", std::string("reinstate ") + REINSTATE_VERSION,
                       "Print the version and exit");
  app.require_subcommand(1);
  // Lets the global flags stand before and behind the command.
  app.fallthrough();
  AddGlobalFlags(app, &invocation.flags);
  AddStatusCommands(app, &invocation);
  AddWatchCommand(app, &invocation);
  AddPlanCommands(app, &invocation);
  AddWhatIfCommands(app, &invocation);
  AddBillingCommands(app, &invocation);
  AddListCommands(app, &invocation);
  AddInvoiceCommands(app, &invocation);
  AddPartnerProfileCommands(app, &invocation);
  AddTicketCommands(app, &invocation);
  AddAdminCommands(app, &invocation);
  AddImportCommands(app, &invocation);
  AddCallCommand(app, &invocation);
  AddProfileCommands(app, &invocation);
  // Last: commands take over the footer that stands when they are added.
  app.footer(kFooter);

  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& help) {
    return app.exit(help);
  } catch (const CLI::ParseError& error) {
    return ReportUsage(app, error);
  }
  const Console console = ProcessConsole(invocation.flags.json());
  try {
    const Outcome<ExitCode> outcome = invocation.run(console);
    console.out->flush();
    if (!outcome.ok()) {
      PrintFailure(console, outcome.error());
      return static_cast<int>(outcome.error().code);
    }
    if (*console.out) return static_cast<int>(*outcome);
  } catch (const std::exception& error) {
    // Such as a file that stops being readable half-way.
    PrintFailure(console, {ExitCode::kRefused, error.what(), ""});
    return static_cast<int>(ExitCode::kRefused);
  }
  PrintFailure(console, {ExitCode::kRefused, "the output could not be written", ""});
  return static_cast<int>(ExitCode::kRefused);
}

}  // namespace reinstate::cli
