// Text for a terminal: escaping, width, wrapping.

#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace reinstate::cli {

// Replaces what could steer a terminal or forge a line by \n, \t, \xHH or \u{...}: C0 and C1
// controls, bidirectional controls, line separators, and bytes that are no UTF-8.
std::string EscapeControls(std::string_view text);

// The same for a JSON text, whose meaning stays: what could steer a terminal becomes \uXXXX, a
// byte that is no UTF-8 becomes \ufffd.
std::string EscapeJson(std::string_view json);

// In columns; counts code points, which is exact for all but wide and combining characters.
std::size_t DisplayWidth(std::string_view text);

// At most `width` columns, the last one "…" where something was cut.
std::string Truncate(std::string_view text, std::size_t width);

// `text` in lines of at most `width` columns, broken at spaces; the first begins with `first`,
// the others with `rest`. A word that is too long stands alone.
std::string Wrap(std::string_view text, std::size_t width, std::string_view first,
                 std::string_view rest);

std::string Join(const std::vector<std::string>& parts, std::string_view separator);

// Without leading and trailing spaces and tabs.
std::string_view Trim(std::string_view text);

// 1234 items; "1 row", "2 rows".
std::string Count(std::int64_t number, std::string_view singular, std::string_view plural);

}  // namespace reinstate::cli
