// What one TLS connection may take: time in all, and bytes received. The HTTP library bounds each
// wait but not their sum, so that a client sending a byte a second would keep a thread for hours.

#pragma once

#include <openssl/ssl.h>

#include <atomic>
#include <chrono>
#include <cstddef>

namespace reinstate::files {

class ConnectionBudget {
 public:
  ConnectionBudget(std::chrono::seconds longest, size_t most_received_bytes)
      : longest_(longest), most_received_bytes_(most_received_bytes) {}

  // Every connection accepted through the context is cut when it has used up its budget. The
  // context must not live longer than this.
  void Watch(SSL_CTX& context);

  // From the instant on every connection is cut. Any thread.
  void CutAllAt(std::chrono::steady_clock::time_point instant) {
    cut_all_at_ = instant.time_since_epoch().count();
  }

 private:
  struct Connection;
  static void OnState(const SSL* ssl, int where, int value);

  const std::chrono::seconds longest_;
  const size_t most_received_bytes_;
  std::atomic<std::chrono::steady_clock::rep> cut_all_at_ =
      std::chrono::steady_clock::time_point::max().time_since_epoch().count();
};

}  // namespace reinstate::files
