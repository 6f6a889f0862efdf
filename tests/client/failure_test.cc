#include "client/cli/failure.h"

#include <gtest/gtest.h>

#include <string>

namespace reinstate::cli {
namespace {

constexpr const char* kAddress = "localhost:8443";

client::CallError Error(client::StatusCode code, const std::string& message,
                        const std::string& reason = "") {
  client::CallError error;
  error.code = code;
  error.message = message;
  error.reason = reason;
  return error;
}

TEST(CallFailures, HaveTheirExitCodes) {
  const auto code = [](client::StatusCode status) {
    return FailureOfCall(Error(status, "m", "SOME_REASON"), kAddress).code;
  };
  EXPECT_EQ(code(client::StatusCode::kInvalidArgument), ExitCode::kRefused);
  EXPECT_EQ(code(client::StatusCode::kFailedPrecondition), ExitCode::kRefused);
  EXPECT_EQ(code(client::StatusCode::kAlreadyExists), ExitCode::kRefused);
  EXPECT_EQ(code(client::StatusCode::kInternal), ExitCode::kRefused);
  EXPECT_EQ(code(client::StatusCode::kNotFound), ExitCode::kNotFound);
  EXPECT_EQ(code(client::StatusCode::kPermissionDenied), ExitCode::kNotPermitted);
  EXPECT_EQ(code(client::StatusCode::kUnauthenticated), ExitCode::kNotPermitted);
  EXPECT_EQ(code(client::StatusCode::kUnavailable), ExitCode::kUnavailable);
  EXPECT_EQ(code(client::StatusCode::kDeadlineExceeded), ExitCode::kUnavailable);
  EXPECT_EQ(code(client::StatusCode::kResourceExhausted), ExitCode::kUnavailable);
}

TEST(CallFailures, NameTheAddressThatCannotBeReached) {
  const auto failure = FailureOfCall(
      Error(client::StatusCode::kUnavailable, "failed to connect to all addresses"), kAddress);
  EXPECT_EQ(FailureLine(failure),
            "cannot reach the server at localhost:8443; is it running? ./scripts/run starts one");
}

TEST(CallFailures, TellAnotherCertificateFromAnAbsentServer) {
  const auto failure = FailureOfCall(
      Error(client::StatusCode::kUnavailable, "Ssl handshake failed: certificate verify failed"),
      kAddress);
  EXPECT_NE(failure.what.find("did not prove who it is"), std::string::npos);
  EXPECT_NE(failure.todo.find("--ca"), std::string::npos);
}

TEST(CallFailures, OfAServerThatIsUpButNotItsStoreKeepItsWords) {
  const auto failure = FailureOfCall(
      Error(client::StatusCode::kUnavailable, "the store is away", "STORE_UNAVAILABLE"), kAddress);
  EXPECT_EQ(FailureLine(failure), "the store is away [STORE_UNAVAILABLE]; try again in a moment");
}

TEST(CallFailures, SayHowToImportOldDocuments) {
  const auto failure = FailureOfCall(
      Error(client::StatusCode::kPermissionDenied, "acts 90 days back; ask", "BACKDATED"),
      kAddress);
  EXPECT_NE(failure.todo.find("--reason"), std::string::npos);
  EXPECT_NE(failure.todo.find("operator"), std::string::npos);
}

TEST(CallFailures, ListFieldsAndPreconditions) {
  client::CallError error = Error(client::StatusCode::kInvalidArgument, "bad.", "INVALID_FIELD");
  error.fields.push_back({"total", "must be above zero"});
  EXPECT_EQ(FailureLine(FailureOfCall(error, kAddress)),
            "bad: total must be above zero [INVALID_FIELD]; correct it and try again");
  error = Error(client::StatusCode::kFailedPrecondition, "a cause still holds", "CONDITION_HOLDS");
  error.preconditions.push_back({"BILLING_OVERDUE", "INV-7", "pay it"});
  EXPECT_EQ(FailureOfCall(error, kAddress).what,
            "a cause still holds: BILLING_OVERDUE (INV-7), pay it [CONDITION_HOLDS]");
}

TEST(CallFailures, DoNotRepeatWhatTheServerAlreadySaid) {
  client::CallError error = Error(client::StatusCode::kInvalidArgument,
                                  "total must be above zero; change it", "INVALID_FIELD");
  error.fields.push_back({"total", "must be above zero"});
  EXPECT_EQ(FailureLine(FailureOfCall(error, kAddress)),
            "total must be above zero; change it [INVALID_FIELD]");
}

TEST(CallFailures, AreOneLineWhateverTheServerSends) {
  const auto failure =
      FailureOfCall(Error(client::StatusCode::kInternal, "a\nreinstate: fine\033[2J"), kAddress);
  EXPECT_EQ(FailureLine(failure), "a\\nreinstate: fine\\x1b[2J");
}

}  // namespace
}  // namespace reinstate::cli
