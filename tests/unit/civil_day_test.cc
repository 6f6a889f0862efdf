// DOMAIN 2, rules of time: a civil day begins at the first instant whose civil date in the policy's
// zone is that day or later.

#include "server/domain/civil_day.h"

#include <gtest/gtest.h>

#include <ostream>
#include <random>
#include <string>

#include "tests/unit/facts_builder.h"

namespace reinstate {
namespace {

struct DayRow {
  const char* name;
  const char* zone;
  const char* day;
  const char* start;

  friend void PrintTo(const DayRow& row, std::ostream* out) { *out << row.name; }
};

class StartOfDayRows : public testing::TestWithParam<DayRow> {};

TEST_P(StartOfDayRows, IsTheFirstInstantOfThatDateOrLater) {
  const DayRow& row = GetParam();
  const absl::TimeZone zone = Zone(row.zone);
  const absl::CivilDay day = Day(row.day);
  const absl::Time start = StartOfDay(day, zone);
  EXPECT_EQ(Show(start), Show(Instant(row.start)));
  EXPECT_LT(DayOf(start - kTick, zone), day);
  EXPECT_GE(DayOf(start, zone), day);
  EXPECT_EQ(start, TruncateToMicros(start));
}

INSTANTIATE_TEST_SUITE_P(
    Domain2, StartOfDayRows,
    testing::Values(
        DayRow{"Utc", "UTC", "2024-03-01", "2024-03-01T00:00:00Z"},
        DayRow{"UtcLeapDay", "UTC", "2024-02-29", "2024-02-29T00:00:00Z"},
        DayRow{"UtcYearEnd", "UTC", "2024-12-31", "2024-12-31T00:00:00Z"},
        DayRow{"TokyoIsAhead", "Asia/Tokyo", "2024-05-01", "2024-04-30T15:00:00Z"},
        DayRow{"NewYorkIsBehind", "America/New_York", "2024-02-29", "2024-02-29T05:00:00Z"},
        DayRow{"KathmanduQuarterHour", "Asia/Kathmandu", "2024-03-01", "2024-02-29T18:15:00Z"},
        DayRow{"SaoPauloNoMidnight", "America/Sao_Paulo", "2018-11-04", "2018-11-04T03:00:00Z"},
        DayRow{"SaoPauloNextDay", "America/Sao_Paulo", "2018-11-05", "2018-11-05T02:00:00Z"},
        DayRow{"SaoPauloFallsBackAtMidnight", "America/Sao_Paulo", "2018-02-18",
               "2018-02-18T03:00:00Z"},
        DayRow{"SaoPauloDayOf25Hours", "America/Sao_Paulo", "2018-02-17", "2018-02-17T02:00:00Z"},
        DayRow{"HavanaNoMidnight", "America/Havana", "2018-03-11", "2018-03-11T05:00:00Z"},
        DayRow{"HavanaTwoMidnights", "America/Havana", "2018-11-04", "2018-11-04T04:00:00Z"},
        DayRow{"HavanaAfterTwoMidnights", "America/Havana", "2018-11-05", "2018-11-05T05:00:00Z"},
        DayRow{"BeirutNoMidnight", "Asia/Beirut", "2018-03-25", "2018-03-24T22:00:00Z"},
        DayRow{"BeirutFallsBackAtMidnight", "Asia/Beirut", "2018-10-28", "2018-10-27T22:00:00Z"},
        DayRow{"CairoFallsBackAtMidnight", "Africa/Cairo", "2014-09-26", "2014-09-25T22:00:00Z"},
        DayRow{"CairoNoMidnight", "Africa/Cairo", "2014-05-16", "2014-05-15T22:00:00Z"},
        // At 00:01 the clock went back to 23:01: the date was seen for a minute, then again.
        DayRow{"StJohnsDateSeenTwice", "America/St_Johns", "2010-11-07", "2010-11-07T02:30:00Z"},
        // 30 December 2011 did not exist.
        DayRow{"ApiaSkippedDay", "Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z"},
        DayRow{"ApiaAfterSkippedDay", "Pacific/Apia", "2011-12-31", "2011-12-30T10:00:00Z"}),
    [](const auto& tested) { return std::string(tested.param.name); });

TEST(DayOf, Domain2_NeverGoesBackWhereTheClockIsTurnedBackOverMidnight) {
  const absl::TimeZone zone = Zone("America/St_Johns");
  const absl::Time back_on_the_sixth = Instant("2010-11-07T02:45:00Z");
  ASSERT_EQ(absl::ToCivilDay(back_on_the_sixth, zone), Day("2010-11-06"));
  EXPECT_EQ(DayOf(back_on_the_sixth, zone), Day("2010-11-07"));
}

TEST(DayOf, Domain2_ASkippedDayIsNoInstantsDay) {
  const absl::TimeZone zone = Zone("Pacific/Apia");
  EXPECT_EQ(DayOf(Instant("2011-12-30T09:59:59.999999Z"), zone), Day("2011-12-29"));
  EXPECT_EQ(DayOf(Instant("2011-12-30T10:00:00Z"), zone), Day("2011-12-31"));
}

TEST(DayOf, Domain2_LastInstantOfALeapDay) {
  EXPECT_EQ(DayOf(Instant("2024-02-29T23:59:59.999999Z"), absl::UTCTimeZone()), Day("2024-02-29"));
  EXPECT_EQ(DayOf(Instant("2024-03-01"), absl::UTCTimeZone()), Day("2024-03-01"));
}

// Every minute of 25 hours before a start is of an earlier date; the start is not.
void ExpectFirstOfItsDate(absl::CivilDay day, const absl::TimeZone& zone) {
  const absl::Time start = StartOfDay(day, zone);
  EXPECT_GE(absl::ToCivilDay(start, zone), day);
  EXPECT_LT(absl::ToCivilDay(start - kTick, zone), day);
  for (int minutes = 1; minutes <= 25 * 60; ++minutes) {
    const absl::Time before = start - absl::Minutes(minutes);
    ASSERT_LT(absl::ToCivilDay(before, zone), day) << zone.name() << " " << Show(before);
  }
}

TEST(StartOfDay, Domain2_HoldsForEveryDayOfYearsWithChangesAtMidnight) {
  for (const char* name : {"America/Sao_Paulo", "America/Havana", "Asia/Beirut", "Africa/Cairo",
                           "America/St_Johns", "America/Asuncion", "Pacific/Apia", "Asia/Amman"}) {
    const absl::TimeZone zone = Zone(name);
    for (absl::CivilDay day(2010, 10, 1); day < absl::CivilDay(2012, 1, 15); ++day) {
      ExpectFirstOfItsDate(day, zone);
    }
  }
}

TEST(DayOf, Domain2_IsTheDayWhoseBoundsContainTheInstant) {
  constexpr uint64_t kSeed = 20241103;
  RecordProperty("seed", std::to_string(kSeed));
  std::mt19937_64 random(kSeed);
  std::uniform_int_distribution<int64_t> micros(absl::ToUnixMicros(Instant("2005-01-01")),
                                                absl::ToUnixMicros(Instant("2030-01-01")));
  for (const char* name : {"UTC", "America/Sao_Paulo", "America/Havana", "Asia/Beirut",
                           "Africa/Cairo", "America/St_Johns", "Pacific/Apia", "Europe/Berlin"}) {
    const absl::TimeZone zone = Zone(name);
    for (int i = 0; i < 3000; ++i) {
      const absl::Time instant = absl::FromUnixMicros(micros(random));
      const absl::CivilDay day = DayOf(instant, zone);
      ASSERT_LE(StartOfDay(day, zone), instant) << name << " " << Show(instant);
      ASSERT_LT(instant, StartOfDay(day + 1, zone)) << name << " " << Show(instant);
    }
  }
}

TEST(TruncateToMicros, Domain2_DropsWhatIsSmaller) {
  const absl::Time whole = Instant("2024-02-29T12:00:00.000001Z");
  EXPECT_EQ(TruncateToMicros(whole), whole);
  EXPECT_EQ(TruncateToMicros(whole + absl::Nanoseconds(999)), whole);
  EXPECT_EQ(TruncateToMicros(whole + absl::Nanoseconds(1000)), whole + kTick);
}

}  // namespace
}  // namespace reinstate
