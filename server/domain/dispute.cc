#include "server/domain/dispute.h"

#include <algorithm>

#include "server/domain/civil_day.h"

namespace reinstate {

std::vector<Pause> PausesOf(const Invoice& invoice, const Policy& policy) {
  std::vector<Pause> pauses;
  int64_t left_days = policy.dispute_pause_days;
  for (const Dispute& dispute : invoice.disputes) {
    if (left_days <= 0) break;
    const absl::CivilDay opened_on = DayOf(dispute.opened_at, policy.zone);
    const absl::Time resolved_at = dispute.resolved_at.value_or(absl::InfiniteFuture());
    const absl::Time end = StartOfDay(opened_on + left_days + 1, policy.zone);
    pauses.push_back({dispute.opened_at, std::min(resolved_at, end), dispute.amount_minor});
    if (resolved_at >= end) break;
    left_days -= std::max<int64_t>(1, DayOf(resolved_at, policy.zone) - opened_on);
  }
  return pauses;
}

const Dispute* OpenDisputeAt(const Invoice& invoice, absl::Time instant) {
  for (const Dispute& dispute : invoice.disputes) {
    const absl::Time resolved_at = dispute.resolved_at.value_or(absl::InfiniteFuture());
    if (dispute.opened_at <= instant && instant < resolved_at) return &dispute;
  }
  return nullptr;
}

}  // namespace reinstate
