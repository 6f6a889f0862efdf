// Holds over the wire: placed for a time or until released, and listed.

#include <gtest/gtest.h>

#include <string>

#include "tests/service/cli_runner.h"

namespace reinstate::testing {
namespace {

constexpr char kAccount[] = "acme";

class Holds : public ::testing::Test {
 protected:
  Holds() {
    fixture_.SetClock("2026-03-10T12:00:00Z");
    fixture_.Register(kAccount, "2026-03-01T00:00:00Z");
    operator_ = fixture_.As(rpc::Role::kOperator, "", "olga");
  }

  std::string Place(const std::string& id, const std::string& reason, bool internal = false,
                    const std::string& expires_at = "") {
    v1::PlaceHoldRequest request;
    request.set_account_id(kAccount);
    request.set_request_id(NewRequestId());
    request.set_hold_id(id);
    request.set_reason(reason);
    request.set_internal(internal);
    if (!expires_at.empty()) *request.mutable_expires_at() = At(expires_at);
    grpc::ClientContext context;
    v1::PlaceHoldResponse response;
    return ReasonOf(operator_.admin->PlaceHold(&context, request, &response));
  }
  std::string Release(const std::string& id) {
    v1::ReleaseHoldRequest request;
    request.set_account_id(kAccount);
    request.set_request_id(NewRequestId());
    request.set_hold_id(id);
    grpc::ClientContext context;
    v1::ReleaseHoldResponse response;
    return ReasonOf(operator_.admin->ReleaseHold(&context, request, &response));
  }
  v1::ListHoldsResponse List(rpc::Role role, int page_size = 0,
                             const std::string& page_token = "") {
    v1::ListHoldsRequest request;
    request.set_account_id(kAccount);
    request.set_page_size(page_size);
    request.set_page_token(page_token);
    grpc::ClientContext context;
    v1::ListHoldsResponse response;
    const auto status = fixture_.As(role).admin->ListHolds(&context, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  }

  ServerFixture fixture_;
  Caller operator_;
};

TEST_F(Holds, Domain2_ExpireByThemselves) {
  EXPECT_EQ(Place("H-0", "a check", false, "2026-03-10T12:00:00Z"), "INVALID_FIELD");
  EXPECT_EQ(Place("H-1", "a check", false, "2026-03-10T12:30:00Z"), "OK");
  const v1::AccountStatus held = fixture_.StatusOf(kAccount);
  EXPECT_EQ(held.standing(), v1::STANDING_SUSPENDED);
  EXPECT_EQ(held.next_change().at().seconds(), At("2026-03-10T12:30:00Z").seconds());
  EXPECT_EQ(held.next_change().standing(), v1::STANDING_ACTIVE);
  EXPECT_EQ(Place("H-1", "a check", false, "2026-03-10T12:40:00Z"), "FACT_CONFLICT");
  fixture_.SetClock("2026-03-10T12:30:00Z");
  EXPECT_EQ(fixture_.StatusOf(kAccount).standing(), v1::STANDING_ACTIVE);
  EXPECT_EQ(Release("H-1"), "HOLD_RELEASED");
}

TEST_F(Holds, AreListedTheLastFirstPageByPage) {
  ASSERT_EQ(Place("H-1", "a check", false, "2026-04-01T00:00:00Z"), "OK");
  ASSERT_EQ(Place("H-0", "suspicious sign-ins", true), "OK");
  fixture_.SetClock("2026-03-11T12:00:00Z");
  ASSERT_EQ(Place("H-2", "another check"), "OK");
  ASSERT_EQ(Release("H-2"), "OK");
  const v1::ListHoldsResponse first = List(rpc::Role::kAuditor, 2);
  ASSERT_EQ(first.holds_size(), 2);
  EXPECT_EQ(first.holds(0).hold_id(), "H-2");
  EXPECT_TRUE(first.holds(0).has_released_at());
  EXPECT_EQ(first.holds(1).hold_id(), "H-0");
  EXPECT_EQ(first.holds(1).reason(), "suspicious sign-ins");
  const v1::ListHoldsResponse rest = List(rpc::Role::kAuditor, 2, first.next_page_token());
  ASSERT_EQ(rest.holds_size(), 1);
  EXPECT_EQ(rest.holds(0).hold_id(), "H-1");
  EXPECT_TRUE(rest.holds(0).has_expires_at());
  EXPECT_EQ(rest.next_page_token(), "");
  // An internal reason is for staff, not for services.
  const v1::ListHoldsResponse read = List(rpc::Role::kSvcReader);
  EXPECT_TRUE(read.holds(1).internal());
  EXPECT_EQ(read.holds(1).reason(), "");
  EXPECT_EQ(read.holds(2).reason(), "a check");
}

TEST_F(Holds, OverTheCommandLine) {
  const rpc::TempFile staff(fixture_.Token(rpc::Role::kOperator));
  const rpc::TempFile partner(fixture_.Token(rpc::Role::kGlobalAdmin, kAccount));
  ExpectCli(fixture_, staff, "admin holds acme", "0 holds");
  ExpectCli(fixture_, staff,
            "admin hold acme --id H-1 --reason 'a check' --expires-at 2026-03-12T00:00Z",
            "placed hold H-1; the account is SUSPENDED");
  ExpectCli(fixture_, staff, "admin holds acme", "expires 2026-03-12T00:00Z");
  ExpectCli(fixture_, staff, "admin release acme H-1", "released hold H-1");
  ExpectCli(fixture_, staff, "admin holds acme", "released 2026-03-10T12:00Z");
  EXPECT_EQ(RunCli(fixture_, partner, "admin holds acme").code, 5);
}

}  // namespace
}  // namespace reinstate::testing
