#include "client/runtime/options.h"

#include <cstdlib>
#include <utility>

#include "client/runtime/files.h"

namespace reinstate::client {
namespace {

std::string FirstOf(const std::string& given, const std::string& environment,
                    const std::string& profile) {
  if (!given.empty()) return given;
  return environment.empty() ? profile : environment;
}

std::string NamesOf(const Profiles& profiles) {
  std::string names;
  for (const auto& entry : profiles.by_name) names += (names.empty() ? "" : ", ") + entry.first;
  return names.empty() ? "none" : names;
}

}  // namespace

std::string ProcessEnvironment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  return value == nullptr ? "" : value;
}

Result<Settings> ResolveSettings(const Settings& given, const Environment& environment,
                                 const Profiles& profiles) {
  Settings settings;
  settings.profile =
      FirstOf(given.profile, environment("REINSTATE_PROFILE"), profiles.default_name);
  Profile profile;
  if (!settings.profile.empty()) {
    const auto found = profiles.by_name.find(settings.profile);
    if (found == profiles.by_name.end()) {
      return LocalError(
          StatusCode::kFailedPrecondition, "there is no profile '" + settings.profile + "'",
          "the profiles are: " + NamesOf(profiles) + "; reinstate profile set adds one");
    }
    profile = found->second;
  }
  settings.server = FirstOf(given.server, environment("REINSTATE_SERVER"), profile.server);
  settings.ca_file = FirstOf(given.ca_file, environment("REINSTATE_CA"), profile.ca_file);
  settings.token_file =
      FirstOf(given.token_file, environment("REINSTATE_TOKEN_FILE"), profile.token_file);
  if (settings.server.empty()) {
    return LocalError(StatusCode::kFailedPrecondition, "no server is configured",
                      "run ./scripts/run to start one here, or name one in REINSTATE_SERVER, "
                      "with reinstate profile set, or with the tool's --server");
  }
  return settings;
}

Result<Options> Options::FromSettings(const Settings& settings) {
  Options options;
  options.server = settings.server;
  options.token_file = settings.token_file;
  if (!settings.ca_file.empty()) {
    Result<std::string> pem = ReadCa(settings.ca_file);
    if (!pem.ok()) return pem.error();
    options.ca_pem = std::move(*pem);
  }
  if (!settings.token_file.empty()) {
    Result<std::string> token = ReadToken(settings.token_file);
    if (!token.ok()) return token.error();
  }
  return options;
}

Result<Options> Options::FromEnvironment() {
  Result<Profiles> profiles = LoadProfiles(ProfilesPath());
  if (!profiles.ok()) return profiles.error();
  const Result<Settings> settings = ResolveSettings({}, ProcessEnvironment, *profiles);
  if (!settings.ok()) return settings.error();
  return FromSettings(*settings);
}

}  // namespace reinstate::client
