// The bearer token of a connection.

#pragma once

#include <grpcpp/security/credentials.h>

#include <chrono>
#include <memory>
#include <mutex>
#include <string>

namespace reinstate::client {

// Sends "authorization: Bearer TOKEN"; gRPC refuses to attach it to a connection without TLS.
// Thread-safe.
class BearerToken {
 public:
  // `token`, or, where it is empty, the content of `token_file`. Both empty: no token.
  BearerToken(const std::string& token, std::string token_file);

  // Null where there is no token. Reads the file again after kReadAgain; one that cannot be read
  // leaves the old token in use, and the server says when that has expired.
  std::shared_ptr<grpc::CallCredentials> Current();

 private:
  static constexpr std::chrono::seconds kReadAgain{10};

  void ReadFile();

  const std::string token_file_;
  std::mutex mutex_;
  std::chrono::steady_clock::time_point read_at_;
  std::string token_;
  std::shared_ptr<grpc::CallCredentials> credentials_;
};

}  // namespace reinstate::client
