// How fresh a status is, and how it was: at_least_revision and as_of.

#include <gtest/gtest.h>

#include <atomic>
#include <random>
#include <thread>

#include "absl/time/time.h"
#include "reinstate/rpc/error_details.pb.h"
#include "tests/support/server_fixture.h"

namespace reinstate::testing {
namespace {

grpc::Status GetStatus(const Caller& caller, const v1::GetAccountStatusRequest& request,
                       v1::AccountStatus& status) {
  grpc::ClientContext context;
  v1::GetAccountStatusResponse response;
  grpc::Status answer = caller.status->GetAccountStatus(&context, request, &response);
  status = response.status();
  return answer;
}

v1::AccountStatus AsOf(const Caller& caller, const google::protobuf::Timestamp& instant) {
  v1::GetAccountStatusRequest request;
  request.set_account_id("acme");
  *request.mutable_as_of() = instant;
  v1::AccountStatus status;
  const grpc::Status answer = GetStatus(caller, request, status);
  EXPECT_TRUE(answer.ok()) << answer.error_message();
  return status;
}

int64_t PlaceHold(const Caller& caller, const std::string& hold_id) {
  v1::PlaceHoldRequest request;
  request.set_account_id("acme");
  request.set_request_id(NewRequestId());
  request.set_hold_id(hold_id);
  request.set_reason("a test");
  grpc::ClientContext context;
  v1::PlaceHoldResponse response;
  const grpc::Status answer = caller.admin->PlaceHold(&context, request, &response);
  EXPECT_TRUE(answer.ok()) << answer.error_message();
  return response.revision();
}

int64_t ReleaseHold(const Caller& caller, const std::string& hold_id) {
  v1::ReleaseHoldRequest request;
  request.set_account_id("acme");
  request.set_request_id(NewRequestId());
  request.set_hold_id(hold_id);
  grpc::ClientContext context;
  v1::ReleaseHoldResponse response;
  const grpc::Status answer = caller.admin->ReleaseHold(&context, request, &response);
  EXPECT_TRUE(answer.ok()) << answer.error_message();
  return response.revision();
}

TEST(AtLeastRevision, AWriteOnOneServerIsSeenOnTheOtherAtOnce) {
  ServerFixture fixture;
  fixture.Register("acme", "2026-01-10T00:00:00Z");
  const std::unique_ptr<Server> second = fixture.StartSecond();
  const Caller writer = fixture.As(rpc::Role::kOperator);
  const Caller reader = fixture.AsAt(*second, rpc::Role::kGlobalAdmin, "acme");
  for (int i = 0; i < 20; ++i) {
    const std::string hold_id = "H-" + std::to_string(i);
    for (const bool held : {true, false}) {
      const int64_t revision = held ? PlaceHold(writer, hold_id) : ReleaseHold(writer, hold_id);
      v1::GetAccountStatusRequest request;
      request.set_account_id("acme");
      request.set_at_least_revision(revision);
      v1::AccountStatus status;
      ASSERT_TRUE(GetStatus(reader, request, status).ok());
      EXPECT_EQ(status.revision(), revision);
      v1::CheckOperationRequest check;
      check.set_account_id("acme");
      check.set_operation(v1::OPERATION_RESELL_NEW_LICENSE);
      check.set_at_least_revision(revision);
      grpc::ClientContext context;
      v1::CheckOperationResponse checked;
      ASSERT_TRUE(reader.status->CheckOperation(&context, check, &checked).ok());
      EXPECT_EQ(checked.decision().allowed(), !held);
    }
  }
}

TEST(AtLeastRevision, WhatIsNotThereYetIsUnavailableAndSaysWhenToAskAgain) {
  ServerFixture fixture;
  fixture.Register("acme", "2026-01-10T00:00:00Z");
  v1::CheckOperationRequest request;
  request.set_account_id("acme");
  request.set_operation(v1::OPERATION_VIEW_BILLING);
  request.set_at_least_revision(2);
  grpc::ClientContext context;
  v1::CheckOperationResponse response;
  const grpc::Status status =
      fixture.As(rpc::Role::kSvcReader).status->CheckOperation(&context, request, &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::UNAVAILABLE);
  EXPECT_EQ(ReasonOf(status), "REVISION_NOT_REACHED");
  rpc::Status details;
  ASSERT_TRUE(details.ParseFromString(status.error_details()));
  ASSERT_EQ(details.details_size(), 2);
  EXPECT_EQ(details.details(1).type_url(), "type.googleapis.com/google.rpc.RetryInfo");
}

TEST(AsOf, IsRefusedBeforeRegistrationInTheFutureAndWithARevision) {
  ServerFixture fixture;
  fixture.SetClock("2026-01-10T12:00:00Z");
  fixture.Register("acme", "2026-01-01T00:00:00Z");
  fixture.SetClock("2026-01-20T12:00:00Z");
  const auto reason = [&](rpc::Role role, const std::string& account_id, const std::string& as_of,
                          int64_t at_least_revision = 0) {
    v1::GetAccountStatusRequest request;
    request.set_account_id(account_id);
    *request.mutable_as_of() = At(as_of);
    request.set_at_least_revision(at_least_revision);
    v1::AccountStatus status;
    const Caller caller = fixture.As(role, rpc::IsPartnerRole(role) ? "acme" : "");
    return ReasonOf(GetStatus(caller, request, status));
  };
  const auto staff = rpc::Role::kAuditor;
  EXPECT_EQ(reason(staff, "acme", "2026-01-10T11:59:59.999999Z"), "ACCOUNT_NOT_FOUND");
  EXPECT_EQ(reason(staff, "acme", "2026-01-10T12:00:00Z"), "OK");
  EXPECT_EQ(reason(staff, "acme", "2026-01-20T12:00:00Z"), "OK");
  EXPECT_EQ(reason(staff, "acme", "2026-01-20T12:00:00.000001Z"), "INVALID_FIELD");
  EXPECT_EQ(reason(staff, "acme", "2026-01-20T12:00:00Z", 1), "INVALID_FIELD");
  EXPECT_EQ(reason(staff, "absent", "2026-01-20T12:00:00Z"), "ACCOUNT_NOT_FOUND");
  EXPECT_EQ(reason(rpc::Role::kGlobalAdmin, "other", "2026-01-20T12:00:00Z"), "NOT_PERMITTED");
}

TEST(AsOf, BeginsAtTheInstantOfRegistration) {
  ServerFixture fixture;  // by a clock that goes on
  fixture.Register("acme", "2026-01-01T00:00:00Z");
  const Caller caller = fixture.As(rpc::Role::kOperator);
  v1::GetAccountRequest request;
  request.set_account_id("acme");
  grpc::ClientContext context;
  v1::GetAccountResponse response;
  ASSERT_TRUE(caller.admin->GetAccount(&context, request, &response).ok());
  EXPECT_EQ(AsOf(caller, response.account().registered_at()).revision(), 1);
}

// One random write, at the clock as it stands.
void WriteSomething(const ServerFixture& fixture, const Caller& caller, std::mt19937& random,
                    absl::Time now, int number) {
  const std::string id = std::to_string(number);
  const absl::CivilDay today = absl::ToCivilDay(now, absl::UTCTimeZone());
  switch (random() % 4) {
    case 0: {
      const absl::CivilDay due = today + static_cast<int>(random() % 40);
      fixture.RecordInvoice("acme", "INV-" + id, static_cast<int64_t>(random() % 500) + 1,
                            absl::FormatCivilTime(today), absl::FormatCivilTime(due));
      return;
    }
    case 1:
      fixture.RecordPayment("acme", "PAY-" + id, static_cast<int64_t>(random() % 700) + 1,
                            absl::FormatTime(now - absl::Hours(random() % 200)));
      return;
    case 2:
      PlaceHold(caller, "H-" + id);
      ReleaseHold(caller, "H-" + id);
      return;
    default: {
      v1::SetVerificationResultRequest request;
      request.set_account_id("acme");
      request.set_request_id(NewRequestId());
      request.set_result_id("R-" + id);
      request.set_status(static_cast<v1::VerificationStatus>(random() % 4 + 1));
      grpc::ClientContext context;
      v1::SetVerificationResultResponse response;
      EXPECT_TRUE(caller.admin->SetVerificationResult(&context, request, &response).ok());
    }
  }
}

TEST(AsOf, IsExactlyWhatWasAnsweredThen) {
  const unsigned seed = std::random_device{}();
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937 random(seed);
  ServerFixture fixture;
  absl::Time now = absl::FromUnixSeconds(1767225600);
  const auto move_on = [&](absl::Duration by) {
    now += by;
    fixture.SetClock(absl::FormatTime(now));
  };
  move_on(absl::ZeroDuration());
  fixture.Register("acme", "2026-01-01T00:00:00Z");
  const Caller caller = fixture.As(rpc::Role::kOperator);
  const Caller partner = fixture.As(rpc::Role::kHelpdeskAgent, "acme");
  std::vector<v1::AccountStatus> answered, answered_partner;
  for (int i = 0; i < 60; ++i) {
    for (int reads = 0; reads < 2; ++reads) {
      // Days, minutes or one microsecond.
      move_on(random() % 2 == 0   ? absl::Hours(24) * (random() % 20)
              : random() % 2 == 0 ? absl::Minutes(random() % 3000)
                                  : absl::Microseconds(1));
      answered.push_back(fixture.StatusOf("acme"));
      v1::GetAccountStatusRequest request;
      request.set_account_id("acme");
      ASSERT_TRUE(GetStatus(partner, request, answered_partner.emplace_back()).ok());
    }
    // Two writes of one instant cannot be told from each other; so each has its own.
    move_on(absl::Microseconds(1));
    WriteSomething(fixture, caller, random, now, i);
  }
  for (size_t i = 0; i < answered.size(); ++i) {
    const v1::AccountStatus& then = answered[i];
    EXPECT_EQ(AsOf(caller, then.evaluated_at()).DebugString(), then.DebugString()) << i;
    EXPECT_EQ(AsOf(partner, then.evaluated_at()).DebugString(), answered_partner[i].DebugString());
  }
  EXPECT_GT(answered.back().revision(), 60);
}

// An answer that was given while a write was being committed may be of the revision before.
TEST(AsOf, HoldsUnderConcurrentWritesOfTwoServers) {
  ServerFixture fixture;
  fixture.Register("acme", "2026-01-10T00:00:00Z");
  const std::unique_ptr<Server> second = fixture.StartSecond();
  std::atomic<bool> done{false};
  std::thread writer([&] {
    const Caller callers[] = {fixture.As(rpc::Role::kOperator),
                              fixture.AsAt(*second, rpc::Role::kOperator)};
    for (int i = 0; i < 40; ++i) {
      PlaceHold(callers[i % 2], "H-" + std::to_string(i));
      ReleaseHold(callers[(i + 1) % 2], "H-" + std::to_string(i));
    }
    done = true;
  });
  const Caller reader = fixture.AsAt(*second, rpc::Role::kOperator);
  std::vector<v1::AccountStatus> answered;
  while (!done) {
    v1::GetAccountStatusRequest request;
    request.set_account_id("acme");
    EXPECT_TRUE(GetStatus(reader, request, answered.emplace_back()).ok());
  }
  writer.join();
  size_t equal = 0;
  for (const v1::AccountStatus& then : answered) {
    const v1::AccountStatus again = AsOf(reader, then.evaluated_at());
    if (again.revision() == then.revision()) {
      EXPECT_EQ(again.DebugString(), then.DebugString());
      ++equal;
    } else {
      EXPECT_EQ(again.revision(), then.revision() + 1);
    }
  }
  EXPECT_GT(equal, 0u);
}

}  // namespace
}  // namespace reinstate::testing
