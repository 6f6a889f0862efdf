// A random case in words, for the message of a failure.

#pragma once

#include <string>

#include "tests/unit/random_facts.h"

namespace reinstate {

std::string ShowFacts(const RandomCase& made);

}  // namespace reinstate
