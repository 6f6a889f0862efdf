// DOMAIN 2, rules of time, of abuse signals: what is recorded, repeated, contradicted, too late.

#include "server/domain/abuse_rules.h"

#include <gtest/gtest.h>

#include <string>

#include "tests/unit/facts_builder.h"

namespace reinstate {
namespace {

constexpr AbuseSeverity kSignificant = AbuseSeverity::kSignificant;
constexpr Recorder kRisk{false, true};
constexpr Recorder kOperator{true, true};
constexpr Recorder kOperatorWithoutReason{true, false};
constexpr const char* kNow = "2024-03-10T12:00:00Z";

// "CHANGED", "SAME" or the reason of the refusal.
std::string Told(const Result<bool>& result) {
  if (!result.ok()) return ReasonName(result.error().reason);
  return *result ? "CHANGED" : "SAME";
}

AbuseSignal Signal(const std::string& id, const std::string& detected_at) {
  return {id, kSignificant, Instant(detected_at), "mass mailing", "case 12", "risk-1"};
}

std::string Record(AccountFacts facts, const AbuseSignal& signal, const Recorder& recorder = kRisk,
                   bool names_instant = true) {
  return Told(RecordSignal(signal, names_instant, {Instant(kNow), recorder}, facts));
}

TEST(RecordSignal, Domain2_WithinTheRulesOfTime) {
  AccountFacts facts = FactsBuilder().facts();
  facts.account.registered_at = facts.account.standing_from = Instant("2024-03-01");
  struct Row {
    const char* detected_at;
    Recorder recorder;
    const char* told;
  };
  const Row rows[] = {
      {kNow, kRisk, "CHANGED"},
      {"2024-03-10T12:05:00Z", kRisk, "CHANGED"},
      {"2024-03-10T12:05:00.000001Z", kOperator, "EFFECTIVE_IN_FUTURE"},
      {"2024-03-03T12:00:00Z", kRisk, "CHANGED"},
      {"2024-03-03T11:59:59.999999Z", kRisk, "BACKDATED"},
      {"2024-03-03T11:59:59.999999Z", kOperatorWithoutReason, "BACKDATED"},
      {"2024-03-03T11:59:59.999999Z", kOperator, "CHANGED"},
      {"2024-03-01", kOperator, "CHANGED"},
      {"2024-02-29T23:59:59.999999Z", kOperator, "EFFECTIVE_BEFORE_SUBJECT"},
  };
  for (const Row& row : rows) {
    EXPECT_EQ(Record(facts, Signal("S", row.detected_at), row.recorder), row.told)
        << row.detected_at;
  }
}

TEST(RecordSignal, Domain2_TheSameIdIsTheSameSignalOrAConflict) {
  const AccountFacts facts =
      FactsBuilder().Abused("S", kSignificant, "2024-03-01", "2024-03-02").facts();
  const AbuseSignal same = Signal("S", "2024-03-01");
  EXPECT_EQ(Record(facts, same), "SAME");  // however old, and though it was resolved since
  EXPECT_EQ(Record(facts, Signal("S", "2024-03-05"), kRisk, false), "SAME");
  EXPECT_EQ(Record(facts, Signal("S", "2024-03-05")), "FACT_CONFLICT");
  AbuseSignal other = same;
  other.severity = AbuseSeverity::kLow;
  EXPECT_EQ(Record(facts, other), "FACT_CONFLICT");
  other = same;
  other.public_reason = "";
  EXPECT_EQ(Record(facts, other), "FACT_CONFLICT");
  other = same;
  other.internal_note = "case 13";
  EXPECT_EQ(Record(facts, other), "FACT_CONFLICT");
  EXPECT_EQ(Record(facts, Signal("T", kNow)), "CHANGED");
}

std::string Resolve(const std::string& id, const std::string& at, const Recorder& recorder,
                    AccountFacts& facts) {
  std::optional<absl::Time> effective_at;
  if (!at.empty()) effective_at = Instant(at);
  return Told(ResolveSignal(id, effective_at, {Instant(kNow), recorder}, facts));
}

TEST(ResolveSignal, Domain2_OnceAndNotBeforeItsDetection) {
  const AccountFacts open = FactsBuilder().Abused("S", kSignificant, "2024-03-01").facts();
  AccountFacts facts = open;
  EXPECT_EQ(Resolve("T", "", kRisk, facts), "SIGNAL_NOT_FOUND");
  EXPECT_EQ(Resolve("S", "2024-02-29", kOperator, facts), "EFFECTIVE_BEFORE_SUBJECT");
  EXPECT_EQ(Resolve("S", "2024-03-10T12:05:00.000001Z", kRisk, facts), "EFFECTIVE_IN_FUTURE");
  EXPECT_EQ(Resolve("S", "2024-03-01", kRisk, facts), "BACKDATED");
  EXPECT_EQ(facts.abuse_signals[0].resolved_at, std::nullopt);
  EXPECT_EQ(Resolve("S", "", kRisk, facts), "CHANGED");
  EXPECT_EQ(facts.abuse_signals[0].resolved_at, Instant(kNow));
  EXPECT_EQ(Resolve("S", "", kRisk, facts), "SAME");
  EXPECT_EQ(Resolve("S", kNow, kRisk, facts), "SAME");
  EXPECT_EQ(Resolve("S", "2024-03-09", kRisk, facts), "FACT_CONFLICT");
  facts = open;
  EXPECT_EQ(Resolve("S", "2024-03-01", kOperator, facts), "CHANGED");
  EXPECT_EQ(facts.abuse_signals[0].resolved_at, Instant("2024-03-01"));
}

TEST(ResolveSignal, Domain2_ByDefaultNotBeforeASignalThatIsMinutesAhead) {
  AccountFacts facts = FactsBuilder().Abused("S", kSignificant, "2024-03-10T12:04:00Z").facts();
  EXPECT_EQ(Resolve("S", "", kRisk, facts), "CHANGED");
  EXPECT_EQ(facts.abuse_signals[0].resolved_at, Instant("2024-03-10T12:04:00Z"));
}

TEST(WithdrawSignal, Domain2_ActsFromItsDetectionOn) {
  const auto withdraw = [](const std::string& detected_at, const Recorder& recorder,
                           const std::string& id = "S") {
    AccountFacts facts = FactsBuilder().Abused("S", kSignificant, detected_at).facts();
    return Told(WithdrawSignal(id, {Instant(kNow), recorder}, facts));
  };
  EXPECT_EQ(withdraw("2024-03-03T12:00:00Z", kRisk), "CHANGED");
  EXPECT_EQ(withdraw("2024-03-03T11:59:59.999999Z", kRisk), "BACKDATED");
  EXPECT_EQ(withdraw("2024-03-03T11:59:59.999999Z", kOperatorWithoutReason), "BACKDATED");
  EXPECT_EQ(withdraw("2024-03-03T11:59:59.999999Z", kOperator), "CHANGED");
  EXPECT_EQ(withdraw(kNow, kRisk, "T"), "SIGNAL_NOT_FOUND");
}

TEST(WithdrawSignal, R14_AlsoAfterItWasResolvedAndThenNothingIsLeftToResolve) {
  AccountFacts facts = FactsBuilder().Abused("S", kSignificant, "2024-03-08", "2024-03-09").facts();
  EXPECT_EQ(Told(WithdrawSignal("S", {Instant(kNow), kRisk}, facts)), "CHANGED");
  EXPECT_EQ(Told(WithdrawSignal("S", {Instant(kNow), kRisk}, facts)), "SAME");
  EXPECT_EQ(facts.abuse_signals[0].withdrawn_at, Instant(kNow));
  EXPECT_EQ(Resolve("S", "", kRisk, facts), "SIGNAL_WITHDRAWN");
}

}  // namespace
}  // namespace reinstate
