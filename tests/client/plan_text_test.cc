#include "client/cli/plan_text.h"

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <string>

namespace reinstate::cli {
namespace {

v1::RestorationPlan Plan(const std::string& text) {
  v1::RestorationPlan plan;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &plan)) << text;
  return plan;
}

// 2026-04-12T00:00Z, 2026-05-10T00:00Z
constexpr const char* kSuspended = R"(
  account_id: "acme" standing: STANDING_SUSPENDED need: RESTORATION_NEED_RESTORE
  causes: CAUSE_KIND_BILLING_OVERDUE causes: CAUSE_KIND_MANUAL_HOLD
  policy_version: 1 revision: 4 evaluated_at { seconds: 1775952000 }
  suspended_again_at { seconds: 1778371200 }
  steps { number: 1 kind: PLAN_STEP_KIND_PAY_INVOICES state: PLAN_STEP_STATE_PENDING
          roles: ROLE_BILLING_ADMIN roles: ROLE_GLOBAL_ADMIN
          payments { invoice_id: "INV-1" due_on { year: 2026 month: 2 day: 9 }
                     amount { currency_code: "USD" amount_minor: 12000 } }
          payments { invoice_id: "INV-3" due_on { year: 2026 month: 2 day: 10 }
                     amount { currency_code: "JPY" amount_minor: 900 } }
          totals { currency_code: "JPY" amount_minor: 900 }
          totals { currency_code: "USD" amount_minor: 12000 } }
  steps { number: 2 kind: PLAN_STEP_KIND_RELEASE_HOLD state: PLAN_STEP_STATE_PENDING
          roles: ROLE_OPERATOR target { kind: FACT_KIND_HOLD id: "H-1" }
          public_reason: "see\nletter" ends_at { seconds: 1778371200 } }
  steps { number: 3 kind: PLAN_STEP_KIND_REQUEST_REINSTATEMENT state: PLAN_STEP_STATE_BLOCKED
          blocked_by: 1
          roles: ROLE_GLOBAL_ADMIN roles: ROLE_SUPPORT_AGENT roles: ROLE_SUPPORT_APPROVER }
  steps { number: 4 kind: PLAN_STEP_KIND_DECIDE_REINSTATEMENT state: PLAN_STEP_STATE_BLOCKED
          blocked_by: 1 blocked_by: 3 roles: ROLE_SUPPORT_APPROVER roles: ROLE_OPERATOR }
  to_be_current { invoice_id: "INV-1" } to_be_current { invoice_id: "INV-2" }
  to_be_current { invoice_id: "INV-3" }
  to_be_current_totals { currency_code: "JPY" amount_minor: 900 }
  to_be_current_totals { currency_code: "USD" amount_minor: 17000 })";

TEST(PlanText, NumbersTheStepsWithWhoActsAndExactAmounts) {
  EXPECT_EQ(PlanText(Plan(kSuspended), 80, false),
            "Account acme is SUSPENDED: BILLING_OVERDUE, MANUAL_HOLD\n"
            "at 2026-04-12T00:00Z, policy 1, revision 4\n"
            "1. to do       Pay 900 JPY and 120.00 USD in all, to exactly these invoices\n"
            "               by BILLING_ADMIN or GLOBAL_ADMIN\n"
            "               INVOICE  WAS DUE     LEFT TO PAY\n"
            "               INV-1    2026-02-09   120.00 USD\n"
            "               INV-3    2026-02-10      900 JPY\n"
            "2. to do       Release hold H-1, or wait until it expires at 2026-05-10T00:00Z\n"
            "               by OPERATOR\n"
            "               reason: see\\nletter\n"
            "3. after 1     Ask support for reinstatement\n"
            "               by GLOBAL_ADMIN, SUPPORT_AGENT or SUPPORT_APPROVER\n"
            "4. after 1, 3  Decide on the reinstatement\n"
            "               by SUPPORT_APPROVER or OPERATOR\n"
            "To be current with the bill: 900 JPY and 170.00 USD for 3 invoices past due\n"
            "  (reinstate invoices acme --overdue)\n"
            "Once reinstated, suspended again from 2026-05-10T00:00Z unless that is paid\n");
}

TEST(PlanText, SaysWhatIsDoneAndWhichTicketAsks) {
  EXPECT_EQ(PlanText(Plan(R"(
    account_id: "acme" standing: STANDING_SUSPENDED need: RESTORATION_NEED_RESTORE current: true
    causes: CAUSE_KIND_BILLING_OVERDUE policy_version: 1
    steps { number: 1 kind: PLAN_STEP_KIND_PAY_INVOICES state: PLAN_STEP_STATE_DONE
            roles: ROLE_BILLING_ADMIN }
    steps { number: 2 kind: PLAN_STEP_KIND_REQUEST_REINSTATEMENT state: PLAN_STEP_STATE_DONE
            roles: ROLE_GLOBAL_ADMIN ticket_id: "T-1" }
    steps { number: 3 kind: PLAN_STEP_KIND_DECIDE_REINSTATEMENT state: PLAN_STEP_STATE_PENDING
            roles: ROLE_SUPPORT_APPROVER ticket_id: "T-1" })"),
                     80, false),
            "Account acme is SUSPENDED: BILLING_OVERDUE\n"
            "at 1970-01-01T00:00Z, policy 1, revision 0\n"
            "1. done   Pay the overdue invoices\n"
            "2. done   Ask support for reinstatement (ticket T-1)\n"
            "3. to do  Decide on the reinstatement (ticket T-1)\n"
            "          by SUPPORT_APPROVER\n"
            "The bill is current\n");
}

TEST(PlanText, SaysWhatAvertsASuspension) {
  EXPECT_EQ(PlanText(Plan(R"(
    account_id: "acme" standing: STANDING_AT_RISK need: RESTORATION_NEED_AVERT
    causes: CAUSE_KIND_BILLING_OVERDUE policy_version: 1 suspended_at { seconds: 1778371200 }
    steps { number: 1 kind: PLAN_STEP_KIND_PAY_INVOICES state: PLAN_STEP_STATE_PENDING
            roles: ROLE_BILLING_ADMIN
            payments { invoice_id: "INV-2" due_on { year: 2026 month: 3 day: 10 } } }
    to_be_current { invoice_id: "INV-2" })"),
                     80, false),
            "Account acme is AT_RISK: suspended from 2026-05-10T00:00Z (BILLING_OVERDUE)\n"
            "  unless this is done\n"
            "at 1970-01-01T00:00Z, policy 1, revision 0\n"
            "1. to do  Pay what is left of these invoices, each by name\n"
            "          by BILLING_ADMIN\n"
            "          INVOICE  WAS DUE     LEFT TO PAY\n"
            "          INV-2    2026-03-10\n"
            "To be current with the bill: what is left of 1 invoice past due (reinstate\n"
            "  invoices acme --overdue)\n");
}

TEST(PlanText, SaysThatNothingIsNeeded) {
  EXPECT_EQ(PlanText(Plan(R"(account_id: "acme" standing: STANDING_ACTIVE current: true
                             need: RESTORATION_NEED_NOTHING policy_version: 1)"),
                     80, false),
            "Account acme is ACTIVE: nothing is needed now\n"
            "at 1970-01-01T00:00Z, policy 1, revision 0\n"
            "The bill is current\n");
}

TEST(PlanText, PutsAForecastBesideAPlanWithoutSteps) {
  const std::string text = PlanText(Plan(R"(account_id: "acme" standing: STANDING_ACTIVE
                                            need: RESTORATION_NEED_NOTHING)"),
                                    200, false, "suspended from 2026-05-10T00:00Z");
  EXPECT_EQ(text.substr(0, text.find('\n')),
            "Account acme is ACTIVE: nothing is needed now; suspended from 2026-05-10T00:00Z");
}

TEST(PlanText, ColoursTheStatesOnlyWhereAsked) {
  EXPECT_EQ(PlanText(Plan(kSuspended), 80, false).find('\033'), std::string::npos);
  EXPECT_NE(PlanText(Plan(kSuspended), 80, true).find("1. \033[33mto do\033[0m       Pay"),
            std::string::npos);
}

}  // namespace
}  // namespace reinstate::cli
