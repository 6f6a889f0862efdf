#include "server/files/pdf_canvas.h"

#include <hpdf.h>

#include <algorithm>
#include <utility>

#include "server/files/printable_text.h"

namespace reinstate::files {
namespace {

constexpr char kEllipsis[] = "…";

Error Fault(const std::string& what, HPDF_Doc pdf) {
  return {.reason = Reason::kInternal,
          .message = "the file cannot be made",
          .for_log = what + ": libhpdf error " + std::to_string(HPDF_GetError(pdf)) + ", detail " +
                     std::to_string(HPDF_GetErrorDetail(pdf))};
}

float Single(double value) { return static_cast<float>(value); }

const HPDF_BYTE* Bytes(std::string_view text) {
  return reinterpret_cast<const HPDF_BYTE*>(text.data());
}

float Part(uint32_t rgb, int shift) { return static_cast<float>((rgb >> shift) & 0xff) / 255; }

void DropLastCharacter(std::string& line) {
  while (!line.empty() && (static_cast<unsigned char>(line.back()) & 0xc0) == 0x80) line.pop_back();
  if (!line.empty()) line.pop_back();
}

}  // namespace

// libhpdf without an error handler notes the first error and refuses what follows.
struct PdfCanvas::Document {
  HPDF_Doc pdf = HPDF_New(nullptr, nullptr);
  HPDF_Font regular = nullptr;
  HPDF_Font bold = nullptr;
  std::vector<HPDF_Page> pages;
  HPDF_Page page = nullptr;

  Document() = default;
  Document(const Document&) = delete;
  Document& operator=(const Document&) = delete;
  ~Document() {
    if (pdf != nullptr) HPDF_Free(pdf);
  }

  HPDF_Font FontOf(const Ink& ink) const { return ink.bold ? bold : regular; }

  HPDF_Font Load(const std::string& file) const {
    const char* const name = HPDF_LoadTTFontFromFile(pdf, file.c_str(), HPDF_TRUE);
    return name == nullptr ? nullptr : HPDF_GetFont(pdf, name, "UTF-8");
  }
};

const PdfFonts& InstalledPdfFonts() {
  static const auto* const kFonts = new PdfFonts{REINSTATE_FONT_REGULAR, REINSTATE_FONT_BOLD};
  return *kFonts;
}

PdfCanvas::PdfCanvas(std::unique_ptr<Document> document) : document_(std::move(document)) {}

PdfCanvas::~PdfCanvas() = default;

Result<std::unique_ptr<PdfCanvas>> PdfCanvas::Create(const PdfFonts& fonts,
                                                     const std::string& title,
                                                     absl::CivilDay dated) {
  auto document = std::make_unique<Document>();
  HPDF_Doc pdf = document->pdf;
  if (pdf == nullptr) {
    return Error{.reason = Reason::kInternal, .message = "there is no memory for the file"};
  }
  HPDF_UseUTFEncodings(pdf);
  HPDF_SetCompressionMode(pdf, HPDF_COMP_ALL);
  HPDF_SetInfoAttr(pdf, HPDF_INFO_TITLE, title.c_str());
  const HPDF_Date date = {
      static_cast<HPDF_INT>(dated.year()), dated.month(), dated.day(), 0, 0, 0, 'Z', 0, 0};
  HPDF_SetInfoDateAttr(pdf, HPDF_INFO_CREATION_DATE, date);
  HPDF_SetInfoDateAttr(pdf, HPDF_INFO_MOD_DATE, date);
  document->regular = document->Load(fonts.regular_file);
  document->bold = document->Load(fonts.bold_file);
  if (document->regular == nullptr || document->bold == nullptr || HPDF_GetError(pdf) != HPDF_OK) {
    return Fault("the fonts " + fonts.regular_file + " and " + fonts.bold_file, pdf);
  }
  return std::unique_ptr<PdfCanvas>(new PdfCanvas(std::move(document)));
}

void PdfCanvas::AddPage() {
  document_->page = HPDF_AddPage(document_->pdf);
  document_->pages.push_back(document_->page);
  HPDF_Page_SetWidth(document_->page, Single(kWidth));
  HPDF_Page_SetHeight(document_->page, Single(kHeight));
}

int PdfCanvas::pages() const { return static_cast<int>(document_->pages.size()); }

void PdfCanvas::SelectPage(int index) {
  document_->page = document_->pages.at(static_cast<size_t>(index));
}

double PdfCanvas::Width(std::string_view text, const Ink& ink) const {
  const HPDF_TextWidth measured =
      HPDF_Font_TextWidth(document_->FontOf(ink), Bytes(text), static_cast<HPDF_UINT>(text.size()));
  return measured.width * ink.size / 1000;
}

std::vector<std::string> PdfCanvas::Wrap(std::string_view text, const Ink& ink, double width,
                                         size_t most_lines) const {
  const std::string printable = PrintableText(text);
  const double space = Width(" ", ink);
  std::vector<std::string> lines;
  double used = 0;  // of the last line
  const auto add = [&](std::string_view piece, double gap) {
    const double piece_width = Width(piece, ink);
    if (lines.empty() || used + gap + piece_width > width) {
      lines.emplace_back();
      used = gap = 0;
    }
    if (gap > 0) lines.back() += ' ';
    lines.back() += piece;
    used += gap + piece_width;
  };
  std::string_view rest = printable;
  while (!rest.empty() && lines.size() <= most_lines) {
    const std::string_view word = rest.substr(0, rest.find(' '));
    rest.remove_prefix(std::min(word.size() + 1, rest.size()));
    if (word.empty()) continue;
    if (Width(word, ink) <= width) {
      add(word, lines.empty() ? 0 : space);
      continue;
    }
    used = width;  // a word longer than a line begins one, and breaks where it must
    for (size_t at = 0; at < word.size() && lines.size() <= most_lines;) {
      const std::string_view one = word.substr(at, CharacterBytes(word.substr(at)));
      add(one, 0);
      at += one.size();
    }
  }
  if (lines.empty()) lines.emplace_back();
  if (lines.size() <= most_lines) return lines;
  lines.resize(most_lines);
  std::string& last = lines.back();
  while (!last.empty() && Width(last + kEllipsis, ink) > width) DropLastCharacter(last);
  last += kEllipsis;
  return lines;
}

void PdfCanvas::Text(double x, double y, const std::string& text, const Ink& ink) {
  HPDF_Page page = document_->page;
  HPDF_Page_BeginText(page);
  HPDF_Page_SetFontAndSize(page, document_->FontOf(ink), Single(ink.size));
  HPDF_Page_SetRGBFill(page, Part(ink.rgb, 16), Part(ink.rgb, 8), Part(ink.rgb, 0));
  HPDF_Page_TextOut(page, Single(x), Single(kHeight - y), text.c_str());
  HPDF_Page_EndText(page);
}

void PdfCanvas::TextLeftOf(double x, double y, const std::string& text, const Ink& ink) {
  Text(x - Width(text, ink), y, text, ink);
}

void PdfCanvas::Fill(double x, double y, double width, double height, uint32_t rgb) {
  HPDF_Page page = document_->page;
  HPDF_Page_SetRGBFill(page, Part(rgb, 16), Part(rgb, 8), Part(rgb, 0));
  HPDF_Page_Rectangle(page, Single(x), Single(kHeight - y - height), Single(width), Single(height));
  HPDF_Page_Fill(page);
}

Result<std::string> PdfCanvas::Finish() {
  HPDF_Doc pdf = document_->pdf;
  HPDF_SaveToStream(pdf);
  if (HPDF_GetError(pdf) != HPDF_OK) return Fault("drawing", pdf);
  HPDF_ResetStream(pdf);
  HPDF_UINT32 size = HPDF_GetStreamSize(pdf);
  std::string bytes(size, '\0');
  HPDF_ReadFromStream(pdf, reinterpret_cast<HPDF_BYTE*>(bytes.data()), &size);
  if (HPDF_GetError(pdf) != HPDF_OK || size != bytes.size()) return Fault("reading", pdf);
  return bytes;
}

}  // namespace reinstate::files
