// Random accounts: few documents on a coarse grid of instants, so that much coincides. Each could
// have been recorded fact by fact.

#pragma once

#include <cstdint>
#include <random>

#include "absl/time/time.h"
#include "server/domain/facts.h"
#include "server/domain/policy.h"

namespace reinstate {

// The days that the documents are about.
inline const absl::CivilDay kFirstDay(2018, 1, 1);
inline constexpr int kDays = 420;

// How many cases a property looks at and from which seed; the environment's REINSTATE_CASES and
// REINSTATE_SEED stand in for what a test asks for. Printed.
struct Draws {
  Draws(uint64_t usual_seed, int usual_cases);
  uint64_t seed;
  int cases;
};

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
  std::mt19937_64& engine() { return random_; }
  // The same facts in another order.
  AccountFacts Shuffled(AccountFacts facts);

 private:
  absl::Time InstantUpTo(absl::Time limit, const absl::TimeZone& zone);
  // Not before `first`; often when some money came in, or when a document is about to be overdue.
  absl::Time InstantOfChange(absl::Time first, const RandomCase& made, const absl::TimeZone& zone);
  bool OneIn(int n) { return Number(1, n) == 1; }
  // In random_documents.cc.
  void AddDocuments(RandomCase* made, const absl::TimeZone& zone);
  void AddInvoice(int number, RandomCase* made, const absl::TimeZone& zone);
  void AddPayment(int number, RandomCase* made, const absl::TimeZone& zone);
  void AddCreditNote(int number, RandomCase* made, const absl::TimeZone& zone);
  void AddFate(Invoice* invoice, const RandomCase& made, const absl::TimeZone& zone);
  void AddDisputes(Invoice* invoice, const RandomCase& made, const absl::TimeZone& zone);
  void AddFate(Payment* payment, const RandomCase& made, const absl::TimeZone& zone);
  void AddSignals(RandomCase* made, const absl::TimeZone& zone);
  void AddProviders(RandomCase* made, const absl::TimeZone& zone);
  void AddAccountChanges(RandomCase* made, const absl::TimeZone& zone);
  CauseScope Scope();
  void AddExemptions(RandomCase* made, const absl::TimeZone& zone);
  void AddStandingFacts(RandomCase* made, const absl::TimeZone& zone);
  PolicySet Policies(const absl::TimeZone& zone);

  std::mt19937_64 random_;
};

}  // namespace reinstate
