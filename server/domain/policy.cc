#include "server/domain/policy.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace reinstate {
namespace {

template <typename Value>
bool IsNamed(const std::vector<Value>& names, Value value) {
  return names.empty() || std::find(names.begin(), names.end(), value) != names.end();
}

}  // namespace

const char* CauseName(CauseKind kind) {
  switch (kind) {
    case CauseKind::kBillingOverdue:
      return "BILLING_OVERDUE";
    case CauseKind::kProfileFailed:
      return "PROFILE_FAILED";
    case CauseKind::kProfileRejected:
      return "PROFILE_REJECTED";
    case CauseKind::kManualHold:
      return "MANUAL_HOLD";
    case CauseKind::kAccountAbuse:
      return "ACCOUNT_ABUSE";
    case CauseKind::kProviderIssue:
      return "PROVIDER_ISSUE";
    case CauseKind::kAccountClosed:
      return "ACCOUNT_CLOSED";
  }
  return "";
}

bool CauseScope::Covers(Cloud cloud, PartnerType partner_type) const {
  return IsNamed(clouds, cloud) && IsNamed(partner_types, partner_type);
}

int64_t Policy::tolerance(const std::string& currency) const {
  const auto found = tolerance_minor.find(currency);
  return found == tolerance_minor.end() ? 0 : found->second;
}

int Policy::largest_warning_offset_days() const {
  const auto largest = std::max_element(warning_offsets_days.begin(), warning_offsets_days.end());
  return largest == warning_offsets_days.end() ? -1 : *largest;
}

PolicySet::PolicySet(std::vector<Policy> policies) : policies_(std::move(policies)) {
  if (policies_.empty()) throw std::invalid_argument("a policy set needs a policy");
  std::sort(policies_.begin(), policies_.end(),
            [](const Policy& a, const Policy& b) { return a.effective_from < b.effective_from; });
}

const Policy& PolicySet::At(absl::Time instant) const {
  const Policy* in_force = &policies_.front();
  for (const Policy& policy : policies_) {
    if (policy.effective_from <= instant) in_force = &policy;
  }
  return *in_force;
}

const Policy& PolicySet::Version(int version) const {
  for (const Policy& policy : policies_) {
    if (policy.version == version) return policy;
  }
  return policies_.back();
}

}  // namespace reinstate
