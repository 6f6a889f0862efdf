// The standing timeline (DOMAIN 2): what an account's standing was, is and will be if nothing else
// happens. One pure function builds it from the facts; everything else reads it.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "server/domain/facts.h"
#include "server/domain/policy.h"

namespace reinstate {

enum class Standing { kActive, kAtRisk, kSuspended };

enum class FactKind {
  kInvoice,
  kHold,
  kVerificationResult,
  kAbuseSignal,
  kExemption,
  kProviderIssue,
  kClosure,
};

// An episode that is open during a segment.
struct OpenCause {
  CauseKind kind = CauseKind::kBillingOverdue;
  bool condition_holds = true;  // false: cleared, awaiting reinstatement
  CauseMode mode = CauseMode::kAuto;
  absl::Time since;

  friend bool operator==(const OpenCause&, const OpenCause&) = default;
};

// [from, to): nothing but the evidence changes within it.
struct Segment {
  absl::Time from;
  absl::Time to = absl::InfiniteFuture();
  Standing standing = Standing::kActive;
  bool current = true;  // R20
  int policy_version = 1;
  std::vector<OpenCause> causes;  // in the order of CauseKind, one each

  friend bool operator==(const Segment&, const Segment&) = default;
};

// [from, to): one fact makes the condition of one cause true.
struct Evidence {
  CauseKind cause = CauseKind::kBillingOverdue;
  FactKind fact = FactKind::kInvoice;
  std::string fact_id;
  absl::Time from;
  absl::Time to = absl::InfiniteFuture();
  absl::Time since;  // may lie before `from`, where an amount changed meanwhile
  int policy_version = 1;
  // Invoices.
  absl::CivilDay due_on;
  int days_overdue_limit = 0;
  int64_t residual_minor = 0;
  std::string currency;
  // All but invoices.
  std::string text;
  bool internal = false;      // the text is for staff only
  std::string internal_note;  // for staff only, beside a text that is not

  friend bool operator==(const Evidence&, const Evidence&) = default;
};

struct Timeline {
  std::vector<Segment> segments;      // without gaps, in order; the last has no end
  std::vector<Evidence> evidence;     // in no order that matters to a reader
  std::vector<Exemption> exemptions;  // by (cause, end, id)

  friend bool operator==(const Timeline&, const Timeline&) = default;
};

// Pure, total, deterministic; independent of the order of the facts. Segments from `now` on may be
// AT_RISK; those before are ACTIVE or SUSPENDED. The first segment begins with the account.
Timeline BuildTimeline(const AccountFacts& facts, const PolicySet& policies, absl::Time now);

// Without what ended at or before `now`: what is stored, because no later read needs more.
Timeline TrimTimeline(Timeline timeline, absl::Time now);

// ACCOUNT_CLOSED is open: for good.
bool IsClosed(const Segment& segment);

// The segment that contains the instant; the first where the instant lies before it.
const Segment& SegmentAt(const Timeline& timeline, absl::Time instant);

}  // namespace reinstate
