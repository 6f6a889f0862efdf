#include "client/runtime/files.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>

namespace reinstate::client {

CallError LocalError(StatusCode code, const std::string& what, const std::string& todo) {
  CallError error;
  error.code = code;
  error.message = todo.empty() ? what : what + "; " + todo;
  return error;
}

OpenFile::OpenFile(const std::string& path)
    : descriptor_(open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}

OpenFile::~OpenFile() {
  if (descriptor_ >= 0) close(descriptor_);
}

CallError FileError(const std::string& name, const std::string& verb) {
  return LocalError(StatusCode::kInvalidArgument,
                    name + " cannot be " + verb + ": " + std::strerror(errno));
}

Result<std::string> ReadAll(const OpenFile& file, const std::string& name) {
  std::string text;
  char buffer[4096];
  for (;;) {
    const ssize_t count = read(file.get(), buffer, sizeof(buffer));
    if (count == 0) return text;
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return FileError(name, "read");
    text.append(buffer, static_cast<std::size_t>(count));
  }
}

Result<std::string> ReadFile(const std::string& path, const std::string& what) {
  const std::string name = what + " " + path;
  const OpenFile file(path);
  if (file.get() < 0) return FileError(name, "opened");
  return ReadAll(file, name);
}

Result<std::string> ReadToken(const std::string& path) {
  Result<std::string> text = ReadFile(path, "token file");
  if (!text.ok()) return text;
  std::string token = *text;
  while (!token.empty() && (token.back() == '\n' || token.back() == '\r' || token.back() == ' ')) {
    token.pop_back();
  }
  const bool printable =
      std::all_of(token.begin(), token.end(), [](char c) { return c > ' ' && c < 0x7F; });
  if (token.empty() || !printable) {
    return LocalError(StatusCode::kInvalidArgument,
                      "token file " + path + " does not hold one token",
                      "write the token alone into it");
  }
  return token;
}

Result<std::string> ReadCa(const std::string& path) {
  Result<std::string> text = ReadFile(path, "CA file");
  if (!text.ok()) return text;
  if (text->find("-----BEGIN CERTIFICATE-----") == std::string::npos) {
    return LocalError(StatusCode::kInvalidArgument, "CA file " + path + " holds no certificate",
                      "name a PEM file");
  }
  return text;
}

}  // namespace reinstate::client
