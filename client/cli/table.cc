#include "client/cli/table.h"

#include <algorithm>
#include <utility>

#include "client/cli/text.h"

namespace reinstate::cli {
namespace {

constexpr std::size_t kGap = 2;        // columns
constexpr std::size_t kMinShrunk = 8;  // columns

const char* Code(Table::Colour colour) {
  switch (colour) {
    case Table::Colour::kBold:
      return "\033[1m";
    case Table::Colour::kRed:
      return "\033[31m";
    case Table::Colour::kYellow:
      return "\033[33m";
    case Table::Colour::kGreen:
      return "\033[32m";
    case Table::Colour::kDim:
      return "\033[2m";
    case Table::Colour::kNone:
      break;
  }
  return "";
}

}  // namespace

std::string Coloured(const std::string& text, Table::Colour colour, bool enabled) {
  if (!enabled || colour == Table::Colour::kNone || text.empty()) return text;
  return Code(colour) + text + "\033[0m";
}

Table::Table(std::vector<Column> columns) : columns_(std::move(columns)) {
  for (Column& column : columns_) column.header = EscapeControls(column.header);
}

void Table::Add(std::vector<Cell> cells) {
  cells.resize(columns_.size(), Cell(""));
  for (Cell& cell : cells) cell.text = EscapeControls(cell.text);
  rows_.push_back(std::move(cells));
}

std::vector<std::size_t> Table::Widths(std::size_t width) const {
  std::vector<std::size_t> widths;
  std::size_t total = 0;
  for (std::size_t i = 0; i < columns_.size(); ++i) {
    std::size_t widest = DisplayWidth(columns_[i].header);
    for (const auto& row : rows_) widest = std::max(widest, DisplayWidth(row[i].text));
    widths.push_back(widest);
    total += widest + (i == 0 ? 0 : kGap);
  }
  for (std::size_t i = columns_.size(); i-- > 0 && total > width;) {
    if (!columns_[i].shrinks || widths[i] <= kMinShrunk) continue;
    const std::size_t cut = std::min(total - width, widths[i] - kMinShrunk);
    widths[i] -= cut;
    total -= cut;
  }
  return widths;
}

std::string Table::RenderRow(const std::vector<Cell>& cells, const std::vector<std::size_t>& widths,
                             bool colour) const {
  std::string line;
  std::size_t pending = 0;  // spaces owed before the next visible text
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const std::string text = Truncate(cells[i].text, widths[i]);
    const std::size_t padding = widths[i] - std::min(widths[i], DisplayWidth(text));
    if (i > 0) pending += kGap;
    if (columns_[i].align == Align::kRight) pending += padding;
    if (!text.empty()) {
      line.append(pending, ' ');
      pending = 0;
      line += Coloured(text, cells[i].colour, colour);
    }
    if (columns_[i].align == Align::kLeft) pending += padding;
  }
  return line + '\n';
}

std::string Table::Render(std::size_t width, bool colour) const {
  const std::vector<std::size_t> widths = Widths(width);
  std::vector<Cell> headers;
  for (const Column& column : columns_) headers.emplace_back(column.header, Colour::kBold);
  std::string text = RenderRow(headers, widths, colour);
  for (const auto& row : rows_) text += RenderRow(row, widths, colour);
  return text;
}

}  // namespace reinstate::cli
