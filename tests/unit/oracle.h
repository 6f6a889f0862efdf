// A second, slow answer to what BuildTimeline answers: written from DOMAIN alone, by asking the
// definition at one instant after another. Random cases are compared with it.

#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "server/domain/facts.h"
#include "server/domain/policy.h"
#include "server/domain/timeline.h"

namespace reinstate {

class Oracle {
 public:
  // Copies nothing: both must outlive the oracle. All policies have one zone.
  Oracle(const AccountFacts& facts, const PolicySet& policies);

  std::vector<OpenCause> CausesAt(absl::Time at) const;
  // Of an instant that is not before the `now` of the timeline.
  Standing StandingAt(absl::Time at) const;
  bool CurrentAt(absl::Time at) const;
  // The residuals of the invoices that make BILLING_OVERDUE true.
  std::map<std::string, int64_t> OverdueAt(absl::Time at) const;
  // Where anything may change, in order.
  const std::vector<absl::Time>& instants() const { return instants_; }

 private:
  bool Holds(CauseKind kind, absl::Time at) const;
  // Invoices with a residual above tolerance that are more than so many days overdue.
  std::map<std::string, int64_t> OlderThan(int days, absl::Time at) const;
  // The account, of the cloud and type it is of then, is within the policy's scope of the cause.
  bool InScope(CauseKind kind, absl::Time at) const;
  AccountChange TypeAt(absl::Time at) const;
  bool ProviderImpactsAt(absl::Time at) const;
  bool ExemptAt(CauseKind kind, absl::Time at) const;
  bool GrantedAt(CauseKind kind, absl::Time at) const;
  bool DecidedAt(CauseKind kind, absl::Time at) const;
  void ListInstants();
  // The start of each day after the first up to the one when so many days are over.
  void ListDays(absl::Time first, int days, const absl::TimeZone& zone);

  const AccountFacts& facts_;
  const PolicySet& policies_;
  std::vector<absl::Time> instants_;
  std::map<absl::Time, std::vector<OpenCause>> causes_;  // from each instant on
};

}  // namespace reinstate
