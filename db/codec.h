// A timeline as it is stored: compact JSON arrays, instants in microseconds, codes for enums.
// Codes are the enums' numbers and part of the stored form: enums only grow at their end.

#pragma once

#include <string>
#include <string_view>

#include "server/domain/timeline.h"

namespace reinstate::db {

std::string EncodeTimeline(const Timeline& timeline);

// Throws where the text is none of EncodeTimeline's.
Timeline DecodeTimeline(std::string_view text);

}  // namespace reinstate::db
