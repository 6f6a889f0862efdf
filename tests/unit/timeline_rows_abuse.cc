// R14: SIGNIFICANT abuse suspends from its detection until it is resolved; lesser abuse does not.

#include "tests/unit/facts_builder.h"
#include "tests/unit/timeline_rows.h"

namespace reinstate {
namespace {

constexpr AbuseSeverity kSignificant = AbuseSeverity::kSignificant;
constexpr const char* kAbused = "SUSPENDED ACCOUNT_ABUSE";
constexpr const char* kCleared = "SUSPENDED ACCOUNT_ABUSE(cleared)";
const std::vector<CauseKind> kAbuse = {CauseKind::kAccountAbuse};

PolicySet Automatic() {
  return PolicySet({WithMode(Policy{}, CauseKind::kAccountAbuse, CauseMode::kAuto)});
}

// Detected on 1 January 2024 at 8, resolved on 3 January at 9.
FactsBuilder Resolved() {
  return FactsBuilder().Abused("S", kSignificant, "2024-01-01T08:00:00Z", "2024-01-03T09:00:00Z");
}

}  // namespace

std::vector<TimelineRow> AbuseRows() {
  return {
      {"R14_FromItsDetectionOnUntilReinstated",
       Resolved().Decided("D", "2024-01-05", kAbuse).facts(),
       PolicyOne(),
       {{"2024-01-01T07:59:59.999999Z", "ACTIVE"},
        {"2024-01-01T08:00:00Z", kAbused},
        {"2024-01-03T08:59:59.999999Z", kAbused},
        {"2024-01-03T09:00:00Z", kCleared},
        {"2024-01-04T23:59:59.999999Z", kCleared},
        {"2024-01-05", "ACTIVE"}}},
      {"R14_UnresolvedForEver",
       FactsBuilder().Abused("S", kSignificant, "2024-01-01").facts(),
       PolicyOne(),
       {{"2023-12-31T23:59:59.999999Z", "ACTIVE"}, {"2039-01-01", kAbused}}},
      {"R14_LesserSignalsSuspendNothing",
       FactsBuilder()
           .Abused("L", AbuseSeverity::kLow, "2024-01-01")
           .Abused("M", AbuseSeverity::kModerate, "2024-01-02")
           .facts(),
       PolicyOne(),
       {{"2024-01-02", "ACTIVE"}, {"2039-01-01", "ACTIVE"}}},
      {"R14_WithdrawnNeverWas",
       FactsBuilder().Abused("S", kSignificant, "2024-01-01").WithdrawnAt("2024-01-04").facts(),
       PolicyOne(),
       {{"2024-01-01", "ACTIVE"}, {"2024-01-03", "ACTIVE"}, {"2039-01-01", "ACTIVE"}}},
      {"R14_WithdrawnAfterItWasResolvedNeverWas",
       Resolved().WithdrawnAt("2024-01-04").facts(),
       PolicyOne(),
       {{"2024-01-02", "ACTIVE"}, {"2039-01-01", "ACTIVE"}}},
      {"R14_TwoSignalsUntilTheLastIsResolved",
       Resolved().Abused("T", kSignificant, "2024-01-02", "2024-01-04").facts(),
       PolicyOne(),
       {{"2024-01-03T09:00:00Z", kAbused}, {"2024-01-04", kCleared}}},
      {"R14_OneOfTwoWithdrawnLeavesTheOther",
       FactsBuilder()
           .Abused("S", kSignificant, "2024-01-01")
           .WithdrawnAt("2024-01-04")
           .Abused("T", kSignificant, "2024-01-02")
           .facts(),
       PolicyOne(),
       {{"2024-01-01", "ACTIVE"}, {"2024-01-02", kAbused}}},
      {"R14_DetectedAgainWhileItAwaitsReinstatement",
       Resolved().Abused("T", kSignificant, "2024-01-04").facts(),
       PolicyOne(),
       {{"2024-01-03T09:00:00Z", kCleared}, {"2024-01-04", kAbused}}},
      {"R14_DetectedAgainAfterReinstatement",
       Resolved()
           .Decided("D", "2024-01-05", kAbuse)
           .Abused("T", kSignificant, "2024-01-06")
           .facts(),
       PolicyOne(),
       {{"2024-01-05", "ACTIVE"}, {"2024-01-06", kAbused}}},
      {"R19_BesideEveryOtherCause",
       FactsBuilder()
           .Abused("S", kSignificant, "2024-01-01")
           .Held("H", "2024-01-01")
           .Verified("V", VerificationStatus::kFailed, "2024-01-01")
           .Owes("I", 100, "2024-01-01", "2024-01-31")
           .facts(),
       PolicyOne(),
       {{"2024-04-01", "SUSPENDED BILLING_OVERDUE PROFILE_FAILED MANUAL_HOLD ACCOUNT_ABUSE"}}},
  };
}

std::vector<TimelineRow> AbuseAutoRows() {
  return {
      {"R14_AutoEndsWhenItIsResolved",
       Resolved().facts(),
       Automatic(),
       {{"2024-01-03T08:59:59.999999Z", kAbused}, {"2024-01-03T09:00:00Z", "ACTIVE"}}},
      {"R14_AutoWithdrawnNeverWas",
       FactsBuilder().Abused("S", kSignificant, "2024-01-01").WithdrawnAt("2024-01-04").facts(),
       Automatic(),
       {{"2024-01-02", "ACTIVE"}}},
      {"R14_AutoEndsWithTheLastSignal",
       Resolved().Abused("T", kSignificant, "2024-01-02", "2024-01-04").facts(),
       Automatic(),
       {{"2024-01-03T09:00:00Z", kAbused}, {"2024-01-04", "ACTIVE"}}},
      {"R14_ResolvedWhenDetectedSuspendsNothing",
       FactsBuilder().Abused("S", kSignificant, "2024-01-01", "2024-01-01").facts(),
       Automatic(),
       {{"2024-01-01", "ACTIVE"}, {"2039-01-01", "ACTIVE"}}},
      {"Domain2_TheModeIsTheOneInForceAtEachInstant",
       Resolved().facts(),
       PolicyTwoFrom("2024-01-04", WithMode(Policy{}, CauseKind::kAccountAbuse, CauseMode::kAuto)),
       {{"2024-01-03T09:00:00Z", kCleared}, {"2024-01-04", "ACTIVE"}}},
  };
}

std::vector<TimelineRow> AbuseLateFactRows() {
  return {
      {"Domain2_OlderThanStandingFromSuspendsFromThereOn",
       FactsBuilder().StandingFrom("2024-01-02").Abused("S", kSignificant, "2024-01-01").facts(),
       PolicyOne(),
       {{"2024-01-01", "ACTIVE"}, {"2024-01-02", kAbused}}},
      {"Domain2_ResolvedBeforeStandingFromSuspendsNobody",
       FactsBuilder()
           .StandingFrom("2024-01-05")
           .Abused("S", kSignificant, "2024-01-01", "2024-01-03")
           .facts(),
       PolicyOne(),
       {{"2024-01-05", "ACTIVE"}}},
      {"Domain2_ASignalRecordedLateOverturnsADecision",
       Resolved()
           .Decided("D", "2024-01-05T12:00:00Z", kAbuse)
           .Abused("T", kSignificant, "2024-01-04")
           .facts(),
       PolicyOne(),
       {{"2024-01-05T11:59:59.999999Z", kAbused},
        {"2024-01-05T12:00:00Z", kAbused},
        {"2039-01-01", kAbused}}},
      {"Domain2_AResolutionRecordedLateLeavesTheDecisionStanding",
       FactsBuilder()
           .Abused("S", kSignificant, "2024-01-01", "2024-01-03")
           .Decided("D", "2024-01-05", kAbuse)
           .Decided("E", "2024-01-06", kAbuse)
           .facts(),
       PolicyOne(),
       {{"2024-01-03", kCleared}, {"2024-01-05", "ACTIVE"}, {"2024-01-06", "ACTIVE"}}},
      {"Domain2_AWithdrawalLeavesADecisionNothingToEnd",
       Resolved().WithdrawnAt("2024-02-01").Decided("D", "2024-01-05", kAbuse).facts(),
       PolicyOne(),
       {{"2024-01-02", "ACTIVE"}, {"2024-01-05", "ACTIVE"}}},
  };
}

}  // namespace reinstate
