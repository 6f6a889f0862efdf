// How long disputes keep an amount from being overdue (DOMAIN 2, each condition).

#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "absl/time/time.h"
#include "server/domain/facts.h"
#include "server/domain/policy.h"

namespace reinstate {

// [from, to): an open dispute pauses its amount, within the days the policy gives an invoice.
struct Pause {
  absl::Time from;
  absl::Time to;
  std::optional<int64_t> amount_minor;  // unset: all
};

// In order; the days are counted over all disputes of the invoice, each at least one.
std::vector<Pause> PausesOf(const Invoice& invoice, const Policy& policy);

// The dispute that is open at the instant; null where there is none.
const Dispute* OpenDisputeAt(const Invoice& invoice, absl::Time instant);

}  // namespace reinstate
