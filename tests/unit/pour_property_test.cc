// DOMAIN 5, the pour on random cases: a function of the instant alone that neither loses nor makes
// money.

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "server/domain/civil_day.h"
#include "server/domain/pour.h"
#include "tests/unit/facts_builder.h"
#include "tests/unit/oracle_bill.h"
#include "tests/unit/random_facts.h"
#include "tests/unit/show_facts.h"

namespace reinstate {
namespace {

class PourProperties : public testing::Test {
 protected:
  PourProperties() : draws_(571, 100000), random_(draws_.seed) {}

  const Draws draws_;
  RandomFacts random_;
};

OraclePour PourOf(const AccountFacts& facts, const absl::TimeZone& zone, absl::Time at) {
  const Pour pour(facts, zone);
  const Pour::Outcome outcome = pour.At(at);
  OraclePour told;
  for (size_t i = 0; i < facts.invoices.size(); ++i) {
    if (pour.issued_at(i) > at || facts.invoices[i].voided_at) {
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
  for (int i = 0; i < draws_.cases; ++i) {
    const RandomCase made = random_.NextCase();
    const absl::TimeZone zone = made.policies.all()[0].zone;
    const absl::Time at = random_.AnyInstant();
    const OraclePour once = PourOf(made.facts, zone, at);
    const OraclePour again = PourOf(random_.Shuffled(made.facts), zone, at);
    const std::string context =
        "case " + std::to_string(i) + " at " + Show(at) + "\n" + ShowFacts(made);
    ASSERT_EQ(once.residual_minor, again.residual_minor) << context;
    ASSERT_EQ(once.unapplied_minor, again.unapplied_minor) << context;
  }
}

// What counts at the instant, by currency.
std::map<std::string, int64_t> ReceivedBy(const AccountFacts& facts, const absl::TimeZone& zone,
                                          absl::Time at) {
  std::map<std::string, int64_t> received_minor;
  for (const Payment& payment : facts.payments) {
    const bool counts = payment.settled && !payment.voided_at && payment.received_at <= at &&
                        (!payment.reversed_at || at < *payment.reversed_at);
    if (counts) received_minor[payment.currency] += payment.amount_minor;
  }
  for (const Invoice& note : facts.credit_notes) {
    if (note.voided_at || StartOfDay(note.issued_on, zone) > at) continue;
    received_minor[note.currency] += note.total_minor;
  }
  return received_minor;
}

TEST_F(PourProperties, Domain5_PaidIsAtMostTheTotalAndNoMoneyIsLostOrMade) {
  for (int i = 0; i < draws_.cases; ++i) {
    const RandomCase made = random_.NextCase();
    const absl::TimeZone zone = made.policies.all()[0].zone;
    const absl::Time at = random_.AnyInstant();
    const Pour pour(made.facts, zone);
    const Pour::Outcome outcome = pour.At(at);
    const std::string context =
        "case " + std::to_string(i) + " at " + Show(at) + "\n" + ShowFacts(made);
    std::map<std::string, int64_t> placed_minor;
    for (const auto& [currency, amount_minor] : outcome.unapplied_minor) {
      ASSERT_GE(amount_minor, 0) << context;
      if (amount_minor > 0) placed_minor[currency] += amount_minor;
    }
    std::map<size_t, int64_t> covered_minor;
    for (const Pour::Coverage& coverage : outcome.coverage) {
      ASSERT_GT(coverage.amount_minor, 0) << context;
      covered_minor[coverage.invoice] += coverage.amount_minor;
      placed_minor[made.facts.invoices[coverage.invoice].currency] += coverage.amount_minor;
    }
    for (size_t k = 0; k < made.facts.invoices.size(); ++k) {
      const Invoice& invoice = made.facts.invoices[k];
      const int64_t residual = outcome.residual_minor[k];
      ASSERT_GE(residual, 0) << context;
      ASSERT_LE(residual + covered_minor[k], invoice.total_minor) << context;
      if (invoice.voided_at || pour.issued_at(k) > at) {
        ASSERT_EQ(covered_minor[k], 0) << context;
      } else if (!invoice.is_written_off(at)) {
        ASSERT_EQ(residual + covered_minor[k], invoice.total_minor) << context;
      }
    }
    ASSERT_EQ(ReceivedBy(made.facts, zone, at), placed_minor) << context;
  }
}

TEST_F(PourProperties, Domain5_EqualsTheDefinition) {
  for (int i = 0; i < draws_.cases; ++i) {
    const RandomCase made = random_.NextCase();
    const absl::TimeZone zone = made.policies.all()[0].zone;
    const absl::Time at = random_.AnyInstant();
    const OraclePour told = PourOf(made.facts, zone, at);
    const OraclePour defined = PourByDefinition(made.facts, zone, at);
    const std::string context =
        "case " + std::to_string(i) + " at " + Show(at) + "\n" + ShowFacts(made);
    ASSERT_EQ(told.residual_minor, defined.residual_minor) << context;
    ASSERT_EQ(told.unapplied_minor, defined.unapplied_minor) << context;
  }
}

}  // namespace
}  // namespace reinstate
