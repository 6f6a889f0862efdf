// Text as a page shows it.

#pragma once

#include <string>
#include <string_view>

namespace reinstate::files {

// Well-formed UTF-8 that prints from left to right on one line: control characters and line breaks
// become spaces, marks that have no form or turn the direction around go, and what is no UTF-8 or
// lies beyond the basic plane, which the page's encoding ends with, becomes U+FFFD.
std::string PrintableText(std::string_view text);

// Bytes of the first character of well-formed, non-empty UTF-8.
size_t CharacterBytes(std::string_view text);

}  // namespace reinstate::files
