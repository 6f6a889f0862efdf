// Where and how to connect.

#pragma once

#include <functional>
#include <string>

#include "client/runtime/profiles.h"
#include "client/runtime/result.h"
#include "client/runtime/retry.h"

namespace reinstate::client {

// Where to connect, as names of files.
struct Settings {
  std::string server;      // host:port; the certificate must name the host
  std::string ca_file;     // empty: the system's roots
  std::string token_file;  // empty: no token
  std::string profile;     // where the others are empty; empty: the default profile
};

// Reads an environment variable; empty where unset.
using Environment = std::function<std::string(const std::string&)>;

// The environment of this process.
std::string ProcessEnvironment(const std::string& name);

// Each setting on its own: `given`, then REINSTATE_SERVER, REINSTATE_CA, REINSTATE_TOKEN_FILE and
// REINSTATE_PROFILE, then the profile. FAILED_PRECONDITION where no server is configured and
// where a profile was asked for that does not exist.
Result<Settings> ResolveSettings(const Settings& given, const Environment& environment,
                                 const Profiles& profiles);

struct Options {
  std::string server;      // host:port; the certificate must name the host
  std::string ca_pem;      // PEM text; empty: the system's roots
  std::string token;       // bearer token; empty: none, or from token_file
  std::string token_file;  // read again from time to time, so that a new token takes its place
  RetryPolicy retry;
  // Empty: the real ones. Tests put their own in their place.
  Sleeper sleep;
  Clock clock;

  // From the environment and the profile file (see ResolveSettings and ProfilesPath): after
  // ./scripts/run or reinstate profile set nothing more is needed. Fails with
  // FAILED_PRECONDITION where nothing is configured, INVALID_ARGUMENT where a file is unusable.
  static Result<Options> FromEnvironment();

  // Reads the CA, and checks that the token can be read.
  static Result<Options> FromSettings(const Settings& settings);
};

}  // namespace reinstate::client
