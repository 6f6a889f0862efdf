// Aligned columns for people.

#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

namespace reinstate::cli {

class Table {
 public:
  enum class Align { kLeft, kRight };
  enum class Colour { kNone, kBold, kRed, kYellow, kGreen, kDim };

  struct Column {
    std::string header;
    Align align = Align::kLeft;
    // Gives way where the table is wider than the terminal; of several the last one first.
    bool shrinks = false;
  };

  struct Cell {
    Cell(std::string cell_text, Colour cell_colour = Colour::kNone)  // NOLINT: converts
        : text(std::move(cell_text)), colour(cell_colour) {}
    Cell(const char* cell_text) : text(cell_text) {}  // NOLINT: converts
    std::string text;
    Colour colour = Colour::kNone;
  };

  explicit Table(std::vector<Column> columns);

  // One cell a column. Text is escaped here, so callers pass what the server sent.
  void Add(std::vector<Cell> cells);

  std::size_t rows() const { return rows_.size(); }

  // Two spaces between columns, no trailing spaces, each line ended. Shrinks columns that may, down
  // to 8 each, to fit `width`; what is still wider is left for the terminal to wrap.
  std::string Render(std::size_t width, bool colour) const;

 private:
  std::vector<std::size_t> Widths(std::size_t width) const;
  std::string RenderRow(const std::vector<Cell>& cells, const std::vector<std::size_t>& widths,
                        bool colour) const;

  std::vector<Column> columns_;
  std::vector<std::vector<Cell>> rows_;
};

// `text` in colour where `enabled`.
std::string Coloured(const std::string& text, Table::Colour colour, bool enabled);

}  // namespace reinstate::cli
