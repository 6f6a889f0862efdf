// Bad input gets a clear error; nothing of the inside reaches a caller.

#include <grpcpp/generic/generic_stub.h>
#include <gtest/gtest.h>

#include "absl/time/clock.h"

#include "tests/support/server_fixture.h"

namespace reinstate::testing {
namespace {

TEST(Input, UnknownAccountsOperationsAndIdsAreNamed) {
  ServerFixture fixture;
  fixture.Register("acme", "2026-06-01T00:00:00Z");
  const Caller caller = fixture.As(rpc::Role::kSvcReader);
  const auto check = [&](const std::string& account_id, int operation) {
    v1::CheckOperationRequest request;
    request.set_account_id(account_id);
    request.set_operation(static_cast<v1::Operation>(operation));
    grpc::ClientContext context;
    v1::CheckOperationResponse response;
    const auto status = caller.status->CheckOperation(&context, request, &response);
    EXPECT_FALSE(response.decision().allowed());
    return ReasonOf(status);
  };
  EXPECT_EQ(check("nobody", 1), "ACCOUNT_NOT_FOUND");
  EXPECT_EQ(check("acme", 0), "INVALID_FIELD");
  EXPECT_EQ(check("acme", 99), "INVALID_FIELD");
  EXPECT_EQ(check("", 1), "INVALID_FIELD");
  EXPECT_EQ(check("acme' OR '1'='1", 1), "INVALID_FIELD");
  EXPECT_EQ(check("acme,other", 1), "INVALID_FIELD");
  EXPECT_EQ(check("*", 1), "INVALID_FIELD");
  EXPECT_EQ(check("NULL", 1), "ACCOUNT_NOT_FOUND");
  EXPECT_EQ(check(std::string("a\0b", 3), 1), "INVALID_FIELD");
  EXPECT_EQ(check(std::string(65, 'a'), 1), "INVALID_FIELD");
}

TEST(Input, BytesThatAreNoMessageAndMethodsThatAreNone) {
  ServerFixture fixture;
  const Caller caller = fixture.As(rpc::Role::kOperator);
  grpc::GenericStub stub(caller.channel);
  const auto send = [&](const std::string& method, const std::string& bytes) {
    grpc::ClientContext context;
    grpc::CompletionQueue queue;
    const grpc::Slice slice(bytes);
    auto call = stub.PrepareUnaryCall(&context, method, grpc::ByteBuffer(&slice, 1), &queue);
    call->StartCall();
    grpc::ByteBuffer response;
    grpc::Status status;
    call->Finish(&response, &status, nullptr);
    void* tag = nullptr;
    bool ok = false;
    queue.Next(&tag, &ok);
    return status;
  };
  EXPECT_EQ(ReasonOf(send("/reinstate.v1.AccountStatusService/GetAccountStatus", "\xff\xff\xff")),
            "MALFORMED_REQUEST");
  // A string field that is not UTF-8.
  EXPECT_EQ(
      ReasonOf(send("/reinstate.v1.AccountStatusService/GetAccountStatus", "\x0a\x02\xc3\x28")),
      "MALFORMED_REQUEST");
  EXPECT_EQ(send("/reinstate.v1.AccountStatusService/Nothing", "").error_code(),
            grpc::StatusCode::UNIMPLEMENTED);
}

TEST(Input, ADeadlineThatHasNearlyPassedIsRefusedBeforeAnyWork) {
  ServerFixture fixture;
  fixture.Register("acme", "2026-06-01T00:00:00Z");
  v1::GetAccountStatusRequest request;
  request.set_account_id("acme");
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + std::chrono::microseconds(1));
  v1::GetAccountStatusResponse response;
  EXPECT_EQ(fixture.As(rpc::Role::kSvcReader)
                .status->GetAccountStatus(&context, request, &response)
                .error_code(),
            grpc::StatusCode::DEADLINE_EXCEEDED);
}

TEST(Input, TooManyCallsAtOnceAreShedWithAHintWhenToRetry) {
  ServerFixture fixture([](Config& config) { config.limits.most_calls = 0; });
  v1::GetAccountStatusRequest request;
  request.set_account_id("acme");
  grpc::ClientContext context;
  v1::GetAccountStatusResponse response;
  const grpc::Status status =
      fixture.WithToken("").status->GetAccountStatus(&context, request, &response);
  EXPECT_EQ(status.error_code(), grpc::StatusCode::RESOURCE_EXHAUSTED);
  EXPECT_NE(status.error_details().find("google.rpc.RetryInfo"), std::string::npos);
}

TEST(Input, ASecondServerOnThePortRefusesToStart) {
  ServerFixture fixture;
  Config config = fixture.config();
  config.listen = fixture.address();
  const auto second = Server::Start(config, [] { return absl::Now(); });
  ASSERT_FALSE(second.ok());
  EXPECT_NE(second.error().message.find("cannot listen on"), std::string::npos);
}

TEST(Input, ProductionRefusesADevelopmentDatabase) {
  ServerFixture fixture;
  Config config = fixture.config();
  config.development = false;
  const auto server = Server::Start(config, [] { return absl::Now(); });
  ASSERT_FALSE(server.ok());
  EXPECT_NE(server.error().message.find("development marker"), std::string::npos);
}

TEST(Input, AServerWithAPrivilegedRoleRefusesToStart) {
  ServerFixture fixture;
  Config config = fixture.config();
  config.listen = "127.0.0.1:0";
  for (const std::string& url :
       {fixture.database().superuser_url(), fixture.database().owner_url()}) {
    config.database_url = url;
    const auto server = Server::Start(config, [] { return absl::Now(); });
    ASSERT_FALSE(server.ok());
    EXPECT_NE(server.error().message.find("row-level security"), std::string::npos);
  }
}

}  // namespace
}  // namespace reinstate::testing
