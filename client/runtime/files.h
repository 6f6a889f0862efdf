// Files that hold settings. Errors carry INVALID_ARGUMENT and say what to do.

#pragma once

#include <string>

#include "client/runtime/result.h"

namespace reinstate::client {

// An error found before anything was sent: "what", or "what; todo".
CallError LocalError(StatusCode code, const std::string& what, const std::string& todo = "");

// A whole file; `what` names it in the error ("CA file").
Result<std::string> ReadFile(const std::string& path, const std::string& what);

// The file's one word. Fails where it is empty or holds anything but one printable word.
Result<std::string> ReadToken(const std::string& path);

// PEM text with at least one certificate.
Result<std::string> ReadCa(const std::string& path);

}  // namespace reinstate::client
