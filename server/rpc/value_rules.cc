#include "server/rpc/value_rules.h"

#include <algorithm>

namespace reinstate::rpc {
namespace {

constexpr int64_t kFirstSecond = -62135596800;  // 0001-01-01T00:00:00Z
constexpr int64_t kLastSecond = 253402300799;   // 9999-12-31T23:59:59Z
constexpr int64_t kMaxDurationSeconds = 315576000000;
constexpr int64_t kMaxNanos = 999999999;

}  // namespace

bool ValidTimestamp(int64_t seconds, int64_t nanos) {
  return seconds >= kFirstSecond && seconds <= kLastSecond && nanos >= 0 && nanos <= kMaxNanos;
}

bool ValidDuration(int64_t seconds, int64_t nanos) {
  const bool same_sign = (seconds <= 0 || nanos >= 0) && (seconds >= 0 || nanos <= 0);
  return same_sign && seconds >= -kMaxDurationSeconds && seconds <= kMaxDurationSeconds &&
         nanos >= -kMaxNanos && nanos <= kMaxNanos;
}

bool ValidDate(int64_t year, int64_t month, int64_t day) {
  if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1) return false;
  constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
  return day <= kDays[month - 1] + (leap && month == 2 ? 1 : 0);
}

bool ValidRequestId(std::string_view text) {
  return !text.empty() && text.size() <= 64 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

bool LooksLikeCurrency(std::string_view text) {
  return text.size() == 3 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= 'A' && c <= 'Z'; });
}

TextScan ScanText(std::string_view text) {
  TextScan scan;
  unsigned char before = 0;
  for (const char each : text) {
    const auto byte = static_cast<unsigned char>(each);
    if ((byte & 0xc0) != 0x80) ++scan.characters;
    if (byte == '\n' || byte == '\t') {
      scan.line_or_tab = true;
    } else if (byte < 0x20 || byte == 0x7f || (before == 0xc2 && byte >= 0x80 && byte < 0xa0)) {
      scan.control = true;
    }
    before = byte;
  }
  return scan;
}

}  // namespace reinstate::rpc
