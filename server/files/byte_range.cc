#include "server/files/byte_range.h"

#include <algorithm>
#include <optional>

namespace reinstate::files {
namespace {

// Digits alone; numbers beyond any file are as good as a million million.
std::optional<size_t> ParseNumber(std::string_view digits) {
  constexpr size_t kLargest = 1000000000000;
  if (digits.empty()) return std::nullopt;
  size_t number = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return std::nullopt;
    number = std::min(number * 10 + static_cast<size_t>(c - '0'), kLargest);
  }
  return number;
}

ByteRange Part(size_t first, size_t last, size_t size) {
  if (first >= size) return {ByteRange::Kind::kUnsatisfiable};
  return {ByteRange::Kind::kPart, first, std::min(last, size - 1) - first + 1};
}

}  // namespace

ByteRange ParseByteRange(std::string_view header, size_t size) {
  constexpr std::string_view kUnit = "bytes=";
  if (!header.starts_with(kUnit)) return {};
  header.remove_prefix(kUnit.size());
  const size_t dash = header.find('-');
  if (dash == std::string_view::npos) return {};
  const auto first = ParseNumber(header.substr(0, dash));
  const auto last = ParseNumber(header.substr(dash + 1));
  if (dash == 0) {
    if (!last) return {};
    return *last == 0 ? ByteRange{ByteRange::Kind::kUnsatisfiable}
                      : Part(size - std::min(*last, size), size - 1, size);
  }
  if (!first || (!last && dash + 1 != header.size()) || (last && *last < *first)) return {};
  return Part(*first, last.value_or(size), size);
}

}  // namespace reinstate::files
