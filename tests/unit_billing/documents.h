// Documents of one account, written short.

#pragma once

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "server/domain/facts.h"

namespace reinstate::testing {

inline absl::CivilDay Day(const std::string& text) {
  absl::CivilDay day;
  if (!absl::ParseCivilTime(text, &day)) throw std::runtime_error("no day: " + text);
  return day;
}

// RFC 3339.
inline absl::Time At(const std::string& text) {
  absl::Time instant;
  std::string error;
  if (!absl::ParseTime(absl::RFC3339_full, text, &instant, &error)) throw std::runtime_error(error);
  return instant;
}

inline Invoice Billed(const std::string& id, const std::string& currency, int64_t total_minor,
                      const std::string& issued_on, const std::string& due_on) {
  return {id, currency, total_minor, Day(issued_on), Day(due_on), absl::UnixEpoch()};
}

inline Payment Paid(const std::string& id, const std::string& currency, int64_t amount_minor,
                    const std::string& received_at, std::vector<Allocation> allocations = {}) {
  return {id,
          currency,
          amount_minor,
          At(received_at),
          "transfer",
          std::move(allocations),
          absl::UnixEpoch()};
}

}  // namespace reinstate::testing
