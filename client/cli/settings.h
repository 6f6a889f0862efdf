// Where to connect, put together from flags, environment and profile.

#pragma once

#include <chrono>
#include <functional>
#include <optional>
#include <string>

#include "client/cli/failure.h"
#include "client/cli/profiles.h"

namespace reinstate::cli {

// Flags that every command takes; empty where not given.
struct GlobalFlags {
  std::string server;
  std::string ca_file;
  std::string token_file;
  std::string profile;
  std::string output = "table";
  double timeout_seconds = 0;  // 0: the command's own default

  bool json() const { return output == "json"; }
};

struct Settings {
  std::string server;
  std::string ca_file;     // empty: the system's roots
  std::string token_file;  // empty: no token
};

// Reads an environment variable; empty where unset.
using Environment = std::function<std::string(const std::string&)>;

// The environment of this process.
std::string ProcessEnvironment(const std::string& name);

// Each setting on its own: flag, then environment, then profile. Fails where no server is
// configured and where a profile was asked for that does not exist.
Outcome<Settings> ResolveSettings(const GlobalFlags& flags, const Environment& environment,
                                  const Profiles& profiles);

// A whole file; `what` names it in the failure ("CA file").
Outcome<std::string> ReadFile(const std::string& path, const std::string& what);

// The file's one word. Fails where it is empty or holds anything but one printable word.
Outcome<std::string> ReadToken(const std::string& path);

}  // namespace reinstate::cli
