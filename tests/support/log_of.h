// The log of an account's standing as a caller reads it.

#pragma once

#include <string>
#include <vector>

#include "tests/support/server_fixture.h"

namespace reinstate::testing {

// All of it, oldest first; without the ids of decisions, which servers make.
std::vector<v1::StatusTransition> LogOf(const Caller& caller, const std::string& account_id);
// The same as text.
std::string LogText(const Caller& caller, const std::string& account_id);

}  // namespace reinstate::testing
