#include "client/runtime/files.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iterator>

namespace reinstate::client {

CallError LocalError(StatusCode code, const std::string& what, const std::string& todo) {
  CallError error;
  error.code = code;
  error.message = todo.empty() ? what : what + "; " + todo;
  return error;
}

Result<std::string> ReadFile(const std::string& path, const std::string& what) {
  std::ifstream file(path, std::ios::binary);
  if (!file) {
    return LocalError(StatusCode::kInvalidArgument,
                      what + " " + path + " cannot be opened: " + std::strerror(errno));
  }
  std::string text{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  if (file.bad()) {
    return LocalError(StatusCode::kInvalidArgument, what + " " + path + " cannot be read");
  }
  return text;
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
