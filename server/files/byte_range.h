// Which part of a file a request wants (RFC 9110, 14.2).

#pragma once

#include <cstddef>
#include <string_view>

namespace reinstate::files {

struct ByteRange {
  enum class Kind { kWhole, kPart, kUnsatisfiable };
  Kind kind = Kind::kWhole;
  size_t first = 0;   // of kPart
  size_t length = 0;  // of kPart; above zero

  friend bool operator==(const ByteRange&, const ByteRange&) = default;
};

// `header` is the value of Range, `size` the bytes of the file. Several ranges, other units and
// what cannot be read are passed over, as the standard allows: the whole file.
ByteRange ParseByteRange(std::string_view header, size_t size);

}  // namespace reinstate::files
