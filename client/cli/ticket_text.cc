#include "client/cli/ticket_text.h"

#include <algorithm>
#include <map>
#include <utility>

#include "client/cli/dates.h"
#include "client/cli/money.h"
#include "client/cli/status_text.h"
#include "client/cli/text.h"
#include "client/cli/words.h"

namespace reinstate::cli {
namespace {

using Colour = Table::Colour;

class TicketWriter {
 public:
  TicketWriter(std::size_t width, bool colour) : width_(width), colour_(colour) {}

  void Line(const std::string& text, const std::string& first = "", const std::string& rest = "",
            Colour colour = Colour::kNone) {
    text_ += Coloured(Wrap(EscapeControls(text), width_, first, rest), colour, colour_) + '\n';
  }
  // Keeps the lines that people wrote.
  void Words(std::string_view text, const std::string& indent) {
    while (!text.empty()) {
      const std::size_t end = std::min(text.find('\n'), text.size());
      Line(std::string(text.substr(0, end)), indent, indent);
      text.remove_prefix(std::min(end + 1, text.size()));
    }
  }
  std::string Take() { return std::move(text_); }

 private:
  std::size_t width_;
  bool colour_;
  std::string text_;
};

std::string FactName(const v1::FactRef& fact) { return Phrase(fact.kind()) + " " + fact.id(); }

bool IsOpen(const v1::Ticket& ticket) {
  return ticket.state() != v1::TICKET_STATE_SOLVED && ticket.state() != v1::TICKET_STATE_CLOSED;
}

// Payment alone would not do where a cause without amounts is missing too.
std::string MissingText(const v1::Reinstatement& reinstatement) {
  const std::string left = AmountLeft(reinstatement);
  if (left.empty()) return "what suspends the account is not cleared yet";
  std::vector<std::string> others;
  for (const v1::Cause& cause : reinstatement.missing()) {
    if (cause.kind() != v1::CAUSE_KIND_BILLING_OVERDUE) others.push_back(Word(cause.kind()));
  }
  if (others.empty()) return left + " must be paid first";
  return left + " must be paid and " + Join(others, ", ") + " cleared first";
}

void WriteMissing(const v1::Reinstatement& reinstatement, TicketWriter* writer) {
  writer->Line("Too early (premature): " + MissingText(reinstatement), "", "  ", Colour::kYellow);
  for (const v1::Cause& cause : reinstatement.missing()) {
    writer->Line(Word(cause.kind()) + " since " + FormatInstant(cause.since()), "  ", "    ");
    for (const v1::Explanation& explanation : cause.explanations()) {
      writer->Line(ExplanationText(explanation), "    - ", "      ");
    }
    const int more = cause.explanation_count() - cause.explanations_size();
    if (more > 0) writer->Line("and " + std::to_string(more) + " more", "    - ", "      ");
  }
}

void WriteReadiness(const v1::Ticket& ticket, TicketWriter* writer) {
  const v1::Reinstatement& reinstatement = ticket.reinstatement();
  switch (reinstatement.readiness()) {
    case v1::REINSTATEMENT_READINESS_PREMATURE:
      return WriteMissing(reinstatement, writer);
    case v1::REINSTATEMENT_READINESS_RIPE:
      return writer->Line(
          "Ripe since " + FormatInstant(reinstatement.ripe_at()) +
              ": what stood in the way is cleared, an approver can decide (reinstate "
              "admin decide " +
              ticket.account_id() + " " + ticket.ticket_id() + " approve --reason TEXT)",
          "", "  ", Colour::kGreen);
    default:
      return writer->Line("Nothing to decide: the causes that are open end by themselves", "",
                          "  ");
  }
}

void WriteEnd(const v1::Reinstatement& reinstatement, TicketWriter* writer) {
  const bool approved = reinstatement.outcome() == v1::REINSTATEMENT_OUTCOME_APPROVED;
  std::string text =
      Word(reinstatement.outcome()) + " at " + FormatInstant(reinstatement.ended_at());
  if (reinstatement.outcome() == v1::REINSTATEMENT_OUTCOME_NO_LONGER_NEEDED) {
    text += ": the suspension ended without this ticket";
  } else {
    text += " by " + reinstatement.ended_by() + ": " + reinstatement.reason();
  }
  writer->Line(text, "", "  ", approved ? Colour::kGreen : Colour::kBold);
  if (approved) writer->Line("decision " + reinstatement.decision_id(), "  ", "  ", Colour::kDim);
}

template <typename Facts, typename NameOf>
void WriteFacts(const std::string& label, const Facts& facts, NameOf name_of,
                TicketWriter* writer) {
  if (facts.empty()) return;
  std::vector<std::string> names;
  names.reserve(static_cast<std::size_t>(facts.size()));
  for (const auto& fact : facts) names.push_back(name_of(fact));
  writer->Line(label + ": " + Join(names, "; "), "  ", "    ");
}

void WriteCauses(const std::string& label, const google::protobuf::RepeatedField<int>& causes,
                 TicketWriter* writer) {
  if (causes.empty()) return;
  writer->Line(label + ": " + WordList<v1::CauseKind>(causes), "  ", "    ");
}

std::string LeftText(const v1::Explanation& explanation) {
  std::string text = FactName(explanation.fact());
  if (explanation.has_residual()) text += ", " + FormatMoney(explanation.residual()) + " left";
  return text;
}

// What was left of the fact when the ticket was opened; null where that is not known.
const v1::Money* LeftThen(const v1::Reinstatement& reinstatement, const v1::FactRef& fact) {
  for (const v1::Cause& cause : reinstatement.status_at_creation().causes()) {
    for (const v1::Explanation& explanation : cause.explanations()) {
      const bool same =
          explanation.fact().kind() == fact.kind() && explanation.fact().id() == fact.id();
      if (same && explanation.has_residual()) return &explanation.residual();
    }
  }
  return nullptr;
}

// The facts of which less, or more, is left than when the ticket was opened.
std::vector<std::string> ChangedAmounts(const v1::Reinstatement& reinstatement) {
  std::vector<std::string> changed;
  for (const v1::Explanation& explanation : reinstatement.difference().facts_left()) {
    const v1::Money* then = LeftThen(reinstatement, explanation.fact());
    const bool known = then != nullptr && explanation.has_residual();
    if (!known || then->amount_minor() == explanation.residual().amount_minor()) continue;
    changed.push_back(LeftText(explanation) + " of " + FormatMoney(*then));
  }
  return changed;
}

// Nothing where nothing has changed: what is missing stands above.
void WriteDifference(const v1::Reinstatement& reinstatement, TicketWriter* writer) {
  const v1::ReinstatementDifference& difference = reinstatement.difference();
  const std::vector<std::string> amounts = ChangedAmounts(reinstatement);
  const bool any = !difference.causes_ended().empty() || !difference.causes_cleared().empty() ||
                   !difference.causes_added().empty() || !difference.facts_settled().empty() ||
                   !difference.facts_added().empty() || !amounts.empty();
  if (!any) return;
  writer->Line("Since it was opened:");
  WriteCauses("ended", difference.causes_ended(), writer);
  WriteCauses("cleared", difference.causes_cleared(), writer);
  WriteCauses("came to it", difference.causes_added(), writer);
  WriteFacts("settled", difference.facts_settled(), FactName, writer);
  WriteFacts(
      "partly settled", amounts, [](const std::string& text) { return text; }, writer);
  WriteFacts("still open", difference.facts_left(), LeftText, writer);
  WriteFacts("new", difference.facts_added(), LeftText, writer);
}

void WriteComments(const std::vector<v1::Comment>& comments, TicketWriter* writer) {
  if (comments.empty()) return;
  writer->Line("Comments:");
  for (const v1::Comment& comment : comments) {
    const bool internal = comment.visibility() == v1::COMMENT_VISIBILITY_INTERNAL;
    writer->Line(FormatInstant(comment.created_at()) + " " + comment.author() +
                     (comment.by_staff() ? " (staff)" : "") + (internal ? ", staff only" : ""),
                 "  ", "    ", internal ? Colour::kYellow : Colour::kDim);
    writer->Words(comment.text(), "    ");
  }
}

}  // namespace

std::string AmountLeft(const v1::Reinstatement& reinstatement) {
  std::map<std::string, v1::Money> sums;
  for (const v1::Cause& cause : reinstatement.missing()) {
    // A sum of some of the invoices would be taken for all.
    if (cause.explanation_count() > cause.explanations_size()) return "";
    for (const v1::Explanation& explanation : cause.explanations()) {
      if (!explanation.has_residual()) continue;
      v1::Money& sum = sums[explanation.residual().currency_code()];
      sum.set_currency_code(explanation.residual().currency_code());
      sum.set_amount_minor(sum.amount_minor() + explanation.residual().amount_minor());
    }
  }
  std::vector<std::string> amounts;
  amounts.reserve(sums.size());
  for (const auto& [currency, sum] : sums) amounts.push_back(FormatMoney(sum));
  return Join(amounts, " and ");
}

Table::Cell TicketStateCell(const v1::Ticket& ticket) {
  const std::string state = Word(ticket.state());
  if (!ticket.has_reinstatement()) return state;
  const v1::Reinstatement& reinstatement = ticket.reinstatement();
  if (!IsOpen(ticket)) return state + ", " + Phrase(reinstatement.outcome());
  const bool ripe = reinstatement.readiness() == v1::REINSTATEMENT_READINESS_RIPE;
  return {state + ", " + Phrase(reinstatement.readiness()),
          ripe ? Colour::kGreen : Colour::kYellow};
}

std::string TicketText(const v1::Ticket& ticket, const std::vector<v1::Comment>& comments,
                       std::size_t width, bool colour) {
  TicketWriter writer(width, colour);
  writer.Line(
      "Ticket " + ticket.ticket_id() + " is " + Word(ticket.state()) + ": " + ticket.subject(), "",
      "  ", Colour::kBold);
  writer.Line("account " + ticket.account_id() + ", topic " + ticket.topic_id() + ", severity " +
                  Word(ticket.severity()) +
                  (ticket.severity_reason().empty() ? "" : " (" + ticket.severity_reason() + ")"),
              "", "  ");
  writer.Line("opened " + FormatInstant(ticket.created_at()) + " by " + ticket.author() +
                  ", changed " + FormatInstant(ticket.updated_at()),
              "", "  ", Colour::kDim);
  writer.Words(ticket.description(), "  ");
  if (ticket.has_reinstatement()) {
    if (IsOpen(ticket)) {
      WriteReadiness(ticket, &writer);
      WriteDifference(ticket.reinstatement(), &writer);
    } else {
      WriteEnd(ticket.reinstatement(), &writer);
    }
  }
  WriteComments(comments, &writer);
  return writer.Take();
}

std::string TopicText(const v1::ListSupportTopicsResponse& list, std::size_t width, bool colour) {
  TicketWriter writer(width, colour);
  for (const v1::SupportTopic& topic : list.topics()) {
    std::string line = topic.topic_id();
    std::vector<std::string> needs;
    for (const std::string& field : topic.required_fields()) needs.push_back("a " + field);
    if (!needs.empty()) line += ", needs " + Join(needs, " and ");
    if (topic.deprecated()) line += ", deprecated: use " + topic.replaced_by();
    writer.Line(line, "", "  ", topic.deprecated() ? Colour::kDim : Colour::kBold);
    writer.Line(topic.description(), "  ", "  ");
  }
  return writer.Take();
}

Table TicketTable(const v1::ListTicketsResponse& list) {
  Table table({{"TICKET"},
               {"OPENED"},
               {"STATE", Table::Align::kLeft, /*shrinks=*/true},
               {"SUBJECT", Table::Align::kLeft, /*shrinks=*/true}});
  for (const v1::Ticket& ticket : list.tickets()) {
    // The day is enough to tell tickets apart, and the id must stand whole.
    table.Add({ticket.ticket_id(), FormatInstant(ticket.created_at()).substr(0, 10),
               TicketStateCell(ticket), ticket.subject()});
  }
  return table;
}

}  // namespace reinstate::cli
