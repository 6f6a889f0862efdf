// DOMAIN 5, the pour on random cases: a function of the instant alone that neither loses nor makes
// money.

#include <gtest/gtest.h>

#include <iostream>
#include <map>
#include <string>

#include "server/domain/pour.h"
#include "tests/unit/facts_builder.h"
#include "tests/unit/oracle.h"
#include "tests/unit/random_facts.h"

namespace reinstate {
namespace {

constexpr uint64_t kSeed = 571;
constexpr int kCases = 3000;

class PourProperties : public testing::Test {
 protected:
  PourProperties() : random_(kSeed) { std::cout << "seed " << kSeed << "\n"; }
  RandomFacts random_;
};

OraclePour PourOf(const AccountFacts& facts, const absl::TimeZone& zone, absl::Time at) {
  const Pour pour(facts, zone);
  const Pour::Outcome outcome = pour.At(at);
  OraclePour told;
  for (size_t i = 0; i < facts.invoices.size(); ++i) {
    if (pour.issued_at(i) > at) {
      EXPECT_EQ(outcome.residual_minor[i], 0);
      continue;
    }
    told.residual_minor[facts.invoices[i].invoice_id] = outcome.residual_minor[i];
  }
  for (const auto& [currency, amount_minor] : outcome.unapplied_minor) {
    if (amount_minor != 0) told.unapplied_minor[currency] = amount_minor;
  }
  return told;
}

TEST_F(PourProperties, Domain5_TheOrderOfArrivalDoesNotMatter) {
  for (int i = 0; i < kCases; ++i) {
    const RandomCase made = random_.NextCase();
    const absl::TimeZone zone = made.policies.all()[0].zone;
    const absl::Time at = random_.AnyInstant();
    const OraclePour once = PourOf(made.facts, zone, at);
    const OraclePour again = PourOf(random_.Shuffled(made.facts), zone, at);
    ASSERT_EQ(once.residual_minor, again.residual_minor) << "case " << i;
    ASSERT_EQ(once.unapplied_minor, again.unapplied_minor) << "case " << i;
  }
}

TEST_F(PourProperties, Domain5_PaidIsAtMostTheTotalAndNoMoneyIsLostOrMade) {
  for (int i = 0; i < kCases; ++i) {
    const RandomCase made = random_.NextCase();
    const absl::TimeZone zone = made.policies.all()[0].zone;
    const absl::Time at = random_.AnyInstant();
    const OraclePour told = PourOf(made.facts, zone, at);
    std::map<std::string, int64_t> paid_minor;
    std::map<std::string, int64_t> placed_minor = {{"EUR", 0}, {"USD", 0}};
    for (const auto& [currency, amount_minor] : told.unapplied_minor) {
      ASSERT_GE(amount_minor, 0) << "case " << i;
      placed_minor[currency] += amount_minor;
    }
    for (const Invoice& invoice : made.facts.invoices) {
      const auto residual = told.residual_minor.find(invoice.invoice_id);
      if (residual == told.residual_minor.end()) continue;
      ASSERT_GE(residual->second, 0) << "case " << i;
      ASSERT_LE(residual->second, invoice.total_minor) << "case " << i;
      placed_minor[invoice.currency] += invoice.total_minor - residual->second;
    }
    paid_minor = {{"EUR", 0}, {"USD", 0}};
    for (const Payment& payment : made.facts.payments) {
      if (payment.received_at <= at) paid_minor[payment.currency] += payment.amount_minor;
    }
    ASSERT_EQ(paid_minor, placed_minor) << "case " << i << " at " << Show(at);
  }
}

TEST_F(PourProperties, Domain5_EqualsTheDefinition) {
  for (int i = 0; i < kCases; ++i) {
    const RandomCase made = random_.NextCase();
    const absl::TimeZone zone = made.policies.all()[0].zone;
    const absl::Time at = random_.AnyInstant();
    const OraclePour told = PourOf(made.facts, zone, at);
    const OraclePour defined = PourByDefinition(made.facts, zone, at);
    ASSERT_EQ(told.residual_minor, defined.residual_minor) << "case " << i << " at " << Show(at);
    ASSERT_EQ(told.unapplied_minor, defined.unapplied_minor) << "case " << i << " at " << Show(at);
  }
}

}  // namespace
}  // namespace reinstate
