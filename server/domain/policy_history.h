// The policies there ever were, and the sets of them that held one after another (DOMAIN 2).

#pragma once

#include <optional>
#include <string>
#include <vector>

#include "absl/time/time.h"
#include "server/domain/policy.h"

namespace reinstate {

// A policy as it was announced, and whether it was taken back before it took effect.
struct PolicyRecord {
  Policy policy;
  absl::Time created_at = absl::InfinitePast();
  std::string created_by;
  std::string reason;
  int created_set = 1;
  std::optional<absl::Time> revoked_at = {};
  std::string revoked_by = {};
  std::string revocation_reason = {};
  std::optional<int> revoked_set = {};
};

// Each creation and each revocation makes the next set. A timeline names the set it was built with.
class PolicyHistory {
 public:
  // Sets are numbered from 1 without gaps; the first holds version 1 alone.
  explicit PolicyHistory(std::vector<PolicyRecord> records);

  // Of the present set.
  int number() const { return static_cast<int>(sets_.size()); }
  const PolicySet& current() const { return sets_.back().policies; }
  // The present one for a number that is not known.
  const PolicySet& Set(int number) const;
  absl::Time MadeAt(int number) const;
  // The version whose creation or revocation made it.
  int ChangedVersion(int number) const;
  // The set that was the present one then.
  int NumberAt(absl::Time instant) const;
  // Before it, a timeline built with the set says the same of who is suspended as one built with
  // the present set; only its forecast may differ. The infinite future for the present set.
  absl::Time DiffersFrom(int number) const;
  // By version.
  const std::vector<PolicyRecord>& records() const { return records_; }

 private:
  struct Made {
    absl::Time at = absl::InfinitePast();
    int version = 1;
    absl::Time effective_from = absl::InfinitePast();
    PolicySet policies;
  };

  std::vector<PolicyRecord> records_;
  std::vector<Made> sets_;  // the place is the number less one
};

}  // namespace reinstate
