// Who may include and link what.

#pragma once

#include <vector>

#include "tests/house/source_text.h"

namespace reinstate::house {

// The #include lines of a .cc or .h file that its folder may not have.
std::vector<Finding> CheckIncludes(const File& file);

// The target_link_libraries calls of a CMakeLists.txt that its targets' folders may not have.
std::vector<Finding> CheckLinks(const File& file);

}  // namespace reinstate::house
