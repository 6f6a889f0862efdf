// DOMAIN 5 and 2, rules of time: what can become of a document, a row a rule.

#include "server/domain/document_changes.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <optional>
#include <ostream>
#include <string>
#include <utility>
#include <vector>

#include "tests/unit_billing/documents.h"

namespace reinstate::testing {
namespace {

using Prepare = std::function<void(BillingFacts&)>;
using Act = std::function<Result<bool>(BillingFacts&, const Recording&)>;
using When = std::optional<absl::Time>;

constexpr Recorder kAnybody{false, false};
constexpr Recorder kOperator{true, true};
constexpr absl::Duration kTick = absl::Microseconds(1);

const absl::Time kNow = At("2026-06-01T12:00:00Z");
const absl::Time kWeekAgo = kNow - absl::Hours(7 * 24);
const absl::Time kAhead = kNow + absl::Minutes(5);
// One invoice of this week, an old one, and tomorrow's; a payment and a credit note of this week.
const absl::Time kIssuedAt = At("2026-05-28T00:00:00Z");
const absl::Time kReceivedAt = At("2026-05-29T10:00:00Z");

BillingFacts Recorded() {
  BillingFacts facts;
  facts.invoices = {Billed("I", "USD", 100, "2026-05-28", "2026-06-27"),
                    Billed("OLD", "USD", 100, "2026-05-20", "2026-06-27"),
                    Billed("NEXT", "USD", 100, "2026-06-02", "2026-07-02")};
  facts.payments = {Paid("P", "USD", 60, "2026-05-29T10:00:00Z")};
  facts.credit_notes = {Billed("N", "USD", 30, "2026-05-29", "2026-05-29")};
  facts.credit_notes[0].amends = "OLD";
  return facts;
}

Invoice& Find(BillingFacts& facts, const std::string& id) {
  for (auto* documents : {&facts.invoices, &facts.credit_notes}) {
    for (Invoice& document : *documents) {
      if (document.invoice_id == id) return document;
    }
  }
  throw std::runtime_error("no document " + id);
}

std::string Tell(const char* what, const When& at) {
  return at ? std::string(" ") + what + " " +
                  absl::FormatTime("%dT%H:%M:%E*S", *at, absl::UTCTimeZone())
            : "";
}

// What became of all documents: "I void 01T12:00:00; P REVERSED 29T10:00:00".
std::string Tell(const BillingFacts& facts) {
  std::string told;
  const auto add = [&](const std::string& id, const std::string& fate) {
    if (!fate.empty()) told += (told.empty() ? "" : "; ") + id + fate;
  };
  for (const auto* documents : {&facts.invoices, &facts.credit_notes}) {
    for (const Invoice& document : *documents) {
      std::string fate =
          Tell("void", document.voided_at) + Tell("written off", document.written_off_at);
      for (const Dispute& dispute : document.disputes) {
        fate += " " + dispute.dispute_id;
        if (dispute.amount_minor) fate += " of " + std::to_string(*dispute.amount_minor);
        fate += Tell("from", dispute.opened_at);
        const bool upheld = dispute.outcome == DisputeOutcome::kUpheld;
        fate += Tell(upheld ? "upheld" : "lost", dispute.resolved_at);
      }
      add(document.invoice_id, fate);
    }
  }
  for (const Payment& payment : facts.payments) {
    if (payment.status() == PaymentStatus::kSettled) continue;
    add(payment.payment_id,
        std::string(" ") + PaymentStatusName(payment.status()) + Tell("at", payment.reversed_at));
  }
  return told;
}

struct Row {
  const char* what;
  Prepare before;
  Act act;
  // What became of the documents; "same" where the same was recorded before; or the reason of the
  // refusal. The last two change nothing.
  const char* told;
  Recorder recorder = kAnybody;
  absl::TimeZone zone = absl::UTCTimeZone();
};

void Check(const std::vector<Row>& rows) {
  for (const Row& row : rows) {
    BillingFacts facts = Recorded();
    row.before(facts);
    const std::string before = Tell(facts);
    const Result<bool> changed = row.act(facts, {kNow, row.zone, row.recorder});
    if (!changed.ok()) {
      EXPECT_STREQ(ReasonName(changed.error().reason), row.told) << row.what;
      EXPECT_FALSE(changed.error().message.empty()) << row.what;
    } else {
      EXPECT_EQ(*changed ? Tell(facts) : "same", row.told) << row.what;
    }
    const bool did = changed.ok() && *changed;
    EXPECT_EQ(Tell(facts) != before, did) << row.what;
    if (!did) continue;
    // An idempotent repeat.
    const Result<bool> again = row.act(facts, {kNow + absl::Hours(1), row.zone, row.recorder});
    EXPECT_TRUE(again.ok() && !*again) << row.what << ", repeated";
    EXPECT_EQ(Tell(facts), row.told) << row.what << ", repeated";
  }
}

void Nothing(BillingFacts&) {}

Prepare Both(const Prepare& first, const Prepare& second) {
  return [=](BillingFacts& facts) {
    first(facts);
    second(facts);
  };
}

// States before.

Prepare Voided(const char* id) {
  return [=](BillingFacts& facts) { Find(facts, id).voided_at = kNow - absl::Hours(1); };
}
Prepare WrittenOff(const char* id) {
  return [=](BillingFacts& facts) { Find(facts, id).written_off_at = kNow - absl::Hours(1); };
}
Prepare Disputed(const Dispute& dispute) {
  return [=](BillingFacts& facts) { Find(facts, "I").disputes.push_back(dispute); };
}
// Of the payment.
Prepare Is(PaymentStatus status) {
  return [=](BillingFacts& facts) {
    Payment& payment = facts.payments[0];
    payment.settled = status == PaymentStatus::kSettled || status == PaymentStatus::kReversed;
    if (status == PaymentStatus::kFailed) payment.failed_at = kNow;
    if (status == PaymentStatus::kVoided) payment.voided_at = kNow;
    if (status == PaymentStatus::kReversed) payment.reversed_at = kNow;
  };
}
Prepare Names(const char* id, int64_t amount_minor = 60) {
  return [=](BillingFacts& facts) { facts.payments[0].allocations = {{id, amount_minor}}; };
}
Prepare Receives(absl::Time at, int64_t amount_minor = 60) {
  return [=](BillingFacts& facts) {
    facts.payments[0].received_at = at;
    facts.payments[0].amount_minor = amount_minor;
  };
}

// Changes.

Act Void(const char* id) {
  return [=](BillingFacts& facts, const Recording& recording) {
    return VoidDocument(Find(facts, id), facts, recording);
  };
}
Act WritesOff(const char* id, When at = {}) {
  return [=](BillingFacts& facts, const Recording& recording) {
    return WriteOff(Find(facts, id), facts, at, recording);
  };
}
Act Opens(const char* id, const char* dispute_id, When at = {},
          std::optional<int64_t> amount_minor = {}) {
  return [=](BillingFacts& facts, const Recording& recording) {
    const Dispute dispute{dispute_id, at.value_or(recording.now), amount_minor};
    return OpenDispute(Find(facts, id), dispute, at.has_value(), recording);
  };
}
Act Resolves(const char* dispute_id, DisputeOutcome outcome, When at = {}) {
  return [=](BillingFacts& facts, const Recording& recording) {
    return ResolveDispute(Find(facts, "I"), dispute_id, outcome, at, recording);
  };
}
Act Reverses(When at = {}) {
  return [=](BillingFacts& facts, const Recording& recording) {
    return ReversePayment(facts.payments[0], at, recording);
  };
}
Act OfThePayment(Result<bool> (*change)(Payment&, const Recording&)) {
  return [=](BillingFacts& facts, const Recording& recording) {
    return change(facts.payments[0], recording);
  };
}

TEST(VoidDocument, Domain5_NeverWas) {
  Check({
      {"an invoice", Nothing, Void("I"), "I void 01T12:00:00"},
      {"a credit note", Nothing, Void("N"), "N void 01T12:00:00"},
      {"tomorrow's", Nothing, Void("NEXT"), "NEXT void 01T12:00:00"},
      {"void before", Voided("I"), Void("I"), "same"},
      {"void before, of an old one", Voided("OLD"), Void("OLD"), "same"},
      {"written off", WrittenOff("I"), Void("I"), "INVOICE_CLOSED"},
      {"disputed", Disputed({"D", kIssuedAt}), Void("I"), "I void 01T12:00:00 D from 28T00:00:00"},
      {"covered by the pour alone", Receives(kReceivedAt, 500), Void("I"), "I void 01T12:00:00"},
  });
}

TEST(VoidDocument, Domain2_ActsFromTheDayOfIssue) {
  const auto issued = [](const char* day) {
    return [day](BillingFacts& facts) { Find(facts, "I").issued_on = Day(day); };
  };
  const absl::TimeZone tokyo = absl::FixedTimeZone(9 * 3600);
  const absl::TimeZone west = absl::FixedTimeZone(-12 * 3600);
  Check({
      {"issued 6 days back", issued("2026-05-26"), Void("I"), "I void 01T12:00:00"},
      {"issued more than 7 days back", issued("2026-05-25"), Void("I"), "BACKDATED"},
      {"an operator without a reason", issued("2026-05-25"), Void("I"), "BACKDATED",
       Recorder{true, false}},
      {"a reason without an operator", issued("2026-05-25"), Void("I"), "BACKDATED",
       Recorder{false, true}},
      {"an operator with a reason", issued("2016-05-25"), Void("I"), "I void 01T12:00:00",
       kOperator},
      // The 25th begins exactly 7 days before noon of the 1st where noon UTC is midnight.
      {"exactly 7 days back", issued("2026-05-25"), Void("I"), "I void 01T12:00:00", kAnybody,
       west},
      {"earlier in the east", issued("2026-05-26"), Void("I"), "I void 01T12:00:00", kAnybody,
       tokyo},
      {"an old credit note too",
       [](BillingFacts& facts) { facts.credit_notes[0].issued_on = Day("2026-05-25"); }, Void("N"),
       "BACKDATED"},
  });
}

TEST(VoidDocument, Domain5_RefusedWhileMoneyNamesIt) {
  const auto names = [](PaymentStatus status) { return Both(Names("I"), Is(status)); };
  const Prepare amended = [](BillingFacts& facts) { facts.credit_notes[0].amends = "I"; };
  Check({
      {"pending", names(PaymentStatus::kPending), Void("I"), "INVOICE_HAS_PAYMENTS"},
      {"settled", names(PaymentStatus::kSettled), Void("I"), "INVOICE_HAS_PAYMENTS"},
      {"an operator too", names(PaymentStatus::kSettled), Void("I"), "INVOICE_HAS_PAYMENTS",
       kOperator},
      {"failed", names(PaymentStatus::kFailed), Void("I"), "I void 01T12:00:00; P FAILED"},
      {"void", names(PaymentStatus::kVoided), Void("I"), "I void 01T12:00:00; P VOIDED"},
      {"reversed", names(PaymentStatus::kReversed), Void("I"),
       "I void 01T12:00:00; P REVERSED at 01T12:00:00"},
      {"another invoice is named", Names("OLD"), Void("I"), "I void 01T12:00:00"},
      {"tomorrow's is named, and covered by nothing yet", Names("NEXT"), Void("NEXT"),
       "INVOICE_HAS_PAYMENTS"},
      {"a credit note names it", amended, Void("I"), "INVOICE_HAS_PAYMENTS"},
      {"a void credit note names it", Both(amended, Voided("N")), Void("I"),
       "I void 01T12:00:00; N void 01T11:00:00"},
      {"its credit note can go before it", amended, Void("N"), "N void 01T12:00:00"},
  });
}

TEST(VoidDocument, Domain5_ListsAllThatNamesIt) {
  BillingFacts facts = Recorded();
  facts.payments.push_back(Paid("Q", "USD", 9, "2026-05-30T00:00:00Z", {{"X", 1}, {"OLD", 1}}));
  facts.payments.push_back(Paid("R", "USD", 9, "2026-05-30T00:00:00Z", {{"I", 1}}));
  const absl::TimeZone utc = absl::UTCTimeZone();
  const auto refused = VoidDocument(Find(facts, "OLD"), facts, {kNow, utc, kOperator});
  ASSERT_FALSE(refused.ok());
  std::vector<std::string> listed;
  for (const auto& violation : refused.error().preconditions) listed.push_back(violation.subject);
  EXPECT_EQ(listed, (std::vector<std::string>{"N", "Q"}));
  EXPECT_NE(refused.error().message.find("OLD"), std::string::npos);
  ASSERT_TRUE(refused.error().resource);
  EXPECT_EQ(refused.error().resource->name, "OLD");
}

TEST(WriteOff, Domain5_FromItsInstantWhatIsLeftIsNotOwed) {
  Check({
      {"now", Nothing, WritesOff("I"), "I written off 01T12:00:00"},
      {"from its issue", Nothing, WritesOff("I", kIssuedAt), "I written off 28T00:00:00"},
      {"before its issue", Nothing, WritesOff("I", kIssuedAt - kTick), "EFFECTIVE_BEFORE_SUBJECT"},
      {"an operator, before its issue", Nothing, WritesOff("I", kIssuedAt - kTick),
       "EFFECTIVE_BEFORE_SUBJECT", kOperator},
      {"tomorrow's is not issued yet", Nothing, WritesOff("NEXT"), "EFFECTIVE_BEFORE_SUBJECT"},
      {"in 5 minutes", Nothing, WritesOff("I", kAhead), "I written off 01T12:05:00"},
      {"a tick later", Nothing, WritesOff("I", kAhead + kTick), "EFFECTIVE_IN_FUTURE"},
      {"7 days back", Nothing, WritesOff("OLD", kWeekAgo), "OLD written off 25T12:00:00"},
      {"a tick earlier", Nothing, WritesOff("OLD", kWeekAgo - kTick), "BACKDATED"},
      {"a tick earlier, by an operator", Nothing, WritesOff("OLD", kWeekAgo - kTick),
       "OLD written off 25T11:59:59.999999", kOperator},
      {"an old one, from now on", Nothing, WritesOff("OLD"), "OLD written off 01T12:00:00"},
      {"a credit note", Nothing, WritesOff("N"), "INVALID_FIELD"},
      {"void", Voided("I"), WritesOff("I"), "INVOICE_CLOSED"},
      {"written off before", WrittenOff("I"), WritesOff("I"), "same"},
      {"at that instant", WrittenOff("I"), WritesOff("I", kNow - absl::Hours(1)), "same"},
      {"at another", WrittenOff("I"), WritesOff("I", kNow), "FACT_CONFLICT"},
      {"at another, an old one", WrittenOff("OLD"), WritesOff("OLD", kWeekAgo - kTick),
       "FACT_CONFLICT"},
  });
}

TEST(WriteOff, Domain5_NeedsSomethingThatIsLeftThen) {
  const Prepare paid = Both(Receives(kReceivedAt, 100), Names("I", 100));
  const Prepare pending = Both(paid, Is(PaymentStatus::kPending));
  const Prepare reversed = Both(paid, Is(PaymentStatus::kReversed));
  Check({
      {"part of it is paid", Names("I"), WritesOff("I"), "I written off 01T12:00:00"},
      {"paid", paid, WritesOff("I"), "INVOICE_CLOSED"},
      {"paid from that instant on", paid, WritesOff("I", kReceivedAt), "INVOICE_CLOSED"},
      {"paid a tick later", paid, WritesOff("I", kReceivedAt - kTick),
       "I written off 29T09:59:59.999999"},
      {"only pending", pending, WritesOff("I"), "I written off 01T12:00:00; P PENDING"},
      {"reversed from that instant on", reversed, WritesOff("I", kNow),
       "I written off 01T12:00:00; P REVERSED at 01T12:00:00"},
      {"reversed a tick later", reversed, WritesOff("I", kNow - kTick), "INVOICE_CLOSED"},
      // Both are due on one day, and the old one was issued first: it takes the first 60.
      {"covered by the pour",
       Both(Receives(kReceivedAt, 160),
            [](BillingFacts& facts) { facts.credit_notes[0].total_minor = 40; }),
       WritesOff("I"), "INVOICE_CLOSED"},
      {"covered by the pour but for one",
       Both(Receives(kReceivedAt, 159),
            [](BillingFacts& facts) { facts.credit_notes[0].total_minor = 40; }),
       WritesOff("I"), "I written off 01T12:00:00"},
      {"credited",
       [](BillingFacts& facts) {
         facts.credit_notes[0].amends = "I";
         facts.credit_notes[0].total_minor = 100;
       },
       WritesOff("I"), "INVOICE_CLOSED"},
  });
}

TEST(OpenDispute, Domain5_WithinTheInvoiceAndTheRulesOfTime) {
  Check({
      {"now", Nothing, Opens("I", "D"), "I D from 01T12:00:00"},
      {"of a part", Nothing, Opens("I", "D", {}, 1), "I D of 1 from 01T12:00:00"},
      {"of the total", Nothing, Opens("I", "D", {}, 100), "I D of 100 from 01T12:00:00"},
      {"of more than the total", Nothing, Opens("I", "D", {}, 101), "INVALID_FIELD"},
      {"of nothing", Nothing, Opens("I", "D", {}, 0), "INVALID_FIELD"},
      {"of less than nothing", Nothing, Opens("I", "D", {}, -1), "INVALID_FIELD"},
      {"from its issue", Nothing, Opens("I", "D", kIssuedAt), "I D from 28T00:00:00"},
      {"before its issue", Nothing, Opens("I", "D", kIssuedAt - kTick), "EFFECTIVE_BEFORE_SUBJECT"},
      {"tomorrow's", Nothing, Opens("NEXT", "D"), "EFFECTIVE_BEFORE_SUBJECT"},
      {"in 5 minutes", Nothing, Opens("I", "D", kAhead), "I D from 01T12:05:00"},
      {"a tick later", Nothing, Opens("I", "D", kAhead + kTick), "EFFECTIVE_IN_FUTURE"},
      {"7 days back", Nothing, Opens("OLD", "D", kWeekAgo), "OLD D from 25T12:00:00"},
      {"a tick earlier", Nothing, Opens("OLD", "D", kWeekAgo - kTick), "BACKDATED"},
      {"a tick earlier, by an operator", Nothing, Opens("OLD", "D", kWeekAgo - kTick),
       "OLD D from 25T11:59:59.999999", kOperator},
      {"a credit note", Nothing, Opens("N", "D"), "INVALID_FIELD"},
      {"void", Voided("I"), Opens("I", "D"), "INVOICE_CLOSED"},
      {"written off", WrittenOff("I"), Opens("I", "D"), "INVOICE_CLOSED"},
      {"paid", Receives(kReceivedAt, 200), Opens("I", "D"), "I D from 01T12:00:00"},
  });
}

TEST(OpenDispute, Domain2_OneAtATime) {
  const absl::Time opened = kReceivedAt, resolved = kNow - absl::Hours(5);
  const Prepare open = Disputed({"D", opened, 30});
  const Prepare closed = Disputed({"D", opened, 30, resolved});
  Check({
      {"the same", open, Opens("I", "D", opened, 30), "same"},
      {"the same without its instant", open, Opens("I", "D", {}, 30), "same"},
      {"the same once resolved", closed, Opens("I", "D", {}, 30), "same"},
      {"the same, now void", Both(open, Voided("I")), Opens("I", "D", {}, 30), "same"},
      {"at another instant", open, Opens("I", "D", opened + kTick, 30), "FACT_CONFLICT"},
      {"of another amount", open, Opens("I", "D", opened, 31), "FACT_CONFLICT"},
      {"of all", open, Opens("I", "D", opened), "FACT_CONFLICT"},
      {"another at the same instant", open, Opens("I", "E", opened), "FACT_CONFLICT"},
      {"another while one is open", open, Opens("I", "E"), "DISPUTE_OPEN"},
      {"another before the open one", open, Opens("I", "E", opened - kTick), "DISPUTE_OPEN"},
      {"another after it", closed, Opens("I", "E"),
       "I D of 30 from 29T10:00:00 lost 01T07:00:00 E from 01T12:00:00"},
      {"another when it ends", closed, Opens("I", "E", resolved),
       "I D of 30 from 29T10:00:00 lost 01T07:00:00 E from 01T07:00:00"},
      {"another a tick before it ends", closed, Opens("I", "E", resolved - kTick), "DISPUTE_OPEN"},
      {"another before it, which would last into it", closed, Opens("I", "E", opened - kTick),
       "DISPUTE_OPEN"},
      {"another at an instant that one used up", Disputed({"D", opened, {}, opened}),
       Opens("I", "E", opened), "FACT_CONFLICT"},
  });
}

TEST(ResolveDispute, Domain5_OnceWithOneOutcome) {
  const DisputeOutcome lost = DisputeOutcome::kLost, upheld = DisputeOutcome::kUpheld;
  const Prepare open = Disputed({"D", kReceivedAt});
  const Prepare closed = Disputed({"D", kReceivedAt, {}, kNow - absl::Hours(1), upheld});
  const Prepare old = Disputed({"D", kWeekAgo - absl::Hours(1)});
  Check({
      {"lost", open, Resolves("D", lost), "I D from 29T10:00:00 lost 01T12:00:00"},
      {"upheld", open, Resolves("D", upheld), "I D from 29T10:00:00 upheld 01T12:00:00"},
      {"when it was opened", open, Resolves("D", lost, kReceivedAt),
       "I D from 29T10:00:00 lost 29T10:00:00"},
      {"before it was opened", open, Resolves("D", lost, kReceivedAt - kTick),
       "EFFECTIVE_BEFORE_SUBJECT"},
      {"opened in 5 minutes", Disputed({"D", kAhead}), Resolves("D", lost),
       "EFFECTIVE_BEFORE_SUBJECT"},
      {"in 5 minutes", open, Resolves("D", lost, kAhead), "I D from 29T10:00:00 lost 01T12:05:00"},
      {"a tick later", open, Resolves("D", lost, kAhead + kTick), "EFFECTIVE_IN_FUTURE"},
      {"7 days back", old, Resolves("D", lost, kWeekAgo), "I D from 25T11:00:00 lost 25T12:00:00"},
      {"a tick earlier", old, Resolves("D", lost, kWeekAgo - kTick), "BACKDATED"},
      {"a tick earlier, by an operator", old, Resolves("D", lost, kWeekAgo - kTick),
       "I D from 25T11:00:00 lost 25T11:59:59.999999", kOperator},
      {"unknown", open, Resolves("E", lost), "DISPUTE_NOT_FOUND"},
      {"none", Nothing, Resolves("D", lost), "DISPUTE_NOT_FOUND"},
      {"the same", closed, Resolves("D", upheld, kNow - absl::Hours(1)), "same"},
      {"the same without its instant", closed, Resolves("D", upheld), "same"},
      {"another outcome", closed, Resolves("D", lost), "FACT_CONFLICT"},
      {"another instant", closed, Resolves("D", upheld, kNow), "FACT_CONFLICT"},
      {"of a void invoice", Both(open, Voided("I")), Resolves("D", lost),
       "I void 01T11:00:00 D from 29T10:00:00 lost 01T12:00:00"},
  });
}

TEST(PaymentChanges, Domain5_EachStatusAgainstEachChange) {
  using Status = PaymentStatus;
  const Act settle = OfThePayment(SettlePayment), fail = OfThePayment(FailPayment),
            take_back = OfThePayment(VoidPayment);
  const char* const conflict = "PAYMENT_STATUS_CONFLICT";
  Check({
      {"settle a pending one", Is(Status::kPending), settle, ""},
      {"settle a settled one", Is(Status::kSettled), settle, "same"},
      {"settle a failed one", Is(Status::kFailed), settle, conflict},
      {"settle a reversed one", Is(Status::kReversed), settle, conflict},
      {"settle a void one", Is(Status::kVoided), settle, conflict},
      {"fail a pending one", Is(Status::kPending), fail, "P FAILED"},
      {"fail a settled one", Is(Status::kSettled), fail, conflict},
      {"fail a failed one", Is(Status::kFailed), fail, "same"},
      {"fail a reversed one", Is(Status::kReversed), fail, conflict},
      {"fail a void one", Is(Status::kVoided), fail, conflict},
      {"void a pending one", Is(Status::kPending), take_back, "P VOIDED"},
      {"void a settled one", Is(Status::kSettled), take_back, "P VOIDED"},
      {"void a failed one", Is(Status::kFailed), take_back, conflict},
      {"void a reversed one", Is(Status::kReversed), take_back, conflict},
      {"void a void one", Is(Status::kVoided), take_back, "same"},
      {"reverse a pending one", Is(Status::kPending), Reverses(), conflict},
      {"reverse a settled one", Is(Status::kSettled), Reverses(), "P REVERSED at 01T12:00:00"},
      {"reverse a failed one", Is(Status::kFailed), Reverses(), conflict},
      {"reverse a reversed one", Is(Status::kReversed), Reverses(), "same"},
      {"reverse a reversed one, then", Is(Status::kReversed), Reverses(kNow), "same"},
      {"reverse a reversed one at another instant", Is(Status::kReversed), Reverses(kReceivedAt),
       "FACT_CONFLICT"},
      {"reverse a void one", Is(Status::kVoided), Reverses(), conflict},
  });
}

// These act from the receipt on, whenever they are recorded.
TEST(PaymentChanges, Domain2_ActFromTheReceipt) {
  const auto pending = [](absl::Time received_at) {
    return Both(Receives(received_at), Is(PaymentStatus::kPending));
  };
  const std::vector<std::pair<Act, const char*>> changes = {
      {OfThePayment(SettlePayment), ""},
      {OfThePayment(FailPayment), "P FAILED"},
      {OfThePayment(VoidPayment), "P VOIDED"}};
  for (const auto& [change, told] : changes) {
    Check({
        {"received 7 days back", pending(kWeekAgo), change, told},
        {"a tick earlier", pending(kWeekAgo - kTick), change, "BACKDATED"},
        {"an operator without a reason", pending(kWeekAgo - kTick), change, "BACKDATED",
         Recorder{true, false}},
        {"an operator with a reason", pending(kWeekAgo - kTick), change, told, kOperator},
        {"received in 5 minutes", pending(kAhead), change, told},
        {"a clock that was set back since", pending(kAhead + kTick), change, "EFFECTIVE_IN_FUTURE"},
    });
  }
}

TEST(ReversePayment, Domain5_CountsUntilItsInstant) {
  Check({
      {"when it was received", Nothing, Reverses(kReceivedAt), "P REVERSED at 29T10:00:00"},
      {"before it was received", Nothing, Reverses(kReceivedAt - kTick),
       "EFFECTIVE_BEFORE_SUBJECT"},
      {"in 5 minutes", Nothing, Reverses(kAhead), "P REVERSED at 01T12:05:00"},
      {"a tick later", Nothing, Reverses(kAhead + kTick), "EFFECTIVE_IN_FUTURE"},
      {"an old payment, now", Receives(kWeekAgo - absl::Hours(1)), Reverses(),
       "P REVERSED at 01T12:00:00"},
      {"7 days back", Receives(kWeekAgo - absl::Hours(1)), Reverses(kWeekAgo),
       "P REVERSED at 25T12:00:00"},
      {"a tick earlier", Receives(kWeekAgo - absl::Hours(1)), Reverses(kWeekAgo - kTick),
       "BACKDATED"},
      {"a tick earlier, by an operator", Receives(kWeekAgo - absl::Hours(1)),
       Reverses(kWeekAgo - kTick), "P REVERSED at 25T11:59:59.999999", kOperator},
      {"received ahead of the clock", Receives(kAhead), Reverses(), "P REVERSED at 01T12:05:00"},
  });
}

TEST(Refusals, NameTheFieldAndTheDocument) {
  BillingFacts facts = Recorded();
  const absl::TimeZone utc = absl::UTCTimeZone();
  const Recording recording{kNow, utc, kAnybody};
  const auto early = WriteOff(Find(facts, "I"), facts, kIssuedAt - kTick, recording);
  ASSERT_FALSE(early.ok());
  ASSERT_EQ(early.error().fields.size(), 1U);
  EXPECT_EQ(early.error().fields[0].field, "effective_at");

  facts.payments[0].voided_at = kNow;
  const auto refused = SettlePayment(facts.payments[0], recording);
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().message,
            "payment P is VOIDED and cannot become SETTLED; only PENDING can");
  ASSERT_EQ(refused.error().preconditions.size(), 1U);
  EXPECT_EQ(refused.error().preconditions[0].description, "VOIDED -> SETTLED");

  Find(facts, "I").disputes = {{"D", kReceivedAt}};
  const auto second = OpenDispute(Find(facts, "I"), {"E", kNow}, true, recording);
  ASSERT_FALSE(second.ok());
  ASSERT_TRUE(second.error().resource);
  EXPECT_EQ(second.error().resource->name, "D");
}

}  // namespace
}  // namespace reinstate::testing
