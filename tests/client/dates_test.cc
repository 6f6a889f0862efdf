#include "client/cli/dates.h"

#include <gtest/gtest.h>

#include <string>

namespace reinstate::cli {
namespace {

std::string Read(const std::string& pattern, const std::string& text) {
  const auto format = DateFormat::Parse(pattern);
  if (!format.ok()) return "format";
  const auto date = format->Read(text);
  return date.ok() ? FormatDate(*date) : "bad";
}

TEST(DateFormat, ReadsWhatFollowsThePattern) {
  EXPECT_EQ(Read("M/D/YYYY", "1/2/2013"), "2013-01-02");
  EXPECT_EQ(Read("M/D/YYYY", "12/31/2013"), "2013-12-31");
  EXPECT_EQ(Read("M/D/YYYY", "01/02/2013"), "2013-01-02");
  EXPECT_EQ(Read("D.M.YYYY", "2.1.2013"), "2013-01-02");
  EXPECT_EQ(Read("DD.MM.YYYY", "02.01.2013"), "2013-01-02");
  EXPECT_EQ(Read("YYYY-MM-DD", "2013-01-02"), "2013-01-02");
  EXPECT_EQ(Read("YYYYMMDD", "20130102"), "2013-01-02");
}

TEST(DateFormat, RefusesWhatDoesNotFollowIt) {
  for (const char* text : {"", "1/2", "1/2/13", "1-2-2013", "1/2/2013 ", "1/2/20133", "a/2/2013",
                           "/2/2013", "001/2/2013", "-1/2/2013"}) {
    EXPECT_EQ(Read("M/D/YYYY", text), "bad") << text;
  }
  EXPECT_EQ(Read("DD.MM.YYYY", "2.1.2013"), "bad");
}

TEST(DateFormat, KnowsTheCalendar) {
  EXPECT_EQ(Read("YYYY-MM-DD", "2012-02-29"), "2012-02-29");
  EXPECT_EQ(Read("YYYY-MM-DD", "2000-02-29"), "2000-02-29");
  for (const char* text : {"2013-02-29", "1900-02-29", "2013-04-31", "2013-13-01", "2013-00-10",
                           "2013-01-00", "0000-01-01"}) {
    EXPECT_EQ(Read("YYYY-MM-DD", text), "bad") << text;
  }
}

TEST(DateFormat, NeedsYearMonthAndDayOnce) {
  for (const char* pattern : {"", "M/D", "M/D/YY", "M/D/M/YYYY", "MMM/D/YYYY", "YYYY-MM", "x"}) {
    EXPECT_EQ(Read(pattern, "1"), "format") << pattern;
  }
}

struct InstantCase {
  const char* text;
  const char* shown;  // nullptr: refused
};

class Instants : public testing::TestWithParam<InstantCase> {};

TEST_P(Instants, AreExact) {
  const auto instant = ParseInstant(GetParam().text);
  ASSERT_EQ(instant.ok(), GetParam().shown != nullptr) << GetParam().text;
  if (instant.ok()) {
    EXPECT_EQ(FormatInstant(*instant), GetParam().shown);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Dates, Instants,
    testing::Values(
        InstantCase{"2013-10-01T00:00Z", "2013-10-01T00:00Z"},
        InstantCase{"2013-10-01T00:00:00Z", "2013-10-01T00:00Z"},
        InstantCase{"2013-10-01", "2013-10-01T00:00Z"},
        InstantCase{"2013-10-01t23:59:58z", "2013-10-01T23:59:58Z"},
        InstantCase{"2013-10-01T00:00:00.25Z", "2013-10-01T00:00Z"},
        InstantCase{"2013-10-01T00:00:01.999999999Z", "2013-10-01T00:00:01Z"},
        InstantCase{"2013-10-01T01:30+02:00", "2013-09-30T23:30Z"},
        InstantCase{"2013-12-31T20:00:00-05:30", "2014-01-01T01:30Z"},
        InstantCase{"1969-12-31T23:59:59Z", "1969-12-31T23:59:59Z"},
        InstantCase{"0001-01-01", "0001-01-01T00:00Z"},
        InstantCase{"9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"},
        InstantCase{"2013-10-01T00:00", nullptr}, InstantCase{"", nullptr},
        InstantCase{"2013-10-01 00:00Z", nullptr}, InstantCase{"2013-10-01T24:00Z", nullptr},
        InstantCase{"2013-10-01T00:60Z", nullptr}, InstantCase{"2013-10-01T00:00:60Z", nullptr},
        InstantCase{"2013-10-01T00:00:00.Z", nullptr},
        InstantCase{"2013-10-01T00:00:00.1234567890Z", nullptr},
        InstantCase{"2013-10-01T00:00Zx", nullptr}, InstantCase{"2013-10-01T00:00+0200", nullptr},
        InstantCase{"2013-02-30T00:00Z", nullptr}, InstantCase{"tomorrow", nullptr}));

TEST(Durations, AddUp) {
  EXPECT_EQ(ParseDuration("61d")->seconds(), 61 * 86400);
  EXPECT_EQ(ParseDuration("1d12h")->seconds(), 129600);
  EXPECT_EQ(ParseDuration("90m")->seconds(), 5400);
  EXPECT_EQ(ParseDuration("2w3s")->seconds(), 14 * 86400 + 3);
}

TEST(Durations, AreAboveZeroAndInOrder) {
  for (const char* text :
       {"", "0d", "5", "d", "-1d", "1x", "1h1d", "1d 2h", "1.5d", "9999999999s"}) {
    EXPECT_FALSE(ParseDuration(text).ok()) << text;
  }
}

}  // namespace
}  // namespace reinstate::cli
