// Ids that make a write safe to send again (AIP-155).

#pragma once

#include <string>

#include "client/runtime/call_options.h"

namespace reinstate::client {

// A random UUID (version 4) in lower case, such as "0b8f...". Keep it over the retries of one
// call; take a new one for every other call. Thread-safe.
std::string NewRequestId();

// The request as it is sent: with the options' request_id, else its own, else a new one.
template <typename Request>
Request WithRequestId(Request request, const CallOptions& options) {
  if (!options.request_id.empty()) {
    request.set_request_id(options.request_id);
  } else if (request.request_id().empty()) {
    request.set_request_id(NewRequestId());
  }
  return request;
}

}  // namespace reinstate::client
