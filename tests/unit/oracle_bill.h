// The bill by its definition (DOMAIN 5 and 2, each condition): slow, and asked at one instant.

#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "absl/time/time.h"
#include "server/domain/facts.h"
#include "server/domain/policy.h"

namespace reinstate {

struct OraclePour {
  // Of the invoices issued by then and not void. Of one written off by then: what had covered it
  // and was reversed since.
  std::map<std::string, int64_t> residual_minor;
  std::map<std::string, int64_t> unapplied_minor;  // by currency, without zeros
};

OraclePour PourByDefinition(const BillingFacts& facts, const absl::TimeZone& zone, absl::Time at);

// What pending payments in their grace cover of the residuals; by invoice, without zeros.
std::map<std::string, int64_t> PendingByDefinition(const BillingFacts& facts, const Policy& policy,
                                                   absl::Time at);

// The part of the residual that an open dispute keeps from being overdue.
int64_t PausedByDefinition(const Invoice& invoice, int64_t residual_minor, const Policy& policy,
                           absl::Time at);

}  // namespace reinstate
