// What may stand on a page.

#include "server/files/printable_text.h"

#include <gtest/gtest.h>

namespace reinstate::files {
namespace {

TEST(PrintableText, IsWellFormedAndRunsOneWay) {
  struct Row {
    const char* text;
    const char* printable;
  };
  for (const Row& row : {Row{"plain", "plain"}, Row{"Ωмć€", "Ωмć€"}, Row{"a\nb\tc\x7f", "a b c "},
                         Row{"a\u0085b\u2028c", "a b c"}, Row{"a\u202eb\u200bc\ufeff", "abc"},
                         Row{"\U0001F600", "\uFFFD"}, Row{"\xff", "\uFFFD"}, Row{"\xc3", "\uFFFD"},
                         Row{"\xc0\xaf", "\uFFFD\uFFFD"}, Row{"\xed\xa0\x80", "\uFFFD\uFFFD\uFFFD"},
                         Row{"\xe2\x82", "\uFFFD\uFFFD"},
                         Row{"\xf5\x80\x80\x80", "\uFFFD\uFFFD\uFFFD\uFFFD"}, Row{"", ""}}) {
    EXPECT_EQ(PrintableText(row.text), row.printable) << row.text;
  }
}

}  // namespace
}  // namespace reinstate::files
