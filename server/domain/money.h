// Amounts: 64-bit minor units and an ISO 4217 code. No floating point, no implicit sums.

#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace reinstate {

// Digits after the decimal point by ISO 4217 (USD 2, JPY 0, KWD 3); nothing for unknown codes.
std::optional<int> CurrencyExponent(std::string_view code);

// Nothing where the sum leaves the range of int64.
std::optional<int64_t> CheckedAdd(int64_t left, int64_t right);

// "1234.50"; exact, with the digits of the currency.
std::string FormatNumber(int64_t amount_minor, std::string_view currency);

// "1234.50 USD"; exact.
std::string FormatAmount(int64_t amount_minor, std::string_view currency);

}  // namespace reinstate
