#include "client/cli/money.h"

#include <cctype>
#include <cstdint>
#include <limits>

#include "client/cli/text.h"

namespace reinstate::cli {
namespace {

struct ExponentGroup {
  int exponent;
  std::string_view codes;  // three letters each, with a space between
};

// The codes in use of ISO 4217 (list one) that have a minor unit at all.
constexpr ExponentGroup kGroups[] = {
    {0, "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF"},
    {2,
     "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BOV BRL BSD BTN BWP "
     "BYN BZD CAD CDF CHE CHF CHW CNY COP COU CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD "
     "FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD "
     "KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD "
     "NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP "
     "SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD USN UYU UZS VED "
     "VES WST XCD XCG YER ZAR ZMW ZWG"},
    {3, "BHD IQD JOD KWD LYD OMR TND"},
    {4, "CLF UYW"},
};

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

Failure BadAmount(std::string_view decimal, const std::string& why) {
  return UsageFailure("amount '" + std::string(decimal) + "' " + why,
                      "write it as 120.00 with its currency");
}

// Appends one digit; false where the result leaves 64 bits.
bool PushDigit(char digit, std::int64_t* value) {
  const int number = digit - '0';
  if (*value > (std::numeric_limits<std::int64_t>::max() - number) / 10) return false;
  *value = *value * 10 + number;
  return true;
}

}  // namespace

std::optional<int> CurrencyExponent(std::string_view currency) {
  if (currency.size() != 3) return std::nullopt;
  for (const ExponentGroup& group : kGroups) {
    for (std::size_t i = 0; i + 3 <= group.codes.size(); i += 4) {
      if (group.codes.substr(i, 3) == currency) return group.exponent;
    }
  }
  return std::nullopt;
}

Outcome<v1::Money> ParseAmount(std::string_view decimal, std::string_view currency) {
  const std::optional<int> exponent = CurrencyExponent(currency);
  if (!exponent) {
    return UsageFailure("currency '" + std::string(currency) + "' is not in ISO 4217",
                        "use a code such as USD, in capitals");
  }
  const std::size_t point = decimal.find('.');
  const std::string_view whole = decimal.substr(0, point);
  const std::string_view fraction =
      point == std::string_view::npos ? std::string_view() : decimal.substr(point + 1);
  if (whole.empty() || (point != std::string_view::npos && fraction.empty())) {
    return BadAmount(decimal, "is not a decimal number");
  }
  for (const std::string_view part : {whole, fraction}) {
    for (const char c : part) {
      if (!IsDigit(c)) return BadAmount(decimal, "is not a decimal number of digits and a point");
    }
  }
  if (fraction.size() > static_cast<std::size_t>(*exponent)) {
    return BadAmount(decimal, "has " + std::to_string(fraction.size()) +
                                  " digits behind the point, " + std::string(currency) + " has " +
                                  std::to_string(*exponent));
  }
  std::string digits(whole);
  digits += fraction;
  digits.append(static_cast<std::size_t>(*exponent) - fraction.size(), '0');
  std::int64_t minor = 0;
  for (const char digit : digits) {
    if (!PushDigit(digit, &minor)) return BadAmount(decimal, "is too large");
  }
  v1::Money money;
  money.set_currency_code(std::string(currency));
  money.set_amount_minor(minor);
  return money;
}

Outcome<v1::Money> ParseMoney(std::string_view text) {
  text = Trim(text);
  const std::size_t space = text.find(' ');
  if (space == std::string_view::npos) return BadAmount(text, "names no currency");
  return ParseAmount(text.substr(0, space), Trim(text.substr(space + 1)));
}

std::string FormatMoney(const v1::Money& money) {
  const std::optional<int> exponent = CurrencyExponent(money.currency_code());
  if (!exponent) {
    return std::to_string(money.amount_minor()) + " minor units of " + money.currency_code();
  }
  const bool negative = money.amount_minor() < 0;
  // Negated as unsigned: the smallest 64-bit number has no positive counterpart.
  const auto magnitude = static_cast<std::uint64_t>(money.amount_minor());
  std::string digits = std::to_string(negative ? 0 - magnitude : magnitude);
  const auto places = static_cast<std::size_t>(*exponent);
  if (digits.size() <= places) digits.insert(0, places + 1 - digits.size(), '0');
  if (places > 0) digits.insert(digits.size() - places, ".");
  return (negative ? "-" : "") + digits + " " + money.currency_code();
}

std::string FormatMoneys(const google::protobuf::RepeatedPtrField<v1::Money>& amounts) {
  std::string text;
  for (const v1::Money& amount : amounts) {
    text += (text.empty() ? "" : " and ") + FormatMoney(amount);
  }
  return text;
}

}  // namespace reinstate::cli
