// DOMAIN 2, two clocks: the domain clock can be set; without a setting it is the real one.

#include "server/domain/clock.h"

#include <gtest/gtest.h>

#include <optional>

#include "tests/unit/facts_builder.h"

namespace reinstate {
namespace {

TEST(DomainNow, Domain2_IsTheRealClockWithoutASetting) {
  EXPECT_EQ(DomainNow(std::nullopt, Instant("2026-01-01")), Instant("2026-01-01"));
}

TEST(DomainNow, Domain2_RunsOnFromWhereItWasSet) {
  const ClockSetting setting{Instant("2013-10-01"), Instant("2026-01-01"), false};
  EXPECT_EQ(DomainNow(setting, Instant("2026-01-01")), Instant("2013-10-01"));
  EXPECT_EQ(DomainNow(setting, Instant("2026-01-03T01:00:00Z")), Instant("2013-10-03T01:00:00Z"));
}

TEST(DomainNow, Domain2_StandsStillWhereFrozen) {
  const ClockSetting setting{Instant("2013-10-01"), Instant("2026-01-01"), true};
  EXPECT_EQ(DomainNow(setting, Instant("2026-01-03")), Instant("2013-10-01"));
}

TEST(DomainNow, Domain2_IsInMicroseconds) {
  const absl::Time real_now = Instant("2026-01-01") + absl::Nanoseconds(1500);
  EXPECT_EQ(DomainNow(std::nullopt, real_now), Instant("2026-01-01") + kTick);
}

}  // namespace
}  // namespace reinstate
