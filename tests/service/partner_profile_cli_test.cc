// Partner profiles and programmes through the command-line tool.

#include <gtest/gtest.h>

#include "tests/service/cli_runner.h"

namespace reinstate::testing {
namespace {

TEST(PartnerProfileCli, FillsInEnrolsVerifiesAndSaysWhatToDoNext) {
  ServerFixture fixture;
  fixture.SetClock("2026-03-10T12:00:00Z");
  fixture.Register("acme", "2026-03-01T00:00:00Z");
  const rpc::TempFile partner(fixture.Token(rpc::Role::kGlobalAdmin, "acme", "pat"));
  const rpc::TempFile risk(fixture.Token(rpc::Role::kSvcRisk));
  ExpectCli(fixture, partner, "partner-profile get acme", "The profile lacks legal_name");
  ExpectCli(fixture, partner, "partner-profile get acme", "Next: Fill in the partner profile");
  ExpectCli(fixture, partner,
            "partner-profile set acme --set 'legal_name=Acme Inc' --set address.city=Berlin "
            "--set primary_contact.email=pat@acme.example",
            "not complete yet, etag 2");
  ExpectCli(fixture, partner, "partner-profile get acme", "Acme Inc");
  ExpectCli(fixture, partner, "partner-profile get acme --output json", "\"etag\": \"2\"");
  const auto stale =
      RunCli(fixture, partner, "partner-profile set acme --set legal_name=Other --etag 1");
  EXPECT_EQ(stale.code, 1) << stale.text;
  EXPECT_NE(stale.text.find("ETAG_MISMATCH"), std::string::npos) << stale.text;
  const auto unknown = RunCli(fixture, partner, "partner-profile set acme --set street=Other");
  EXPECT_EQ(unknown.code, 2) << unknown.text;
  EXPECT_NE(unknown.text.find("address.line1"), std::string::npos) << unknown.text;

  ExpectCli(fixture, partner, "program list acme", "not enrolled in cloud-reseller");
  ExpectCli(fixture, partner, "program enroll acme developer", "developer (Developer): PENDING");
  const auto refused = RunCli(fixture, partner, "program enroll acme nonsense");
  EXPECT_EQ(refused.code, 4) << refused.text;
  ExpectCli(fixture, risk,
            "admin verify acme failed --program developer --check email-ownership "
            "--reason-code email-not-confirmed --public-reason 'nobody answered'",
            "the account is ACTIVE at revision 1");
  const std::string list = ExpectCli(fixture, partner, "program list acme", "FAILED");
  EXPECT_NE(list.find("EMAIL_NOT_CONFIRMED: nobody answered"), std::string::npos) << list;
  EXPECT_NE(list.find("Next for EMAIL_OWNERSHIP: Answer the message"), std::string::npos) << list;
  ExpectCli(fixture, partner, "program list acme --output json",
            "\"next_action\": \"VERIFICATION_ACTION_CONFIRM_EMAIL\"");
  const auto half = RunCli(fixture, risk, "admin verify acme failed --program developer");
  EXPECT_EQ(half.code, 1) << half.text;
  EXPECT_NE(half.text.find("set together"), std::string::npos) << half.text;

  // The plan asks for what the profile lacks.
  ExpectCli(fixture, risk, "admin verify acme rejected --reason-code profile-mismatch",
            "the account is SUSPENDED");
  ExpectCli(fixture, partner, "partner-profile get acme", "REJECTED since");
  ExpectCli(fixture, partner, "plan acme", "Complete the partner profile: address.line1");
}

TEST(PartnerProfileCli, ExplainsItself) {
  ServerFixture fixture;
  const rpc::TempFile token(fixture.Token(rpc::Role::kOperator));
  ExpectCli(fixture, token, "partner-profile set --help", "FIELD=VALUE");
  ExpectCli(fixture, token, "program --help", "enroll");
  ExpectCli(fixture, token, "admin verify --help", "--reason-code");
}

}  // namespace
}  // namespace reinstate::testing
