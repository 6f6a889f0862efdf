// The seal (DOMAIN 5): what lies before it is settled for good, so that a write need not load it.

#pragma once

#include "absl/time/civil_time.h"
#include "absl/time/time.h"
#include "server/domain/facts.h"
#include "server/domain/timeline.h"

namespace reinstate {

// A late fact that anybody may record acts at most 7 days back: it never lies before the seal.
inline constexpr int kSealMarginDays = 8;

// The latest day D, at least the margin before today, that nothing of the bill straddles: every
// invoice issued before D was due before D, and is covered, void or written off before D by money
// received before D; every such source is used up by such invoices, and names no others; no
// dispute, pending payment or BILLING_OVERDUE episode is open at D. From D on, a timeline built
// without the documents dated before D equals the one built with them. Pure. `built` is the
// timeline of these facts, whole or itself built from an earlier seal on.
absl::CivilDay SealedBefore(const BillingFacts& facts, const Timeline& built,
                            const absl::TimeZone& zone, absl::Time now);

}  // namespace reinstate
