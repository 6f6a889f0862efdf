// Limits and forbidden words.

#pragma once

#include <vector>

#include "tests/house/source_text.h"

namespace reinstate::house {

constexpr int kFunctionLines = 70;
constexpr int kHandlerLines = 25;
constexpr int kColumns = 100;
constexpr int kFileLines = 400;
constexpr int kTestFileLines = 600;

// Lengths of the file and of its functions (.cc, .h).
std::vector<Finding> CheckLengths(const File& file);

// Lines that are too wide; a character counts as one column (.cc, .h).
std::vector<Finding> CheckColumns(const File& file);

// SQL text outside db/queries (.cc, .h; tests may set up their own).
std::vector<Finding> CheckSql(const File& file);

// gRPC status codes in the server outside server/rpc, where they are named once.
std::vector<Finding> CheckStatusCodes(const File& file);

// Loops over a view into a temporary, which is gone before the first turn (.cc, .h).
std::vector<Finding> CheckLoops(const File& file);

// Markers of unfinished work and tests that are switched off (any file).
std::vector<Finding> CheckMarkers(const File& file);

// Programs of scripts/ whose --help is not the house's: the comment at their head, printed before
// anything else is done.
std::vector<Finding> CheckScriptHelp(const File& file);

}  // namespace reinstate::house
