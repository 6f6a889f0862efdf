#include "client/cli/way_back_text.h"

#include <cstdint>
#include <map>
#include <vector>

#include "client/cli/dates.h"
#include "client/cli/money.h"
#include "client/cli/text.h"
#include "client/cli/words.h"

namespace reinstate::cli {
namespace {

bool IsClosed(const v1::AccountStatus& status) {
  for (const v1::Cause& cause : status.causes()) {
    if (cause.kind() == v1::CAUSE_KIND_ACCOUNT_CLOSED) return true;
  }
  return false;
}

int CountCauses(const v1::AccountStatus& status, v1::CauseMode mode) {
  int count = 0;
  for (const v1::Cause& cause : status.causes()) count += cause.mode() == mode ? 1 : 0;
  return count;
}

const v1::PlanStep* FindStep(const WayBack& way, v1::PlanStepKind kind) {
  if (way.plan == nullptr) return nullptr;
  for (const v1::PlanStep& step : way.plan->steps()) {
    if (step.kind() == kind) return &step;
  }
  return nullptr;
}

// What is left of the invoices that the cause lists, a currency each; empty unless it lists all of
// them with what is left.
google::protobuf::RepeatedPtrField<v1::Money> ListedResiduals(const v1::Cause& cause) {
  std::map<std::string, std::int64_t> sums;
  google::protobuf::RepeatedPtrField<v1::Money> totals;
  if (cause.explanations_size() < cause.explanation_count()) return totals;
  for (const v1::Explanation& explanation : cause.explanations()) {
    if (!explanation.has_residual()) return totals;
    sums[explanation.residual().currency_code()] += explanation.residual().amount_minor();
  }
  for (const auto& [currency, sum] : sums) {
    v1::Money* total = totals.Add();
    total->set_currency_code(currency);
    total->set_amount_minor(sum);
  }
  return totals;
}

// "pay 120.00 USD to the invoices above"; empty where nothing is to be paid for reinstatement.
std::string PayText(const v1::AccountStatus& status, const WayBack& way) {
  google::protobuf::RepeatedPtrField<v1::Money> totals;
  if (way.plan != nullptr) {
    const v1::PlanStep* pay = FindStep(way, v1::PLAN_STEP_KIND_PAY_INVOICES);
    if (pay == nullptr || pay->state() == v1::PLAN_STEP_STATE_DONE) return "";
    totals = pay->totals();
  } else {
    const v1::Cause* overdue = nullptr;
    for (const v1::Cause& cause : status.causes()) {
      if (cause.kind() == v1::CAUSE_KIND_BILLING_OVERDUE) overdue = &cause;
    }
    if (overdue == nullptr || !overdue->condition_holds()) return "";
    totals = ListedResiduals(*overdue);
  }
  return totals.empty() ? "pay what is left of the invoices above"
                        : "pay " + FormatMoneys(totals) + " to the invoices above";
}

// Whose turn it is where an open episode ends by a decision only.
std::string AskText(const v1::AccountStatus& status, const WayBack& way, bool unpaid) {
  if (CountCauses(status, v1::CAUSE_MODE_ON_REQUEST) == 0) return "";
  const v1::PlanStep* request = FindStep(way, v1::PLAN_STEP_KIND_REQUEST_REINSTATEMENT);
  if (request != nullptr && request->state() == v1::PLAN_STEP_STATE_DONE) {
    const v1::PlanStep* decide = FindStep(way, v1::PLAN_STEP_KIND_DECIDE_REINSTATEMENT);
    const std::string asked = "reinstatement is asked for (ticket " + request->ticket_id() + ")";
    const bool decidable = decide != nullptr && decide->state() == v1::PLAN_STEP_STATE_PENDING;
    return decidable ? asked + ": it is for support to decide" : asked;
  }
  if (request != nullptr && request->state() == v1::PLAN_STEP_STATE_PENDING) {
    return "ask support for reinstatement (reinstate ticket create " + status.account_id() +
           " --topic account-reinstatement --subject TEXT)";
  }
  bool holds = false;
  for (const v1::Cause& cause : status.causes()) {
    holds = holds || (cause.mode() == v1::CAUSE_MODE_ON_REQUEST && cause.condition_holds());
  }
  const std::string ask = "ask support for reinstatement";
  const std::string first = unpaid ? "then " : holds ? "once what stands above is cleared, " : "";
  return first + ask + (request == nullptr ? ", unless that is done" : "");
}

}  // namespace

std::string FactText(const v1::FactRef& fact) { return Phrase(fact.kind()) + " " + fact.id(); }

std::string InvoicesPaidText(const google::protobuf::RepeatedPtrField<v1::FactRef>& facts) {
  std::vector<std::string> ids;
  for (const v1::FactRef& fact : facts) {
    if (fact.kind() == v1::FACT_KIND_INVOICE) ids.push_back(fact.id());
  }
  if (ids.empty()) return "";
  return ids.size() == 1 ? "invoice " + ids[0] + " is paid"
                         : "invoices " + Join(ids, ", ") + " are paid";
}

std::string OtherFactsText(const google::protobuf::RepeatedPtrField<v1::FactRef>& facts) {
  std::vector<std::string> names;
  for (const v1::FactRef& fact : facts) {
    if (fact.kind() == v1::FACT_KIND_INVOICE) continue;
    names.push_back(fact.kind() == v1::FACT_KIND_EXEMPTION ? "the end of " + FactText(fact)
                                                           : FactText(fact));
  }
  return Join(names, ", ");
}

std::string SuspendedForecastText(const v1::AccountStatus& status, const WayBack& way) {
  if (IsClosed(status)) return "none: the account is closed for good";
  if (status.has_next_change()) {
    const v1::NextChange& change = status.next_change();
    const std::string others = OtherFactsText(change.facts());
    std::string text = "ends by itself: " + Phrase(change.standing()) + " from " +
                       FormatInstant(change.at()) + (others.empty() ? "" : ", by " + others);
    if (!change.has_suspension_at()) return text;
    const std::string unless = InvoicesPaidText(change.facts());
    return text + "; suspended again from " + FormatInstant(change.suspension_at()) +
           (unless.empty() ? "" : " unless " + unless);
  }
  if (CountCauses(status, v1::CAUSE_MODE_ON_REQUEST) == 0) {
    return "ends by itself once every cause above has ended";
  }
  std::string text = "stays SUSPENDED until reinstated";
  if (CountCauses(status, v1::CAUSE_MODE_AUTO) > 0) text += " and every other cause has ended";
  if (way.plan == nullptr || !way.plan->has_suspended_again_at()) return text;
  const auto& totals = way.plan->to_be_current_totals();
  return text + "; once reinstated, suspended again from " +
         FormatInstant(way.plan->suspended_again_at()) + " unless " +
         (totals.empty() ? "all that is past due" : FormatMoneys(totals) + " past due") +
         " is paid";
}

std::string TodoText(const v1::AccountStatus& status, const WayBack& way) {
  if (IsClosed(status)) return "";
  const std::string pay = PayText(status, way);
  const std::string ask = AskText(status, way, !pay.empty());
  std::string text = pay + (pay.empty() || ask.empty() ? "" : ", ") + ask;
  if (!way.may_plan) return text;
  return text + (text.empty() ? "" : "; ") + "see: reinstate plan " + status.account_id();
}

}  // namespace reinstate::cli
