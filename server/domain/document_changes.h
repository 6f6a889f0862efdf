// What can become of a document once it is recorded (DOMAIN 5), and from when that counts
// (DOMAIN 2, rules of time).

#pragma once

#include <optional>
#include <string>

#include "absl/time/time.h"
#include "server/domain/error.h"
#include "server/domain/fact_rules.h"
#include "server/domain/facts.h"

namespace reinstate {

// When and by whom a change is recorded. Days begin in the zone, which must outlive it.
struct Recording {
  absl::Time now;
  const absl::TimeZone& zone;
  Recorder recorder;
};

// Each returns true where it changed the document, false where the same was recorded before.

// It never was, so this acts from its day of issue. INVOICE_CLOSED where it is written off,
// INVOICE_HAS_PAYMENTS where an explicit allocation of money that counts or may count names it.
Result<bool> VoidDocument(Invoice& document, const BillingFacts& facts, const Recording& recording);

// What is left is not owed from `effective_at` on (unset: now). INVOICE_CLOSED where it is void or
// nothing is left; FACT_CONFLICT where it is written off at another instant.
Result<bool> WriteOff(Invoice& invoice, const BillingFacts& facts,
                      const std::optional<absl::Time>& effective_at, const Recording& recording);

// `dispute.opened_at` was given where `names_instant`. INVOICE_CLOSED, DISPUTE_OPEN, FACT_CONFLICT.
Result<bool> OpenDispute(Invoice& invoice, Dispute dispute, bool names_instant,
                         const Recording& recording);

// DISPUTE_NOT_FOUND; FACT_CONFLICT where it was resolved otherwise.
Result<bool> ResolveDispute(Invoice& invoice, const std::string& dispute_id, DisputeOutcome outcome,
                            const std::optional<absl::Time>& effective_at,
                            const Recording& recording);

// PAYMENT_STATUS_CONFLICT where the payment's status does not allow it. A settled payment counts,
// and a failed or void one never did, from its receipt on: these act then.
Result<bool> SettlePayment(Payment& payment, const Recording& recording);
Result<bool> FailPayment(Payment& payment, const Recording& recording);
Result<bool> VoidPayment(Payment& payment, const Recording& recording);
// It counts until `effective_at` (unset: now). FACT_CONFLICT where it is reversed at another one.
Result<bool> ReversePayment(Payment& payment, const std::optional<absl::Time>& effective_at,
                            const Recording& recording);

// "SETTLED" for kSettled.
const char* PaymentStatusName(PaymentStatus status);

}  // namespace reinstate
