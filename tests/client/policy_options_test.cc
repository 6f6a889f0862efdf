#include "client/cli/policy_options.h"

#include <google/protobuf/text_format.h>
#include <google/protobuf/util/message_differencer.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <string>
#include <utility>

namespace reinstate::cli {
namespace {

v1::PolicyContent Content(const std::string& text) {
  v1::PolicyContent content;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &content)) << text;
  return content;
}

constexpr const char* kBefore = R"(
  zone: "UTC" days_overdue: 60 warning_offsets_days: 30 warning_offsets_days: 7
  tolerances { currency_code: "USD" amount_minor: 100 }
  causes { cause: CAUSE_KIND_BILLING_OVERDUE mode: CAUSE_MODE_ON_REQUEST clouds: CLOUD_PUBLIC }
  max_lease { seconds: 60 } exemption_limit_days: 90 net_terms_days: 60
  allowed_while_suspended: OPERATION_RENEW_SUBSCRIPTION)";

// What becomes of kBefore; the words of the failure where there is one.
std::string Changed(const PolicyOptions& options) {
  const auto content = ChangedContent(Content(kBefore), options);
  if (!content.ok()) return FailureLine(content.error());
  std::string text;
  google::protobuf::TextFormat::Printer printer;
  printer.SetSingleLineMode(true);
  printer.PrintToString(*content, &text);
  return text;
}

// Whether the options make kBefore the same with `change` merged into it.
void ExpectAdds(const PolicyOptions& options, const std::string& change) {
  v1::PolicyContent expected = Content(kBefore);
  expected.MergeFrom(Content(change));
  const auto content = ChangedContent(Content(kBefore), options);
  ASSERT_TRUE(content.ok()) << FailureLine(content.error());
  EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(*content, expected))
      << content->DebugString();
}

TEST(ChangedContent, KeepsWhatIsNotNamed) { ExpectAdds({}, ""); }

TEST(ChangedContent, TakesNumbersZeroToo) {
  PolicyOptions options;
  options.zone = "Europe/Berlin";
  options.days_overdue = 0;
  options.dispute_pause_days = 30;
  options.clearing_grace_days = 5;
  options.exemption_limit_days = 10;
  options.net_terms_days = 0;
  options.max_lease = "30s";
  ExpectAdds(options,
             "zone: 'Europe/Berlin' days_overdue: 0 dispute_pause_days: 30 "
             "clearing_grace_days: 5 exemption_limit_days: 10 net_terms_days: 0 "
             "max_lease { seconds: 30 }");
}

TEST(ChangedContent, ReplacesListsAndEmptiesThemByNone) {
  PolicyOptions options;
  options.warnings = {"14", "1"};
  options.tolerances = {"5.00 EUR"};
  options.allowed = {"cancel-subscription", "INCREASE_QUANTITY"};
  const auto content = ChangedContent(Content(kBefore), options);
  ASSERT_TRUE(content.ok());
  ASSERT_EQ(content->warning_offsets_days_size(), 2);
  EXPECT_EQ(content->warning_offsets_days(0), 14);
  ASSERT_EQ(content->tolerances_size(), 1);
  EXPECT_EQ(content->tolerances(0).amount_minor(), 500);
  ASSERT_EQ(content->allowed_while_suspended_size(), 2);
  EXPECT_EQ(content->allowed_while_suspended(0), v1::OPERATION_CANCEL_SUBSCRIPTION);

  options.warnings = options.tolerances = options.allowed = {"none"};
  const auto none = ChangedContent(Content(kBefore), options);
  ASSERT_TRUE(none.ok());
  EXPECT_EQ(none->warning_offsets_days_size(), 0);
  EXPECT_EQ(none->tolerances_size(), 0);
  EXPECT_EQ(none->allowed_while_suspended_size(), 0);
}

TEST(ChangedContent, SetsModeAndScopeOfOneCause) {
  PolicyOptions mode;
  mode.modes = {"billing-overdue=auto"};
  const auto changed = ChangedContent(Content(kBefore), mode);
  ASSERT_TRUE(changed.ok());
  ASSERT_EQ(changed->causes_size(), 1);
  EXPECT_EQ(changed->causes(0).mode(), v1::CAUSE_MODE_AUTO);
  EXPECT_EQ(changed->causes(0).clouds_size(), 1);

  PolicyOptions scope;
  scope.scopes = {"PROFILE_FAILED=US_GOVERNMENT+DIRECT_BILL+INDIRECT_RESELLER"};
  ExpectAdds(scope,
             "causes { cause: CAUSE_KIND_PROFILE_FAILED mode: CAUSE_MODE_AUTO "
             "clouds: CLOUD_US_GOVERNMENT partner_types: PARTNER_TYPE_DIRECT_BILL "
             "partner_types: PARTNER_TYPE_INDIRECT_RESELLER }");

  scope.scopes = {"BILLING_OVERDUE=all"};
  const auto all = ChangedContent(Content(kBefore), scope);
  ASSERT_TRUE(all.ok());
  EXPECT_EQ(all->causes(0).clouds_size(), 0);
  EXPECT_EQ(all->causes(0).mode(), v1::CAUSE_MODE_ON_REQUEST);
}

TEST(ChangedContent, SaysWhichWordIsWrong) {
  const auto wrong = [](auto field, const std::string& word) {
    PolicyOptions options;
    options.*field = {word};
    return Changed(options);
  };
  EXPECT_EQ(wrong(&PolicyOptions::warnings, "7x"),
            "'7x' is no whole number of days; such as --warn 30,14,7,1");
  EXPECT_EQ(wrong(&PolicyOptions::modes, "BILLING_OVERDUE"),
            "'BILLING_OVERDUE' names no value for a cause; write --mode CAUSE=VALUE");
  EXPECT_NE(wrong(&PolicyOptions::modes, "WEATHER=AUTO").find("unknown cause 'WEATHER'"),
            std::string::npos);
  EXPECT_NE(wrong(&PolicyOptions::modes, "BILLING_OVERDUE=OFF").find("unknown mode 'OFF'"),
            std::string::npos);
  EXPECT_NE(wrong(&PolicyOptions::scopes, "PROFILE_FAILED=PUBLIC+MOON")
                .find("'MOON' is neither a cloud nor a type of partner"),
            std::string::npos);
  EXPECT_NE(wrong(&PolicyOptions::scopes, "PROFILE_FAILED=").find("'' is neither"),
            std::string::npos);
  EXPECT_NE(wrong(&PolicyOptions::allowed, "FLY").find("unknown operation 'FLY'"),
            std::string::npos);
}

TEST(ReadPolicyFile, TakesProtobufJson) {
  const std::string path = testing::TempDir() + "reinstate-policy.json";
  std::ofstream(path) << R"({"zone": "UTC", "days_overdue": 30, "max_lease": "60s",
      "causes": [{"cause": "CAUSE_KIND_BILLING_OVERDUE", "mode": "CAUSE_MODE_AUTO"}]})";
  const auto content = ReadPolicyFile(path);
  ASSERT_TRUE(content.ok()) << FailureLine(content.error());
  EXPECT_EQ(content->days_overdue(), 30);
  EXPECT_EQ(content->max_lease().seconds(), 60);
  EXPECT_EQ(content->causes(0).mode(), v1::CAUSE_MODE_AUTO);

  std::ofstream(path) << R"({"days_overdew": 30})";
  const auto wrong = ReadPolicyFile(path);
  ASSERT_FALSE(wrong.ok());
  EXPECT_NE(wrong.error().what.find("is no PolicyContent"), std::string::npos);
  EXPECT_NE(wrong.error().what.find("days_overdew"), std::string::npos) << wrong.error().what;
  std::filesystem::remove(path);
  EXPECT_FALSE(ReadPolicyFile(path).ok());
}

}  // namespace
}  // namespace reinstate::cli
