#include "client/cli/status_text.h"

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <string>

namespace reinstate::cli {
namespace {

template <typename Message>
Message FromText(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
  return message;
}

// 2026-10-02T00:00Z
constexpr const char* kOverdue = R"(
  fact { kind: FACT_KIND_INVOICE id: "INV-7" }
  observed: "74 days overdue" operator: ">" threshold: "60" margin_days: 14 days_overdue: 74
  residual { currency_code: "USD" amount_minor: 12000 } policy_version: 1
  since { seconds: 1790899200 })";

TEST(StatusText, ExplainsAnInvoice) {
  EXPECT_EQ(ExplanationText(FromText<v1::Explanation>(kOverdue)),
            "invoice INV-7: 74 days overdue > 60, by 14, policy 1, since 2026-10-02T00:00Z, "
            "120.00 USD left");
}

TEST(StatusText, ExplainsWithoutAmountsWhereTheCallerMayNotSeeThem) {
  auto explanation = FromText<v1::Explanation>(kOverdue);
  explanation.clear_residual();
  EXPECT_EQ(ExplanationText(explanation),
            "invoice INV-7: 74 days overdue > 60, by 14, policy 1, since 2026-10-02T00:00Z");
}

TEST(StatusText, DoesNotSayAResultIsItself) {
  EXPECT_EQ(ExplanationText(FromText<v1::Explanation>(
                R"(fact { kind: FACT_KIND_VERIFICATION_RESULT id: "R-1" }
                   observed: "FAILED" operator: "is" threshold: "FAILED" policy_version: 1)")),
            "verification result R-1 is FAILED, policy 1");
}

TEST(StatusText, ExplainsASignalOfAbuse) {
  EXPECT_EQ(ExplanationText(FromText<v1::Explanation>(
                R"(fact { kind: FACT_KIND_ABUSE_SIGNAL id: "SIG-1" }
                   observed: "SIGNIFICANT" operator: "is" threshold: "SIGNIFICANT"
                   policy_version: 1)")),
            "abuse signal SIG-1 is SIGNIFICANT, policy 1");
}

TEST(StatusText, ForecastsTheEndOfAnExemption) {
  EXPECT_EQ(ForecastText(FromText<v1::NextChange>(
                R"(at { seconds: 1790899200 } standing: STANDING_SUSPENDED
                   reason: CHANGE_REASON_EXEMPTION_EXPIRY
                   facts { kind: FACT_KIND_INVOICE id: "INV-8" }
                   facts { kind: FACT_KIND_EXEMPTION id: "EX-1" })")),
            "suspended from 2026-10-02T00:00Z unless invoice INV-8 is paid, by the end of "
            "exemption EX-1");
}

TEST(StatusText, ForecastsASuspension) {
  EXPECT_EQ(ForecastText(FromText<v1::NextChange>(
                R"(at { seconds: 1790899200 } standing: STANDING_SUSPENDED
                   facts { kind: FACT_KIND_INVOICE id: "INV-8" })")),
            "suspended from 2026-10-02T00:00Z unless invoice INV-8 is paid");
  EXPECT_EQ(ForecastText(FromText<v1::NextChange>(
                R"(at { seconds: 1788307200 } standing: STANDING_AT_RISK
                   suspension_at { seconds: 1790899200 }
                   facts { kind: FACT_KIND_INVOICE id: "INV-8" }
                   facts { kind: FACT_KIND_INVOICE id: "INV-9" })")),
            "suspended from 2026-10-02T00:00Z unless invoices INV-8, INV-9 are paid (at risk from "
            "2026-09-02T00:00Z)");
}

TEST(StatusText, ForecastsTheEndOfAHold) {
  EXPECT_EQ(ForecastText(FromText<v1::NextChange>(
                R"(at { seconds: 1790899200 } standing: STANDING_ACTIVE
                   facts { kind: FACT_KIND_HOLD id: "H-1" })")),
            "active from 2026-10-02T00:00Z, by hold H-1");
}

TEST(StatusText, TellsTheWholeStory) {
  auto status = FromText<v1::AccountStatus>(R"(
    account_id: "A-1" standing: STANDING_SUSPENDED policy_version: 1 revision: 4
    evaluated_at { seconds: 1792108800 }
    causes { kind: CAUSE_KIND_BILLING_OVERDUE condition_holds: true mode: CAUSE_MODE_ON_REQUEST
             since { seconds: 1790899200 } explanation_count: 3 }
    causes { kind: CAUSE_KIND_MANUAL_HOLD condition_holds: true mode: CAUSE_MODE_AUTO
             since { seconds: 1790899200 } explanation_count: 1
             explanations { fact { kind: FACT_KIND_HOLD id: "H-1" } observed: "MANUAL_HOLD"
                            operator: "is" threshold: "in force"
                            policy_version: 1 public_reason: "see\nletter" } }
    allowed_operations: OPERATION_VIEW_BILLING
    denied_operations: OPERATION_RESELL_NEW_LICENSE
    denied_operations: OPERATION_RESELL_NEW_SERVICE)");
  *status.mutable_causes(0)->add_explanations() = FromText<v1::Explanation>(kOverdue);
  EXPECT_EQ(StatusText(status, 80, false),
            "Account A-1 is SUSPENDED\n"
            "at 2026-10-16T00:00Z, policy 1, revision 4\n"
            "Why:\n"
            "  BILLING_OVERDUE since 2026-10-02T00:00Z: pay what is listed, then ask support\n"
            "    for reinstatement\n"
            "    - invoice INV-7: 74 days overdue > 60, by 14, policy 1, since\n"
            "      2026-10-02T00:00Z, 120.00 USD left\n"
            "    - and 2 more\n"
            "  MANUAL_HOLD since 2026-10-02T00:00Z: ends when the hold is released or expires\n"
            "    - hold H-1 is in force, policy 1\n"
            "      reason: see\\nletter\n"
            "Bill:     not current: at least one invoice is past its due date (reinstate\n"
            "          invoices A-1 --overdue)\n"
            "Allowed:  view billing\n"
            "Denied:   resell new license, resell new service\n"
            "Forecast: stays SUSPENDED until reinstated and every other cause has ended\n"
            "To do:    pay what is left of the invoices above, then ask support for\n"
            "          reinstatement, unless that is done; see: reinstate plan A-1\n");
}

TEST(StatusText, SaysWhatAwaitsReinstatement) {
  const auto status = FromText<v1::AccountStatus>(R"(
    account_id: "A-1" standing: STANDING_SUSPENDED current: true
    causes { kind: CAUSE_KIND_BILLING_OVERDUE mode: CAUSE_MODE_ON_REQUEST
             since { seconds: 1790899200 } })");
  const std::string text = StatusText(status, 80, false);
  EXPECT_NE(text.find("BILLING_OVERDUE since 2026-10-02T00:00Z: cleared, awaiting reinstatement"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("Bill:     current\n"), std::string::npos) << text;
}

TEST(StatusText, ColoursTheStandingOnlyWhereAsked) {
  v1::AccountStatus status;
  status.set_account_id("A-1");
  status.set_standing(v1::STANDING_ACTIVE);
  EXPECT_EQ(StatusText(status, 80, false).find('\033'), std::string::npos);
  EXPECT_NE(StatusText(status, 80, true).find("\033[32m"), std::string::npos);
}

}  // namespace
}  // namespace reinstate::cli
