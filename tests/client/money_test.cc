#include "client/cli/money.h"

#include <gtest/gtest.h>

#include <limits>

namespace reinstate::cli {
namespace {

struct Case {
  const char* decimal;
  const char* currency;
  std::int64_t minor;  // -1: refused
};

class Amounts : public testing::TestWithParam<Case> {};

TEST_P(Amounts, AreExact) {
  const auto money = ParseAmount(GetParam().decimal, GetParam().currency);
  ASSERT_EQ(money.ok(), GetParam().minor >= 0) << GetParam().decimal;
  if (!money.ok()) return;
  EXPECT_EQ(money->amount_minor(), GetParam().minor);
  EXPECT_EQ(money->currency_code(), GetParam().currency);
}

INSTANTIATE_TEST_SUITE_P(
    Money, Amounts,
    testing::Values(Case{"120.00", "USD", 12000}, Case{"120", "USD", 12000},
                    Case{"120.5", "USD", 12050}, Case{"0.01", "USD", 1}, Case{"0", "USD", 0},
                    Case{"007.10", "USD", 710}, Case{"120", "JPY", 120}, Case{"1.234", "KWD", 1234},
                    Case{"1.2345", "CLF", 12345}, Case{"1.25", "XCG", 125},
                    // 0.29 * 100 and 1.15 * 100 are the classics that binary fractions get wrong.
                    Case{"0.29", "USD", 29}, Case{"1.15", "USD", 115},
                    Case{"92233720368547758.07", "USD", std::numeric_limits<std::int64_t>::max()},
                    Case{"92233720368547758.08", "USD", -1}, Case{"120.001", "USD", -1},
                    Case{"120.0", "JPY", -1}, Case{"1.2345", "KWD", -1}, Case{"", "USD", -1},
                    Case{".5", "USD", -1}, Case{"5.", "USD", -1}, Case{"-5", "USD", -1},
                    Case{"+5", "USD", -1}, Case{"1e3", "USD", -1}, Case{"1,000.00", "USD", -1},
                    Case{"1.2.3", "USD", -1}, Case{" 1", "USD", -1}, Case{"1", "UDS", -1},
                    Case{"1", "usd", -1}, Case{"1", "", -1}, Case{"1", "XAU", -1},
                    Case{"1", "USDX", -1}));

TEST(Money, SaysWhichDigitsAreTooMany) {
  EXPECT_EQ(ParseAmount("120.001", "USD").error().what,
            "amount '120.001' has 3 digits behind the point, USD has 2");
  EXPECT_EQ(ParseAmount("120.5", "JPY").error().what,
            "amount '120.5' has 1 digits behind the point, JPY has 0");
}

TEST(Money, ReadsAmountAndCurrencyTogether) {
  const auto money = ParseMoney(" 120.00  USD ");
  ASSERT_TRUE(money.ok());
  EXPECT_EQ(FormatMoney(*money), "120.00 USD");
  EXPECT_FALSE(ParseMoney("120.00").ok());
  EXPECT_FALSE(ParseMoney("USD 120.00").ok());
}

TEST(Money, IsShownWithItsExponent) {
  const auto shown = [](std::int64_t minor, const char* currency) {
    v1::Money money;
    money.set_amount_minor(minor);
    money.set_currency_code(currency);
    return FormatMoney(money);
  };
  EXPECT_EQ(shown(5, "USD"), "0.05 USD");
  EXPECT_EQ(shown(120, "JPY"), "120 JPY");
  EXPECT_EQ(shown(1234, "KWD"), "1.234 KWD");
  EXPECT_EQ(shown(-5, "USD"), "-0.05 USD");
  EXPECT_EQ(shown(std::numeric_limits<std::int64_t>::min(), "USD"), "-92233720368547758.08 USD");
  EXPECT_EQ(shown(5, "QQQ"), "5 minor units of QQQ");
}

}  // namespace
}  // namespace reinstate::cli
