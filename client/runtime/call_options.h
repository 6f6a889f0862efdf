// What a caller may say about one call beside its request.

#pragma once

#include <chrono>
#include <string>

#include "client/runtime/cancellation.h"

namespace reinstate::client {

struct CallOptions {
  // Over all attempts together, waits included; 0: the default that the contract declares. More
  // than a day counts as a day.
  std::chrono::milliseconds timeout{0};
  // Writes only: wins over the request's own request_id. Where both are empty a new one is made
  // for the call. Give your own to repeat a write after a restart of your program.
  std::string request_id;
  // Keep a copy to end the call from another thread.
  Cancellation cancellation;
};

}  // namespace reinstate::client
