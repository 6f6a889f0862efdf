// Identifiers that callers choose.

#pragma once

#include <string_view>

namespace reinstate {

// [A-Za-z0-9][A-Za-z0-9._-]{0,63}: safe in lists, URLs and file names; no comma, no quote.
bool ValidId(std::string_view id);

}  // namespace reinstate
