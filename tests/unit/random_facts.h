// Random accounts: few documents on a coarse grid of instants, so that much coincides.

#pragma once

#include <cstdint>
#include <random>

#include "absl/time/time.h"
#include "server/domain/facts.h"
#include "server/domain/policy.h"

namespace reinstate {

struct RandomCase {
  AccountFacts facts;
  PolicySet policies;  // all in one zone
  absl::Time now;      // nothing acts later than 5 minutes after it
};

class RandomFacts {
 public:
  explicit RandomFacts(uint64_t seed) : random_(seed) {}

  RandomCase NextCase();
  // Any instant of the years that the cases are about.
  absl::Time AnyInstant();
  // From low to high, both included.
  int Number(int low, int high);
  // The same facts in another order.
  AccountFacts Shuffled(AccountFacts facts);

 private:
  absl::Time InstantUpTo(absl::Time limit, const absl::TimeZone& zone);
  void AddDocuments(RandomCase* made, const absl::TimeZone& zone);
  void AddPayment(int number, RandomCase* made, const absl::TimeZone& zone);
  void AddStandingFacts(RandomCase* made, const absl::TimeZone& zone);
  PolicySet Policies(const absl::TimeZone& zone);

  std::mt19937_64 random_;
};

}  // namespace reinstate
