#include "client/cli/failure.h"

#include <gtest/gtest.h>

#include <string>

namespace reinstate::cli {
namespace {

constexpr const char* kAddress = "localhost:8443";

client::CallError Error(grpc::StatusCode code, const std::string& message,
                        const std::string& reason = "") {
  client::CallError error;
  error.code = code;
  error.message = message;
  error.reason = reason;
  return error;
}

TEST(CallFailures, HaveTheirExitCodes) {
  const auto code = [](grpc::StatusCode status) {
    return FailureOfCall(Error(status, "m", "SOME_REASON"), kAddress).code;
  };
  EXPECT_EQ(code(grpc::StatusCode::INVALID_ARGUMENT), ExitCode::kRefused);
  EXPECT_EQ(code(grpc::StatusCode::FAILED_PRECONDITION), ExitCode::kRefused);
  EXPECT_EQ(code(grpc::StatusCode::ALREADY_EXISTS), ExitCode::kRefused);
  EXPECT_EQ(code(grpc::StatusCode::INTERNAL), ExitCode::kRefused);
  EXPECT_EQ(code(grpc::StatusCode::NOT_FOUND), ExitCode::kNotFound);
  EXPECT_EQ(code(grpc::StatusCode::PERMISSION_DENIED), ExitCode::kNotPermitted);
  EXPECT_EQ(code(grpc::StatusCode::UNAUTHENTICATED), ExitCode::kNotPermitted);
  EXPECT_EQ(code(grpc::StatusCode::UNAVAILABLE), ExitCode::kUnavailable);
  EXPECT_EQ(code(grpc::StatusCode::DEADLINE_EXCEEDED), ExitCode::kUnavailable);
  EXPECT_EQ(code(grpc::StatusCode::RESOURCE_EXHAUSTED), ExitCode::kUnavailable);
}

TEST(CallFailures, NameTheAddressThatCannotBeReached) {
  const auto failure = FailureOfCall(
      Error(grpc::StatusCode::UNAVAILABLE, "failed to connect to all addresses"), kAddress);
  EXPECT_EQ(FailureLine(failure),
            "cannot reach the server at localhost:8443; is it running? ./scripts/run starts one");
}

TEST(CallFailures, TellAnotherCertificateFromAnAbsentServer) {
  const auto failure = FailureOfCall(
      Error(grpc::StatusCode::UNAVAILABLE, "Ssl handshake failed: certificate verify failed"),
      kAddress);
  EXPECT_NE(failure.what.find("did not prove who it is"), std::string::npos);
  EXPECT_NE(failure.todo.find("--ca"), std::string::npos);
}

TEST(CallFailures, OfAServerThatIsUpButNotItsStoreKeepItsWords) {
  const auto failure = FailureOfCall(
      Error(grpc::StatusCode::UNAVAILABLE, "the store is away", "STORE_UNAVAILABLE"), kAddress);
  EXPECT_EQ(FailureLine(failure), "the store is away [STORE_UNAVAILABLE]; try again in a moment");
}

TEST(CallFailures, SayHowToImportOldDocuments) {
  const auto failure = FailureOfCall(
      Error(grpc::StatusCode::PERMISSION_DENIED, "acts 90 days back; ask", "BACKDATED"), kAddress);
  EXPECT_NE(failure.todo.find("--reason"), std::string::npos);
  EXPECT_NE(failure.todo.find("operator"), std::string::npos);
}

TEST(CallFailures, ListFieldsAndPreconditions) {
  client::CallError error = Error(grpc::StatusCode::INVALID_ARGUMENT, "bad.", "INVALID_FIELD");
  error.fields.push_back({"total", "must be above zero"});
  EXPECT_EQ(FailureLine(FailureOfCall(error, kAddress)),
            "bad: total must be above zero [INVALID_FIELD]; correct it and try again");
  error = Error(grpc::StatusCode::FAILED_PRECONDITION, "a cause still holds", "CONDITION_HOLDS");
  error.preconditions.push_back({"BILLING_OVERDUE", "INV-7", "pay it"});
  EXPECT_EQ(FailureOfCall(error, kAddress).what,
            "a cause still holds: BILLING_OVERDUE (INV-7), pay it [CONDITION_HOLDS]");
}

TEST(CallFailures, DoNotRepeatWhatTheServerAlreadySaid) {
  client::CallError error = Error(grpc::StatusCode::INVALID_ARGUMENT,
                                  "total must be above zero; change it", "INVALID_FIELD");
  error.fields.push_back({"total", "must be above zero"});
  EXPECT_EQ(FailureLine(FailureOfCall(error, kAddress)),
            "total must be above zero; change it [INVALID_FIELD]");
}

TEST(CallFailures, AreOneLineWhateverTheServerSends) {
  const auto failure =
      FailureOfCall(Error(grpc::StatusCode::INTERNAL, "a\nreinstate: fine\033[2J"), kAddress);
  EXPECT_EQ(FailureLine(failure), "a\\nreinstate: fine\\x1b[2J");
}

}  // namespace
}  // namespace reinstate::cli
