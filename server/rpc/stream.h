// One stream under way: asks its source for a message, sends it, asks again.

#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

#include "server/rpc/call_log.h"
#include "server/rpc/handlers.h"
#include "server/rpc/transport.h"
#include "server/rpc/worker_pool.h"

namespace reinstate::rpc {

// Takes one step at a time, so one message is all it holds and no thread waits for the peer. What
// wants it to end leaves a word, and whichever thread completes the step under way acts on it. The
// step under way holds it; a source that drops its `done` lets it go, and the peer hears INTERNAL.
class Stream : public std::enable_shared_from_this<Stream> {
 public:
  using TimePoint = std::chrono::steady_clock::time_point;

  // What the pipeline has prepared; all of it lives until `finish` was called or destroyed.
  struct Parts {
    const StreamHandler* open = nullptr;
    WorkerPool* workers = nullptr;  // null: on the thread that is at hand
    Call* call = nullptr;           // its deadline becomes each message's own
    const Message* request = nullptr;
    CallRecord* record = nullptr;
    InboundCall* inbound = nullptr;
    Reply* reply = nullptr;
    // How long one message may be in the making.
    std::chrono::milliseconds longest_message{0};
    std::function<void(const Status&)> finish;  // once, from any thread
  };

  explicit Stream(Parts parts);

  void Start() { Ask(); }

  // The rest is for any thread at any time, and does nothing once the stream has an end.

  void End(const Error& error);
  void PeerGone();
  // Ends it past its deadline, and where a message has waited for the peer for `longest_write`.
  void CheckTime(TimePoint now, std::chrono::milliseconds longest_write);

  // The value of the metadata key that authenticated the caller.
  const std::string& authorization() const { return authorization_; }

 private:
  void End(const Error& error, bool by_peer);
  void Ask();
  void Step();
  Status Open();
  void OnMessage(const Result<bool>& more);
  void OnWritten(bool ok);
  void Finish(const Status& status);
  bool HasEnd();

  Parts parts_;
  const TimePoint deadline_;
  const std::string authorization_;
  std::unique_ptr<Message> message_;  // while the source fills it in

  std::mutex mutex_;  // guards what follows
  std::unique_ptr<Source> source_;
  std::optional<Error> end_;
  bool peer_gone_ = false;
  std::optional<TimePoint> writing_since_;  // the call lives at least as long as this is set
};

}  // namespace reinstate::rpc
