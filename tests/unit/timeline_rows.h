// The table of the timeline: facts and policies, and what the account's standing was at instants.

#pragma once

#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "server/domain/facts.h"
#include "server/domain/policy.h"

namespace reinstate {

struct TimelineRow {
  const char* name;  // begins with the rule
  AccountFacts facts;
  PolicySet policies;
  // Instant and what Tell says of its segment.
  std::vector<std::pair<const char*, const char*>> told;
};

inline void PrintTo(const TimelineRow& row, std::ostream* out) { *out << row.name; }

std::vector<TimelineRow> BillingDayRows();
std::vector<TimelineRow> BillingMoneyRows();
std::vector<TimelineRow> BillingTimeOfPaymentRows();
std::vector<TimelineRow> DecisionRows();
std::vector<TimelineRow> LateFactRows();
std::vector<TimelineRow> StandingFromRows();
std::vector<TimelineRow> ModeChangeRows();
std::vector<TimelineRow> LimitChangeRows();
std::vector<TimelineRow> ProfileRows();
std::vector<TimelineRow> HoldRows();
std::vector<TimelineRow> SeveralCauseRows();
std::vector<TimelineRow> AbuseRows();
std::vector<TimelineRow> AbuseAutoRows();
std::vector<TimelineRow> AbuseLateFactRows();
std::vector<TimelineRow> ExemptionRows();
std::vector<TimelineRow> ExemptionMeetsRows();
std::vector<TimelineRow> ScopeRows();
std::vector<TimelineRow> ProviderRows();
std::vector<TimelineRow> ProviderClearRows();
std::vector<TimelineRow> ClosureRows();

}  // namespace reinstate
