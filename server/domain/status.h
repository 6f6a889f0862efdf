// Reads a timeline at an instant (DOMAIN 2, what a status says).

#pragma once

#include <optional>
#include <vector>

#include "server/domain/timeline.h"

namespace reinstate {

struct FactRef {
  FactKind kind = FactKind::kInvoice;
  std::string id;
};

enum class ChangeReason { kTime, kFact, kExemptionExpiry, kPolicy };

struct NextChange {
  absl::Time at;
  Standing standing = Standing::kActive;
  std::vector<CauseKind> causes;  // with AT_RISK: of the suspension that is near
  std::vector<FactRef> facts;
  ChangeReason reason = ChangeReason::kTime;
  std::optional<absl::Time> suspension_at;  // with AT_RISK
};

// Pointers are into the timeline that was read.
struct StandingView {
  const Segment* segment = nullptr;
  std::vector<const Evidence*> evidence;     // of the open causes, worst first within each
  std::vector<const Exemption*> exemptions;  // in force
  std::optional<NextChange> next_change;
  absl::Time valid_until;
};

StandingView ReadTimeline(const Timeline& timeline, const PolicySet& policies, absl::Time instant);

// Where only an exemption, a dispute's pause or a pending payment's grace keeps the account from
// being suspended: when that ends.
std::optional<absl::Time> SuspendedWhenRespiteEnds(const Timeline& timeline,
                                                   const PolicySet& policies, absl::Time instant);

// Until when an operation's answer cannot change by itself; at most the policy's lease ahead.
absl::Time DecisionValidUntil(const Timeline& timeline, const Policy& policy, absl::Time instant);

}  // namespace reinstate
