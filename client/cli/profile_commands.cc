// profile set, profile list.

#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>

#include "client/cli/commands.h"
#include "client/cli/profile_file.h"
#include "client/cli/table.h"

namespace reinstate::cli {
namespace {

struct ProfileArguments {
  std::string name;
  bool make_default = false;
};

// The profile is used from other directories than the one it was made in.
std::string Absolute(const std::string& path) {
  std::error_code error;
  const auto absolute = std::filesystem::absolute(path, error);
  return error ? path : absolute.lexically_normal().string();
}

Outcome<ExitCode> RunSet(const GlobalFlags& flags, const ProfileArguments& arguments,
                         const Console& console) {
  const std::filesystem::path path = client::ProfilesPath();
  client::Result<client::Profiles> profiles = client::LoadProfiles(path);
  if (!profiles.ok()) return LocalFailure(profiles.error());
  const bool is_new = profiles->by_name.count(arguments.name) == 0;
  if (is_new && flags.server.empty()) {
    return UsageFailure("a new profile needs a server", "add --server HOST:PORT");
  }
  client::Profile& profile = profiles->by_name[arguments.name];
  if (!flags.server.empty()) profile.server = flags.server;
  if (!flags.ca_file.empty()) profile.ca_file = Absolute(flags.ca_file);
  if (!flags.token_file.empty()) profile.token_file = Absolute(flags.token_file);
  // The first one would otherwise have to be named in every call.
  if (arguments.make_default || profiles->by_name.size() == 1) {
    profiles->default_name = arguments.name;
  }
  const Outcome<bool> saved = SaveProfiles(path, *profiles);
  if (!saved.ok()) return saved.error();
  if (!console.json) {
    *console.out << (is_new ? "added" : "updated") << " profile " << arguments.name << " in "
                 << path.string() << '\n';
  }
  return ExitCode::kOk;
}

Outcome<ExitCode> RunList(const Console& console) {
  client::Result<client::Profiles> profiles = client::LoadProfiles(client::ProfilesPath());
  if (!profiles.ok()) return LocalFailure(profiles.error());
  if (console.json) {
    auto list = nlohmann::ordered_json::array();
    for (const auto& [name, profile] : profiles->by_name) {
      list.push_back({{"name", name},
                      {"server", profile.server},
                      {"ca_file", profile.ca_file},
                      {"token_file", profile.token_file},
                      {"default", name == profiles->default_name}});
    }
    *console.out << ToJson(list);
    return ExitCode::kOk;
  }
  if (profiles->by_name.empty()) {
    *console.err << "no profiles; reinstate profile set NAME --server HOST:PORT adds one\n";
    return ExitCode::kOk;
  }
  Table table({{"PROFILE"},
               {"SERVER"},
               {"TOKEN FILE", Table::Align::kLeft, /*shrinks=*/true},
               {"DEFAULT"}});
  for (const auto& [name, profile] : profiles->by_name) {
    table.Add(
        {name, profile.server, profile.token_file, name == profiles->default_name ? "yes" : ""});
  }
  PrintTable(console, table);
  return ExitCode::kOk;
}

}  // namespace

void AddProfileCommands(CLI::App& app, Invocation* invocation) {
  const auto arguments = std::make_shared<ProfileArguments>();
  CLI::App* profile = app.add_subcommand("profile", "Keep servers and tokens under names");
  profile->require_subcommand(1);
  CLI::App* set =
      profile->add_subcommand("set", "Add or change one, from --server, --ca and --token-file");
  set->add_option("NAME", arguments->name, "The profile's name")->required();
  set->add_flag("--default", arguments->make_default, "Use it where no profile is named");
  set->callback([=] {
    invocation->run = [=](const Console& console) {
      return RunSet(invocation->flags, *arguments, console);
    };
  });
  profile->add_subcommand("list", "List them")->callback([=] {
    invocation->run = [=](const Console& console) { return RunList(console); };
  });
}

}  // namespace reinstate::cli
