// An account's status in words that a partner understands.

#pragma once

#include <reinstate/v1/account_status_service.pb.h>

#include <cstddef>
#include <string>

#include "client/cli/table.h"
#include "client/cli/way_back_text.h"

namespace reinstate::cli {

// Several lines of at most `width` columns where words allow it; what the server sent is escaped.
std::string StatusText(const v1::AccountStatus& status, std::size_t width, bool colour,
                       const WayBack& way = {});

// "invoice INV-7: 74 days overdue > 60, by 14, policy 1, since 2026-10-02T00:00Z, 120.00 USD left"
std::string ExplanationText(const v1::Explanation& explanation);

// "suspended from 2026-10-02T00:00Z unless invoice INV-8 is paid"
std::string ForecastText(const v1::NextChange& change);

Table::Colour StandingColour(v1::Standing standing);

}  // namespace reinstate::cli
