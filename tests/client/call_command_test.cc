#include "client/cli/call_command.h"

#include <gtest/gtest.h>
#include <reinstate/v1/account_status_service.pb.h>
#include <reinstate/v1/dev_service.pb.h>
#include <reinstate/v1/support_ticket_service.pb.h>

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "client/cli/console.h"

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
    EXPECT_EQ(request.error().what.find('\n'), std::string::npos) << request.error().what;
  }
}

// U+009B, and all that can turn the direction of what is shown.
constexpr std::uint32_t kSteering[] = {0x7F,   0x9B,   0x61C,  0x200B, 0x200E, 0x200F, 0x2028,
                                       0x2029, 0x202A, 0x202B, 0x202C, 0x202D, 0x202E, 0x2060,
                                       0x2066, 0x2067, 0x2068, 0x2069, 0xFEFF};

std::string Utf8(std::uint32_t point) {
  const auto byte = [](std::uint32_t value) { return static_cast<char>(value); };
  if (point < 0x80) return {byte(point)};
  if (point < 0x800) return {byte(0xC0 | (point >> 6U)), byte(0x80 | (point & 0x3FU))};
  return {byte(0xE0 | (point >> 12U)), byte(0x80 | ((point >> 6U) & 0x3FU)),
          byte(0x80 | (point & 0x3FU))};
}

TEST(JsonOutput, HasOneFormWhoeverMakesIt) {
  v1::GetTicketResponse response;
  response.mutable_ticket()->set_subject("Grüße\u202e 😀");
  response.mutable_ticket()->mutable_reinstatement()->add_missing();
  EXPECT_EQ(ToJson(nlohmann::ordered_json::parse(ToJson(response))), ToJson(response));
  EXPECT_EQ(ToJson(nlohmann::ordered_json{{"a", "\xFF\u061c"}}),
            "{\n \"a\": \"\\ufffd\\u061c\"\n}\n");
}

TEST(JsonOutput, HoldsNothingThatSteersATerminalAndSaysTheSame) {
  v1::GetTicketResponse response;
  for (const std::uint32_t point : kSteering) {
    const std::string raw = Utf8(point);
    const std::string text = "Grüße \\" + raw + "\" 😀\n";
    response.mutable_ticket()->set_subject(text);
    for (const std::string& json : {ToJson(response), ToJsonLine(response)}) {
      EXPECT_EQ(json.find(raw), std::string::npos) << point;
      EXPECT_NE(json.find("Grüße "), std::string::npos) << json;
      EXPECT_NE(json.find("😀"), std::string::npos) << json;
      EXPECT_EQ(nlohmann::json::parse(json)["ticket"]["subject"], text) << json;
    }
  }
}

}  // namespace
}  // namespace reinstate::cli
