#include "client/cli/call_command.h"

#include <gtest/gtest.h>
#include <reinstate/v1/account_status_service.pb.h>
#include <reinstate/v1/dev_service.pb.h>

#include <filesystem>
#include <set>
#include <string>

namespace reinstate::cli {
namespace {

TEST(Call, KnowsEveryServiceOfTheContract) {
  std::set<std::string> called;
  for (const auto* method : AllMethods()) called.insert(method->file()->name());
  std::set<std::string> contract;
  const std::filesystem::path protos = REINSTATE_SOURCE_DIR "/protos";
  for (const auto& entry : std::filesystem::directory_iterator(protos / "reinstate/v1")) {
    const std::string path = entry.path().lexically_relative(protos).generic_string();
    if (path.find("_service.proto") != std::string::npos) contract.insert(path);
  }
  EXPECT_FALSE(contract.empty());
  EXPECT_EQ(called, contract) << "ServiceFiles() in client/cli/call_command.cc names each file";
}

TEST(Call, FindsMethodsByEitherName) {
  for (const char* name : {"DevService/GetClock", "reinstate.v1.DevService/GetClock",
                           "/reinstate.v1.DevService/GetClock"}) {
    const auto method = FindMethod(name);
    ASSERT_TRUE(method.ok()) << name;
    EXPECT_EQ((*method)->full_name(), "reinstate.v1.DevService.GetClock");
  }
  for (const char* name : {"", "/", "GetClock", "DevService/Nothing", "DevService.GetClock"}) {
    EXPECT_FALSE(FindMethod(name).ok()) << name;
  }
}

TEST(Call, FillsInAnEmptyRequestId) {
  const auto method = FindMethod("DevService/SetClock");
  ASSERT_TRUE(method.ok());
  const auto filled = RequestFromJson(**method, R"({"now": "2013-10-01T00:00:00Z"})");
  ASSERT_TRUE(filled.ok());
  const auto& made = dynamic_cast<const v1::SetClockRequest&>(**filled);
  EXPECT_EQ(made.request_id().size(), 36U);
  EXPECT_EQ(made.now().seconds(), 1380585600);

  const auto kept = RequestFromJson(**method, R"({"request_id": "mine"})");
  ASSERT_TRUE(kept.ok());
  EXPECT_EQ(dynamic_cast<const v1::SetClockRequest&>(**kept).request_id(), "mine");
}

TEST(Call, TakesRequestsWithoutRequestId) {
  const auto method = FindMethod("AccountStatusService/GetAccountStatus");
  ASSERT_TRUE(method.ok());
  const auto request = RequestFromJson(**method, R"({"account_id": "A-1"})");
  ASSERT_TRUE(request.ok());
  EXPECT_EQ(dynamic_cast<const v1::GetAccountStatusRequest&>(**request).account_id(), "A-1");
}

TEST(Call, RefusesJsonThatIsNotTheRequest) {
  const auto method = FindMethod("DevService/SetClock");
  ASSERT_TRUE(method.ok());
  for (const char* json : {"", "{", "[]", R"({"nothing": 1})", R"({"now": "soon"})"}) {
    const auto request = RequestFromJson(**method, json);
    ASSERT_FALSE(request.ok()) << json;
    EXPECT_EQ(request.error().code, ExitCode::kUsage);
  }
}

}  // namespace
}  // namespace reinstate::cli
