// The file that keeps a user's servers: names of files, never a token itself.

#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "client/cli/failure.h"

namespace reinstate::cli {

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

// Empty profiles where the file does not exist. Fails where group or others can read or write
// it, where it belongs to somebody else, and where it is no profile file.
Outcome<Profiles> LoadProfiles(const std::filesystem::path& path);

// Replaces the file at once (a new file, mode 0600, synced and renamed over the old one), so that
// a reader sees the old or the new and never half. Makes the directory, mode 0700.
Outcome<bool> SaveProfiles(const std::filesystem::path& path, const Profiles& profiles);

}  // namespace reinstate::cli
