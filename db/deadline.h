// Until when the database may be asked.

#pragma once

#include <chrono>

namespace reinstate::db {

using Deadline = std::chrono::steady_clock::time_point;

}  // namespace reinstate::db
