// How a command fails: one line for people and an exit code for scripts.

#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "client/runtime/error.h"
#include "client/runtime/result.h"

namespace reinstate::cli {

// Documented in the footer of --help; never renumber one.
enum class ExitCode {
  kOk = 0,
  kRefused = 1,       // by the server, or a local file that cannot be used
  kUsage = 2,         // of the command line
  kDenied = 3,        // check: the operation is denied
  kNotFound = 4,      // the account, invoice, hold or ticket
  kNotPermitted = 5,  // or not authenticated
  kUnavailable = 6,   // or too late
  kBadRows = 7,       // import: some rows were left out
};

struct Failure {
  ExitCode code = ExitCode::kRefused;
  std::string what;  // what is wrong
  std::string todo;  // what to do about it; may be empty
};

template <typename T>
using Outcome = client::Result<T, Failure>;

// A wrong word on the command line.
Failure UsageFailure(std::string what, std::string todo);

// A setting or file that the SDK cannot use; nothing was sent.
Failure LocalFailure(const client::CallError& error);

// The words and the exit code for a failed call to the server at `address`.
Failure FailureOfCall(const client::CallError& error, std::string_view address);

// "what; todo", with everything that could steer a terminal escaped.
std::string FailureLine(const Failure& failure);

}  // namespace reinstate::cli
