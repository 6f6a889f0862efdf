// What brings an account back, step by step and from live facts (DOMAIN 4): pay first, then request
// (R29, R30).

#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "server/domain/facts.h"
#include "server/domain/policy.h"
#include "server/domain/timeline.h"

namespace reinstate {

enum class RestorationNeed {
  kNothing,  // no suspension is open and none is near
  kAvert,    // AT_RISK: a suspension is near
  kRestore,  // SUSPENDED
  kClosed,   // nothing brings it back
};

enum class StepKind {
  kPayInvoices,
  kCorrectProfile,
  kVerifyProfile,
  kReleaseHold,
  kRequestReinstatement,
  kDecideReinstatement,
  kResolveAbuse,
  kCompleteProfile,
  kResolveProviderIssue,
};

enum class StepState { kDone, kPending, kBlocked };

// What an invoice needs to be paid in full.
struct PlannedPayment {
  std::string invoice_id;
  std::string currency;
  int64_t amount_minor = 0;  // its exact residual
  absl::CivilDay due_on;
};

struct PaymentPlan {
  std::vector<PlannedPayment> invoices;         // by (due_on, currency, id)
  std::map<std::string, int64_t> totals_minor;  // by currency
};

struct PlanStep {
  StepKind kind = StepKind::kPayInvoices;
  StepState state = StepState::kPending;
  std::vector<CauseKind> causes;  // that it helps to end; none of kCompleteProfile
  std::vector<int> blocked_by;    // numbers of the steps, from 1; empty unless blocked
  PaymentPlan payment;            // kPayInvoices; empty once done
  // The hold, verification result, abuse signal, provider issue or ticket; empty where there is
  // none.
  std::string target_id;
  std::string reason;         // of the hold, the verification result or the signal
  bool internal = false;      // the reason is for staff only
  std::string internal_note;  // for staff only, beside a reason that is not
  // When it happens by itself: a hold that expires.
  std::optional<absl::Time> ends_at;
  std::vector<std::string> missing_fields;  // kCompleteProfile, kCorrectProfile: of the profile
};

struct RestorationPlan {
  RestorationNeed need = RestorationNeed::kNothing;
  Standing standing = Standing::kActive;
  bool current = true;
  std::vector<CauseKind> causes;           // open now; with kAvert those of the suspension
  std::optional<absl::Time> suspended_at;  // kAvert: suspended then, unless the steps are done
  // kRestore: when it would be suspended again, once reinstated, unless `to_be_current` is paid.
  std::optional<absl::Time> suspended_again_at;
  std::vector<PlanStep> steps;
  PaymentPlan to_be_current;  // R20; contains what the steps ask for, and can be more
  int policy_version = 1;
};

// An open request for reinstatement; empty where there is none.
struct ReinstatementRequest {
  std::string ticket_id;
};

// Pure; independent of the order of the facts. `missing_fields` are those of the partner profile,
// which a plan of an account that is current asks for (R21).
RestorationPlan PlanRestoration(const AccountFacts& facts, const PolicySet& policies,
                                absl::Time now, const std::optional<ReinstatementRequest>& request,
                                const std::vector<std::string>& missing_fields);

}  // namespace reinstate
