#include "client/cli/table.h"

#include <gtest/gtest.h>

#include "client/cli/text.h"

namespace reinstate::cli {
namespace {

TEST(TableTest, AlignsColumnsWithoutTrailingSpaces) {
  Table table({{"ID"}, {"LEFT", Table::Align::kRight}, {"STATUS"}});
  table.Add({"a", "120.00 USD", "OPEN"});
  table.Add({"long-id", "5.00 USD", ""});
  EXPECT_EQ(table.Render(80, false),
            "ID             LEFT  STATUS\n"
            "a        120.00 USD  OPEN\n"
            "long-id    5.00 USD\n");
}

TEST(TableTest, CountsCharactersNotBytes) {
  Table table({{"NAME"}, {"X"}});
  table.Add({"Müller", "1"});
  table.Add({"Meyer", "2"});
  EXPECT_EQ(table.Render(80, false), "NAME    X\nMüller  1\nMeyer   2\n");
}

TEST(TableTest, ShrinksTheColumnThatMay) {
  Table table({{"A"}, {"CAUSES", Table::Align::kLeft, true}, {"B"}});
  table.Add({"a", "0123456789012345678901234567890", "b"});
  EXPECT_EQ(table.Render(20, false), "A  CAUSES          B\na  0123456789012…  b\n");
}

TEST(TableTest, ShrinksTheLastColumnFirstAndThenTheOneBeforeIt) {
  Table table({{"A", Table::Align::kLeft, true}, {"B", Table::Align::kLeft, true}});
  table.Add({"0123456789", "0123456789"});
  EXPECT_EQ(table.Render(21, false), "A           B\n0123456789  01234567…\n");
  EXPECT_EQ(table.Render(19, false), "A          B\n01234567…  0123456…\n");
}

TEST(TableTest, ColoursOnlyWhereAsked) {
  Table table({{"A"}});
  table.Add({Table::Cell("SUSPENDED", Table::Colour::kRed)});
  EXPECT_EQ(table.Render(80, false).find('\033'), std::string::npos);
  EXPECT_NE(table.Render(80, true).find("\033[31mSUSPENDED\033[0m"), std::string::npos);
}

TEST(TableTest, EscapesWhatTheServerSent) {
  Table table({{"A"}});
  table.Add({"x\033[2Jy\nz"});
  EXPECT_EQ(table.Render(80, false), "A\nx\\x1b[2Jy\\nz\n");
}

TEST(Escaping, LeavesTextAndRemovesControls) {
  EXPECT_EQ(EscapeControls("plain äö€ 😀"), "plain äö€ 😀");
  EXPECT_EQ(EscapeControls(std::string("a\0b", 3)), "a\\x00b");
  EXPECT_EQ(EscapeControls("\x7f\r\t"), "\\x7f\\r\\t");
  EXPECT_EQ(EscapeControls("\xC2\x9B"
                           "2J"),
            "\\u{9b}2J");  // C1: another way to say ESC [
  EXPECT_EQ(EscapeControls("a\xE2\x80\xAE"
                           "b"),
            "a\\u{202e}b");  // right-to-left override
  EXPECT_EQ(EscapeControls("a\xD8\x9C"
                           "b"),
            "a\\u{61c}b");                                       // Arabic letter mark
  EXPECT_EQ(EscapeControls("\xFF\xC0\x80"), "\\xff\\xc0\\x80");  // no UTF-8, overlong
  EXPECT_EQ(EscapeControls("\xE2\x82"), "\\xe2\\x82");           // cut
  EXPECT_EQ(EscapeControls("\xED\xA0\x80"), "\\xed\\xa0\\x80");  // surrogate
}

TEST(Wrapping, BreaksAtSpaces) {
  EXPECT_EQ(Wrap("one two three four", 10, "- ", "  "), "- one two\n  three\n  four");
  EXPECT_EQ(Wrap("", 10, "- ", "  "), "- ");
  EXPECT_EQ(Wrap("averylongword x", 5, "", ""), "averylongword\nx");
}

TEST(Truncating, MarksTheCut) {
  EXPECT_EQ(Truncate("abcdef", 6), "abcdef");
  EXPECT_EQ(Truncate("abcdef", 4), "abc…");
  EXPECT_EQ(Truncate("äöüß", 3), "äö…");
}

}  // namespace
}  // namespace reinstate::cli
