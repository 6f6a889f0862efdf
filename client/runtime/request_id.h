// Ids that make a write safe to send again (AIP-155).

#pragma once

#include <string>

namespace reinstate::client {

// A random UUID (version 4) in lower case, such as "0b8f...". Keep it over the retries of one
// call; take a new one for every other call. Thread-safe.
std::string NewRequestId();

}  // namespace reinstate::client
