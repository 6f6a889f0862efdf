// A watch as a client sees it.

#pragma once

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/server_fixture.h"

namespace reinstate::testing {

// Of named accounts; of all where none is named.
v1::WatchAccountStatusesRequest WatchRequest(const std::vector<std::string>& account_ids,
                                             const std::string& resume_token = "");

class Watch {
 public:
  // Ends by itself after a minute, which no test needs.
  Watch(const Caller& caller, const v1::WatchAccountStatusesRequest& request);
  ~Watch() { Cancel(); }

  // Waits; false where the watch has ended.
  bool NextMessage(v1::WatchAccountStatusesResponse& message);
  // The next that is no snapshot, past heartbeats; nothing where the watch has ended.
  std::optional<v1::StatusEvent> NextEvent();
  // So many events.
  std::vector<v1::StatusEvent> Take(size_t count);
  // Of the last message that came.
  const std::string& resume_token() const { return resume_token_; }
  void Cancel() { context_.TryCancel(); }
  grpc::Status Finish() { return reader_->Finish(); }

 private:
  grpc::ClientContext context_;
  std::unique_ptr<grpc::ClientReader<v1::WatchAccountStatusesResponse>> reader_;
  std::deque<v1::StatusEvent> events_;
  std::string resume_token_;
};

// How a watch ends that cannot begin: its reason.
std::string WatchRefusal(const Caller& caller, const v1::WatchAccountStatusesRequest& request);

}  // namespace reinstate::testing
