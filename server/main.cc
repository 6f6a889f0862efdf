// reinstated: the server and its migrations. Configuration in, one process out.

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <sys/resource.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <iostream>
#include <string>

#include "absl/time/clock.h"
#include "db/migrate.h"
#include "server/config.h"
#include "server/server.h"

namespace reinstate {
namespace {

constexpr unsigned kHardExitS = 10;

int Fail(const Error& error) {
  std::cerr << "reinstated: " << error.message << "\n";
  return 1;
}

// A listener that runs out of descriptors never accepts again (CVE-2023-4785).
void RaiseDescriptorLimit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

int Serve(const Config& config) {
  spdlog::set_default_logger(spdlog::stderr_logger_mt("reinstated"));
  spdlog::set_pattern("%Y-%m-%dT%H:%M:%S.%fZ %l %v", spdlog::pattern_time_type::utc);
  spdlog::set_level(spdlog::level::from_str(config.log_level));
  RaiseDescriptorLimit();
  // Before any thread starts, so that all of them leave these signals to sigwait.
  sigset_t handled;
  sigemptyset(&handled);
  sigaddset(&handled, SIGTERM);
  sigaddset(&handled, SIGINT);
  sigaddset(&handled, SIGHUP);
  pthread_sigmask(SIG_BLOCK, &handled, nullptr);
  signal(SIGPIPE, SIG_IGN);

  auto server = Server::Start(config, [] { return absl::Now(); });
  if (!server.ok()) return Fail(server.error());
  std::cout << "reinstated: serving on " << (*server)->address() << std::endl;
  int received = 0;
  while (sigwait(&handled, &received) == 0 && received == SIGHUP) {
    const Status reloaded = (*server)->Reload();
    spdlog::info("keys of token issuers and file links: {}",
                 reloaded.ok() ? "read again" : reloaded.error().message);
  }
  alarm(kHardExitS);  // its default action ends a process that cannot drain
  (*server)->Stop();
  return 0;
}

int Migrate(const Config& config, bool up, const db::MigrateOptions& options) {
  const std::string& url =
      config.migration_url.empty() ? config.database_url : config.migration_url;
  const Status status =
      up ? db::MigrateUp(url, options, std::cout) : db::MigrateStatus(url, std::cout);
  return status.ok() ? 0 : Fail(status.error());
}

int Main(int argc, char** argv) {
  CLI::App app("The Reinstate server: standing, bill and reinstatement of partner accounts.");
  app.require_subcommand(1);
  std::string config_path;
  const auto with_config = [&](CLI::App* command) {
    command->add_option("--config", config_path, "The configuration, a JSON file")->required();
    return command;
  };
  CLI::App* serve = with_config(app.add_subcommand(
      "serve", "Serve until SIGTERM; SIGHUP reads the keys of token issuers and file links again"));
  CLI::App* migrate = app.add_subcommand("migrate", "Look at or change the database's schema");
  migrate->require_subcommand(1);
  with_config(migrate->add_subcommand("status", "List migrations: applied, pending, altered"));
  CLI::App* up = with_config(migrate->add_subcommand("up", "Apply what is pending"));
  db::MigrateOptions options;
  up->add_flag("--dry-run", options.dry_run, "Print what would run and change nothing");
  up->add_flag("--development", options.mark_development,
               "Mark an empty database for development, so that its clock can be set");
  CLI11_PARSE(app, argc, argv);

  const auto config = LoadConfig(config_path);
  if (!config.ok()) return Fail(config.error());
  return serve->parsed() ? Serve(*config) : Migrate(*config, up->parsed(), options);
}

}  // namespace
}  // namespace reinstate

int main(int argc, char** argv) { return reinstate::Main(argc, argv); }
