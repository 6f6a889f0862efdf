// A restoration plan in numbered steps.

#pragma once

#include <reinstate/v1/account_status_service.pb.h>

#include <cstddef>
#include <string>

namespace reinstate::cli {

// Where the account stands, then each step with its state, who acts and exact amounts, then what
// makes the bill current. Lines of at most `width` columns where words allow it; what the server
// sent is escaped. `forecast` stands beside a plan that needs nothing yet; empty: none.
std::string PlanText(const v1::RestorationPlan& plan, std::size_t width, bool colour,
                     const std::string& forecast = "");

}  // namespace reinstate::cli
