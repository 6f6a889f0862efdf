// Exact amounts: decimals on the command line, minor units on the wire, no floating point between.

#pragma once

#include <google/protobuf/repeated_field.h>
#include <reinstate/v1/common.pb.h>

#include <optional>
#include <string>
#include <string_view>

#include "client/cli/failure.h"

namespace reinstate::cli {

// The number of digits behind the point by ISO 4217; unset for a code that it does not list.
std::optional<int> CurrencyExponent(std::string_view currency);

// "120.00" of USD -> 12000. Refuses signs, exponents, grouping, more digits than the currency
// has, and what does not fit 64 bits; the failure says which.
Outcome<v1::Money> ParseAmount(std::string_view decimal, std::string_view currency);

// "120.00 USD".
Outcome<v1::Money> ParseMoney(std::string_view text);

// "120.00 USD"; an unlisted currency shows "12000 minor units of XYZ".
std::string FormatMoney(const v1::Money& money);
// "900 JPY and 120.00 USD".
std::string FormatMoneys(const google::protobuf::RepeatedPtrField<v1::Money>& amounts);

}  // namespace reinstate::cli
