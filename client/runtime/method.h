// What the contract says about one RPC and the client acts on.

#pragma once

#include <chrono>

namespace reinstate::client {

// Whether a call may be sent again without a second effect.
enum class Idempotency {
  kNone,       // no: sent once
  kReadOnly,   // yes: it changes nothing
  kRequestId,  // yes, with the same request_id: the server answers with the first reply
};

struct Method {
  const char* path;                    // "/package.Service/Method"; outlives the call
  std::chrono::milliseconds deadline;  // over all attempts, where the caller sets none
  Idempotency idempotency;
};

}  // namespace reinstate::client
