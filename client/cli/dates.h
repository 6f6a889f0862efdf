// Civil dates, instants and durations as people write them, read exactly to the nanosecond.

#pragma once

#include <google/protobuf/duration.pb.h>
#include <google/protobuf/timestamp.pb.h>
#include <reinstate/v1/common.pb.h>

#include <string>
#include <string_view>

#include "client/cli/failure.h"

namespace reinstate::cli {

// A pattern such as YYYY-MM-DD, M/D/YYYY or D.M.YYYY: YYYY is four digits, MM and DD two, M and D
// one or two; every other character stands for itself.
class DateFormat {
 public:
  // Fails unless year, month and day each stand in it exactly once.
  static Outcome<DateFormat> Parse(std::string_view pattern);

  // Fails where the text does not follow the pattern or names no day of the calendar.
  Outcome<v1::Date> Read(std::string_view text) const;

  const std::string& pattern() const { return pattern_; }

 private:
  explicit DateFormat(std::string pattern) : pattern_(std::move(pattern)) {}
  std::string pattern_;
};

// "2013-10-01".
Outcome<v1::Date> ParseDate(std::string_view text);
std::string FormatDate(const v1::Date& date);
// Negative, zero or positive as `a` lies before, on or after `b`.
int CompareDates(const v1::Date& a, const v1::Date& b);

// 00:00 UTC of that day.
google::protobuf::Timestamp StartOfDay(const v1::Date& date);

// RFC 3339 with seconds and fraction optional ("2013-10-01T00:00Z", offsets such as +02:00), or a
// date, which means its start in UTC.
Outcome<google::protobuf::Timestamp> ParseInstant(std::string_view text);
// In UTC, to the second that has begun: "2026-10-02T00:00Z", with seconds where there are some. The
// fraction is in the JSON.
std::string FormatInstant(const google::protobuf::Timestamp& instant);

// Sums such as "61d", "1d12h", "90m", "30s", "2w"; above zero.
Outcome<google::protobuf::Duration> ParseDuration(std::string_view text);

}  // namespace reinstate::cli
