// RFC 9110, 14: ranges of a file of ten bytes.

#include "server/files/byte_range.h"

#include <gtest/gtest.h>

namespace reinstate::files {
namespace {

TEST(ByteRange, FollowsRfc9110) {
  using Kind = ByteRange::Kind;
  struct Row {
    const char* header;
    ByteRange range;
  };
  for (const Row& row : {Row{"bytes=0-9", {Kind::kPart, 0, 10}},
                         Row{"bytes=0-0", {Kind::kPart, 0, 1}},
                         Row{"bytes=4-", {Kind::kPart, 4, 6}},
                         Row{"bytes=9-", {Kind::kPart, 9, 1}},
                         Row{"bytes=5-1000", {Kind::kPart, 5, 5}},
                         Row{"bytes=5-99999999999999999999999999", {Kind::kPart, 5, 5}},
                         Row{"bytes=-3", {Kind::kPart, 7, 3}},
                         Row{"bytes=-1000", {Kind::kPart, 0, 10}},
                         Row{"bytes=10-", {Kind::kUnsatisfiable}},
                         Row{"bytes=99999999999999999999999999-", {Kind::kUnsatisfiable}},
                         Row{"bytes=-0", {Kind::kUnsatisfiable}},
                         Row{"bytes=5-4", {}},
                         Row{"bytes=0-1,3-4", {}},
                         Row{"bytes=-", {}},
                         Row{"bytes=", {}},
                         Row{"bytes=a-b", {}},
                         Row{"bytes=1-b", {}},
                         Row{"bytes=+1-2", {}},
                         Row{"lines=0-1", {}},
                         Row{"", {}}}) {
    EXPECT_EQ(ParseByteRange(row.header, 10), row.range) << row.header;
  }
  EXPECT_EQ(ParseByteRange("bytes=0-", 0).kind, Kind::kUnsatisfiable);
}

}  // namespace
}  // namespace reinstate::files
