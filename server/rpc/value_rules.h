// The forms of single values in requests, as the contract states them.

#pragma once

#include <cstdint>
#include <string_view>

namespace reinstate::rpc {

// Of the years 1 to 9999.
bool ValidTimestamp(int64_t seconds, int64_t nanos);
// As google.protobuf.Duration states: at most 315,576,000,000 s, both parts of one sign.
bool ValidDuration(int64_t seconds, int64_t nanos);
// A day of the proleptic Gregorian calendar, of the years 1 to 9999.
bool ValidDate(int64_t year, int64_t month, int64_t day);

// 1 to 64 printable ASCII characters without spaces.
bool ValidRequestId(std::string_view text);
// Three letters A to Z; the domain knows which exist.
bool LooksLikeCurrency(std::string_view text);

// What one pass over a text finds. Protobuf has refused invalid UTF-8 by then.
struct TextScan {
  int64_t characters = 0;
  bool line_or_tab = false;
  bool control = false;  // U+0000-001F other than those two, and U+007F-009F
};
TextScan ScanText(std::string_view text);

}  // namespace reinstate::rpc
