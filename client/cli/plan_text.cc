#include "client/cli/plan_text.h"

#include <algorithm>
#include <vector>

#include "client/cli/dates.h"
#include "client/cli/money.h"
#include "client/cli/status_text.h"
#include "client/cli/text.h"
#include "client/cli/words.h"

namespace reinstate::cli {
namespace {

constexpr int kMostInvoices = 20;  // of one step; all of them are in the JSON

// "A, B or C".
std::string AnyOf(const google::protobuf::RepeatedField<int>& roles) {
  std::string text;
  for (int i = 0; i < roles.size(); ++i) {
    if (i > 0) text += i + 1 == roles.size() ? " or " : ", ";
    text += Word(static_cast<v1::Role>(roles[i]));
  }
  return text;
}

std::string StateText(const v1::PlanStep& step) {
  switch (step.state()) {
    case v1::PLAN_STEP_STATE_DONE:
      return "done";
    case v1::PLAN_STEP_STATE_PENDING:
      return "to do";
    case v1::PLAN_STEP_STATE_BLOCKED: {
      std::vector<std::string> numbers;
      for (const int number : step.blocked_by()) numbers.push_back(std::to_string(number));
      return "after " + Join(numbers, ", ");
    }
    default:
      return Word(step.state());
  }
}

Table::Colour StateColour(v1::PlanStepState state) {
  if (state == v1::PLAN_STEP_STATE_DONE) return Table::Colour::kGreen;
  return state == v1::PLAN_STEP_STATE_PENDING ? Table::Colour::kYellow : Table::Colour::kDim;
}

std::string PayText(const v1::PlanStep& step) {
  if (step.state() == v1::PLAN_STEP_STATE_DONE) return "Pay the overdue invoices";
  if (step.totals_size() == 0) return "Pay what is left of these invoices, each by name";
  return "Pay " + FormatMoneys(step.totals()) + " in all, to exactly these invoices";
}

std::string WhatText(const v1::PlanStep& step) {
  const std::string ticket = step.ticket_id().empty() ? "" : " (ticket " + step.ticket_id() + ")";
  const std::string lacks =
      Join({step.missing_fields().begin(), step.missing_fields().end()}, ", ");
  switch (step.kind()) {
    case v1::PLAN_STEP_KIND_PAY_INVOICES:
      return PayText(step);
    case v1::PLAN_STEP_KIND_CORRECT_PROFILE:
      return "Correct the account profile" +
             (step.has_target() ? ": see verification result " + step.target().id() : "") +
             (lacks.empty() ? "" : "; it lacks " + lacks);
    case v1::PLAN_STEP_KIND_COMPLETE_PROFILE:
      return "Complete the partner profile" + (lacks.empty() ? "" : ": " + lacks);
    case v1::PLAN_STEP_KIND_VERIFY_PROFILE:
      return "Verify the account profile again";
    case v1::PLAN_STEP_KIND_RELEASE_HOLD:
      return "Release hold " + step.target().id() +
             (step.has_ends_at() ? ", or wait until it expires at " + FormatInstant(step.ends_at())
                                 : "");
    case v1::PLAN_STEP_KIND_RESOLVE_ABUSE:
      return step.has_target() ? "Resolve abuse signal " + step.target().id()
                               : "Resolve the abuse signals";
    case v1::PLAN_STEP_KIND_RESOLVE_PROVIDER_ISSUE:
      return step.has_target() ? "Wait for the provider to resolve issue " + step.target().id()
                               : "Wait for the provider";
    case v1::PLAN_STEP_KIND_REQUEST_REINSTATEMENT:
      return "Ask support for reinstatement" + ticket;
    case v1::PLAN_STEP_KIND_DECIDE_REINSTATEMENT:
      return "Decide on the reinstatement" + ticket;
    default:
      return Phrase(step.kind());
  }
}

class PlanWriter {
 public:
  PlanWriter(std::size_t width, bool colour) : width_(width), colour_(colour) {}

  void Line(const std::string& text, Table::Colour colour = Table::Colour::kNone) {
    text_ += Coloured(Wrap(EscapeControls(text), width_, "", "  "), colour, colour_) + '\n';
  }

  // `margin` columns are kept for number and state.
  void Step(const v1::PlanStep& step, std::size_t margin) {
    const std::string rest(margin, ' ');
    std::string state = StateText(step);
    const std::string number = std::to_string(step.number()) + ". ";
    const std::string padding(margin - number.size() - state.size(), ' ');
    // The margin is wrapped as blanks and written after: colours have no width.
    const std::string what = Wrap(EscapeControls(WhatText(step)), width_, rest, rest);
    text_ += number + Coloured(state, StateColour(step.state()), colour_) + padding +
             what.substr(margin) + '\n';
    if (step.state() == v1::PLAN_STEP_STATE_DONE) return;
    Below("by " + AnyOf(step.roles()), rest);
    if (!step.public_reason().empty()) Below("reason: " + step.public_reason(), rest);
    if (!step.internal_note().empty()) Below("staff only: " + step.internal_note(), rest);
    Invoices(step, rest);
  }

  std::string Take() { return std::move(text_); }

 private:
  void Below(const std::string& text, const std::string& rest) {
    text_ += Wrap(EscapeControls(text), width_, rest, rest + "  ") + '\n';
  }

  void Invoices(const v1::PlanStep& step, const std::string& rest) {
    if (step.payments_size() == 0) return;
    Table table({{"INVOICE", Table::Align::kLeft, /*shrinks=*/true},
                 {"WAS DUE"},
                 {"LEFT TO PAY", Table::Align::kRight}});
    for (const v1::PlannedPayment& payment : step.payments()) {
      if (table.rows() == kMostInvoices) break;
      table.Add({payment.invoice_id(), FormatDate(payment.due_on()),
                 payment.has_amount() ? FormatMoney(payment.amount()) : ""});
    }
    const std::string lines = table.Render(width_ - std::min(width_, rest.size()), colour_);
    for (std::size_t begin = 0; begin < lines.size();) {
      const std::size_t end = lines.find('\n', begin);
      text_ += rest + lines.substr(begin, end + 1 - begin);
      begin = end + 1;
    }
    const int more = step.payments_size() - kMostInvoices;
    if (more > 0) text_ += rest + "and " + std::to_string(more) + " more (--output json)\n";
  }

  std::size_t width_;
  bool colour_;
  std::string text_;
};

std::string HeadLine(const v1::RestorationPlan& plan, const std::string& forecast) {
  const std::string account = "Account " + plan.account_id() + " is " + Word(plan.standing());
  const std::string causes = WordList<v1::CauseKind>(plan.causes());
  switch (plan.need()) {
    case v1::RESTORATION_NEED_AVERT:
      return account + ": suspended from " + FormatInstant(plan.suspended_at()) + " (" + causes +
             ") unless this is done";
    case v1::RESTORATION_NEED_RESTORE:
      return account + ": " + causes;
    case v1::RESTORATION_NEED_CLOSED:
      return account + ": it is closed for good, and nothing brings it back";
    default:
      return account + ": nothing is needed now" + (forecast.empty() ? "" : "; " + forecast);
  }
}

void WriteBill(const v1::RestorationPlan& plan, PlanWriter* writer) {
  if (plan.current()) {
    writer->Line("The bill is current");
    return;
  }
  const std::string count = Count(plan.to_be_current_size(), "invoice", "invoices");
  const std::string amounts = plan.to_be_current_totals_size() == 0
                                  ? "what is left of " + count
                                  : FormatMoneys(plan.to_be_current_totals()) + " for " + count;
  writer->Line("To be current with the bill: " + amounts + " past due (reinstate invoices " +
               plan.account_id() + " --overdue)");
  if (plan.has_suspended_again_at()) {
    writer->Line("Once reinstated, suspended again from " +
                 FormatInstant(plan.suspended_again_at()) + " unless that is paid");
  }
}

}  // namespace

std::string PlanText(const v1::RestorationPlan& plan, std::size_t width, bool colour,
                     const std::string& forecast) {
  PlanWriter writer(width, colour);
  writer.Line(HeadLine(plan, forecast), StandingColour(plan.standing()));
  writer.Line("at " + FormatInstant(plan.evaluated_at()) + ", policy " +
                  std::to_string(plan.policy_version()) + ", revision " +
                  std::to_string(plan.revision()),
              Table::Colour::kDim);
  std::size_t margin = 0;
  for (const v1::PlanStep& step : plan.steps()) {
    margin =
        std::max(margin, std::to_string(step.number()).size() + 2 + StateText(step).size() + 2);
  }
  for (const v1::PlanStep& step : plan.steps()) writer.Step(step, margin);
  WriteBill(plan, &writer);
  return writer.Take();
}

}  // namespace reinstate::cli
