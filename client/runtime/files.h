// Files that hold settings. Errors carry INVALID_ARGUMENT and say what to do.

#pragma once

#include <string>

#include "client/runtime/result.h"

namespace reinstate::client {

// An error found before anything was sent: "what", or "what; todo".
CallError LocalError(StatusCode code, const std::string& what, const std::string& todo = "");

// A file's descriptor that closes itself; below 0 where opening it failed (see errno).
class OpenFile {
 public:
  explicit OpenFile(const std::string& path);  // to read
  ~OpenFile();
  OpenFile(const OpenFile&) = delete;
  OpenFile& operator=(const OpenFile&) = delete;
  int get() const { return descriptor_; }

 private:
  int descriptor_;
};

// "NAME cannot be opened: No such file or directory", by errno.
CallError FileError(const std::string& name, const std::string& verb);

// What is left to read of an open file; `name` stands in the error ("CA file /etc/ca.pem").
Result<std::string> ReadAll(const OpenFile& file, const std::string& name);

// A whole file; `what` names it in the error ("CA file").
Result<std::string> ReadFile(const std::string& path, const std::string& what);

// The file's one word. Fails where it is empty or holds anything but one printable word.
Result<std::string> ReadToken(const std::string& path);

// PEM text with at least one certificate.
Result<std::string> ReadCa(const std::string& path);

}  // namespace reinstate::client
