// Batches: an answer an item, in one snapshot, the same as the calls about one.

#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "tests/support/server_fixture.h"

namespace reinstate::testing {
namespace {

v1::BatchGetAccountStatusesResponse StatusesOf(const Caller& caller,
                                               const std::vector<std::string>& account_ids) {
  v1::BatchGetAccountStatusesRequest request;
  for (const std::string& id : account_ids) request.add_account_ids(id);
  grpc::ClientContext context;
  v1::BatchGetAccountStatusesResponse response;
  const auto status = caller.status->BatchGetAccountStatuses(&context, request, &response);
  EXPECT_TRUE(status.ok()) << status.error_message();
  return response;
}

using Check = std::pair<std::string, int>;

v1::BatchCheckOperationsResponse ChecksOf(const Caller& caller, const std::vector<Check>& checks) {
  v1::BatchCheckOperationsRequest request;
  for (const auto& [id, operation] : checks) {
    request.add_checks()->set_account_id(id);
    request.mutable_checks()->rbegin()->set_operation(static_cast<v1::Operation>(operation));
  }
  grpc::ClientContext context;
  v1::BatchCheckOperationsResponse response;
  const auto status = caller.status->BatchCheckOperations(&context, request, &response);
  EXPECT_TRUE(status.ok()) << status.error_message();
  return response;
}

void Hold(const Caller& caller, const std::string& account_id, const std::string& hold_id) {
  v1::PlaceHoldRequest request;
  request.set_account_id(account_id);
  request.set_request_id(NewRequestId());
  request.set_hold_id(hold_id);
  request.set_reason("a test");
  grpc::ClientContext context;
  v1::PlaceHoldResponse response;
  const auto status = caller.admin->PlaceHold(&context, request, &response);
  EXPECT_TRUE(status.ok()) << status.error_message();
}

void Release(const Caller& caller, const std::string& account_id, const std::string& hold_id) {
  v1::ReleaseHoldRequest request;
  request.set_account_id(account_id);
  request.set_request_id(NewRequestId());
  request.set_hold_id(hold_id);
  grpc::ClientContext context;
  v1::ReleaseHoldResponse response;
  const auto status = caller.admin->ReleaseHold(&context, request, &response);
  EXPECT_TRUE(status.ok()) << status.error_message();
}

// "SUSPENDED", or the reason of the error.
std::string Word(const v1::AccountStatusResult& result) {
  if (result.has_error()) return result.error().reason();
  return v1::Standing_Name(result.status().standing()).substr(9);
}

std::string Word(const v1::OperationCheckResult& result) {
  if (result.has_error()) return result.error().reason();
  return result.decision().allowed() ? "allowed" : "denied";
}

template <typename Response>
std::vector<std::string> WordsOf(const Response& response) {
  std::vector<std::string> words;
  for (const auto& result : response.results()) words.push_back(Word(result));
  return words;
}

using Words = std::vector<std::string>;

TEST(Batch, AnswersEachItemInTheOrderAsked) {
  ServerFixture fixture;
  fixture.SetClock("2026-06-10T12:00:00Z");
  for (const char* id : {"acme", "globex"}) fixture.Register(id, "2026-01-01T00:00:00Z");
  fixture.RecordInvoice("acme", "INV-1", 500, "2026-01-10", "2026-01-10");
  const Caller reader = fixture.As(rpc::Role::kSvcReader);
  const auto statuses =
      StatusesOf(reader, {"globex", "acme", "absent", "no id", "acme", "", "ACME", "a,b"});
  EXPECT_EQ(WordsOf(statuses),
            (Words{"ACTIVE", "SUSPENDED", "ACCOUNT_NOT_FOUND", "INVALID_FIELD", "SUSPENDED",
                   "INVALID_FIELD", "ACCOUNT_NOT_FOUND", "INVALID_FIELD"}));
  EXPECT_EQ(statuses.results(1).status().DebugString(), fixture.StatusOf("acme").DebugString());
  EXPECT_EQ(statuses.results(2).error().code(), grpc::StatusCode::NOT_FOUND);
  EXPECT_EQ(statuses.results(3).error().code(), grpc::StatusCode::INVALID_ARGUMENT);

  const auto checks = ChecksOf(reader, {{"acme", v1::OPERATION_RESELL_NEW_LICENSE},
                                        {"globex", v1::OPERATION_RESELL_NEW_LICENSE},
                                        {"acme", v1::OPERATION_PAY_INVOICE},
                                        {"acme", v1::OPERATION_UNSPECIFIED},
                                        {"acme", 99},
                                        {"absent", v1::OPERATION_PAY_INVOICE},
                                        {std::string(400, 'x'), v1::OPERATION_PAY_INVOICE},
                                        {"acme", v1::OPERATION_RESELL_NEW_LICENSE}});
  EXPECT_EQ(WordsOf(checks),
            (Words{"denied", "allowed", "allowed", "INVALID_FIELD", "INVALID_FIELD",
                   "ACCOUNT_NOT_FOUND", "INVALID_FIELD", "denied"}));
  v1::CheckOperationRequest alone;
  alone.set_account_id("acme");
  alone.set_operation(v1::OPERATION_RESELL_NEW_LICENSE);
  grpc::ClientContext context;
  v1::CheckOperationResponse decided;
  ASSERT_TRUE(reader.status->CheckOperation(&context, alone, &decided).ok());
  EXPECT_EQ(checks.results(0).decision().DebugString(), decided.decision().DebugString());
}

// Not by the answer, and not by its words, does a partner learn of another's account.
TEST(Batch, APartnerHasItsOwnAccountAndLearnsOfNoOther) {
  ServerFixture fixture;
  fixture.SetClock("2026-06-10T12:00:00Z");
  for (const char* id : {"acme", "other"}) fixture.Register(id, "2026-01-01T00:00:00Z");
  fixture.RecordInvoice("acme", "INV-1", 500, "2026-01-10", "2026-01-10");
  const Caller partner = fixture.As(rpc::Role::kGlobalAdmin, "acme");
  const auto statuses = StatusesOf(partner, {"other", "acme", "absent", "no id"});
  EXPECT_EQ(WordsOf(statuses),
            (Words{"NOT_PERMITTED", "SUSPENDED", "NOT_PERMITTED", "NOT_PERMITTED"}));
  const std::string foreign = statuses.results(0).SerializeAsString();
  EXPECT_EQ(statuses.results(2).SerializeAsString(), foreign);
  EXPECT_EQ(statuses.results(3).SerializeAsString(), foreign);
  EXPECT_TRUE(statuses.results(1).status().causes(0).explanations(0).has_residual());
  const Caller helpdesk = fixture.As(rpc::Role::kHelpdeskAgent, "acme");
  const auto shown = StatusesOf(helpdesk, {"acme"});
  EXPECT_FALSE(shown.results(0).status().causes(0).explanations(0).has_residual());

  const auto checks =
      ChecksOf(partner, {{"other", v1::OPERATION_PAY_INVOICE}, {"absent", 99}, {"acme", 99}});
  EXPECT_EQ(WordsOf(checks), (Words{"NOT_PERMITTED", "NOT_PERMITTED", "INVALID_FIELD"}));
  EXPECT_EQ(checks.results(0).SerializeAsString(), checks.results(1).SerializeAsString());
}

TEST(Batch, TakesAThousandAndNoMore) {
  ServerFixture fixture;
  fixture.SetClock("2026-06-10T12:00:00Z");
  fixture.Register("acme", "2026-01-01T00:00:00Z");
  fixture.Register("globex", "2026-01-01T00:00:00Z");
  const Caller reader = fixture.As(rpc::Role::kSvcReader);
  std::vector<std::string> ids;
  for (int i = 0; i < 998; ++i) ids.push_back("absent-" + std::to_string(i));
  ids.push_back("acme");
  ids.push_back("globex");
  const auto statuses = StatusesOf(reader, ids);
  ASSERT_EQ(statuses.results_size(), 1000);
  EXPECT_EQ(statuses.results(998).status().account_id(), "acme");
  EXPECT_EQ(statuses.results(999).status().account_id(), "globex");
  v1::BatchGetAccountStatusesRequest request;
  const auto reason = [&] {
    grpc::ClientContext context;
    v1::BatchGetAccountStatusesResponse response;
    return ReasonOf(reader.status->BatchGetAccountStatuses(&context, request, &response));
  };
  EXPECT_EQ(reason(), "INVALID_FIELD");
  for (int i = 0; i < 1001; ++i) request.add_account_ids("acme");
  EXPECT_EQ(reason(), "INVALID_FIELD");
}

TEST(Batch, NamesAtMostTenFactsACause) {
  ServerFixture fixture;
  fixture.SetClock("2026-06-10T12:00:00Z");
  fixture.Register("acme", "2026-01-01T00:00:00Z");
  for (int i = 0; i < 12; ++i) {
    fixture.RecordInvoice("acme", "INV-" + std::to_string(i), 500, "2026-01-10", "2026-01-10");
  }
  const auto statuses = StatusesOf(fixture.As(rpc::Role::kAuditor), {"acme"});
  const v1::Cause& cause = statuses.results(0).status().causes(0);
  EXPECT_EQ(cause.explanations_size(), 10);
  EXPECT_EQ(cause.explanation_count(), 12);
}

// The second account is only ever held while the first is.
TEST(Batch, IsOneSnapshot) {
  ServerFixture fixture;
  fixture.Register("first", "2026-01-01T00:00:00Z");
  fixture.Register("second", "2026-01-01T00:00:00Z");
  std::atomic<bool> done{false};
  std::thread writer([&] {
    const Caller caller = fixture.As(rpc::Role::kOperator);
    for (int i = 0; i < 30; ++i) {
      const std::string hold_id = "H-" + std::to_string(i);
      Hold(caller, "first", hold_id);
      Hold(caller, "second", hold_id);
      Release(caller, "second", hold_id);
      Release(caller, "first", hold_id);
    }
    done = true;
  });
  const Caller reader = fixture.As(rpc::Role::kSvcReader);
  int held = 0;
  while (!done) {
    const Words words = WordsOf(StatusesOf(reader, {"second", "first"}));
    if (words[0] == "SUSPENDED") {
      EXPECT_EQ(words[1], "SUSPENDED");
      ++held;
    }
  }
  writer.join();
  EXPECT_GT(held, 0);
}

}  // namespace
}  // namespace reinstate::testing
