// Every path to zero and back (DOMAIN 5): what clears an overdue invoice, and what brings it back.

#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "server/domain/timeline.h"
#include "tests/unit_billing/documents.h"

namespace reinstate::testing {
namespace {

// One invoice of 100 USD, issued 1 January and due 31 January 2026: overdue from 2 April.
AccountFacts Overdue() {
  AccountFacts facts;
  facts.account.account_id = "acme";
  facts.account.registered_at = facts.account.standing_from = At("2025-01-01T00:00:00Z");
  facts.invoices = {Billed("I", "USD", 100, "2026-01-01", "2026-01-31")};
  return facts;
}

AccountFacts With(Payment payment) {
  AccountFacts facts = Overdue();
  facts.payments = {std::move(payment)};
  return facts;
}

Payment Reversed(Payment payment, const std::string& at) {
  payment.reversed_at = At(at);
  return payment;
}

AccountFacts Credited(int64_t total_minor, const std::string& issued_on, bool is_void = false) {
  AccountFacts facts = Overdue();
  Invoice note = Billed("N", "USD", total_minor, issued_on, issued_on);
  note.amends = "I";
  if (is_void) note.voided_at = At("2026-05-01T00:00:00Z");
  facts.credit_notes = {note};
  return facts;
}

AccountFacts Disputed(std::vector<Dispute> disputes) {
  AccountFacts facts = Overdue();
  facts.invoices[0].disputes = std::move(disputes);
  return facts;
}

Dispute Of(const std::string& id, const std::string& opened_at, const std::string& resolved_at = "",
           DisputeOutcome outcome = DisputeOutcome::kLost) {
  Dispute dispute{id, At(opened_at)};
  if (!resolved_at.empty()) dispute.resolved_at = At(resolved_at);
  dispute.outcome = outcome;
  return dispute;
}

AccountFacts Voided() {
  AccountFacts facts = Overdue();
  facts.invoices[0].voided_at = At("2026-05-01T00:00:00Z");
  return facts;
}

// Written off on 10 April, with 40 of it paid before; the payment may be reversed later.
AccountFacts WrittenOff(bool reversed) {
  AccountFacts facts = With(Paid("P", "USD", 40, "2026-02-01T00:00:00Z"));
  facts.invoices[0].written_off_at = At("2026-04-10T00:00:00Z");
  if (reversed) facts.payments[0].reversed_at = At("2026-05-01T00:00:00Z");
  return facts;
}

AccountFacts Pending(bool failed) {
  Payment payment = Paid("P", "USD", 100, "2026-03-30T00:00:00Z");
  payment.settled = false;
  if (failed) payment.failed_at = At("2026-04-01T00:00:00Z");
  return With(payment);
}

Policy Automatic(int dispute_pause_days = 0, int clearing_grace_days = 0) {
  Policy policy;
  policy.modes.fill(CauseMode::kAuto);
  policy.dispute_pause_days = dispute_pause_days;
  policy.clearing_grace_days = clearing_grace_days;
  return policy;
}

// "ok", "late" (past due and not suspended), "SUSPENDED", "cleared" (suspended, the condition is
// false).
std::string Tell(const Segment& segment) {
  if (segment.causes.empty()) return segment.current ? "ok" : "late";
  return segment.causes[0].condition_holds ? "SUSPENDED" : "cleared";
}

struct Row {
  const char* name;
  AccountFacts facts;
  Policy policy;
  std::vector<std::pair<const char*, const char*>> told;  // the start of a day, what holds then

  friend void PrintTo(const Row& row, std::ostream* out) { *out << row.name; }
};

std::vector<Row> PaymentRows() {
  const char* settled = "2026-04-10T00:00:00Z";
  Payment voided = Paid("P", "USD", 100, settled);
  voided.voided_at = At("2026-05-01T00:00:00Z");
  return {
      {"Nothing", Overdue(), Policy(), {{"2026-04-01", "late"}, {"2026-04-02", "SUSPENDED"}}},
      {"Payment",
       With(Paid("P", "USD", 100, settled)),
       Automatic(),
       {{"2026-04-09", "SUSPENDED"}, {"2026-04-10", "ok"}}},
      {"PaymentOnRequest",
       With(Paid("P", "USD", 100, settled)),
       Policy(),
       {{"2026-04-09", "SUSPENDED"}, {"2026-04-10", "cleared"}}},
      {"PartPayment",
       With(Paid("P", "USD", 99, settled)),
       Automatic(),
       {{"2026-04-10", "SUSPENDED"}, {"2026-12-01", "SUSPENDED"}}},
      {"ReversalBringsItBackByTheOriginalDueDate",
       With(Reversed(Paid("P", "USD", 100, "2026-01-15T00:00:00Z"), "2026-05-05T00:00:00Z")),
       Automatic(),
       {{"2026-04-02", "ok"}, {"2026-05-04", "ok"}, {"2026-05-05", "SUSPENDED"}}},
      {"ReversalBeforeItIsOverdue",
       With(Reversed(Paid("P", "USD", 100, "2026-01-15T00:00:00Z"), "2026-02-20T00:00:00Z")),
       Automatic(),
       {{"2026-02-19", "ok"}, {"2026-02-20", "late"}, {"2026-04-02", "SUSPENDED"}}},
      {"VoidPaymentNeverWas", With(voided), Automatic(), {{"2026-04-10", "SUSPENDED"}}},
      {"PendingWithoutGrace", Pending(false), Automatic(), {{"2026-04-02", "SUSPENDED"}}},
      {"PendingWithinItsGrace",
       Pending(false),
       Automatic(0, 5),  // received on 30 March: through 4 April
       {{"2026-04-02", "late"}, {"2026-04-04", "late"}, {"2026-04-05", "SUSPENDED"}}},
      {"FailedNeverCounts", Pending(true), Automatic(0, 5), {{"2026-04-02", "SUSPENDED"}}},
  };
}

std::vector<Row> DocumentRows() {
  return {
      {"CreditNote",
       Credited(100, "2026-04-10"),
       Automatic(),
       {{"2026-04-09", "SUSPENDED"}, {"2026-04-10", "ok"}}},
      {"CreditNoteOfAPart", Credited(60, "2026-04-10"), Automatic(), {{"2026-04-10", "SUSPENDED"}}},
      {"VoidCreditNoteNeverWas",
       Credited(100, "2026-04-10", true),
       Automatic(),
       {{"2026-04-10", "SUSPENDED"}}},
      {"VoidInvoiceNeverWas", Voided(), Policy(), {{"2026-02-01", "ok"}, {"2026-04-02", "ok"}}},
      {"WriteOffFromItsInstant",
       WrittenOff(false),
       Automatic(),
       {{"2026-04-09", "SUSPENDED"}, {"2026-04-10", "ok"}}},
      {"ReversalAfterAWriteOffBringsNoCauseBack",
       WrittenOff(true),
       Automatic(),
       {{"2026-04-10", "ok"}, {"2026-05-01", "ok"}, {"2027-01-01", "ok"}}},
  };
}

std::vector<Row> DisputeRows() {
  const Dispute open = Of("D", "2026-03-25T10:00:00Z");
  const Dispute upheld =
      Of("D", "2026-03-25T10:00:00Z", "2026-04-08T00:00:00Z", DisputeOutcome::kUpheld);
  const Dispute lost = Of("D", "2026-03-25T10:00:00Z", "2026-04-08T00:00:00Z");
  Dispute part = open;
  part.amount_minor = 99;
  AccountFacts credited = Credited(100, "2026-04-08");
  credited.invoices[0].disputes = {upheld};
  return {
      {"DisputeThatPausesNothing", Disputed({open}), Automatic(), {{"2026-04-02", "SUSPENDED"}}},
      {"DisputePausesForItsDays",
       Disputed({open}),
       Automatic(10),  // through 4 April
       {{"2026-04-02", "late"}, {"2026-04-04", "late"}, {"2026-04-05", "SUSPENDED"}}},
      {"DisputeOfAPartPausesThatPart",
       Disputed({part}),
       Automatic(10),
       {{"2026-04-02", "SUSPENDED"}}},
      {"DisputeLost",
       Disputed({lost}),
       Automatic(90),
       {{"2026-04-07", "late"}, {"2026-04-08", "SUSPENDED"}}},
      {"DisputeUpheldGivesNothingBackByItself",
       Disputed({upheld}),
       Automatic(90),
       {{"2026-04-07", "late"}, {"2026-04-08", "SUSPENDED"}}},
      {"DisputeUpheldWithItsCreditNote",
       credited,
       Automatic(90),
       {{"2026-04-07", "late"}, {"2026-04-08", "ok"}}},
      {"DaysAreCountedOverAllDisputes",
       // The first used 5 of 10 days, the second has 5 left: through 10 April.
       Disputed({Of("D", "2026-03-25T00:00:00Z", "2026-03-30T00:00:00Z"),
                 Of("E", "2026-04-05T00:00:00Z")}),
       Automatic(10),
       {{"2026-04-02", "SUSPENDED"},
        {"2026-04-05", "late"},
        {"2026-04-10", "late"},
        {"2026-04-11", "SUSPENDED"}}},
      {"EachUsedDisputeCountsADay",
       Disputed({Of("D", "2026-03-25T00:00:00Z", "2026-03-25T01:00:00Z"),
                 Of("E", "2026-04-05T00:00:00Z")}),
       Automatic(1),
       {{"2026-04-05", "SUSPENDED"}}},
  };
}

class ZeroAndBack : public ::testing::TestWithParam<Row> {};

TEST_P(ZeroAndBack, Domain5_TellsTheStandingAtEveryInstant) {
  const Row& row = GetParam();
  const Timeline timeline =
      BuildTimeline(row.facts, PolicySet({row.policy}), At("2040-01-01T00:00:00Z"));
  for (const auto& [day, told] : row.told) {
    EXPECT_EQ(Tell(SegmentAt(timeline, At(std::string(day) + "T00:00:00Z"))), told) << day;
  }
}

std::string Name(const ::testing::TestParamInfo<Row>& row) { return row.param.name; }

INSTANTIATE_TEST_SUITE_P(Payments, ZeroAndBack, ::testing::ValuesIn(PaymentRows()), Name);
INSTANTIATE_TEST_SUITE_P(Documents, ZeroAndBack, ::testing::ValuesIn(DocumentRows()), Name);
INSTANTIATE_TEST_SUITE_P(Disputes, ZeroAndBack, ::testing::ValuesIn(DisputeRows()), Name);

}  // namespace
}  // namespace reinstate::testing
