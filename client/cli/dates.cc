#include "client/cli/dates.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <limits>
#include <optional>

#include "client/cli/text.h"

namespace reinstate::cli {
namespace {

using google::protobuf::Duration;
using google::protobuf::Timestamp;

constexpr std::int64_t kSecondsPerDay = 86400;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Takes between `min` and `max` digits from the front of the text.
std::optional<int> TakeNumber(std::string_view* text, std::size_t min, std::size_t max) {
  std::size_t digits = 0;
  int value = 0;
  while (digits < max && digits < text->size() && IsDigit((*text)[digits])) {
    value = value * 10 + ((*text)[digits] - '0');
    ++digits;
  }
  if (digits < min) return std::nullopt;
  text->remove_prefix(digits);
  return value;
}

bool TakeChar(std::string_view* text, char wanted) {
  if (text->empty() || text->front() != wanted) return false;
  text->remove_prefix(1);
  return true;
}

// The length of the run of the pattern's first letter, 0 where it is no letter of a date.
std::size_t FieldLength(std::string_view pattern) {
  if (pattern.empty() || std::string_view("YMD").find(pattern[0]) == std::string_view::npos) {
    return 0;
  }
  const std::size_t end = pattern.find_first_not_of(pattern[0]);
  return end == std::string_view::npos ? pattern.size() : end;
}

std::chrono::year_month_day ToCalendar(const v1::Date& date) {
  return {std::chrono::year{date.year()}, std::chrono::month{static_cast<unsigned>(date.month())},
          std::chrono::day{static_cast<unsigned>(date.day())}};
}

// Seconds east of UTC: "Z", "+02:00", "-05:30".
std::optional<int> TakeOffset(std::string_view* text) {
  if (TakeChar(text, 'Z') || TakeChar(text, 'z')) return 0;
  const bool negative = !text->empty() && text->front() == '-';
  if (!TakeChar(text, '+') && !TakeChar(text, '-')) return std::nullopt;
  const auto hours = TakeNumber(text, 2, 2);
  if (!hours || !TakeChar(text, ':')) return std::nullopt;
  const auto minutes = TakeNumber(text, 2, 2);
  if (!minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  const int seconds = (*hours * 60 + *minutes) * 60;
  return negative ? -seconds : seconds;
}

struct TimeOfDay {
  int seconds = 0;
  int nanos = 0;
};

// "HH:MM", "HH:MM:SS", "HH:MM:SS.fraction".
std::optional<TimeOfDay> TakeTime(std::string_view* text) {
  const auto hours = TakeNumber(text, 2, 2);
  if (!hours || !TakeChar(text, ':')) return std::nullopt;
  const auto minutes = TakeNumber(text, 2, 2);
  if (!minutes || *hours > 23 || *minutes > 59) return std::nullopt;
  TimeOfDay time{(*hours * 60 + *minutes) * 60, 0};
  if (!TakeChar(text, ':')) return time;
  const auto seconds = TakeNumber(text, 2, 2);
  if (!seconds || *seconds > 59) return std::nullopt;
  time.seconds += *seconds;
  if (!TakeChar(text, '.')) return time;
  const std::size_t before = text->size();
  const auto fraction = TakeNumber(text, 1, 9);
  if (!fraction) return std::nullopt;
  time.nanos = *fraction;
  for (std::size_t digits = before - text->size(); digits < 9; ++digits) time.nanos *= 10;
  return time;
}

Failure BadInstant(std::string_view text) {
  return UsageFailure("'" + std::string(text) + "' is not an instant",
                      "write it as 2013-10-01T00:00Z, or as 2013-10-01 for its start in UTC");
}

struct Unit {
  char letter;
  std::int64_t seconds;
};
constexpr std::array kUnits = {Unit{'w', 7 * kSecondsPerDay}, Unit{'d', kSecondsPerDay},
                               Unit{'h', 3600}, Unit{'m', 60}, Unit{'s', 1}};

}  // namespace

Outcome<DateFormat> DateFormat::Parse(std::string_view pattern) {
  std::string seen;
  for (std::string_view rest = pattern; !rest.empty();) {
    const std::size_t length = FieldLength(rest);
    const char letter = rest[0];
    rest.remove_prefix(length == 0 ? 1 : length);
    if (length == 0) continue;
    const bool fits = letter == 'Y' ? length == 4 : length <= 2;
    if (!fits || seen.find(letter) != std::string::npos) seen += "bad";
    seen += letter;
  }
  if (seen.size() != 3) {
    return UsageFailure("date format '" + std::string(pattern) + "' is not understood",
                        "use YYYY, M or MM, D or DD once each, such as M/D/YYYY or YYYY-MM-DD");
  }
  return DateFormat(std::string(pattern));
}

Outcome<v1::Date> DateFormat::Read(std::string_view text) const {
  v1::Date date;
  std::string_view rest = text;
  bool follows = true;
  for (std::string_view pattern = pattern_; follows && !pattern.empty();) {
    const std::size_t length = FieldLength(pattern);
    if (length == 0) {
      follows = TakeChar(&rest, pattern[0]);
      pattern.remove_prefix(1);
      continue;
    }
    const auto value = TakeNumber(&rest, length, length == 1 ? 2 : length);
    follows = value.has_value();
    if (pattern[0] == 'Y') date.set_year(value.value_or(0));
    if (pattern[0] == 'M') date.set_month(value.value_or(0));
    if (pattern[0] == 'D') date.set_day(value.value_or(0));
    pattern.remove_prefix(length);
  }
  if (!follows || !rest.empty()) {
    return UsageFailure("'" + std::string(text) + "' is not a date of the form " + pattern_, "");
  }
  if (date.year() < 1 || !ToCalendar(date).ok()) {
    return UsageFailure("'" + std::string(text) + "' is no day of the calendar", "");
  }
  return date;
}

Outcome<v1::Date> ParseDate(std::string_view text) {
  static const DateFormat format = *DateFormat::Parse("YYYY-MM-DD");
  return format.Read(text);
}

std::string FormatDate(const v1::Date& date) {
  char buffer[48];
  std::snprintf(buffer, sizeof(buffer), "%04d-%02d-%02d", date.year(), date.month(), date.day());
  return buffer;
}

int CompareDates(const v1::Date& a, const v1::Date& b) {
  if (a.year() != b.year()) return a.year() < b.year() ? -1 : 1;
  if (a.month() != b.month()) return a.month() < b.month() ? -1 : 1;
  if (a.day() != b.day()) return a.day() < b.day() ? -1 : 1;
  return 0;
}

Timestamp StartOfDay(const v1::Date& date) {
  Timestamp instant;
  const std::chrono::sys_days day{ToCalendar(date)};
  instant.set_seconds(day.time_since_epoch().count() * kSecondsPerDay);
  return instant;
}

Outcome<Timestamp> ParseInstant(std::string_view text) {
  constexpr std::size_t kDateLength = 10;
  Outcome<v1::Date> date = ParseDate(text.substr(0, kDateLength));
  if (!date.ok()) return BadInstant(text);
  Timestamp instant = StartOfDay(*date);
  std::string_view rest = text.substr(kDateLength);
  if (rest.empty()) return instant;
  if (!TakeChar(&rest, 'T') && !TakeChar(&rest, 't')) return BadInstant(text);
  const auto time = TakeTime(&rest);
  if (!time) return BadInstant(text);
  const auto offset = TakeOffset(&rest);
  if (!offset || !rest.empty()) return BadInstant(text);
  instant.set_seconds(instant.seconds() + time->seconds - *offset);
  instant.set_nanos(time->nanos);
  return instant;
}

std::string FormatInstant(const Timestamp& instant) {
  const std::int64_t day =
      (instant.seconds() >= 0 ? instant.seconds() : instant.seconds() - kSecondsPerDay + 1) /
      kSecondsPerDay;
  const std::int64_t second = instant.seconds() - day * kSecondsPerDay;
  const std::chrono::year_month_day civil{
      std::chrono::sys_days{std::chrono::days{static_cast<int>(day)}}};
  v1::Date date;
  date.set_year(static_cast<int>(civil.year()));
  date.set_month(static_cast<int>(static_cast<unsigned>(civil.month())));
  date.set_day(static_cast<int>(static_cast<unsigned>(civil.day())));
  char buffer[48];
  std::snprintf(buffer, sizeof(buffer), "T%02d:%02d", static_cast<int>(second / 3600),
                static_cast<int>(second / 60 % 60));
  std::string text = FormatDate(date) + buffer;
  if (second % 60 != 0) {
    std::snprintf(buffer, sizeof(buffer), ":%02d", static_cast<int>(second % 60));
    text += buffer;
  }
  return text + "Z";
}

Outcome<Duration> ParseDuration(std::string_view text) {
  const Failure bad =
      UsageFailure("'" + std::string(text) + "' is not a duration above zero",
                   "write it as 61d, 1d12h, 90m or 30s (w, d, h, m, s in this order)");
  std::int64_t seconds = 0;
  std::string_view rest = text;
  for (const Unit& unit : kUnits) {
    std::string_view ahead = rest;
    const auto number = TakeNumber(&ahead, 1, 9);
    if (!number || !TakeChar(&ahead, unit.letter)) continue;
    seconds += *number * unit.seconds;
    rest = ahead;
  }
  if (!rest.empty() || seconds == 0) return bad;
  Duration duration;
  duration.set_seconds(seconds);
  return duration;
}

}  // namespace reinstate::cli
