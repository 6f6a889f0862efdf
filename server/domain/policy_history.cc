#include "server/domain/policy_history.h"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace reinstate {
namespace {

bool IsIn(const PolicyRecord& record, int set) {
  return record.created_set <= set && (!record.revoked_set || *record.revoked_set > set);
}

}  // namespace

PolicyHistory::PolicyHistory(std::vector<PolicyRecord> records) : records_(std::move(records)) {
  std::sort(records_.begin(), records_.end(), [](const PolicyRecord& a, const PolicyRecord& b) {
    return a.policy.version < b.policy.version;
  });
  int last = 1;
  for (const PolicyRecord& record : records_) {
    last = std::max({last, record.created_set, record.revoked_set.value_or(1)});
  }
  for (int number = 1; number <= last; ++number) {
    std::vector<Policy> policies;
    std::optional<Made> made;
    for (const PolicyRecord& record : records_) {
      if (IsIn(record, number)) policies.push_back(record.policy);
      const bool created = record.created_set == number;
      if (!created && record.revoked_set != number) continue;
      made.emplace(Made{created ? record.created_at : *record.revoked_at, record.policy.version,
                        record.policy.effective_from, PolicySet({record.policy})});
    }
    if (!made) throw std::invalid_argument("the sets of policies have a gap");
    made->policies = PolicySet(std::move(policies));
    sets_.push_back(std::move(*made));
  }
}

const PolicySet& PolicyHistory::Set(int number) const {
  const bool known = number >= 1 && number <= this->number();
  return known ? sets_[static_cast<size_t>(number - 1)].policies : current();
}

absl::Time PolicyHistory::MadeAt(int number) const {
  return sets_.at(static_cast<size_t>(number - 1)).at;
}

int PolicyHistory::ChangedVersion(int number) const {
  return sets_.at(static_cast<size_t>(number - 1)).version;
}

int PolicyHistory::NumberAt(absl::Time instant) const {
  int number = 1;
  for (size_t i = 0; i < sets_.size(); ++i) {
    if (sets_[i].at <= instant) number = static_cast<int>(i) + 1;
  }
  return number;
}

absl::Time PolicyHistory::DiffersFrom(int number) const {
  absl::Time from = absl::InfiniteFuture();
  for (size_t i = static_cast<size_t>(number); i < sets_.size(); ++i) {
    from = std::min(from, sets_[i].effective_from);
  }
  return from;
}

}  // namespace reinstate
