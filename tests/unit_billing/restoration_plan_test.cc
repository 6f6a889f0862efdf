// What brings an account back, rule by rule.

#include "server/domain/restoration_plan.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

#include "tests/unit_billing/documents.h"

namespace reinstate::testing {
namespace {

constexpr CauseKind kOverdue = CauseKind::kBillingOverdue;

AccountFacts Facts() {
  AccountFacts facts;
  facts.account.account_id = "acme";
  facts.account.registered_at = facts.account.standing_from = At("2026-01-01T00:00:00Z");
  return facts;
}

RestorationPlan PlanAt(const AccountFacts& facts, const std::string& now,
                       const std::optional<ReinstatementRequest>& request = std::nullopt,
                       const Policy& policy = Policy(),
                       const std::vector<std::string>& missing_fields = {}) {
  return PlanRestoration(facts, PolicySet({policy}), At(now), request, missing_fields);
}

// "1 PAY done; 2 REQUEST blocked by 1" and so on, without a profile that is complete.
std::string Text(const RestorationPlan& plan) {
  constexpr const char* kKinds[] = {"PAY",    "CORRECT", "VERIFY",   "RELEASE", "REQUEST",
                                    "DECIDE", "RESOLVE", "COMPLETE", "WAIT"};
  constexpr const char* kStates[] = {"done", "pending", "blocked"};
  std::string text;
  for (size_t i = 0; i < plan.steps.size(); ++i) {
    const PlanStep& step = plan.steps[i];
    if (step.kind == StepKind::kCompleteProfile && step.state == StepState::kDone) continue;
    if (!text.empty()) text += "; ";
    text += std::to_string(i + 1) + " " + kKinds[static_cast<int>(step.kind)] + " " +
            kStates[static_cast<int>(step.state)];
    for (const int number : step.blocked_by) text += " " + std::to_string(number);
    if (!step.target_id.empty()) text += " (" + step.target_id + ")";
  }
  return text;
}

std::string Text(const PaymentPlan& payment) {
  std::string text;
  for (const PlannedPayment& invoice : payment.invoices) {
    text += invoice.invoice_id + "=" + std::to_string(invoice.amount_minor) + " ";
  }
  for (const auto& [currency, total] : payment.totals_minor) {
    text += currency + ":" + std::to_string(total) + " ";
  }
  return text;
}

// Pays what a plan asks for, to the invoices that it names.
void Pay(const PaymentPlan& plan, const std::string& received_at, AccountFacts& facts) {
  for (const PlannedPayment& invoice : plan.invoices) {
    facts.payments.push_back(Paid("pays-" + invoice.invoice_id, invoice.currency,
                                  invoice.amount_minor, received_at,
                                  {{invoice.invoice_id, invoice.amount_minor}}));
  }
}

TEST(RestorationPlan, ActiveNeedsNothingEvenWhereSomethingIsPastDue) {
  AccountFacts facts = Facts();
  facts.invoices = {Billed("A", "USD", 500, "2026-01-01", "2026-01-31")};
  EXPECT_EQ(PlanAt(facts, "2026-01-31T00:00:00Z").need, RestorationNeed::kNothing);
  EXPECT_TRUE(PlanAt(facts, "2026-01-31T00:00:00Z").current);
  const RestorationPlan plan = PlanAt(facts, "2026-02-01T00:00:00Z");
  EXPECT_EQ(plan.need, RestorationNeed::kNothing);
  EXPECT_EQ(plan.steps.size(), 0u);
  EXPECT_EQ(plan.suspended_at, std::nullopt);
  EXPECT_FALSE(plan.current);
  EXPECT_EQ(Text(plan.to_be_current), "A=500 USD:500 ");
}

// A is due 31 January: day 61 is 2 April. B is due ten days later.
TEST(RestorationPlan, AtRiskNamesThePaymentThatAvertsTheSuspension) {
  AccountFacts facts = Facts();
  facts.invoices = {Billed("A", "USD", 500, "2026-01-01", "2026-01-31"),
                    Billed("B", "USD", 70, "2026-01-01", "2026-02-10")};
  facts.payments = {Paid("P", "USD", 100, "2026-02-01T00:00:00Z")};
  RestorationPlan plan = PlanAt(facts, "2026-03-10T00:00:00Z");
  EXPECT_EQ(plan.need, RestorationNeed::kAvert);
  EXPECT_EQ(plan.suspended_at, At("2026-04-02T00:00:00Z"));
  EXPECT_EQ(plan.causes, std::vector<CauseKind>{kOverdue});
  EXPECT_EQ(Text(plan), "1 PAY pending");
  EXPECT_EQ(Text(plan.steps[0].payment), "A=400 USD:400 ");
  EXPECT_EQ(Text(plan.to_be_current), "A=400 B=70 USD:470 ");
  Pay(plan.steps[0].payment, "2026-03-10T00:00:00Z", facts);
  plan = PlanAt(facts, "2026-03-10T00:00:00Z");
  EXPECT_EQ(plan.need, RestorationNeed::kNothing);  // B's day 61 is more than 30 days away
  EXPECT_EQ(Text(plan.to_be_current), "B=70 USD:70 ");
  EXPECT_EQ(PlanAt(facts, "2026-03-20T00:00:00Z").suspended_at, At("2026-04-12T00:00:00Z"));
}

// R13, R29, R30: pay the exact residuals of what is more than 60 days over, per currency; then ask.
TEST(RestorationPlan, SuspendedPaysFirstThenRequestsThenIsDecided) {
  AccountFacts facts = Facts();
  facts.invoices = {Billed("A", "USD", 500, "2026-01-01", "2026-01-10"),
                    Billed("B", "EUR", 300, "2026-01-01", "2026-01-11"),
                    Billed("C", "USD", 200, "2026-02-01", "2026-02-20"),
                    Billed("D", "USD", 900, "2026-03-01", "2026-05-01")};
  facts.payments = {Paid("P", "USD", 120, "2026-02-01T00:00:00Z")};
  RestorationPlan plan = PlanAt(facts, "2026-03-20T00:00:00Z");
  EXPECT_EQ(plan.need, RestorationNeed::kRestore);
  EXPECT_EQ(plan.causes, std::vector<CauseKind>{kOverdue});
  EXPECT_EQ(Text(plan), "1 PAY pending; 2 REQUEST blocked 1; 3 DECIDE blocked 1 2");
  EXPECT_EQ(Text(plan.steps[0].payment), "A=380 B=300 EUR:300 USD:380 ");
  EXPECT_EQ(Text(plan.to_be_current), "A=380 B=300 C=200 EUR:300 USD:580 ");
  EXPECT_EQ(plan.suspended_again_at, At("2026-04-22T00:00:00Z"));  // C

  // One currency is not enough.
  AccountFacts half = facts;
  half.payments.push_back(Paid("Q", "USD", 380, "2026-03-20T00:00:00Z", {{"A", 380}}));
  EXPECT_EQ(Text(PlanAt(half, "2026-03-20T00:00:00Z").steps[0].payment), "B=300 EUR:300 ");

  Pay(plan.steps[0].payment, "2026-03-20T00:00:00Z", facts);
  plan = PlanAt(facts, "2026-03-20T00:00:00Z");
  EXPECT_EQ(Text(plan), "1 PAY done; 2 REQUEST pending; 3 DECIDE blocked 2");
  EXPECT_TRUE(plan.steps[0].payment.invoices.empty());
  EXPECT_FALSE(plan.current);
  EXPECT_EQ(Text(plan.to_be_current), "C=200 USD:200 ");

  const ReinstatementRequest request{"T-1"};
  EXPECT_EQ(Text(PlanAt(facts, "2026-03-20T00:00:00Z", request)),
            "1 PAY done; 2 REQUEST done (T-1); 3 DECIDE pending (T-1)");
  facts.decisions = {{"D-1", At("2026-03-20T01:00:00Z"), {kOverdue}}};
  plan = PlanAt(facts, "2026-03-20T01:00:00Z");
  EXPECT_EQ(plan.need, RestorationNeed::kNothing);
  EXPECT_EQ(plan.steps.size(), 0u);
}

TEST(RestorationPlan, ARequestMadeTooEarlyWaitsForThePayment) {
  AccountFacts facts = Facts();
  facts.invoices = {Billed("A", "USD", 500, "2026-01-01", "2026-01-10")};
  EXPECT_EQ(Text(PlanAt(facts, "2026-03-20T00:00:00Z", ReinstatementRequest{"T-1"})),
            "1 PAY pending; 2 REQUEST done (T-1); 3 DECIDE blocked 1 (T-1)");
}

TEST(RestorationPlan, WhatEndsByItselfIsNotRequested) {
  Policy policy;
  policy.modes[static_cast<size_t>(kOverdue)] = CauseMode::kAuto;
  AccountFacts facts = Facts();
  facts.invoices = {Billed("A", "USD", 500, "2026-01-01", "2026-01-10")};
  EXPECT_EQ(Text(PlanAt(facts, "2026-03-20T00:00:00Z", std::nullopt, policy)), "1 PAY pending");
}

VerificationResult Verified(const std::string& id, VerificationStatus status,
                            const std::string& effective_at) {
  return {id, status, At(effective_at), "the address is not legible"};
}

// R17, R18, R33.
TEST(RestorationPlan, AFailedOrRejectedProfileIsCorrectedThenVerified) {
  for (const auto status : {VerificationStatus::kFailed, VerificationStatus::kRejected}) {
    AccountFacts facts = Facts();
    facts.verification_results = {Verified("V-1", status, "2026-02-01T00:00:00Z")};
    RestorationPlan plan = PlanAt(facts, "2026-02-02T00:00:00Z");
    EXPECT_EQ(plan.need, RestorationNeed::kRestore);
    EXPECT_EQ(Text(plan), "1 CORRECT pending (V-1); 2 VERIFY blocked 1");
    EXPECT_EQ(plan.steps[0].reason, "the address is not legible");
    facts.verification_results.push_back(
        Verified("V-2", VerificationStatus::kPending, "2026-02-03T00:00:00Z"));
    EXPECT_EQ(Text(PlanAt(facts, "2026-02-03T00:00:00Z")),
              "1 CORRECT done (V-1); 2 VERIFY pending");
    facts.verification_results.push_back(
        Verified("V-3", VerificationStatus::kAuthorized, "2026-02-04T00:00:00Z"));
    EXPECT_EQ(PlanAt(facts, "2026-02-04T00:00:00Z").need, RestorationNeed::kNothing);
  }
}

TEST(RestorationPlan, AProfileThatEndsOnRequestIsRequestedOnceVerified) {
  Policy policy;
  policy.modes[static_cast<size_t>(CauseKind::kProfileFailed)] = CauseMode::kOnRequest;
  AccountFacts facts = Facts();
  facts.verification_results = {
      Verified("V-1", VerificationStatus::kFailed, "2026-02-01T00:00:00Z")};
  EXPECT_EQ(Text(PlanAt(facts, "2026-02-02T00:00:00Z", std::nullopt, policy)),
            "1 CORRECT pending (V-1); 2 VERIFY blocked 1; 3 REQUEST blocked 1 2; "
            "4 DECIDE blocked 1 2 3");
  facts.verification_results.push_back(
      Verified("V-2", VerificationStatus::kAuthorized, "2026-02-04T00:00:00Z"));
  EXPECT_EQ(Text(PlanAt(facts, "2026-02-04T00:00:00Z", std::nullopt, policy)),
            "1 CORRECT done; 2 VERIFY done; 3 REQUEST pending; 4 DECIDE blocked 3");
}

// R20, R21: who is current looks at the profile, everybody else at the bill.
TEST(RestorationPlan, AProfileThatLacksSomethingIsCompletedOnceTheBillIsCurrent) {
  const std::vector<std::string> missing = {"tax_id", "address.city"};
  const std::string now = "2026-03-20T00:00:00Z";
  AccountFacts facts = Facts();
  EXPECT_EQ(PlanAt(facts, now, std::nullopt, Policy(), missing).steps.size(), 0u);
  facts.invoices = {Billed("A", "USD", 500, "2026-01-01", "2026-01-10")};
  RestorationPlan plan = PlanAt(facts, now, std::nullopt, Policy(), missing);
  EXPECT_EQ(Text(plan), "1 PAY pending; 2 REQUEST blocked 1; 3 DECIDE blocked 1 2");
  Pay(plan.steps[0].payment, now, facts);
  plan = PlanAt(facts, now, std::nullopt, Policy(), missing);
  EXPECT_EQ(Text(plan), "1 PAY done; 2 REQUEST pending; 3 DECIDE blocked 2; 4 COMPLETE pending");
  EXPECT_EQ(plan.steps[3].missing_fields, missing);
  EXPECT_TRUE(plan.steps[3].causes.empty());
  plan = PlanAt(facts, now);
  ASSERT_EQ(plan.steps.size(), 4u);
  EXPECT_EQ(plan.steps[3].state, StepState::kDone);
  facts.verification_results = {
      Verified("V-1", VerificationStatus::kFailed, "2026-02-01T00:00:00Z")};
  plan = PlanAt(facts, now, std::nullopt, Policy(), missing);
  EXPECT_EQ(plan.steps[1].kind, StepKind::kCorrectProfile);
  EXPECT_EQ(plan.steps[1].missing_fields, missing);
}

// R14, R30: every signal is resolved, then the reinstatement is requested.
TEST(RestorationPlan, EverySignificantSignalIsResolvedBeforeTheRequest) {
  AccountFacts facts = Facts();
  const absl::Time detected_at = At("2026-02-01T00:00:00Z");
  facts.abuse_signals = {
      {"S-2", AbuseSeverity::kSignificant, detected_at, "mass mailing", "case 12", "risk"},
      {"S-1", AbuseSeverity::kSignificant, detected_at, "", "", "risk"},
      {"S-0", AbuseSeverity::kModerate, detected_at, "", "", "risk"}};
  RestorationPlan plan = PlanAt(facts, "2026-02-02T00:00:00Z");
  EXPECT_EQ(plan.need, RestorationNeed::kRestore);
  EXPECT_EQ(Text(plan),
            "1 RESOLVE pending (S-1); 2 RESOLVE pending (S-2); 3 REQUEST blocked 1 2; "
            "4 DECIDE blocked 1 2 3");
  EXPECT_EQ(plan.steps[1].reason, "mass mailing");
  EXPECT_FALSE(plan.steps[1].internal);
  EXPECT_EQ(plan.steps[1].internal_note, "case 12");
  for (AbuseSignal& signal : facts.abuse_signals) signal.resolved_at = At("2026-02-03T00:00:00Z");
  EXPECT_EQ(Text(PlanAt(facts, "2026-02-03T00:00:00Z")),
            "1 RESOLVE done; 2 REQUEST pending; 3 DECIDE blocked 2");
}

TEST(RestorationPlan, R15_AnIssueOfTheProviderIsWaitedFor) {
  AccountFacts facts = Facts();
  facts.account.partner_type = PartnerType::kIndirectReseller;
  const absl::Time at = At("2026-02-01T00:00:00Z");
  facts.provider_links = {{"P", at}};
  facts.provider_issues = {{"P", "I-2", 1, at, true, "orders fail", "case 7"},
                           {"P", "I-1", 1, at, true, "", ""},
                           {"P", "I-0", 1, at, false, "", ""}};
  const RestorationPlan plan = PlanAt(facts, "2026-02-02T00:00:00Z");
  EXPECT_EQ(plan.need, RestorationNeed::kRestore);
  EXPECT_EQ(Text(plan), "1 WAIT pending (P/I-1); 2 WAIT pending (P/I-2)");
  EXPECT_EQ(plan.steps[1].reason, "orders fail");
  EXPECT_EQ(plan.steps[1].internal_note, "case 7");
}

TEST(RestorationPlan, Domain6_NothingBringsAClosedAccountBack) {
  AccountFacts facts = Facts();
  facts.invoices = {Billed("A", "USD", 500, "2026-01-01", "2026-01-10")};
  facts.account.closed_at = At("2026-03-01T00:00:00Z");
  const RestorationPlan plan = PlanAt(facts, "2026-04-20T00:00:00Z");
  EXPECT_EQ(plan.need, RestorationNeed::kClosed);
  EXPECT_EQ(Text(plan), "");
  EXPECT_EQ(plan.causes, (std::vector<CauseKind>{kOverdue, CauseKind::kAccountClosed}));
  EXPECT_EQ(Text(plan.to_be_current), "A=500 USD:500 ");
}

TEST(RestorationPlan, AnExemptionFromTheBillIsForATime) {
  AccountFacts facts = Facts();
  facts.invoices = {Billed("A", "USD", 500, "2026-01-01", "2026-01-10")};
  facts.exemptions = {
      {"E", kOverdue, "", At("2026-03-20T00:00:00Z"), At("2026-05-01T00:00:00Z"), "ann"}};
  EXPECT_EQ(PlanAt(facts, "2026-03-20T00:00:00Z").need, RestorationNeed::kNothing);
  RestorationPlan plan = PlanAt(facts, "2026-04-20T00:00:00Z");
  EXPECT_EQ(plan.need, RestorationNeed::kAvert);
  EXPECT_EQ(plan.suspended_at, At("2026-05-01T00:00:00Z"));
  EXPECT_EQ(Text(plan), "1 PAY pending");
  EXPECT_EQ(Text(plan.steps[0].payment), "A=500 USD:500 ");
  // Suspended for something else: reinstated it would be suspended again.
  facts.abuse_signals = {
      {"S", AbuseSeverity::kSignificant, At("2026-04-01T00:00:00Z"), "", "", "risk"}};
  plan = PlanAt(facts, "2026-04-20T00:00:00Z");
  EXPECT_EQ(plan.need, RestorationNeed::kRestore);
  EXPECT_EQ(Text(plan), "1 RESOLVE pending (S); 2 REQUEST blocked 1; 3 DECIDE blocked 1 2");
  EXPECT_EQ(plan.suspended_again_at, At("2026-05-01T00:00:00Z"));
  Pay(plan.to_be_current, "2026-04-20T00:00:00Z", facts);
  EXPECT_EQ(PlanAt(facts, "2026-04-20T00:00:00Z").suspended_again_at, std::nullopt);
}

// A hold ends by its release; the request for the bill does not wait for it.
TEST(RestorationPlan, EveryHoldInForceIsReleasedAndDoesNotBlockTheRequest) {
  AccountFacts facts = Facts();
  facts.invoices = {Billed("A", "USD", 500, "2026-01-01", "2026-01-10")};
  Hold first{"H-1", "a check", true, At("2026-02-01T00:00:00Z"), std::nullopt, std::nullopt, "x"};
  Hold second = first, past = first;
  second.hold_id = "H-2";
  second.internal = false;
  second.expires_at = At("2026-05-01T00:00:00Z");
  past.hold_id = "H-0";
  past.released_at = At("2026-02-02T00:00:00Z");
  facts.holds = {second, past, first};
  const RestorationPlan plan = PlanAt(facts, "2026-03-20T00:00:00Z");
  EXPECT_EQ(Text(plan),
            "1 PAY pending; 2 RELEASE pending (H-1); 3 RELEASE pending (H-2); 4 REQUEST blocked 1; "
            "5 DECIDE blocked 1 4");
  EXPECT_TRUE(plan.steps[1].internal);
  EXPECT_EQ(plan.steps[1].ends_at, std::nullopt);
  EXPECT_FALSE(plan.steps[2].internal);
  EXPECT_EQ(plan.steps[2].ends_at, At("2026-05-01T00:00:00Z"));
}

// Whatever the documents are: paying what the plan says, where it says, clears the cause and no
// less does; paying what makes the account current makes it current.
TEST(RestorationPlan, ItsAmountsAreExactWhateverTheDocuments) {
  std::mt19937 random(20260320);
  const auto number = [&](int most) {
    return static_cast<int>(random() % static_cast<unsigned>(most));
  };
  int suspended = 0;
  for (int round = 0; round < 300; ++round) {
    AccountFacts facts = Facts();
    for (int i = 0; i < 6; ++i) {
      const absl::CivilDay issued = Day("2026-01-01") + number(60);
      facts.invoices.push_back({"I" + std::to_string(i), i % 3 == 0 ? "EUR" : "USD",
                                1 + number(500), issued, issued + number(40), absl::UnixEpoch()});
    }
    for (int i = 0; i < 5; ++i) {
      const int amount = 2 + number(300);
      Payment payment =
          Paid("P" + std::to_string(i), i % 2 == 0 ? "EUR" : "USD", amount, "2026-02-01T00:00:00Z");
      if (number(2) == 0) payment.allocations = {{"I" + std::to_string(number(7)), amount / 2}};
      facts.payments.push_back(payment);
    }
    // Not the first instant of a day, at which a payment would be in time.
    const std::string now = "2026-03-31T12:00:00Z";
    const RestorationPlan plan = PlanAt(facts, now);
    AccountFacts paid = facts;
    Pay(plan.to_be_current, now, paid);
    EXPECT_TRUE(PlanAt(paid, now).current);
    if (plan.need != RestorationNeed::kRestore) continue;
    ++suspended;
    const PaymentPlan& payment = plan.steps[0].payment;
    paid = facts;
    Pay(payment, now, paid);
    EXPECT_EQ(PlanAt(paid, now).steps[0].state, StepState::kDone);
    paid.payments.back().amount_minor -= 1;
    paid.payments.back().allocations[0].amount_minor -= 1;
    const RestorationPlan short_of = PlanAt(paid, now);
    if (paid.payments.back().amount_minor == 0) continue;
    EXPECT_EQ(Text(short_of.steps[0].payment).substr(0, 5),
              payment.invoices.back().invoice_id + "=1 ")
        << round;
  }
  EXPECT_GT(suspended, 100);
}

}  // namespace
}  // namespace reinstate::testing
