#include "client/cli/text.h"

#include <cstdint>
#include <cstdio>

namespace reinstate::cli {
namespace {

// The length in bytes of the UTF-8 sequence that begins `text`, 0 where it is none (overlong
// forms, surrogates and cut sequences included). Sets the code point.
std::size_t DecodeUtf8(std::string_view text, std::uint32_t* point) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) {
    *point = lead;
    return 1;
  }
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return 0;
  std::uint32_t value = lead & (0xFFU >> (length + 1));
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(i) & 0xC0U) != 0x80U) return 0;
    value = (value << 6U) | (byte(i) & 0x3FU);
  }
  const bool overlong = (length == 3 && value < 0x800) || (length == 4 && value < 0x10000);
  if (overlong || (value >= 0xD800 && value <= 0xDFFF) || value > 0x10FFFF) return 0;
  *point = value;
  return length;
}

bool SteersTerminal(std::uint32_t point) {
  return point < 0x20 || (point >= 0x7F && point < 0xA0) ||  // C0, DEL, C1
         point == 0x061C ||                                  // Arabic letter mark
         (point >= 0x200B && point <= 0x200F) ||             // zero width, direction marks
         (point >= 0x2028 && point <= 0x202E) ||             // separators, overrides
         (point >= 0x2060 && point <= 0x2069) || point == 0xFEFF;
}

std::string EscapeOf(std::uint32_t point) {
  if (point == '\n') return "\\n";
  if (point == '\t') return "\\t";
  if (point == '\r') return "\\r";
  char buffer[16];
  if (point < 0x80) {
    std::snprintf(buffer, sizeof(buffer), "\\x%02x", point);
  } else {
    std::snprintf(buffer, sizeof(buffer), "\\u{%x}", point);
  }
  return buffer;
}

}  // namespace

std::string EscapeControls(std::string_view text) {
  std::string escaped;
  escaped.reserve(text.size());
  while (!text.empty()) {
    std::uint32_t point = 0;
    const std::size_t length = DecodeUtf8(text, &point);
    if (length == 0) {
      char buffer[8];
      std::snprintf(buffer, sizeof(buffer), "\\x%02x", static_cast<unsigned char>(text[0]));
      escaped += buffer;
      text.remove_prefix(1);
      continue;
    }
    if (SteersTerminal(point)) {
      escaped += EscapeOf(point);
    } else {
      escaped += text.substr(0, length);
    }
    text.remove_prefix(length);
  }
  return escaped;
}

std::string EscapeJson(std::string_view json) {
  std::string escaped;
  escaped.reserve(json.size());
  while (!json.empty()) {
    std::uint32_t point = 0;
    std::size_t length = DecodeUtf8(json, &point);
    if (length == 0) {
      point = 0xFFFD;  // the replacement character: JSON has no words for a lone byte
      length = 1;
    }
    // Below 0x20 stand only the spaces between values; a writer of JSON escapes the others.
    if (point == 0xFFFD || (point >= 0x7F && SteersTerminal(point))) {
      char buffer[8];
      std::snprintf(buffer, sizeof(buffer), "\\u%04x", point & 0xFFFFU);
      escaped += buffer;
    } else {
      escaped += json.substr(0, length);
    }
    json.remove_prefix(length);
  }
  return escaped;
}

std::size_t DisplayWidth(std::string_view text) {
  std::size_t width = 0;
  for (const char c : text) width += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1 : 0;
  return width;
}

std::string Truncate(std::string_view text, std::size_t width) {
  if (width == 0) return "";
  if (DisplayWidth(text) <= width) return std::string(text);
  std::string cut;
  std::size_t used = 0;
  for (const char c : text) {
    const bool begins = (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;
    if (begins && ++used == width) break;
    cut += c;
  }
  return cut + "…";
}

std::string Wrap(std::string_view text, std::size_t width, std::string_view first,
                 std::string_view rest) {
  std::string wrapped(first);
  std::size_t column = DisplayWidth(first);
  bool line_has_word = false;
  while (!text.empty()) {
    const std::size_t space = text.find(' ');
    const std::string_view word = text.substr(0, space);
    text.remove_prefix(space == std::string_view::npos ? text.size() : space + 1);
    if (word.empty()) continue;
    const std::size_t needed = DisplayWidth(word) + (line_has_word ? 1 : 0);
    if (line_has_word && column + needed > width) {
      wrapped += '\n';
      wrapped += rest;
      column = DisplayWidth(rest);
      line_has_word = false;
    }
    if (line_has_word) {
      wrapped += ' ';
      ++column;
    }
    wrapped += word;
    column += DisplayWidth(word);
    line_has_word = true;
  }
  return wrapped;
}

std::string Join(const std::vector<std::string>& parts, std::string_view separator) {
  std::string joined;
  for (const std::string& part : parts) {
    if (!joined.empty()) joined += separator;
    joined += part;
  }
  return joined;
}

std::string_view Trim(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::string Count(std::int64_t number, std::string_view singular, std::string_view plural) {
  return std::to_string(number) + " " + std::string(number == 1 ? singular : plural);
}

}  // namespace reinstate::cli
