// One line a call, and its numbers for the metrics endpoint.

#pragma once

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "server/domain/error.h"
#include "server/rpc/method_policy.h"

namespace reinstate::rpc {

// What is known of a call when it ends.
struct CallRecord {
  int method_index = -1;
  std::chrono::steady_clock::time_point began;
  std::string principal;
  std::string account_id;
  std::string request_id;
  int64_t messages = 0;    // sent on a stream
  bool peer_gone = false;  // the caller cancelled a stream, which is its good right
};

class CallLog {
 public:
  explicit CallLog(const std::vector<MethodInfo>& methods);

  // Reads that succeed, and streams that their caller ends, are logged at debug level only; writes
  // and errors at info, with what the error keeps from the caller. Control characters are escaped.
  // Any thread.
  void End(const CallRecord& record, const Error* error);

  // The text of the Prometheus exposition format 0.0.4.
  std::string Metrics() const;

 private:
  struct MethodMetrics {
    prometheus::Histogram* seconds;
    prometheus::Counter* ok;
    prometheus::Counter* messages;  // of streams; else null
  };

  const std::vector<MethodInfo>& methods_;
  prometheus::Registry registry_;
  prometheus::Family<prometheus::Counter>& calls_;
  std::vector<MethodMetrics> metrics_;
};

// `text` with control characters, quotes and backslashes as \xNN, cut to 200 bytes.
std::string ForLog(const std::string& text);

}  // namespace reinstate::rpc
