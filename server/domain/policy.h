// The numbered, immutable rules that decide.

#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/time/time.h"

namespace reinstate {

enum class Cloud { kPublic, kUsGovernment };
enum class PartnerType { kDirectBill, kIndirectProvider, kIndirectReseller };

enum class CauseKind {
  kBillingOverdue,
  kProfileFailed,
  kProfileRejected,
  kManualHold,
  kAccountAbuse,
  kProviderIssue,
  kAccountClosed,
};
inline constexpr int kCauseCount = 7;
inline constexpr std::array<CauseKind, kCauseCount> kAllCauses = {
    CauseKind::kBillingOverdue, CauseKind::kProfileFailed, CauseKind::kProfileRejected,
    CauseKind::kManualHold,     CauseKind::kAccountAbuse,  CauseKind::kProviderIssue,
    CauseKind::kAccountClosed};

enum class CauseMode { kAuto, kOnRequest };

// "BILLING_OVERDUE" for kBillingOverdue.
const char* CauseName(CauseKind kind);

// Which accounts a cause can suspend (R1); empty: of every cloud, of every type.
struct CauseScope {
  std::vector<Cloud> clouds;
  std::vector<PartnerType> partner_types;

  bool Covers(Cloud cloud, PartnerType partner_type) const;
  friend bool operator==(const CauseScope&, const CauseScope&) = default;
};

struct Policy {
  int version = 1;
  absl::Time effective_from = absl::InfinitePast();
  absl::TimeZone zone = absl::UTCTimeZone();
  int days_overdue = 60;                           // suspended when MORE than that (R13)
  std::map<std::string, int64_t> tolerance_minor;  // by currency; absent: 0
  std::vector<int> warning_offsets_days = {30, 14, 7, 1};
  absl::Duration max_lease = absl::Seconds(60);
  int net_terms_days = 60;
  int exemption_limit_days = 90;  // of 24 hours: how far ahead an exemption may expire
  // How long an open dispute and a pending payment keep an amount from being overdue; 0: not.
  int dispute_pause_days = 0;
  int clearing_grace_days = 0;
  // By CauseKind. A hold's mode is AUTO in every policy: its release is the decision.
  std::array<CauseMode, kCauseCount> modes = {
      CauseMode::kOnRequest, CauseMode::kAuto, CauseMode::kAuto, CauseMode::kAuto,
      CauseMode::kOnRequest, CauseMode::kAuto, CauseMode::kAuto};
  // By CauseKind; that an account is closed is beyond every scope.
  std::array<CauseScope, kCauseCount> scopes;
  // The switchable operations, while suspended.
  bool allow_renew = true;
  bool allow_decrease = true;
  bool allow_cancel = true;
  bool allow_increase = false;

  CauseMode mode(CauseKind kind) const { return modes[static_cast<size_t>(kind)]; }
  const CauseScope& scope(CauseKind kind) const { return scopes[static_cast<size_t>(kind)]; }
  int64_t tolerance(const std::string& currency) const;
  // In civil days; -1 where the policy never warns.
  int largest_warning_offset_days() const;
};

// Every policy there is, in the order of effective_from; the first is in force before all others.
class PolicySet {
 public:
  explicit PolicySet(std::vector<Policy> policies);
  const Policy& At(absl::Time instant) const;
  const Policy& Version(int version) const;
  const std::vector<Policy>& all() const { return policies_; }
  // In which the days of documents begin: the first policy's, which is part of every set.
  const absl::TimeZone& document_zone() const { return policies_.front().zone; }

 private:
  std::vector<Policy> policies_;
};

}  // namespace reinstate
