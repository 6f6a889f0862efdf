#include "client/cli/partner_profile_text.h"

#include <google/protobuf/text_format.h>
#include <gtest/gtest.h>

#include <string>

namespace reinstate::cli {
namespace {

template <typename Message>
Message FromText(const std::string& text) {
  Message message;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &message)) << text;
  return message;
}

TEST(SetProfileField, SetsWhatThePathNames) {
  v1::PartnerProfile profile;
  EXPECT_EQ(*SetProfileField("address.city=A=B", &profile), "address.city");
  EXPECT_EQ(profile.address().city(), "A=B");
  EXPECT_EQ(*SetProfileField("website=", &profile), "website");
  for (const char* wrong : {"address.city", "address=x", "city=x", "=x", "Website=x", ""}) {
    const auto set = SetProfileField(wrong, &profile);
    ASSERT_FALSE(set.ok()) << wrong;
    EXPECT_EQ(set.error().code, ExitCode::kUsage);
  }
  EXPECT_NE(SetProfileField("city=x", &profile).error().todo.find("address.city"),
            std::string::npos);
}

TEST(ProfileFields, AreAllInTheOrderOfTheContract) {
  const auto fields = ProfileFields(v1::PartnerProfile());
  ASSERT_EQ(fields.size(), 12u);
  EXPECT_EQ(fields[0].first, "legal_name");
  EXPECT_EQ(fields[1].first, "address.line1");
  EXPECT_EQ(fields[11].first, "website");
}

constexpr const char* kRejected = R"(
  profile { legal_name: "Acme\nInc" } etag: "3" missing_fields: "tax_id" revision: 7
  verification { status: VERIFICATION_STATUS_PENDING since { seconds: 1790899200 }
                 reason_code: VERIFICATION_REASON_CODE_PROFILE_MISMATCH public_reason: "look again"
                 next_step: "Wait." }
  final_status: VERIFICATION_STATUS_REJECTED )";

TEST(ProfileText, SaysWhatIsMissingWhatCountsAndWhatIsNext) {
  const auto response = FromText<v1::GetPartnerProfileResponse>(kRejected);
  EXPECT_EQ(
      ProfileText(response, 200),
      "The profile lacks tax_id\n"
      "Verification: PENDING since 2026-10-02T00:00Z (PROFILE_MISMATCH: look again); until it "
      "ends REJECTED counts\n"
      "Next: Wait.\n"
      "etag 3, revision 7\n");
  EXPECT_EQ(ProfileTable(response).Render(80, false),
            "FIELD       VALUE\n"
            "legal_name  Acme\\nInc\n"
            "tax_id      (missing)\n");
}

TEST(ProgramTable, HasARowForEachCheck) {
  const auto verification = FromText<v1::ProgramVerification>(R"(
    program { program_id: "referral" display_name: "Referral" }
    status: VERIFICATION_STATUS_FAILED enrolled_at { seconds: 1790899200 }
    checks { check: VERIFICATION_CHECK_EMAIL_OWNERSHIP
             state { status: VERIFICATION_STATUS_FAILED since { seconds: 1790899200 }
                     reason_code: VERIFICATION_REASON_CODE_EMAIL_NOT_CONFIRMED
                     next_step: "Answer." } } )");
  EXPECT_EQ(ProgramLine(verification), "referral (Referral): FAILED, enrolled 2026-10-02T00:00Z\n");
  EXPECT_EQ(ProgramTable(verification).Render(120, false),
            "CHECK            STATUS  SINCE              REASON\n"
            "EMAIL_OWNERSHIP  FAILED  2026-10-02T00:00Z  EMAIL_NOT_CONFIRMED\n");
  EXPECT_EQ(NextSteps(verification, 80), "Next for EMAIL_OWNERSHIP: Answer.\n");
}

}  // namespace
}  // namespace reinstate::cli
