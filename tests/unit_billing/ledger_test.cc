// The ledger, by hand: every figure of two currencies, and that its last is the open balance.

#include "server/domain/ledger.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "server/domain/billing_summary.h"
#include "tests/unit_billing/documents.h"

namespace reinstate::testing {
namespace {

std::string Show(const LedgerEntry& entry) {
  const char* kinds[] = {"INVOICE", "CREDIT_NOTE", "PAYMENT", "REVERSAL", "VOID", "WRITE_OFF"};
  return absl::FormatTime("%m-%d", entry.effective_at, absl::UTCTimeZone()) + " " +
         kinds[static_cast<int>(entry.kind)] + " " + entry.document_id + " " + entry.currency +
         " " + std::to_string(entry.amount_minor) + " = " + std::to_string(entry.balance_minor);
}

std::vector<std::string> Show(const BillingFacts& facts, const std::string& now) {
  std::vector<std::string> shown;
  for (const LedgerEntry& entry : LedgerOf(facts, absl::UTCTimeZone(), At(now))) {
    shown.push_back(Show(entry));
  }
  return shown;
}

using Lines = std::vector<std::string>;

// USD: A 100, a payment of 60 that is reversed, a credit note of 30, the rest written off; B 50,
// voided. JPY, without decimals: C 8000, 3000 paid, a payment of 500 recorded in error, one pending
// that is no entry.
BillingFacts TwoCurrencies() {
  BillingFacts facts;
  facts.invoices = {Billed("A", "USD", 10000, "2026-01-05", "2026-02-05"),
                    Billed("B", "USD", 5000, "2026-01-10", "2026-02-10"),
                    Billed("C", "JPY", 8000, "2026-01-07", "2026-02-07")};
  facts.invoices[0].written_off_at = At("2026-06-01T00:00:00Z");
  facts.invoices[1].voided_at = At("2026-01-20T09:00:00Z");
  Invoice note = Billed("N", "USD", 3000, "2026-03-01", "2026-03-01");
  note.amends = "A";
  facts.credit_notes = {note};
  facts.payments = {Paid("P1", "USD", 6000, "2026-02-01T10:00:00Z"),
                    Paid("P2", "JPY", 3000, "2026-02-02T10:00:00Z"),
                    Paid("P3", "JPY", 500, "2026-02-03T10:00:00Z"),
                    Paid("P4", "JPY", 700, "2026-02-04T10:00:00Z")};
  facts.payments[0].reversed_at = At("2026-07-01T00:00:00Z");
  facts.payments[2].voided_at = At("2026-02-05T10:00:00Z");
  facts.payments[3].settled = false;
  return facts;
}

TEST(Ledger, Domain5_TwoCurrenciesFigureByFigure) {
  EXPECT_EQ(Show(TwoCurrencies(), "2026-08-01T00:00:00Z"),
            (Lines{"01-05 INVOICE A USD 10000 = 10000", "01-07 INVOICE C JPY 8000 = 8000",
                   "01-10 INVOICE B USD 5000 = 15000", "01-20 VOID B USD -5000 = 10000",
                   "02-01 PAYMENT P1 USD -6000 = 4000", "02-02 PAYMENT P2 JPY -3000 = 5000",
                   "02-03 PAYMENT P3 JPY -500 = 4500", "02-05 VOID P3 JPY 500 = 5000",
                   "03-01 CREDIT_NOTE N USD -3000 = 1000", "06-01 WRITE_OFF A USD -1000 = 0",
                   "07-01 REVERSAL P1 USD 6000 = 6000"}));
}

TEST(Ledger, Domain5_TheLastBalanceIsTheOpenBalanceAtEveryInstant) {
  const BillingFacts facts = TwoCurrencies();
  const absl::Time begin = At("2026-01-06T00:00:00Z");
  for (int day = 0; day < 210; ++day) {
    const absl::Time now = begin + absl::Hours(24 * day);
    const BillingSummary summary = SummarizeBilling(facts, Policy(), now, 1);
    const std::vector<LedgerEntry> ledger = LedgerOf(facts, absl::UTCTimeZone(), now);
    for (const CurrencyBalance& balance : summary.balances) {
      int64_t last = 0;
      for (const LedgerEntry& entry : ledger) {
        if (entry.currency == balance.currency) last = entry.balance_minor;
      }
      // A void is taken back in the ledger at its own instant only.
      if (balance.currency == "USD" && now < At("2026-01-20T09:00:00Z"))
        last -= now < At("2026-01-10T00:00:00Z") ? 0 : 5000;
      if (balance.currency == "JPY" && now >= At("2026-02-03T10:00:00Z") &&
          now < At("2026-02-05T10:00:00Z"))
        last += 500;
      EXPECT_EQ(balance.open_balance_minor, last) << balance.currency << " day " << day;
    }
  }
}

// What the write-off kept shows in the balance once its payment is reversed, and in nothing else.
TEST(Ledger, Domain5_AReversalAfterAWriteOffIsOwedButNotOverdue) {
  const BillingFacts facts = TwoCurrencies();
  const BillingSummary summary = SummarizeBilling(facts, Policy(), At("2026-08-01T00:00:00Z"), 1);
  const CurrencyBalance& usd = summary.balances[1];
  EXPECT_EQ(usd.open_balance_minor, 6000);
  EXPECT_EQ(usd.past_due_minor, 6000);
  BillingFacts dollars = facts;
  std::erase_if(dollars.invoices, [](const Invoice& invoice) { return invoice.currency != "USD"; });
  EXPECT_TRUE(SummarizeBilling(dollars, Policy(), At("2026-08-01T00:00:00Z"), 1).current);
}

// Recorded today for tomorrow and voided today: nothing until tomorrow, then both.
TEST(Ledger, Domain5_NothingIsTakenBackBeforeItIsThere) {
  BillingFacts facts;
  facts.invoices = {Billed("A", "KWD", 1, "2026-01-02", "2026-01-02")};
  facts.invoices[0].voided_at = At("2026-01-01T12:00:00Z");
  EXPECT_EQ(Show(facts, "2026-01-01T13:00:00Z"), Lines{});
  EXPECT_EQ(Show(facts, "2026-01-02T00:00:00Z"),
            (Lines{"01-02 INVOICE A KWD 1 = 1", "01-02 VOID A KWD -1 = 0"}));
}

}  // namespace
}  // namespace reinstate::testing
