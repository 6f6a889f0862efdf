// What every command takes from the command line about its connection and its output.

#pragma once

#include <string>

#include "client/runtime/options.h"

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
  // They win over environment and profile.
  client::Settings settings() const { return {server, ca_file, token_file, profile}; }
};

}  // namespace reinstate::cli
