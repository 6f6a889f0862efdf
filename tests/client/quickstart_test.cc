// The quickstart as an outsider builds it: against an installed SDK, run against a real server.

#include <gtest/gtest.h>
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "tests/support/server_fixture.h"

namespace reinstate::testing {
namespace {

struct Ran {
  int code;
  std::string output;  // stdout and stderr
};

Ran Shell(const std::string& command) {
  Ran ran{-1, ""};
  FILE* pipe = popen((command + " 2>&1").c_str(), "r");
  if (pipe == nullptr) return ran;
  std::array<char, 4096> buffer{};
  while (const std::size_t count = fread(buffer.data(), 1, buffer.size(), pipe)) {
    ran.output.append(buffer.data(), count);
  }
  const int status = pclose(pipe);
  if (WIFEXITED(status)) ran.code = WEXITSTATUS(status);
  return ran;
}

class Quickstart : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = ::testing::TempDir() + "reinstate-quickstart-XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  std::string Path(const std::string& name) const { return (folder_ / name).string(); }

  std::string Write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name) << text;
    return Path(name);
  }

  std::filesystem::path folder_;
};

TEST(QuickstartSource, HasAtMost18Lines) {
  std::ifstream file(std::string(REINSTATE_QUICKSTART) + "/main.cc");
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  EXPECT_GT(text.size(), 0U);
  EXPECT_LE(std::count(text.begin(), text.end(), '\n'), 18);
}

TEST_F(Quickstart, BuildsOutsideAndAsksTheServer) {
  const std::string prefix = Path("sdk");
  Ran ran = Shell(std::string(REINSTATE_CMAKE) + " --install " + REINSTATE_BUILD_DIR +
                  " --component sdk --prefix " + prefix);
  ASSERT_EQ(ran.code, 0) << ran.output;
  ran =
      Shell(std::string(REINSTATE_CMAKE) + " -S " + REINSTATE_QUICKSTART + " -B " + Path("build") +
            " -DCMAKE_PREFIX_PATH=" + prefix + " -DCMAKE_CXX_FLAGS='" + REINSTATE_CXX_FLAGS + "'");
  ASSERT_EQ(ran.code, 0) << ran.output;
  ran = Shell(std::string(REINSTATE_CMAKE) + " --build " + Path("build"));
  ASSERT_EQ(ran.code, 0) << ran.output;
  const std::string program = Path("build/quickstart");

  ServerFixture fixture;
  fixture.SetClock("2026-01-10T12:00:00Z");
  fixture.Register("acme", "2026-01-01T00:00:00Z");
  const std::string server = "localhost" + fixture.address().substr(fixture.address().rfind(':'));
  const std::string token = Write("token", fixture.Token(rpc::Role::kOperator));
  const std::string bare =
      "env -u REINSTATE_SERVER -u REINSTATE_CA -u REINSTATE_TOKEN_FILE"
      " -u REINSTATE_PROFILE GRPC_DNS_RESOLVER=native REINSTATE_CONFIG=" +
      Path("profiles.json") + " ";
  const std::string environment = bare + "REINSTATE_SERVER=" + server +
                                  " REINSTATE_CA=" + fixture.ca_file() +
                                  " REINSTATE_TOKEN_FILE=" + token + " ";

  ran = Shell(bare + program + " acme");
  EXPECT_EQ(ran.code, 1);
  EXPECT_NE(ran.output.find("no server is configured"), std::string::npos) << ran.output;
  ran = Shell(environment + program + " acme");
  EXPECT_EQ(ran.code, 0);
  EXPECT_EQ(ran.output, "allowed\n");
  ran = Shell(environment + program + " nobody");
  EXPECT_EQ(ran.code, 1);
  EXPECT_EQ(ran.output.substr(0, 27), "NOT_FOUND ACCOUNT_NOT_FOUND") << ran.output;

  // Without any variable, from the file that ./scripts/run and reinstate profile set write.
  fixture.RecordInvoice("acme", "INV-1", 12000, "2026-01-10", "2026-02-09");
  fixture.SetClock("2026-04-11T00:00:00Z");
  const std::string profiles =
      Write("profiles.json", R"({"default": "o", "profiles": {"o": {"server": ")" + server +
                                 R"(", "ca_file": ")" + fixture.ca_file() +
                                 R"(", "token_file": ")" + token + "\"}}}");
  std::filesystem::permissions(profiles, std::filesystem::perms(0600));
  ran = Shell(bare + program + " acme");
  EXPECT_EQ(ran.code, 0);
  EXPECT_EQ(ran.output, "denied\n");
}

}  // namespace
}  // namespace reinstate::testing
