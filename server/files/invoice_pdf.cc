#include "server/files/invoice_pdf.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "server/domain/money.h"

namespace reinstate::files {
namespace {

constexpr uint32_t kDark = 0x1b2a41;
constexpr uint32_t kGrey = 0x5f6b7a;
constexpr uint32_t kRule = 0xd5dbe3;
constexpr uint32_t kTint = 0xf2f5f9;
constexpr uint32_t kAccent = 0x1f5fa8;

constexpr Ink kTitle{true, 24, kDark};
constexpr Ink kHeading{true, 11, kDark};
constexpr Ink kBold{true, 9, kDark};
constexpr Ink kPlain{false, 9, kDark};
constexpr Ink kLabel{false, 9, kGrey};
constexpr Ink kSmall{false, 7.5, kGrey};
constexpr Ink kSum{true, 18, kDark};

constexpr double kLeft = 48;
constexpr double kRight = PdfCanvas::kWidth - 48;
constexpr double kBottom = 780;  // rows end above it
constexpr double kLeading = 12;  // from baseline to baseline
constexpr double kPadding = 6;   // of a row, above and below
constexpr double kInset = 10;    // of what stands in a box
constexpr double kSumRow = 26;
constexpr size_t kMostDescriptionLines = 3;
constexpr size_t kAllLines = 60;  // more than any text that the contract lets through needs

std::string Day(absl::CivilDay day) {
  static constexpr const char* kMonths[] = {"January",   "February", "March",    "April",
                                            "May",       "June",     "July",     "August",
                                            "September", "October",  "November", "December"};
  return std::to_string(day.day()) + " " + kMonths[day.month() - 1] + " " +
         std::to_string(day.year());
}

// "-1,234.50", with the digits of the currency.
std::string Number(int64_t amount_minor, const std::string& currency) {
  std::string text = FormatNumber(amount_minor, currency);
  const size_t first = amount_minor < 0 ? 1 : 0;
  size_t at = std::min(text.find('.'), text.size());
  for (; at > first + 3; at -= 3) text.insert(at - 3, ",");
  return text;
}

using Rows = std::vector<std::pair<std::string, std::string>>;  // label, value

// The edges of the table's columns; a column that no line uses has no width.
struct Columns {
  double item_width = 0;
  double description = kLeft + kInset;
  double description_width = 0;
  double quantity_right = 0;
  bool quantities = false;
  double amount_right = kRight - kInset;
};

class InvoicePage {
 public:
  InvoicePage(const IssuedDocument& document, std::vector<LineItem> lines, PdfCanvas& canvas)
      : document_(document), lines_(std::move(lines)), canvas_(canvas), columns_(Measure()) {}

  void Draw() {
    DrawFirstHead();
    DrawTable();
    if (document_.invoice.instructions) DrawInstructions(*document_.invoice.instructions);
    DrawFeet();
  }

 private:
  bool is_invoice() const { return !document_.invoice.is_credit_note(); }
  std::string Title() const { return is_invoice() ? "Invoice" : "Credit note"; }
  std::string Amount(int64_t minor) const {
    return Number(minor, document_.invoice.currency) + " " + document_.invoice.currency;
  }
  static std::string Quantity(const LineItem& line) {
    return line.quantity == 0 ? "" : std::to_string(line.quantity);
  }

  Columns Measure() const;
  Rows Facts() const;
  Rows Words(const PaymentInstructions& instructions) const;
  void DrawFirstHead();
  double DrawAddressee(double y);
  double DrawFacts(double y);
  void DrawNextHead();
  void DrawTableHead();
  void DrawTable();
  void DrawRow(const LineItem& line, const std::vector<std::string>& item,
               const std::vector<std::string>& description);
  void DrawSum(const std::string& label, int64_t minor, const Ink& ink);
  void DrawInstructions(const PaymentInstructions& instructions);
  void DrawFeet();

  const IssuedDocument& document_;
  const std::vector<LineItem> lines_;
  PdfCanvas& canvas_;
  const Columns columns_;
  double y_ = 0;  // the upper edge of what comes next
};

// Numbers get the width they need, so that they are never cut; descriptions get the rest.
Columns InvoicePage::Measure() const {
  Columns columns;
  double amount = canvas_.Width("Amount (" + document_.invoice.currency + ")", kLabel);
  amount = std::max(amount, canvas_.Width(Amount(document_.invoice.total_minor), kHeading));
  double quantity = 0;
  for (const LineItem& line : lines_) {
    amount = std::max(amount,
                      canvas_.Width(Number(line.amount_minor, document_.invoice.currency), kPlain));
    quantity = std::max(quantity, canvas_.Width(Quantity(line), kPlain));
    columns.item_width = std::max(columns.item_width, canvas_.Width(line.reference, kPlain));
  }
  columns.quantity_right = columns.amount_right - amount - 2 * kInset;
  columns.quantities = quantity > 0;
  double end = columns.quantity_right;
  if (columns.quantities) {
    end -= std::max(quantity, canvas_.Width("Quantity", kLabel)) + 2 * kInset;
  }
  if (columns.item_width > 0) {
    columns.item_width = std::clamp(columns.item_width, 60.0, 95.0);
    columns.description += columns.item_width + kInset;
  }
  columns.description_width = end - columns.description;
  return columns;
}

Rows InvoicePage::Facts() const {
  Rows rows = {{"Issued", Day(document_.invoice.issued_on)}};
  if (is_invoice()) rows.emplace_back("Due", Day(document_.invoice.due_on));
  if (document_.invoice.period) {
    rows.emplace_back("Billing period", Day(document_.invoice.period->from) + " – " +
                                            Day(document_.invoice.period->through));
  }
  if (!document_.invoice.amends.empty())
    rows.emplace_back("Reduces invoice", document_.invoice.amends);
  return rows;
}

void InvoicePage::DrawFirstHead() {
  canvas_.AddPage();
  canvas_.Fill(0, 0, PdfCanvas::kWidth, 6, kAccent);
  canvas_.Text(kLeft, 66, Title(), kTitle);
  canvas_.Text(kLeft, 86, document_.invoice.invoice_id, {false, 11, kGrey});
  y_ = std::max(DrawAddressee(122), DrawFacts(122)) + 8;
  canvas_.Fill(kLeft, y_, kRight - kLeft, 50, kTint);
  canvas_.Fill(kLeft, y_, 3, 50, kAccent);
  canvas_.Text(kLeft + kInset + 3, y_ + 30, is_invoice() ? "Total due" : "Total credited", kLabel);
  canvas_.TextLeftOf(kRight - kInset, y_ + 24, Amount(document_.invoice.total_minor), kSum);
  canvas_.TextLeftOf(kRight - kInset, y_ + 40,
                     is_invoice() ? "due by " + Day(document_.invoice.due_on)
                                  : "issued on " + Day(document_.invoice.issued_on),
                     kLabel);
  y_ += 50 + 24;
}

// Whom the document is for; the lower edge.
double InvoicePage::DrawAddressee(double y) {
  constexpr double kWidth = 240;
  canvas_.Text(kLeft, y, is_invoice() ? "Billed to" : "Credited to", kLabel);
  y += 18;
  const std::string& name =
      document_.billed_name.empty() ? document_.account_id : document_.billed_name;
  for (const auto& line : canvas_.Wrap(name, kHeading, kWidth, kAllLines)) {
    canvas_.Text(kLeft, y, line, kHeading);
    y += 15;
  }
  for (const auto& line :
       canvas_.Wrap("Account " + document_.account_id, kLabel, kWidth, kAllLines)) {
    canvas_.Text(kLeft, y, line, kLabel);
    y += kLeading;
  }
  return y;
}

double InvoicePage::DrawFacts(double y) {
  constexpr double kLabels = 318;
  constexpr double kWidth = 150;
  for (const auto& [label, value] : Facts()) {
    canvas_.Text(kLabels, y, label, kLabel);
    for (const auto& line : canvas_.Wrap(value, kPlain, kWidth, kAllLines)) {
      canvas_.TextLeftOf(kRight, y, line, kPlain);
      y += kLeading;
    }
    y += 5;
  }
  return y;
}

void InvoicePage::DrawNextHead() {
  canvas_.AddPage();
  canvas_.Fill(0, 0, PdfCanvas::kWidth, 6, kAccent);
  canvas_.Text(kLeft, 46, Title() + " " + document_.invoice.invoice_id, kBold);
  canvas_.TextLeftOf(kRight, 46, "continued", kLabel);
  y_ = 62;
}

void InvoicePage::DrawTableHead() {
  canvas_.Fill(kLeft, y_, kRight - kLeft, 22, kDark);
  constexpr Ink kHead{true, 8, 0xffffff};
  const double y = y_ + 14;
  if (columns_.item_width > 0) canvas_.Text(kLeft + kInset, y, "Item", kHead);
  canvas_.Text(columns_.description, y, "Description", kHead);
  if (columns_.quantities) canvas_.TextLeftOf(columns_.quantity_right, y, "Quantity", kHead);
  canvas_.TextLeftOf(columns_.amount_right, y, "Amount (" + document_.invoice.currency + ")",
                     kHead);
  y_ += 22;
}

void InvoicePage::DrawTable() {
  DrawTableHead();
  int64_t so_far = 0;
  for (const LineItem& line : lines_) {
    const auto item = columns_.item_width > 0
                          ? canvas_.Wrap(line.reference, kPlain, columns_.item_width, kAllLines)
                          : std::vector<std::string>{};
    const auto description =
        canvas_.Wrap(line.description, kPlain, columns_.description_width, kMostDescriptionLines);
    const double height =
        static_cast<double>(std::max(item.size(), description.size())) * kLeading + 2 * kPadding;
    // Below every row there is room for a sum, carried forward or final.
    if (y_ + height + kSumRow > kBottom) {
      DrawSum("Carried forward", so_far, kLabel);
      DrawNextHead();
      DrawTableHead();
      DrawSum("Brought forward", so_far, kLabel);
    }
    DrawRow(line, item, description);
    y_ += height;
    so_far += line.amount_minor;  // ListedLines has summed them
  }
  canvas_.Fill(kLeft, y_, kRight - kLeft, 1.2, kDark);
  DrawSum(is_invoice() ? "Total" : "Total credited", document_.invoice.total_minor, kHeading);
}

void InvoicePage::DrawRow(const LineItem& line, const std::vector<std::string>& item,
                          const std::vector<std::string>& description) {
  double y = y_ + kPadding + 9;
  const double height =
      static_cast<double>(std::max(item.size(), description.size())) * kLeading + 2 * kPadding;
  if (columns_.quantities) canvas_.TextLeftOf(columns_.quantity_right, y, Quantity(line), kPlain);
  canvas_.TextLeftOf(columns_.amount_right, y,
                     Number(line.amount_minor, document_.invoice.currency), kPlain);
  for (size_t i = 0; i < std::max(item.size(), description.size()); ++i, y += kLeading) {
    if (i < item.size()) canvas_.Text(kLeft + kInset, y, item[i], kLabel);
    if (i < description.size()) canvas_.Text(columns_.description, y, description[i], kPlain);
  }
  canvas_.Fill(kLeft, y_ + height - 0.5, kRight - kLeft, 0.5, kRule);
}

void InvoicePage::DrawSum(const std::string& label, int64_t minor, const Ink& ink) {
  canvas_.Text(columns_.description, y_ + 17, label, ink);
  canvas_.TextLeftOf(columns_.amount_right, y_ + 17, Amount(minor), ink);
  y_ += kSumRow;
}

Rows InvoicePage::Words(const PaymentInstructions& instructions) const {
  Rows rows;
  const auto add = [&rows](const char* label, const std::string& value) {
    if (!value.empty()) rows.emplace_back(label, value);
  };
  add("Method", instructions.method);
  add("Beneficiary", instructions.beneficiary);
  add("Account number", instructions.account_number);
  add("Bank code", instructions.bank_code);
  add("Reference",
      instructions.reference.empty() ? document_.invoice.invoice_id : instructions.reference);
  add("Amount", Amount(document_.invoice.total_minor));
  if (instructions.valid_until) add("Valid until", Day(*instructions.valid_until));
  return rows;
}

void InvoicePage::DrawInstructions(const PaymentInstructions& instructions) {
  constexpr double kValues = 170;
  const Rows rows = Words(instructions);
  std::vector<std::vector<std::string>> values;
  double height = 2 * kInset;
  for (const auto& [label, value] : rows) {
    values.push_back(canvas_.Wrap(value, kBold, kRight - kInset - kValues, kAllLines));
    height += static_cast<double>(values.back().size()) * kLeading + 5;
  }
  y_ += 24;
  if (y_ + 12 + height > kBottom) {
    DrawNextHead();
    y_ += 16;
  }
  canvas_.Text(kLeft, y_, "How to pay", kHeading);
  y_ += 12;
  canvas_.Fill(kLeft, y_, kRight - kLeft, height - 5, kTint);
  double y = y_ + kInset + 9;
  for (size_t i = 0; i < rows.size(); ++i, y += 5) {
    canvas_.Text(kLeft + kInset, y, rows[i].first, kLabel);
    for (const auto& line : values[i]) {
      canvas_.Text(kValues, y, line, kBold);
      y += kLeading;
    }
  }
  y_ += height;
}

void InvoicePage::DrawFeet() {
  const std::string whose =
      Title() + " " + document_.invoice.invoice_id + "  ·  Account " + document_.account_id;
  for (int page = 0; page < canvas_.pages(); ++page) {
    canvas_.SelectPage(page);
    canvas_.Fill(kLeft, 796, kRight - kLeft, 0.5, kRule);
    canvas_.Text(kLeft, 810, canvas_.Wrap(whose, kSmall, 420, 1)[0], kSmall);
    canvas_.TextLeftOf(
        kRight, 810, "Page " + std::to_string(page + 1) + " of " + std::to_string(canvas_.pages()),
        kSmall);
  }
}

}  // namespace

Result<std::string> MakeInvoicePdf(const IssuedDocument& document, const PdfFonts& fonts) {
  auto lines = ListedLines(document);
  if (!lines.ok()) return lines.error();
  const std::string kind = !document.invoice.is_credit_note() ? "Invoice " : "Credit note ";
  auto canvas =
      PdfCanvas::Create(fonts, kind + document.invoice.invoice_id, document.invoice.issued_on);
  if (!canvas.ok()) return canvas.error();
  InvoicePage(document, std::move(*lines), **canvas).Draw();
  return (*canvas)->Finish();
}

}  // namespace reinstate::files
