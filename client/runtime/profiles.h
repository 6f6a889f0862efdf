// The file that keeps a user's servers: names of files, never a token itself. The command-line
// tool writes it (reinstate profile set), every program that uses the SDK can read it.

#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "client/runtime/result.h"

namespace reinstate::client {

struct Profile {
  std::string server;      // host:port
  std::string ca_file;     // absolute
  std::string token_file;  // absolute
};

struct Profiles {
  std::string default_name;  // empty: none
  std::map<std::string, Profile> by_name;
};

// $REINSTATE_CONFIG, else ${XDG_CONFIG_HOME:-~/.config}/reinstate/profiles.json. Empty where no
// home is known.
std::filesystem::path ProfilesPath();

// Empty profiles where the file does not exist. INVALID_ARGUMENT where group or others can read
// or write it, where it belongs to somebody else, and where it is no profile file.
Result<Profiles> LoadProfiles(const std::filesystem::path& path);

}  // namespace reinstate::client
