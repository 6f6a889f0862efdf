#include "client/cli/policy_text.h"

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <string>

namespace reinstate::cli {
namespace {

template <typename Message>
Message Read(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
  return message;
}

constexpr const char* kContent = R"(
  zone: "UTC" days_overdue: 60
  warning_offsets_days: 7 warning_offsets_days: 30 warning_offsets_days: 14
  tolerances { currency_code: "USD" amount_minor: 100 }
  causes { cause: CAUSE_KIND_BILLING_OVERDUE mode: CAUSE_MODE_ON_REQUEST }
  causes { cause: CAUSE_KIND_PROFILE_FAILED mode: CAUSE_MODE_AUTO
           clouds: CLOUD_US_GOVERNMENT clouds: CLOUD_PUBLIC }
  max_lease { seconds: 60 } exemption_limit_days: 90 net_terms_days: 60
  allowed_while_suspended: OPERATION_RENEW_SUBSCRIPTION
  allowed_while_suspended: OPERATION_CANCEL_SUBSCRIPTION)";

TEST(PolicyText, HasALineForEachRule) {
  // 2026-04-12T00:00Z, 2026-05-10T00:00Z
  const auto policy = Read<v1::Policy>(std::string("version: 2 state: POLICY_STATE_ANNOUNCED "
                                                   "effective_from { seconds: 1778371200 } "
                                                   "created_at { seconds: 1775952000 } "
                                                   "created_by: 'op-1' reason: 'new\\nterms' "
                                                   "content {") +
                                       kContent + "}");
  const std::string text = PolicyText(policy);
  const std::string expected =
      "Policy 2, from 2026-05-10T00:00Z, is ANNOUNCED\n"
      "  announced         2026-04-12T00:00Z by op-1: new\\nterms\n"
      "  days are of zone  UTC\n"
      "  suspended after   60 days overdue\n"
      "  tolerance         1.00 USD\n"
      "  warnings          30, 14, 7 days before\n"
      "  dispute pauses    for 0 days\n"
      "  pending payments  pause for 0 days\n"
      "  answers hold      up to 60 seconds\n"
      "  exemptions up to  90 days\n"
      "  net terms         60 days\n"
      "  while suspended   CANCEL_SUBSCRIPTION, RENEW_SUBSCRIPTION\n"
      "  BILLING_OVERDUE   ON_REQUEST\n"
      "  PROFILE_FAILED    AUTO, only PUBLIC, US_GOVERNMENT\n";
  EXPECT_EQ(text.substr(0, expected.size()), expected);
  EXPECT_EQ(text.find("MANUAL_HOLD"), std::string::npos);
}

TEST(PolicyText, SaysWhatVersionOneIsAndWhoRevoked) {
  EXPECT_EQ(PolicyText(Read<v1::Policy>("version: 1 state: POLICY_STATE_IN_FORCE")).substr(0, 42),
            "Policy 1, from the beginning, is IN_FORCE\n");
  const std::string text = PolicyText(
      Read<v1::Policy>("version: 2 state: POLICY_STATE_REVOKED revoked_by: 'op-2' "
                       "revoked_at { seconds: 1775952000 } revocation_reason: 'too soon'"));
  EXPECT_NE(text.find("  revoked           2026-04-12T00:00Z by op-2: too soon\n"),
            std::string::npos)
      << text;
}

TEST(DifferencesText, NamesWhatChangesAndNothingElse) {
  const auto before = Read<v1::PolicyContent>(kContent);
  v1::PolicyContent after = before;
  EXPECT_EQ(DifferencesText(before, after), "  nothing\n");
  // The order of lists says nothing, nor does a cause that is named as what it is unnamed.
  after.mutable_allowed_while_suspended()->SwapElements(0, 1);
  after.mutable_warning_offsets_days()->SwapElements(0, 1);
  auto* rejected = after.add_causes();
  rejected->set_cause(v1::CAUSE_KIND_PROFILE_REJECTED);
  rejected->set_mode(v1::CAUSE_MODE_AUTO);
  EXPECT_EQ(DifferencesText(before, after), "  nothing\n");
  after.set_days_overdue(1);
  after.clear_tolerances();
  after.mutable_causes(0)->set_mode(v1::CAUSE_MODE_AUTO);
  after.mutable_causes(0)->add_partner_types(v1::PARTNER_TYPE_DIRECT_BILL);
  EXPECT_EQ(DifferencesText(before, after),
            "  suspended after   60 days overdue -> 1 day overdue\n"
            "  tolerance         1.00 USD -> none\n"
            "  BILLING_OVERDUE   ON_REQUEST -> AUTO, only DIRECT_BILL\n");
}

TEST(PreviewText, CountsEachKindAndNamesTwenty) {
  auto preview = Read<v1::PreviewPolicyResponse>(R"(
    clearing { account_id: "A-2" causes: CAUSE_KIND_BILLING_OVERDUE }
    accounts_moved: 3 accounts_examined: 1500 preview_token: "dG9r"
    preview_expires_at { seconds: 1775952000 })");
  for (int i = 0; i < 22; ++i) {
    auto* account = preview.add_entering();
    account->set_account_id("B-" + std::to_string(i));
    account->add_causes(v1::CAUSE_KIND_BILLING_OVERDUE);
  }
  const std::string text = PreviewText(preview);
  EXPECT_EQ(text.substr(0, 66),
            "Enter suspension: 22 accounts\n"
            "  B-0               BILLING_OVERDUE\n");
  EXPECT_NE(text.find("B-19"), std::string::npos);
  EXPECT_EQ(text.find("B-20"), std::string::npos);
  EXPECT_NE(text.find("  and 2 more; --output json names all\n"
                      "Leave suspension: 0 accounts\n"
                      "Clear and await reinstatement: 1 account\n"
                      "  A-2               BILLING_OVERDUE\n"
                      "Not suspended then, and later at another time than without it: 3 accounts\n"
                      "Looked at: 1500 accounts\n"
                      "Another operator can announce it until 2026-04-12T00:00Z with the same "
                      "options and\n--token dG9r\n"),
            std::string::npos)
      << text;
}

}  // namespace
}  // namespace reinstate::cli
