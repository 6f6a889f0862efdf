#include "client/cli/billing_text.h"

#include <algorithm>
#include <limits>
#include <utility>
#include <vector>

#include "client/cli/dates.h"
#include "client/cli/money.h"
#include "client/cli/text.h"
#include "client/cli/words.h"

namespace reinstate::cli {
namespace {

constexpr std::size_t kWidest = 100;      // columns; bars any longer say no more
constexpr std::size_t kShortestBar = 10;  // columns
constexpr std::string_view kPartial = " partial";

std::string FormatMinor(std::int64_t amount_minor, const std::string& currency) {
  v1::Money money;
  money.set_currency_code(currency);
  money.set_amount_minor(amount_minor);
  return FormatMoney(money);
}

// "120.00", for where the currency stands above.
std::string Amount(std::int64_t amount_minor, const std::string& currency) {
  const std::string text = FormatMinor(amount_minor, currency);
  return text.substr(0, text.find(' '));
}

std::string PadLeft(const std::string& text, std::size_t width) {
  return std::string(width - std::min(width, DisplayWidth(text)), ' ') + text;
}

std::string PadRight(const std::string& text, std::size_t width) {
  return text + std::string(width - std::min(width, DisplayWidth(text)), ' ');
}

struct Figure {
  std::string label;
  std::string amount;
  Table::Colour colour = Table::Colour::kNone;
};

Table::Colour ColourIf(bool applies, Table::Colour colour) {
  return applies ? colour : Table::Colour::kNone;
}

std::size_t WidestAmount(const std::vector<Figure>& figures) {
  std::size_t width = 0;
  for (const Figure& figure : figures) width = std::max(width, figure.amount.size());
  return width;
}

// Balances on the left, ageing on the right.
std::string Figures(const v1::CurrencyBalance& balance, bool colour) {
  const std::string& currency = balance.currency_code();
  const v1::Ageing& ageing = balance.ageing();
  const auto amount = [&](std::int64_t minor) { return Amount(minor, currency); };
  const std::vector<Figure> left = {
      {"past due", amount(balance.past_due_minor()),
       ColourIf(balance.past_due_minor() > 0, Table::Colour::kYellow)},
      {"not yet due", amount(balance.not_yet_due_minor())},
      {"unapplied credit", amount(balance.unapplied_credit_minor())},
      {"open balance", amount(balance.open_balance_minor()), Table::Colour::kBold}};
  const std::vector<Figure> right = {
      {"not due", amount(ageing.not_due_minor())},
      {"1 to 30 days", amount(ageing.days_1_to_30_minor()),
       ColourIf(ageing.days_1_to_30_minor() > 0, Table::Colour::kYellow)},
      {"31 to 60 days", amount(ageing.days_31_to_60_minor()),
       ColourIf(ageing.days_31_to_60_minor() > 0, Table::Colour::kYellow)},
      {"over 60 days", amount(ageing.over_60_days_minor()),
       ColourIf(ageing.over_60_days_minor() > 0, Table::Colour::kRed)}};
  const std::size_t left_width = WidestAmount(left), right_width = WidestAmount(right);
  const auto half = [&](const Figure& figure, std::size_t label, std::size_t width) {
    return PadRight(figure.label, label) +
           Coloured(PadLeft(figure.amount, width), figure.colour, colour);
  };
  std::string text;
  for (std::size_t i = 0; i < left.size(); ++i) {
    text += "  " + half(left[i], 17, left_width) + "    " + half(right[i], 14, right_width) + '\n';
  }
  text += "  this month: " + amount(balance.current_month_balance_minor()) + " left of " +
          amount(balance.invoiced_this_month_minor()) + " invoiced\n";
  if (balance.disputed_minor() != 0) {
    text += "  disputed: " + amount(balance.disputed_minor()) + " of what is left\n";
  }
  if (balance.pending_minor() != 0) {
    text += "  pending: " + amount(balance.pending_minor()) + " received and not settled yet\n";
  }
  return text;
}

std::string MonthName(const v1::TrendMonth& month) {
  std::string number = std::to_string(month.month());
  if (number.size() < 2) number.insert(0, "0");
  return std::to_string(month.year()) + "-" + number;
}

// One line a month: its total, the change against the month before, a bar.
std::string Trend(const v1::CurrencyBalance& balance, std::size_t width, bool colour) {
  std::vector<std::string> amounts = {"INVOICED"}, changes = {"CHANGE"};
  std::int64_t most = 0;
  for (const v1::TrendMonth& month : balance.trend()) {
    most = std::max(most, month.invoiced_minor());
    amounts.push_back(Amount(month.invoiced_minor(), balance.currency_code()));
    // A month that is not over yet is not told as a fall.
    const bool tell = month.has_change_basis_points() && !month.partial();
    changes.push_back(tell ? Percent(month.change_basis_points()) : "");
  }
  const auto widest = [](const std::vector<std::string>& texts) {
    std::size_t columns = 0;
    for (const std::string& text : texts) columns = std::max(columns, text.size());
    return columns;
  };
  const std::size_t amount_width = widest(amounts), change_width = widest(changes);
  const std::size_t taken = 9 + 2 + amount_width + 2 + change_width + 2 + kPartial.size();
  const std::size_t columns =
      std::max(kShortestBar, std::min(width, kWidest) - std::min(taken, width));
  std::string text = "  " +
                     Coloured("MONTH    " + PadLeft(amounts[0], amount_width) + "  " +
                                  PadLeft(changes[0], change_width),
                              Table::Colour::kBold, colour) +
                     '\n';
  for (int i = 0; i < balance.trend_size(); ++i) {
    const v1::TrendMonth& month = balance.trend(i);
    const auto row = static_cast<std::size_t>(i) + 1;
    std::string line = "  " + MonthName(month) + "  " + PadLeft(amounts[row], amount_width) + "  " +
                       PadLeft(changes[row], change_width) + "  ";
    line += Coloured(Bar(month.invoiced_minor(), most, columns),
                     month.partial() ? Table::Colour::kDim : Table::Colour::kNone, colour);
    if (month.partial()) line += month.invoiced_minor() > 0 ? kPartial : kPartial.substr(1);
    text += line.substr(0, line.find_last_not_of(' ') + 1) + '\n';
  }
  return text;
}

std::string CurrentLine(const v1::BillingSummary& summary) {
  if (summary.current()) {
    // The tolerance lets small residuals stand: current, and yet past due.
    const bool any_past_due = std::any_of(
        summary.balances().begin(), summary.balances().end(),
        [](const v1::CurrencyBalance& balance) { return balance.past_due_minor() > 0; });
    return any_past_due ? "Current" : "Current: nothing is past its due date";
  }
  std::vector<std::string> amounts;
  for (const v1::CurrencyBalance& balance : summary.balances()) {
    if (balance.past_due_minor() == 0) continue;
    amounts.push_back(FormatMinor(balance.past_due_minor(), balance.currency_code()));
  }
  return "Not current: " + Join(amounts, ", ") + " past due (reinstate invoices " +
         summary.account_id() + " --overdue)";
}

std::string PaymentLine(const v1::BillingSummary& summary) {
  if (!summary.has_most_recent_payment()) return "Last payment: none";
  const v1::Payment& payment = summary.most_recent_payment();
  std::string text = "Last payment: " + FormatMoney(payment.amount()) + " at " +
                     FormatInstant(payment.received_at()) + ", " + payment.payment_id();
  if (!payment.method().empty()) text += ", " + payment.method();
  return text;
}

// Cut off, so that a row fits into 80 columns; JSON has all of it.
std::string ToTheSecond(google::protobuf::Timestamp instant) {
  instant.set_nanos(0);
  return FormatInstant(instant);
}

// "INV-1" where it is all for one invoice, else "INV-1=70.00, INV-2=50.00".
std::string Targets(const v1::Payment& payment) {
  const v1::Money& amount = payment.amount();
  if (payment.allocations_size() == 1 &&
      payment.allocations(0).amount_minor() == amount.amount_minor()) {
    return payment.allocations(0).invoice_id();
  }
  std::vector<std::string> targets;
  for (const v1::Allocation& allocation : payment.allocations()) {
    targets.push_back(allocation.invoice_id() + "=" +
                      Amount(allocation.amount_minor(), amount.currency_code()));
  }
  return Join(targets, ", ");
}

}  // namespace

std::string Bar(std::int64_t value, std::int64_t most, std::size_t columns) {
  constexpr const char* kEighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
  if (value <= 0 || most <= 0 || columns == 0) return "";
  const auto all = static_cast<std::int64_t>(columns * 8);
  value = std::min(value, most);
  // Halves both until the product below fits; what is lost is far less than an eighth.
  while (most > std::numeric_limits<std::int64_t>::max() / (2 * all)) {
    most /= 2;
    value /= 2;
  }
  const std::int64_t eighths = std::max<std::int64_t>(1, (value * all + most / 2) / most);
  std::string bar;
  for (std::int64_t i = 0; i < eighths / 8; ++i) bar += "█";
  return bar + kEighths[eighths % 8];
}

std::string Percent(std::int64_t basis_points) {
  // Negated as unsigned: the smallest 64-bit number has no positive counterpart.
  const auto bits = static_cast<std::uint64_t>(basis_points);
  const std::uint64_t magnitude = basis_points < 0 ? 0 - bits : bits;
  std::string hundredths = std::to_string(magnitude % 100);
  if (hundredths.size() < 2) hundredths.insert(0, "0");
  const char* sign = basis_points < 0 ? "-" : basis_points > 0 ? "+" : "";
  return sign + std::to_string(magnitude / 100) + "." + hundredths + "%";
}

std::string BillingText(const v1::BillingSummary& summary, std::size_t width, bool colour) {
  const auto line = [&](const std::string& text, Table::Colour of) {
    return Coloured(Wrap(EscapeControls(text), width, "", "  "), of, colour) + '\n';
  };
  std::string text =
      line("Bill of " + summary.account_id() + " at " + FormatInstant(summary.evaluated_at()) +
               ", revision " + std::to_string(summary.revision()),
           Table::Colour::kNone);
  text +=
      line(CurrentLine(summary), summary.current() ? Table::Colour::kGreen : Table::Colour::kRed);
  text += line(PaymentLine(summary), Table::Colour::kNone);
  if (summary.balances_size() == 0) text += "Nothing was billed or paid so far\n";
  for (const v1::CurrencyBalance& balance : summary.balances()) {
    text += '\n' + Coloured(EscapeControls(balance.currency_code()), Table::Colour::kBold, colour) +
            '\n' + Figures(balance, colour) + Trend(balance, width, colour);
  }
  return text;
}

Table PaymentTable(const v1::ListPaymentsResponse& list) {
  const auto settled = [](const v1::Payment& payment) {
    return payment.status() == v1::PAYMENT_STATUS_SETTLED;
  };
  const bool shows_status = !std::all_of(list.payments().begin(), list.payments().end(), settled);
  std::vector<Table::Column> columns = {{"PAYMENT", Table::Align::kLeft, /*shrinks=*/true},
                                        {"RECEIVED"},
                                        {"AMOUNT", Table::Align::kRight},
                                        {"METHOD", Table::Align::kLeft, /*shrinks=*/true}};
  if (shows_status) columns.push_back({"STATUS"});
  columns.push_back({"FOR", Table::Align::kLeft, /*shrinks=*/true});
  Table table(std::move(columns));
  for (const v1::Payment& payment : list.payments()) {
    std::vector<Table::Cell> cells = {payment.payment_id(), ToTheSecond(payment.received_at()),
                                      FormatMoney(payment.amount()), payment.method()};
    if (shows_status) cells.emplace_back(Word(payment.status()));
    cells.emplace_back(Targets(payment));
    table.Add(std::move(cells));
  }
  return table;
}

Table LedgerTable(const v1::ListLedgerEntriesResponse& list) {
  Table table({{"EFFECTIVE"},
               {"ENTRY"},
               {"DOCUMENT", Table::Align::kLeft, /*shrinks=*/true},
               {"AMOUNT", Table::Align::kRight},
               {"BALANCE", Table::Align::kRight}});
  for (const v1::LedgerEntry& entry : list.entries()) {
    table.Add({FormatInstant(entry.effective_at()), Phrase(entry.kind()), entry.document_id(),
               FormatMoney(entry.amount()), FormatMoney(entry.balance())});
  }
  return table;
}

}  // namespace reinstate::cli
