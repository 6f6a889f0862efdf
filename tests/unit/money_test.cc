// DOMAIN 5, money: int64 minor units and an ISO 4217 code with its exponent; no floating point.

#include "server/domain/money.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <optional>
#include <string>

namespace reinstate {
namespace {

constexpr int64_t kMin = std::numeric_limits<int64_t>::min();
constexpr int64_t kMax = std::numeric_limits<int64_t>::max();

TEST(CurrencyExponent, Domain5_FollowsIso4217) {
  struct Row {
    const char* code;
    std::optional<int> exponent;
  };
  for (const Row& row :
       {Row{"USD", 2}, Row{"EUR", 2}, Row{"GBP", 2}, Row{"JPY", 0}, Row{"KRW", 0}, Row{"CLP", 0},
        Row{"VND", 0}, Row{"ISK", 0}, Row{"KWD", 3}, Row{"BHD", 3}, Row{"OMR", 3}, Row{"JOD", 3},
        Row{"TND", 3}, Row{"ZZZ", std::nullopt}, Row{"usd", std::nullopt}, Row{"", std::nullopt},
        Row{"US", std::nullopt}, Row{"USDX", std::nullopt}}) {
    EXPECT_EQ(CurrencyExponent(row.code), row.exponent) << row.code;
  }
}

TEST(FormatAmount, Domain5_IsExactAtEveryExponent) {
  struct Row {
    int64_t amount_minor;
    const char* currency;
    const char* text;
  };
  for (const Row& row :
       {Row{123450, "USD", "1234.50 USD"}, Row{0, "USD", "0.00 USD"}, Row{5, "USD", "0.05 USD"},
        Row{-5, "USD", "-0.05 USD"}, Row{-100, "USD", "-1.00 USD"}, Row{99, "EUR", "0.99 EUR"},
        Row{1234, "JPY", "1234 JPY"}, Row{0, "JPY", "0 JPY"}, Row{-7, "JPY", "-7 JPY"},
        Row{1234, "KWD", "1.234 KWD"}, Row{7, "KWD", "0.007 KWD"}, Row{-70, "KWD", "-0.070 KWD"},
        Row{kMax, "USD", "92233720368547758.07 USD"}, Row{kMin, "USD", "-92233720368547758.08 USD"},
        Row{kMin, "JPY", "-9223372036854775808 JPY"}, Row{kMax, "JPY", "9223372036854775807 JPY"},
        Row{kMin, "KWD", "-9223372036854775.808 KWD"}}) {
    EXPECT_EQ(FormatAmount(row.amount_minor, row.currency), row.text);
  }
}

TEST(CheckedAdd, Domain5_RefusesWhatLeavesTheRange) {
  struct Row {
    int64_t left;
    int64_t right;
    std::optional<int64_t> sum;
  };
  for (const Row& row :
       {Row{1, 2, 3}, Row{kMax, 0, kMax}, Row{kMax - 1, 1, kMax}, Row{kMax, 1, std::nullopt},
        Row{1, kMax, std::nullopt}, Row{kMax, kMax, std::nullopt}, Row{kMin, 0, kMin},
        Row{kMin, -1, std::nullopt}, Row{kMin, kMin, std::nullopt}, Row{kMin, kMax, -1},
        Row{kMin + 1, -1, kMin}}) {
    EXPECT_EQ(CheckedAdd(row.left, row.right), row.sum) << row.left << " + " << row.right;
  }
}

}  // namespace
}  // namespace reinstate
