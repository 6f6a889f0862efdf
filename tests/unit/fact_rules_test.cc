// What makes a fact acceptable (DOMAIN 2, rules of time; DOMAIN 5, documents).

#include "server/domain/fact_rules.h"

#include <gtest/gtest.h>

#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "tests/unit/facts_builder.h"

namespace reinstate {
namespace {

constexpr int64_t kMax = std::numeric_limits<int64_t>::max();
constexpr Recorder kPartner{false, false};
constexpr Recorder kOperatorWithReason{true, true};

// The name of the reason of a refusal; empty where accepted.
std::string Refusal(const Status& status) {
  return status.ok() ? "" : ReasonName(status.error().reason);
}

absl::Time Now() { return Instant("2024-03-10T12:00:00Z"); }

TEST(CheckEffectiveAt, Domain2_AtMostFiveMinutesAheadAndSevenDaysBack) {
  const absl::Duration week = absl::Hours(7 * 24);
  const Recorder operator_without_reason{true, false};
  const Recorder partner_with_reason{false, true};
  struct Row {
    const char* what;
    absl::Duration offset;
    Recorder recorder;
    const char* refusal;
  };
  const Row rows[] = {
      {"now", absl::ZeroDuration(), kPartner, ""},
      {"exactly 5 minutes ahead", absl::Minutes(5), kPartner, ""},
      {"a tick more", absl::Minutes(5) + kTick, kPartner, "EFFECTIVE_IN_FUTURE"},
      {"an operator too", absl::Minutes(5) + kTick, kOperatorWithReason, "EFFECTIVE_IN_FUTURE"},
      {"far ahead", absl::Hours(24), kPartner, "EFFECTIVE_IN_FUTURE"},
      {"exactly 7 days back", -week, kPartner, ""},
      {"a tick more", -week - kTick, kPartner, "BACKDATED"},
      {"an operator without a reason", -week - kTick, operator_without_reason, "BACKDATED"},
      {"a reason without an operator", -week - kTick, partner_with_reason, "BACKDATED"},
      {"an operator with a reason", -week - kTick, kOperatorWithReason, ""},
      {"years back", -absl::Hours(24 * 3650), kOperatorWithReason, ""},
      {"years back", -absl::Hours(24 * 3650), kPartner, "BACKDATED"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(Refusal(CheckEffectiveAt(Now() + row.offset, Now(), row.recorder, "effective_at")),
              row.refusal)
        << row.what;
  }
}

Invoice GoodInvoice() {
  return FactsBuilder().Owes("I", 100, "2024-03-10", "2024-05-09").facts().invoices[0];
}

Payment GoodPayment() {
  return FactsBuilder().Pays("P", 100, "2024-03-10T12:00:00Z").facts().payments[0];
}

struct InvoiceRow {
  const char* what;
  std::function<void(Invoice*)> change;
  const char* refusal;
  Recorder recorder = kPartner;
};

TEST(CheckInvoice, Domain5_FormTimeAndCurrency) {
  const auto issued = [](const char* day) {
    return [day](Invoice* invoice) {
      invoice->issued_on = Day(day);
      invoice->due_on = Day(day) + 60;
    };
  };
  const InvoiceRow rows[] = {
      {"good", [](Invoice*) {}, ""},
      {"issued tomorrow", issued("2024-03-11"), ""},
      {"issued the day after", issued("2024-03-12"), "EFFECTIVE_IN_FUTURE"},
      {"issued the day after", issued("2024-03-12"), "EFFECTIVE_IN_FUTURE", kOperatorWithReason},
      {"issued 6 days back", issued("2024-03-04"), ""},
      {"issued more than 7 days back", issued("2024-03-03"), "BACKDATED"},
      {"issued years back", issued("2014-03-03"), "BACKDATED", Recorder{true, false}},
      {"issued years back", issued("2014-03-03"), "", kOperatorWithReason},
      {"due when issued", [](Invoice* invoice) { invoice->due_on = invoice->issued_on; }, ""},
      {"due before issued", [](Invoice* invoice) { invoice->due_on = invoice->issued_on - 1; },
       "INVALID_FIELD"},
      {"unknown currency", [](Invoice* invoice) { invoice->currency = "ZZZ"; }, "INVALID_FIELD"},
      {"no currency", [](Invoice* invoice) { invoice->currency = ""; }, "INVALID_FIELD"},
      {"currency in lower case", [](Invoice* invoice) { invoice->currency = "usd"; },
       "INVALID_FIELD"},
      {"total of zero", [](Invoice* invoice) { invoice->total_minor = 0; }, "INVALID_FIELD"},
      {"negative total", [](Invoice* invoice) { invoice->total_minor = -1; }, "INVALID_FIELD"},
      {"least total", [](Invoice* invoice) { invoice->total_minor = 1; }, ""},
      {"greatest total", [](Invoice* invoice) { invoice->total_minor = kMax; }, ""},
  };
  for (const InvoiceRow& row : rows) {
    Invoice invoice = GoodInvoice();
    row.change(&invoice);
    EXPECT_EQ(Refusal(CheckInvoice(invoice, Now(), Policy{}, row.recorder)), row.refusal)
        << row.what;
  }
}

TEST(CheckInvoice, Domain2_ActsFromTheStartOfItsDayOfIssue) {
  const Invoice invoice =
      FactsBuilder().Owes("I", 100, "2024-03-03", "2024-05-09").facts().invoices[0];
  const absl::Time last = Instant("2024-03-10");
  EXPECT_EQ(Refusal(CheckInvoice(invoice, last, Policy{}, kPartner)), "");
  EXPECT_EQ(Refusal(CheckInvoice(invoice, last + kTick, Policy{}, kPartner)), "BACKDATED");
}

TEST(CheckInvoice, Domain2_TomorrowIsThatOfThePolicysZone) {
  Policy tokyo;
  tokyo.zone = Zone("Asia/Tokyo");
  Invoice invoice = GoodInvoice();
  invoice.issued_on = Day("2024-03-12");
  const absl::Time eleventh_in_tokyo = Instant("2024-03-10T15:00:00Z");
  EXPECT_EQ(Refusal(CheckInvoice(invoice, eleventh_in_tokyo, tokyo, kPartner)), "");
  EXPECT_EQ(Refusal(CheckInvoice(invoice, eleventh_in_tokyo - kTick, tokyo, kPartner)),
            "EFFECTIVE_IN_FUTURE");
}

struct PaymentRow {
  const char* what;
  std::function<void(Payment*)> change;
  const char* refusal;
  Recorder recorder = kPartner;
};

TEST(CheckPayment, Domain5_FormTimeCurrencyAndAllocations) {
  const std::vector<Invoice> invoices = FactsBuilder()
                                            .Owes("U", 100, "2024-03-01", "2024-05-01", "USD")
                                            .Owes("V", 100, "2024-03-01", "2024-05-01", "USD")
                                            .Owes("E", 100, "2024-03-01", "2024-05-01", "EUR")
                                            .facts()
                                            .invoices;
  const auto allocated = [](std::vector<Allocation> allocations) {
    return [allocations](Payment* payment) { payment->allocations = allocations; };
  };
  const auto received = [](absl::Time at) {
    return [at](Payment* payment) { payment->received_at = at; };
  };
  const absl::Time week_ago = Now() - absl::Hours(7 * 24);
  const PaymentRow rows[] = {
      {"good", [](Payment*) {}, ""},
      {"allocations of exactly the amount", allocated({{"U", 60}, {"V", 40}}), ""},
      {"allocations of less", allocated({{"U", 60}}), ""},
      {"allocations of more", allocated({{"U", 60}, {"V", 41}}), "INVALID_FIELD"},
      {"allocations that overflow", allocated({{"U", kMax}, {"V", kMax}}), "INVALID_FIELD"},
      {"allocation of zero", allocated({{"U", 0}}), "INVALID_FIELD"},
      {"negative allocation", allocated({{"U", -1}, {"V", 101}}), "INVALID_FIELD"},
      {"one invoice twice", allocated({{"U", 10}, {"U", 20}}), "INVALID_FIELD"},
      {"an unknown invoice twice", allocated({{"X", 10}, {"X", 20}}), "INVALID_FIELD"},
      {"another currency than its invoice", allocated({{"E", 10}}), "INVALID_FIELD"},
      {"an invoice not recorded yet", allocated({{"X", 100}}), ""},
      {"amount of zero", [](Payment* payment) { payment->amount_minor = 0; }, "INVALID_FIELD"},
      {"negative amount", [](Payment* payment) { payment->amount_minor = -5; }, "INVALID_FIELD"},
      {"unknown currency", [](Payment* payment) { payment->currency = "ZZZ"; }, "INVALID_FIELD"},
      {"more than is owed", [](Payment* payment) { payment->amount_minor = kMax; }, ""},
      {"received in 5 minutes", received(Now() + absl::Minutes(5)), ""},
      {"a tick later", received(Now() + absl::Minutes(5) + kTick), "EFFECTIVE_IN_FUTURE"},
      {"received 7 days ago", received(week_ago), ""},
      {"a tick earlier", received(week_ago - kTick), "BACKDATED"},
      {"a tick earlier", received(week_ago - kTick), "", kOperatorWithReason},
  };
  for (const PaymentRow& row : rows) {
    Payment payment = GoodPayment();
    row.change(&payment);
    EXPECT_EQ(Refusal(CheckPayment(payment, invoices, Now(), row.recorder)), row.refusal)
        << row.what;
  }
}

TEST(CheckRefusals, NameTheField) {
  Invoice invoice = GoodInvoice();
  invoice.total_minor = 0;
  const Status refused = CheckInvoice(invoice, Now(), Policy{}, kPartner);
  ASSERT_FALSE(refused.ok());
  ASSERT_FALSE(refused.error().fields.empty());
  EXPECT_FALSE(refused.error().fields[0].field.empty());
  EXPECT_FALSE(refused.error().message.empty());
}

TEST(IsLater, WhatLiesAfterTheClockIsForAnotherImport) {
  Invoice invoice = GoodInvoice();
  EXPECT_FALSE(IsLater(invoice, Now(), Policy{}));
  invoice.issued_on = Day("2024-03-12");
  EXPECT_TRUE(IsLater(invoice, Now(), Policy{}));
  Payment payment = GoodPayment();
  EXPECT_FALSE(IsLater(payment, Now()));
  payment.received_at = Now() + absl::Minutes(5) + kTick;
  EXPECT_TRUE(IsLater(payment, Now()));
}

// The first refusal where the documents are added one by one.
std::string RefusalOfSums(const AccountFacts& facts) {
  Sums sums;
  std::string refusal;
  for (const Invoice& invoice : facts.invoices) {
    if (refusal.empty()) refusal = Refusal(sums.Add(invoice));
  }
  for (const Payment& payment : facts.payments) {
    if (refusal.empty()) refusal = Refusal(sums.Add(payment));
  }
  return refusal;
}

TEST(Sums, Domain5_ASumThatWouldOverflowIsRefused) {
  struct Row {
    const char* what;
    FactsBuilder facts;
    const char* refusal;
  };
  const char* day = "2024-01-01";
  const Row rows[] = {
      {"nothing", FactsBuilder(), ""},
      {"the greatest invoice", FactsBuilder().Owes("I", kMax, day, day), ""},
      {"one more", FactsBuilder().Owes("I", kMax, day, day).Owes("J", 1, day, day),
       "AMOUNT_OVERFLOW"},
      {"one more in another currency",
       FactsBuilder().Owes("I", kMax, day, day).Owes("J", 1, day, day, "EUR"), ""},
      {"the greatest payment", FactsBuilder().Pays("P", kMax, day), ""},
      {"one more paid", FactsBuilder().Pays("P", kMax, day).Pays("Q", 1, day), "AMOUNT_OVERFLOW"},
      {"one more paid in another currency",
       FactsBuilder().Pays("P", kMax, day).Pays("Q", 1, day, {}, "EUR"), ""},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(RefusalOfSums(row.facts.facts()), row.refusal) << row.what;
  }
}

TEST(SameContent, OfInvoicesIsEveryFieldButWhenItWasRecorded) {
  Invoice other = GoodInvoice();
  other.recorded_at = Instant("2025-01-01");
  EXPECT_TRUE(SameContent(GoodInvoice(), other));
  const std::vector<std::function<void(Invoice*)>> changes = {
      [](Invoice* invoice) { invoice->currency = "EUR"; },
      [](Invoice* invoice) { invoice->total_minor += 1; },
      [](Invoice* invoice) { invoice->issued_on -= 1; },
      [](Invoice* invoice) { invoice->due_on += 1; },
  };
  for (size_t i = 0; i < changes.size(); ++i) {
    Invoice changed = GoodInvoice();
    changes[i](&changed);
    EXPECT_FALSE(SameContent(GoodInvoice(), changed)) << i;
  }
}

TEST(SameContent, OfPaymentsIsEveryFieldButWhenItWasRecorded) {
  Payment good = GoodPayment();
  good.allocations = {{"U", 60}};
  Payment other = good;
  other.recorded_at = Instant("2025-01-01");
  EXPECT_TRUE(SameContent(good, other));
  const std::vector<std::function<void(Payment*)>> changes = {
      [](Payment* payment) { payment->currency = "EUR"; },
      [](Payment* payment) { payment->amount_minor += 1; },
      [](Payment* payment) { payment->received_at += kTick; },
      [](Payment* payment) { payment->method = "card"; },
      [](Payment* payment) { payment->allocations = {}; },
      [](Payment* payment) { payment->allocations[0].amount_minor = 61; },
      [](Payment* payment) { payment->allocations[0].invoice_id = "V"; },
      [](Payment* payment) {
        payment->allocations.push_back({"V", 1});
      },
  };
  for (size_t i = 0; i < changes.size(); ++i) {
    Payment changed = good;
    changes[i](&changed);
    EXPECT_FALSE(SameContent(good, changed)) << i;
  }
}

TEST(FactConflict, Domain2_NamesTheFact) {
  const Error error = FactConflict("invoice", "INV-7");
  EXPECT_EQ(error.reason, Reason::kFactConflict);
  EXPECT_NE(error.message.find("INV-7"), std::string::npos);
}

}  // namespace
}  // namespace reinstate
