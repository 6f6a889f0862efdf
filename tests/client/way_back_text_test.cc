#include "client/cli/way_back_text.h"

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <string>

#include "client/cli/status_text.h"

namespace reinstate::cli {
namespace {

template <typename Message>
Message FromText(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
  return message;
}

v1::AccountStatus Suspended(const std::string& text) {
  auto status = FromText<v1::AccountStatus>(text);
  status.set_account_id("A-1");
  status.set_standing(v1::STANDING_SUSPENDED);
  return status;
}

constexpr const char* kOverdue = R"(
  causes { kind: CAUSE_KIND_BILLING_OVERDUE condition_holds: true mode: CAUSE_MODE_ON_REQUEST
           explanation_count: 3
           explanations { residual { currency_code: "USD" amount_minor: 12000 } }
           explanations { residual { currency_code: "JPY" amount_minor: 900 } }
           explanations { residual { currency_code: "USD" amount_minor: 1 } } })";
constexpr const char* kCleared =
    "causes { kind: CAUSE_KIND_BILLING_OVERDUE mode: CAUSE_MODE_ON_REQUEST }";
constexpr const char* kHold = R"(
  causes { kind: CAUSE_KIND_MANUAL_HOLD condition_holds: true mode: CAUSE_MODE_AUTO
           explanation_count: 1
           explanations { fact { kind: FACT_KIND_HOLD id: "H-1" } observed: "MANUAL_HOLD"
                          operator: "is" threshold: "in force" policy_version: 1 } })";

std::string Steps(const std::string& request, const std::string& decide) {
  return "steps { number: 1 kind: PLAN_STEP_KIND_REQUEST_REINSTATEMENT ticket_id: 'T-1' state: " +
         request +
         " } steps { number: 2 kind: PLAN_STEP_KIND_DECIDE_REINSTATEMENT ticket_id: 'T-1' "
         "state: " +
         decide + " }";
}

std::string Todo(const std::string& causes, const std::string& steps) {
  const auto plan = FromText<v1::RestorationPlan>(steps);
  return TodoText(Suspended(causes), {&plan, /*may_plan=*/false});
}

TEST(SuspendedForecast, SaysWhetherItEndsByItself) {
  const WayBack nothing;
  EXPECT_EQ(SuspendedForecastText(Suspended(kOverdue), nothing),
            "stays SUSPENDED until reinstated");
  EXPECT_EQ(SuspendedForecastText(Suspended(std::string(kOverdue) + kHold), nothing),
            "stays SUSPENDED until reinstated and every other cause has ended");
  EXPECT_EQ(SuspendedForecastText(Suspended(kHold), nothing),
            "ends by itself once every cause above has ended");
  EXPECT_EQ(SuspendedForecastText(Suspended("causes { kind: CAUSE_KIND_ACCOUNT_CLOSED }"), nothing),
            "none: the account is closed for good");
  // 2026-10-02T00:00Z
  EXPECT_EQ(SuspendedForecastText(Suspended(R"(next_change { standing: STANDING_ACTIVE
                                           at { seconds: 1790899200 }
                                           facts { kind: FACT_KIND_HOLD id: "H-1" } })"),
                                  nothing),
            "ends by itself: active from 2026-10-02T00:00Z, by hold H-1");
}

TEST(SuspendedForecast, SaysWhatSuspendsAgain) {
  // 2026-05-10T00:00Z, 2026-10-02T00:00Z
  EXPECT_EQ(
      SuspendedForecastText(Suspended(R"(next_change { standing: STANDING_AT_RISK
                                           at { seconds: 1778371200 }
                                           suspension_at { seconds: 1790899200 }
                                           facts { kind: FACT_KIND_INVOICE id: "INV-8" } })"),
                            {}),
      "ends by itself: at risk from 2026-05-10T00:00Z; suspended again from 2026-10-02T00:00Z "
      "unless invoice INV-8 is paid");
  auto plan = FromText<v1::RestorationPlan>(R"(
    suspended_again_at { seconds: 1778371200 }
    to_be_current_totals { currency_code: "USD" amount_minor: 17000 })");
  const auto status = Suspended(kOverdue);
  EXPECT_EQ(SuspendedForecastText(status, {&plan}),
            "stays SUSPENDED until reinstated; once reinstated, suspended again from "
            "2026-05-10T00:00Z unless 170.00 USD past due is paid");
  plan.clear_to_be_current_totals();
  EXPECT_NE(SuspendedForecastText(status, {&plan}).find("unless all that is past due is paid"),
            std::string::npos);
}

TEST(Todo, TakesTheSumsFromTheStatusWhereThereIsNoPlan) {
  EXPECT_EQ(TodoText(Suspended(kOverdue), {}),
            "pay 900 JPY and 120.01 USD to the invoices above, then ask support for "
            "reinstatement, unless that is done; see: reinstate plan A-1");
  auto partial = Suspended(kOverdue);
  partial.mutable_causes(0)->set_explanation_count(101);
  EXPECT_EQ(TodoText(partial, {nullptr, /*may_plan=*/false}),
            "pay what is left of the invoices above, then ask support for reinstatement, unless "
            "that is done");
  EXPECT_EQ(TodoText(Suspended(kHold), {}), "see: reinstate plan A-1");
  EXPECT_EQ(TodoText(Suspended(kHold), {nullptr, /*may_plan=*/false}), "");
}

TEST(Todo, SaysWhoseTurnItIs) {
  EXPECT_EQ(Todo(kCleared, ""), "ask support for reinstatement, unless that is done");
  EXPECT_EQ(Todo(kCleared, Steps("PLAN_STEP_STATE_PENDING", "PLAN_STEP_STATE_BLOCKED")),
            "ask support for reinstatement (reinstate ticket create A-1 --topic "
            "account-reinstatement --subject TEXT)");
  EXPECT_EQ(Todo(kCleared, Steps("PLAN_STEP_STATE_DONE", "PLAN_STEP_STATE_PENDING")),
            "reinstatement is asked for (ticket T-1): it is for support to decide");
  const std::string pay =
      "steps { kind: PLAN_STEP_KIND_PAY_INVOICES state: PLAN_STEP_STATE_PENDING "
      "totals { currency_code: 'USD' amount_minor: 12000 } }";
  EXPECT_EQ(Todo(kOverdue, pay + Steps("PLAN_STEP_STATE_BLOCKED", "PLAN_STEP_STATE_BLOCKED")),
            "pay 120.00 USD to the invoices above, then ask support for reinstatement");
  EXPECT_EQ(Todo(kOverdue, pay + Steps("PLAN_STEP_STATE_DONE", "PLAN_STEP_STATE_BLOCKED")),
            "pay 120.00 USD to the invoices above, reinstatement is asked for (ticket T-1)");
}

TEST(Status, TakesCountsAndExpiriesFromThePlan) {
  const auto plan = FromText<v1::RestorationPlan>(R"(
    to_be_current { invoice_id: "INV-1" } to_be_current { invoice_id: "INV-2" }
    steps { kind: PLAN_STEP_KIND_RELEASE_HOLD target { kind: FACT_KIND_HOLD id: "H-1" }
            ends_at { seconds: 1778371200 } })");
  const std::string text = StatusText(Suspended(kHold), 200, false, {&plan});
  EXPECT_NE(text.find("hold H-1 is in force, policy 1, expires 2026-05-10T00:00Z\n"),
            std::string::npos)
      << text;
  EXPECT_NE(text.find("not current: 2 invoices are past their due dates"), std::string::npos)
      << text;
}

}  // namespace
}  // namespace reinstate::cli
