#include "client/cli/status_text.h"

#include <vector>

#include "client/cli/dates.h"
#include "client/cli/money.h"
#include "client/cli/text.h"
#include "client/cli/words.h"

namespace reinstate::cli {
namespace {

// How the episode ends, as far as the account can do something about it.
std::string WayOut(const v1::Cause& cause) {
  if (!cause.condition_holds()) {
    return cause.mode() == v1::CAUSE_MODE_ON_REQUEST ? "cleared, awaiting reinstatement"
                                                     : "cleared";
  }
  switch (cause.kind()) {
    case v1::CAUSE_KIND_BILLING_OVERDUE:
      return cause.mode() == v1::CAUSE_MODE_ON_REQUEST
                 ? "pay what is listed, then ask support for reinstatement"
                 : "ends by itself once what is listed is paid";
    case v1::CAUSE_KIND_PROFILE_FAILED:
    case v1::CAUSE_KIND_PROFILE_REJECTED:
      return "correct the account profile and have it verified again";
    case v1::CAUSE_KIND_MANUAL_HOLD:
      return "ends when the hold is released or expires";
    case v1::CAUSE_KIND_PROVIDER_ISSUE:
      return cause.mode() == v1::CAUSE_MODE_ON_REQUEST
                 ? "once your provider has resolved it, ask support for reinstatement"
                 : "ends by itself once your provider has resolved it";
    case v1::CAUSE_KIND_ACCOUNT_CLOSED:
      return "closed for good";
    default:
      return cause.mode() == v1::CAUSE_MODE_ON_REQUEST
                 ? "once it is resolved, ask support for reinstatement"
                 : "ends by itself once it is resolved";
  }
}

class StatusWriter {
 public:
  StatusWriter(std::size_t width, bool colour) : width_(width), colour_(colour) {}

  // Wraps; `first` and `rest` begin the first and the later lines.
  void Line(const std::string& text, const std::string& first = "", const std::string& rest = "",
            Table::Colour colour = Table::Colour::kNone) {
    text_ += Coloured(Wrap(EscapeControls(text), width_, first, rest), colour, colour_) + '\n';
  }
  void Labelled(const std::string& label, const std::string& text) {
    std::string first = label + ":";
    first.resize(10, ' ');
    Line(text, first, std::string(10, ' '));
  }
  std::string Take() { return std::move(text_); }

 private:
  std::size_t width_;
  bool colour_;
  std::string text_;
};

// ", expires ..." of a hold that the plan knows to end by itself.
std::string ExpiryText(const v1::FactRef& fact, const WayBack& way) {
  if (way.plan == nullptr || fact.kind() != v1::FACT_KIND_HOLD) return "";
  for (const v1::PlanStep& step : way.plan->steps()) {
    if (step.kind() == v1::PLAN_STEP_KIND_RELEASE_HOLD && step.target().id() == fact.id() &&
        step.has_ends_at()) {
      return ", expires " + FormatInstant(step.ends_at());
    }
  }
  return "";
}

void WriteCause(const v1::Cause& cause, const WayBack& way, StatusWriter* writer) {
  writer->Line(Word(cause.kind()) + " since " + FormatInstant(cause.since()) + ": " + WayOut(cause),
               "  ", "    ",
               cause.condition_holds() ? Table::Colour::kRed : Table::Colour::kYellow);
  for (const v1::Explanation& explanation : cause.explanations()) {
    writer->Line(ExplanationText(explanation) + ExpiryText(explanation.fact(), way), "    - ",
                 "      ");
    if (!explanation.public_reason().empty()) {
      writer->Line("reason: " + explanation.public_reason(), "      ", "      ");
    }
    if (!explanation.internal_note().empty()) {
      writer->Line("staff only: " + explanation.internal_note(), "      ", "      ");
    }
  }
  const int more = cause.explanation_count() - cause.explanations_size();
  if (more > 0) writer->Line("and " + std::to_string(more) + " more", "    - ", "      ");
}

std::string StandingLine(v1::Standing standing) {
  switch (standing) {
    case v1::STANDING_ACTIVE:
      return "in good standing (ACTIVE)";
    case v1::STANDING_AT_RISK:
      return "in good standing, but a suspension is near (AT_RISK)";
    case v1::STANDING_SUSPENDED:
      return "SUSPENDED";
    default:
      return Word(standing);
  }
}

// "FAILED is FAILED" says no more than "is FAILED", nor does "MANUAL_HOLD is in force" of a hold.
bool SaysNothing(const v1::Explanation& explanation) {
  const std::string& observed = explanation.observed();
  const v1::FactKind kind = explanation.fact().kind();
  return observed.empty() || observed == explanation.threshold() ||
         (kind == v1::FACT_KIND_HOLD && observed == Word(v1::CAUSE_KIND_MANUAL_HOLD)) ||
         (kind == v1::FACT_KIND_PROVIDER_ISSUE &&
          observed == Word(v1::CAUSE_KIND_PROVIDER_ISSUE)) ||
         (kind == v1::FACT_KIND_CLOSURE && observed == Word(v1::CAUSE_KIND_ACCOUNT_CLOSED));
}

std::string BillText(const v1::AccountStatus& status, const WayBack& way) {
  if (status.current()) return "current";
  const int count = way.plan == nullptr ? 0 : way.plan->to_be_current_size();
  const std::string what = count == 0 ? "at least one invoice is past its due date"
                           : count == 1
                               ? "1 invoice is past its due date"
                               : std::to_string(count) + " invoices are past their due dates";
  return "not current: " + what + " (reinstate invoices " + status.account_id() + " --overdue)";
}

}  // namespace

Table::Colour StandingColour(v1::Standing standing) {
  switch (standing) {
    case v1::STANDING_SUSPENDED:
      return Table::Colour::kRed;
    case v1::STANDING_AT_RISK:
      return Table::Colour::kYellow;
    case v1::STANDING_ACTIVE:
      return Table::Colour::kGreen;
    default:
      return Table::Colour::kNone;
  }
}

std::string ExplanationText(const v1::Explanation& explanation) {
  std::string text = FactText(explanation.fact());
  if (!SaysNothing(explanation)) text += ": " + explanation.observed();
  if (!explanation.operator_().empty()) text += " " + explanation.operator_();
  if (!explanation.threshold().empty()) text += " " + explanation.threshold();
  if (explanation.has_margin_days()) text += ", by " + std::to_string(explanation.margin_days());
  text += ", policy " + std::to_string(explanation.policy_version());
  if (explanation.has_since()) text += ", since " + FormatInstant(explanation.since());
  if (explanation.has_residual()) text += ", " + FormatMoney(explanation.residual()) + " left";
  return text;
}

std::string ForecastText(const v1::NextChange& change) {
  const std::string unless = InvoicesPaidText(change.facts());
  const std::string others = OtherFactsText(change.facts());
  std::string text;
  if (change.standing() == v1::STANDING_AT_RISK && change.has_suspension_at()) {
    text = "suspended from " + FormatInstant(change.suspension_at());
  } else {
    text = Phrase(change.standing()) + " from " + FormatInstant(change.at());
  }
  const bool suspends =
      change.standing() == v1::STANDING_SUSPENDED || change.standing() == v1::STANDING_AT_RISK;
  if (suspends && !unless.empty()) text += " unless " + unless;
  if (!others.empty()) text += ", by " + others;
  if (change.standing() == v1::STANDING_AT_RISK && change.has_suspension_at()) {
    text += " (at risk from " + FormatInstant(change.at()) + ")";
  }
  return text;
}

std::string StatusText(const v1::AccountStatus& status, std::size_t width, bool colour,
                       const WayBack& way) {
  StatusWriter writer(width, colour);
  writer.Line("Account " + status.account_id() + " is " + StandingLine(status.standing()), "", "",
              StandingColour(status.standing()));
  writer.Line("at " + FormatInstant(status.evaluated_at()) + ", policy " +
                  std::to_string(status.policy_version()) + ", revision " +
                  std::to_string(status.revision()),
              "", "", Table::Colour::kDim);
  if (status.causes_size() > 0) writer.Line("Why:");
  for (const v1::Cause& cause : status.causes()) WriteCause(cause, way, &writer);
  for (const v1::Exemption& exemption : status.exemptions()) {
    writer.Labelled("Exempt",
                    Word(exemption.cause()) + " until " + FormatInstant(exemption.expires_at()) +
                        " (exemption " + exemption.exemption_id() + ")" +
                        (exemption.reason().empty() ? "" : "; staff only: " + exemption.reason()));
  }
  writer.Labelled("Bill", BillText(status, way));
  if (status.allowed_operations_size() > 0) {
    writer.Labelled("Allowed", PhraseList<v1::Operation>(status.allowed_operations()));
  }
  writer.Labelled("Denied", status.denied_operations_size() == 0
                                ? "nothing"
                                : PhraseList<v1::Operation>(status.denied_operations()));
  if (status.standing() == v1::STANDING_SUSPENDED) {
    writer.Labelled("Forecast", SuspendedForecastText(status, way));
    const std::string todo = TodoText(status, way);
    if (!todo.empty()) writer.Labelled("To do", todo);
    return writer.Take();
  }
  writer.Labelled("Forecast", status.has_next_change() ? ForecastText(status.next_change())
                                                       : "no change of standing is in sight");
  return writer.Take();
}

}  // namespace reinstate::cli
