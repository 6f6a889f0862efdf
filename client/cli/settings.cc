#include "client/cli/settings.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <vector>

#include "client/cli/text.h"

namespace reinstate::cli {
namespace {

std::string FirstOf(const std::string& flag, const std::string& environment,
                    const std::string& profile) {
  if (!flag.empty()) return flag;
  return environment.empty() ? profile : environment;
}

std::string NamesOf(const Profiles& profiles) {
  std::vector<std::string> names;
  for (const auto& entry : profiles.by_name) names.push_back(entry.first);
  return names.empty() ? "none" : Join(names, ", ");
}

}  // namespace

std::string ProcessEnvironment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value == nullptr ? "" : value;
}

Outcome<Settings> ResolveSettings(const GlobalFlags& flags, const Environment& environment,
                                  const Profiles& profiles) {
  const std::string name =
      FirstOf(flags.profile, environment("REINSTATE_PROFILE"), profiles.default_name);
  Profile profile;
  if (!name.empty()) {
    const auto found = profiles.by_name.find(name);
    if (found == profiles.by_name.end()) {
      return UsageFailure(
          "there is no profile '" + name + "'",
          "the profiles are: " + NamesOf(profiles) + "; reinstate profile set adds one");
    }
    profile = found->second;
  }
  Settings settings;
  settings.server = FirstOf(flags.server, environment("REINSTATE_SERVER"), profile.server);
  settings.ca_file = FirstOf(flags.ca_file, environment("REINSTATE_CA"), profile.ca_file);
  settings.token_file =
      FirstOf(flags.token_file, environment("REINSTATE_TOKEN_FILE"), profile.token_file);
  if (settings.server.empty()) {
    return UsageFailure("no server is configured",
                        "run ./scripts/run to start one here, or name one with --server, "
                        "REINSTATE_SERVER or reinstate profile set");
  }
  return settings;
}

Outcome<std::string> ReadFile(const std::string& path, const std::string& what) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return Failure{ExitCode::kRefused,
                   what + " " + path + " cannot be opened: " + std::strerror(errno), ""};
  }
  std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (file.bad()) return Failure{ExitCode::kRefused, what + " " + path + " cannot be read", ""};
  return text;
}

Outcome<std::string> ReadToken(const std::string& path) {
  Outcome<std::string> text = ReadFile(path, "token file");
  if (!text.ok()) return text;
  std::string token = *text;
  while (!token.empty() && (token.back() == '\n' || token.back() == '\r' || token.back() == ' ')) {
    token.pop_back();
  }
  const bool printable =
      std::all_of(token.begin(), token.end(), [](char c) { return c > ' ' && c < 0x7F; });
  if (token.empty() || !printable) {
    return Failure{ExitCode::kRefused, "token file " + path + " does not hold one token",
                   "write the token alone into it"};
  }
  return token;
}

}  // namespace reinstate::cli
