// Properties of random bills (DOMAIN 5), by rapidcheck, which prints its seed; RC_PARAMS=seed=N
// repeats a run.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <map>
#include <random>
#include <string>

#include "server/domain/billing_summary.h"
#include "server/domain/fact_rules.h"
#include "server/domain/ledger.h"
#include "server/domain/pour.h"
#include "server/domain/seal.h"
#include "server/domain/timeline.h"
#include "tests/unit_billing/documents.h"
#include "tests/unit_billing/random_bill.h"

namespace reinstate::testing {
namespace {

constexpr int kLastDay = 300;

AccountFacts DrawFacts() {
  AccountFacts facts;
  facts.account.account_id = "acme";
  facts.account.registered_at = facts.account.standing_from = MidnightOf(-10);
  facts = Joined(std::move(facts), DrawBill("", 0, kLastDay));
  for (int i = Draw(0, 3); i > 0; --i) {
    facts.decisions.push_back(
        {"D" + std::to_string(i), MidnightOf(Draw(0, kLastDay)), {CauseKind::kBillingOverdue}});
  }
  return facts;
}

std::map<std::string, int64_t> ResidualsById(const AccountFacts& facts, absl::Time at) {
  const Pour::Outcome poured = Pour(facts, absl::UTCTimeZone()).At(at);
  std::map<std::string, int64_t> residuals;
  for (size_t i = 0; i < facts.invoices.size(); ++i) {
    residuals[facts.invoices[i].invoice_id] = poured.residual_minor[i];
  }
  return residuals;
}

RC_GTEST_PROP(BillProperty, Domain5_TheOrderOfRecordingDoesNotMatter, ()) {
  const AccountFacts facts = DrawFacts();
  const AccountFacts again = Shuffled(facts);
  const absl::Time at = MidnightOf(Draw(0, kLastDay + 60));
  RC_ASSERT(ResidualsById(facts, at) == ResidualsById(again, at));
  const PolicySet policies({DrawPolicy()});
  RC_ASSERT(BuildTimeline(facts, policies, at) == BuildTimeline(again, policies, at));
}

// Of each currency: what came in is either on an invoice or unapplied, and never more than the
// total is on an invoice.
RC_GTEST_PROP(BillProperty, Domain5_NoMoneyIsLostOrMade, ()) {
  const AccountFacts facts = DrawFacts();
  const absl::Time at = MidnightOf(Draw(0, kLastDay + 60));
  const Pour pour(facts, absl::UTCTimeZone());
  const Pour::Outcome poured = pour.At(at);
  std::map<std::string, int64_t> in, out;
  for (const Pour::Source& source : pour.sources()) {
    if (!source.pending && source.from <= at && at < source.until) {
      in[*source.currency] += source.amount_minor;
    }
  }
  std::vector<int64_t> covered(facts.invoices.size(), 0);
  for (const Pour::Coverage& coverage : poured.coverage) {
    RC_ASSERT(coverage.amount_minor > 0);
    covered[coverage.invoice] += coverage.amount_minor;
    out[facts.invoices[coverage.invoice].currency] += coverage.amount_minor;
  }
  for (const auto& [currency, amount_minor] : poured.unapplied_minor) {
    RC_ASSERT(amount_minor >= 0);
    out[currency] += amount_minor;
  }
  std::erase_if(in, [](const auto& entry) { return entry.second == 0; });
  std::erase_if(out, [](const auto& entry) { return entry.second == 0; });
  RC_ASSERT(in == out);
  for (size_t i = 0; i < facts.invoices.size(); ++i) {
    const Invoice& invoice = facts.invoices[i];
    RC_ASSERT(poured.residual_minor[i] >= 0);
    RC_ASSERT(covered[i] + poured.residual_minor[i] <= invoice.total_minor);
    if (invoice.voided_at) RC_ASSERT(covered[i] == 0);
    const bool open = !invoice.voided_at && !invoice.is_written_off(at) && pour.issued_at(i) <= at;
    if (open) RC_ASSERT(covered[i] + poured.residual_minor[i] == invoice.total_minor);
  }
}

RC_GTEST_PROP(BillProperty, Domain5_TheLedgersLastBalanceIsTheOpenBalance, ()) {
  const AccountFacts facts = DrawFacts();
  const absl::Time now = MidnightOf(kLastDay + Draw(1, 60));  // every void is past
  const BillingSummary summary = SummarizeBilling(facts, Policy(), now, 1);
  std::map<std::string, int64_t> last;
  for (const LedgerEntry& entry : LedgerOf(facts, absl::UTCTimeZone(), now)) {
    last[entry.currency] = entry.balance_minor;
  }
  for (const CurrencyBalance& balance : summary.balances) {
    RC_ASSERT(balance.open_balance_minor == last[balance.currency]);
    RC_ASSERT(balance.open_balance_minor ==
              balance.past_due_minor + balance.not_yet_due_minor - balance.unapplied_credit_minor);
  }
}

// Most of the invoices are paid soon after their issue, so that there is something to seal.
AccountFacts MostlySettled(AccountFacts facts) {
  std::erase_if(facts.payments, [](const Payment&) { return Draw(0, 2) > 0; });
  for (const Invoice& invoice : facts.invoices) {
    if (invoice.voided_at || Draw(0, 5) == 0) continue;
    Payment payment = Paid("S" + invoice.invoice_id, invoice.currency, invoice.total_minor,
                           "2025-01-01T00:00:00Z");
    payment.received_at =
        absl::FromCivil(invoice.issued_on + Draw(0, 20), absl::UTCTimeZone()) + absl::Hours(9);
    if (Draw(0, 1) == 0) payment.allocations = {{invoice.invoice_id, invoice.total_minor}};
    facts.payments.push_back(std::move(payment));
  }
  return facts;
}

// Without the documents that are sealed.
AccountFacts From(AccountFacts facts, absl::CivilDay day) {
  const auto sealed = [&](const Invoice& document) { return document.issued_on < day; };
  std::erase_if(facts.invoices, sealed);
  std::erase_if(facts.credit_notes, sealed);
  std::erase_if(facts.payments, [&](const Payment& payment) {
    return payment.received_at < absl::FromCivil(day, absl::UTCTimeZone());
  });
  return facts;
}

Timeline Clipped(Timeline timeline, absl::Time from) {
  timeline = TrimTimeline(std::move(timeline), from);
  for (Segment& segment : timeline.segments) segment.from = std::max(segment.from, from);
  for (Evidence& evidence : timeline.evidence) evidence.from = std::max(evidence.from, from);
  return timeline;
}

// Also when the account goes on from there: with new documents, and sealed once more.
RC_GTEST_PROP(SealProperty, Domain5_SealedAndUnsealedAgreeFromTheSealOn, ()) {
  const AccountFacts facts = MostlySettled(DrawFacts());
  const PolicySet policies({DrawPolicy()});
  const absl::TimeZone utc = absl::UTCTimeZone();
  const absl::Time now = MidnightOf(kLastDay + 20 + Draw(0, 90));
  const Timeline whole = BuildTimeline(facts, policies, now);
  const absl::CivilDay seal = SealedBefore(facts, whole, utc, now);
  const absl::Time sealed_at = absl::FromCivil(seal, utc);
  const AccountFacts rest = From(facts, seal);
  RC_CLASSIFY(rest.invoices.size() < facts.invoices.size(), "seals an invoice");
  RC_CLASSIFY(rest.payments.size() < facts.payments.size(), "seals a payment");
  RC_ASSERT(Clipped(whole, sealed_at) == Clipped(BuildTimeline(rest, policies, now), sealed_at));

  const auto first = static_cast<int>(seal - kFirstDay);
  const BillingFacts more = DrawBill("M", first, std::max(first, kLastDay + 90));
  const absl::Time later = MidnightOf(kLastDay + 120);
  const AccountFacts all = Joined(facts, more);
  const AccountFacts fewer = Joined(rest, more);
  const Timeline all_built = BuildTimeline(all, policies, later);
  const Timeline fewer_built = BuildTimeline(fewer, policies, later);
  RC_ASSERT(Clipped(all_built, sealed_at) == Clipped(fewer_built, sealed_at));
  const absl::CivilDay next = SealedBefore(fewer, fewer_built, utc, later);
  RC_ASSERT(next >= seal);
  RC_ASSERT(next == SealedBefore(all, all_built, utc, later));
  const Timeline again = BuildTimeline(From(fewer, next), policies, later);
  RC_ASSERT(Clipped(all_built, absl::FromCivil(next, utc)) ==
            Clipped(again, absl::FromCivil(next, utc)));
}

// Lines that sum to the total are taken whatever they are, and lines that are off by one are not.
TEST(Lines, Domain5_AMillionRandomSplitsSumExactly) {
  constexpr uint64_t kSeed = 20260601;
  std::cout << "seed " << kSeed << "\n";
  std::mt19937_64 random(kSeed);
  std::uniform_int_distribution<int64_t> totals(1, int64_t{1} << 60);
  std::uniform_int_distribution<int> counts(1, 6);
  Invoice invoice = Billed("I", "KWD", 1, "2026-05-30", "2026-06-30");
  const absl::Time now = At("2026-06-01T00:00:00Z");
  for (int i = 0; i < 1000000; ++i) {
    invoice.total_minor = totals(random);
    invoice.lines.clear();
    int64_t left = invoice.total_minor;
    for (int line = counts(random); line > 1; --line) {
      std::uniform_int_distribution<int64_t> part(-1000, left);
      invoice.lines.push_back({"part", "", 1, part(random)});
      left -= invoice.lines.back().amount_minor;
    }
    invoice.lines.push_back({"rest", "", 1, left});
    ASSERT_TRUE(CheckInvoice(invoice, now, Policy(), {}).ok()) << "split " << i;
    if (i % 1000 != 0) continue;
    ++invoice.lines.front().amount_minor;
    ASSERT_FALSE(CheckInvoice(invoice, now, Policy(), {}).ok()) << "split " << i;
  }
}

}  // namespace
}  // namespace reinstate::testing
