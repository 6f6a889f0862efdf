#include "server/domain/money.h"

namespace reinstate {
namespace {

// ISO 4217 list one, codes in use; the exponent is 2 for those not named below.
constexpr std::string_view kTwoDigits =
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD "
    "CDF CHF CNY COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ "
    "GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL "
    "MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR "
    "PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT "
    "TOP TRY TTD TWD TZS UAH USD UYU UZS VED VES WST XCD XCG YER ZAR ZMW ZWG ANG BOV CHE CHW COU "
    "MXV USN";
constexpr std::string_view kNoDigits =
    "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";
constexpr std::string_view kThreeDigits = "BHD IQD JOD KWD LYD OMR TND";

constexpr std::string_view kFourDigits = "CLF UYW";

bool Contains(std::string_view list, std::string_view code) {
  for (size_t i = 0; i + 3 <= list.size(); i += 4) {
    if (list.substr(i, 3) == code) return true;
  }
  return false;
}

}  // namespace

std::optional<int> CurrencyExponent(std::string_view code) {
  if (code.size() != 3) return std::nullopt;
  if (Contains(kTwoDigits, code)) return 2;
  if (Contains(kNoDigits, code)) return 0;
  if (Contains(kThreeDigits, code)) return 3;
  if (Contains(kFourDigits, code)) return 4;
  return std::nullopt;
}

std::optional<int64_t> CheckedAdd(int64_t left, int64_t right) {
  int64_t sum = 0;
  if (__builtin_add_overflow(left, right, &sum)) return std::nullopt;
  return sum;
}

std::string FormatNumber(int64_t amount_minor, std::string_view currency) {
  const bool negative = amount_minor < 0;
  // The magnitude of the smallest int64 has no int64.
  const uint64_t magnitude =
      negative ? ~static_cast<uint64_t>(amount_minor) + 1 : static_cast<uint64_t>(amount_minor);
  const size_t exponent = static_cast<size_t>(CurrencyExponent(currency).value_or(0));
  std::string digits = std::to_string(magnitude);
  if (digits.size() <= exponent) digits.insert(0, exponent + 1 - digits.size(), '0');
  if (exponent > 0) digits.insert(digits.size() - exponent, ".");
  return (negative ? "-" : "") + digits;
}

std::string FormatAmount(int64_t amount_minor, std::string_view currency) {
  return FormatNumber(amount_minor, currency) + " " + std::string(currency);
}

}  // namespace reinstate
