// The place in a ledger where a page begins: which ledger it is, and how many entries were shown.

#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "absl/time/time.h"

namespace reinstate::services {

struct LedgerPlace {
  int64_t revision = 0;  // the account's, for all pages of one list
  absl::Time read_at;    // likewise
  size_t shown = 0;
};

// As text, for the cursor.
std::string PlaceOf(const LedgerPlace& place);
// Nothing for the first page. The cursor was authenticated: it is a place.
std::optional<LedgerPlace> LedgerPlaceFrom(const std::string& cursor);

}  // namespace reinstate::services
