// Pages to draw on, by libhpdf. Lengths are points (1/72 inch); x grows to the right from the left
// edge, y downwards from the upper edge; a text stands on its baseline y.

#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/civil_time.h"
#include "server/domain/error.h"

namespace reinstate::files {

// Embedded into the document, each reduced to the glyphs it uses. TrueType.
struct PdfFonts {
  std::string regular_file;
  std::string bold_file;
};

// The fonts that were found when this was built.
const PdfFonts& InstalledPdfFonts();

struct Ink {
  bool bold = false;
  double size = 9;
  uint32_t rgb = 0;
};

// Not for several threads. A failure while drawing shows in Finish, and what is drawn after it is
// ignored.
class PdfCanvas {
 public:
  static constexpr double kWidth = 595;  // A4, upright
  static constexpr double kHeight = 842;

  // `title` and `dated` stand in the document's properties. INTERNAL where a font cannot be read.
  static Result<std::unique_ptr<PdfCanvas>> Create(const PdfFonts& fonts, const std::string& title,
                                                   absl::CivilDay dated);
  ~PdfCanvas();

  // Ends the page before it; drawing goes to the newest page, or to the one selected.
  void AddPage();
  int pages() const;
  void SelectPage(int index);

  double Width(std::string_view text, const Ink& ink) const;
  // The text in lines not wider than `width`, broken between words where it can be. Beyond
  // `most_lines` it is cut and ends with an ellipsis. Never empty.
  std::vector<std::string> Wrap(std::string_view text, const Ink& ink, double width,
                                size_t most_lines) const;

  void Text(double x, double y, const std::string& text, const Ink& ink);
  // Ends at x.
  void TextLeftOf(double x, double y, const std::string& text, const Ink& ink);
  void Fill(double x, double y, double width, double height, uint32_t rgb);

  // The document's bytes: the same ones for the same drawing, library and fonts.
  Result<std::string> Finish();

 private:
  struct Document;
  explicit PdfCanvas(std::unique_ptr<Document> document);

  const std::unique_ptr<Document> document_;
};

}  // namespace reinstate::files
