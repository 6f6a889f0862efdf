// What happens to every call, in one place and in this order: log scope, global limit, deadline,
// authenticate, authorize, tenant quota, validate, handler, status mapping, metrics and log line. A
// stream goes the same way, with its messages in the handler's place and limits of its own.

#pragma once

#include <chrono>
#include <memory>
#include <vector>

#include "server/domain/error.h"
#include "server/rpc/admission.h"
#include "server/rpc/authenticator.h"
#include "server/rpc/call_log.h"
#include "server/rpc/handlers.h"
#include "server/rpc/method_policy.h"
#include "server/rpc/open_streams.h"
#include "server/rpc/transport.h"
#include "server/rpc/validator.h"
#include "server/rpc/worker_pool.h"

namespace reinstate::rpc {

class Pipeline {
 public:
  struct Limits {
    int most_calls = 2000;
    int most_calls_of_account = 200;
    int worker_threads = 6;
    size_t longest_queue = 500;
    // Streams are counted apart, for as long as they live.
    int most_streams = 12000;
    int most_streams_of_account = 500;
    std::chrono::milliseconds longest_deadline{30000};
    std::chrono::milliseconds longest_stream{3600000};
    // How long a stream's message may be in the making, and on its way to a peer that reads slowly.
    std::chrono::milliseconds longest_message{5000};
    std::chrono::milliseconds longest_write{30000};
    // Kept back for the way of the answer.
    std::chrono::milliseconds return_margin{5};
    size_t largest_header_bytes = 16384;
    size_t largest_request_bytes = 4 << 20;
  };

  // Fails where an RPC has no handler of its kind. Keeps references.
  static Result<std::unique_ptr<Pipeline>> Create(const std::vector<MethodInfo>& methods,
                                                  const Handlers& handlers,
                                                  Authenticator& authenticator, Limits limits);
  ~Pipeline();

  // A transport's handler. Does not block, does not throw.
  void Handle(InboundCall& inbound, Reply reply);

  // Ends the streams, so that the server can stop: UNAVAILABLE. Any thread.
  void StopStreams() { open_streams_.Stop(); }

  CallLog& log() { return log_; }

 private:
  struct State;

  Pipeline(const std::vector<MethodInfo>& methods, std::vector<const Handler*> handlers,
           Authenticator& authenticator, Limits limits);

  // The stages before the handler; an error ends the call.
  Status Prepare(InboundCall& inbound, State& state);
  Status CheckHeaders(const InboundCall& inbound) const;
  Status SetDeadline(const InboundCall& inbound, State& state) const;
  Status Authenticate(const InboundCall& inbound, State& state);
  Status Parse(InboundCall& inbound, State& state) const;
  Status Admit(State& state);
  void Dispatch(std::shared_ptr<State> state);
  void DispatchStream(std::shared_ptr<State> state);
  void Finish(State& state, const Status& status);

  const std::vector<MethodInfo>& methods_;
  const std::vector<const Handler*> handlers_;
  Authenticator& authenticator_;
  const Limits limits_;
  std::vector<std::unique_ptr<Validator>> validators_;  // by the method's index
  CallLog log_;
  Admission calls_;
  Admission streams_;
  OpenStreams open_streams_;
  WorkerPool workers_;  // last: its threads use all of the above
};

}  // namespace reinstate::rpc
