#include "client/cli/profile_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>

#include "client/runtime/credentials.h"
#include "client/runtime/files.h"
#include "client/runtime/options.h"

namespace reinstate::cli {
namespace {

using client::LoadProfiles;
using client::Profiles;
using client::ReadToken;

class ProfileFile : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = testing::TempDir() + "reinstate-profiles-XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    path_ = folder_ / "made" / "profiles.json";
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void Write(const std::string& text, mode_t mode) {
    std::filesystem::create_directories(path_.parent_path());
    std::ofstream(path_) << text;
    ASSERT_EQ(chmod(path_.c_str(), mode), 0);
  }

  std::filesystem::path folder_;
  std::filesystem::path path_;
};

TEST_F(ProfileFile, ThatDoesNotExistIsEmpty) {
  const auto profiles = LoadProfiles(path_);
  ASSERT_TRUE(profiles.ok());
  EXPECT_TRUE(profiles->by_name.empty());
}

TEST_F(ProfileFile, IsWrittenForItsOwnerAloneAndReadBack) {
  Profiles profiles;
  profiles.default_name = "operator";
  profiles.by_name["operator"] = {"localhost:8443", "/ca.pem", "/token"};
  ASSERT_TRUE(SaveProfiles(path_, profiles).ok());
  struct stat info {};
  ASSERT_EQ(stat(path_.c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777U, 0600U);
  ASSERT_EQ(stat(path_.parent_path().c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777U, 0700U);

  const auto read = LoadProfiles(path_);
  ASSERT_TRUE(read.ok());
  EXPECT_EQ(read->default_name, "operator");
  EXPECT_EQ(read->by_name.at("operator").server, "localhost:8443");
  EXPECT_EQ(read->by_name.at("operator").token_file, "/token");
}

TEST_F(ProfileFile, LeavesNoTemporaryFileBehind) {
  ASSERT_TRUE(SaveProfiles(path_, {}).ok());
  ASSERT_TRUE(SaveProfiles(path_, {}).ok());
  int files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(path_.parent_path())) {
    ++files;
    EXPECT_EQ(entry.path(), path_);
  }
  EXPECT_EQ(files, 1);
}

TEST_F(ProfileFile, IsRefusedWhenOthersCanReadIt) {
  for (const mode_t mode : {0640U, 0604U, 0620U, 0644U, 0666U}) {
    Write("{}", mode);
    const auto profiles = LoadProfiles(path_);
    ASSERT_FALSE(profiles.ok()) << mode;
    EXPECT_EQ(FailureLine(LocalFailure(profiles.error())),
              "profile file " + path_.string() + " is open to group or others; run: chmod 600 " +
                  path_.string());
  }
  Write("{}", 0400);
  EXPECT_TRUE(LoadProfiles(path_).ok());
}

TEST_F(ProfileFile, IsRefusedWhenItIsNoProfileFile) {
  for (const char* text :
       {"", "nonsense", "[]", R"({"default": 1})", R"({"profiles": []})",
        R"({"profiles": {"a": "b"}})", R"({"profiles": {"a": {"server": 1}}})"}) {
    Write(text, 0600);
    EXPECT_FALSE(LoadProfiles(path_).ok()) << text;
  }
}

class Resolving : public testing::Test {
 protected:
  client::Result<client::Settings> Resolve() {
    return client::ResolveSettings(
        given_, [this](const std::string& name) { return environment_[name]; }, profiles_);
  }
  client::Settings given_;
  std::map<std::string, std::string> environment_;
  Profiles profiles_;
};

TEST_F(Resolving, GivenBeatsEnvironmentBeatsProfileEachOnItsOwn) {
  profiles_.default_name = "p";
  profiles_.by_name["p"] = {"profile:1", "profile-ca", "profile-token"};
  environment_["REINSTATE_SERVER"] = "environment:1";
  environment_["REINSTATE_CA"] = "environment-ca";
  given_.server = "given:1";
  const auto settings = Resolve();
  ASSERT_TRUE(settings.ok());
  EXPECT_EQ(settings->server, "given:1");
  EXPECT_EQ(settings->ca_file, "environment-ca");
  EXPECT_EQ(settings->token_file, "profile-token");
}

TEST_F(Resolving, TakesTheNamedProfile) {
  profiles_.default_name = "a";
  profiles_.by_name["a"] = {"a:1", "", ""};
  profiles_.by_name["b"] = {"b:1", "", ""};
  profiles_.by_name["c"] = {"c:1", "", ""};
  EXPECT_EQ(Resolve()->server, "a:1");
  environment_["REINSTATE_PROFILE"] = "b";
  EXPECT_EQ(Resolve()->server, "b:1");
  given_.profile = "c";
  EXPECT_EQ(Resolve()->server, "c:1");
  given_.profile = "d";
  EXPECT_EQ(Resolve().error().message,
            "there is no profile 'd'; the profiles are: a, b, c; reinstate profile set adds one");
}

TEST_F(Resolving, SaysWhatToDoWhereNothingIsConfigured) {
  const auto settings = Resolve();
  ASSERT_FALSE(settings.ok());
  EXPECT_EQ(settings.error().code, client::StatusCode::kFailedPrecondition);
  EXPECT_NE(settings.error().message.find("./scripts/run"), std::string::npos);
  EXPECT_EQ(LocalFailure(settings.error()).code, ExitCode::kUsage);
}

TEST(TokenFile, HoldsOneWord) {
  const std::string path = testing::TempDir() + "reinstate-token-test";
  const auto read = [&](const std::string& text) {
    std::ofstream(path) << text;
    return ReadToken(path);
  };
  EXPECT_EQ(*read("abc.def\r\n"), "abc.def");
  EXPECT_FALSE(read("").ok());
  EXPECT_FALSE(read("a b").ok());
  EXPECT_FALSE(read("a\nb").ok());
  std::filesystem::remove(path);
  EXPECT_FALSE(ReadToken(path).ok());
}

TEST(SettingFiles, ThatAreFoldersAreErrorsAndNoExceptions) {
  const std::string folder = testing::TempDir();
  const auto ca = client::ReadCa(folder);
  ASSERT_FALSE(ca.ok());
  EXPECT_EQ(ca.error().code, client::StatusCode::kInvalidArgument);
  EXPECT_EQ(ca.error().message, "CA file " + folder + " cannot be read: Is a directory");
  EXPECT_FALSE(ReadToken(folder).ok());
}

TEST(SettingFiles, MayBeLongerThanABuffer) {
  const std::string path = testing::TempDir() + "reinstate-long-file-test";
  const std::string text = "-----BEGIN CERTIFICATE-----" + std::string(100000, 'x');
  std::ofstream(path) << text;
  const auto ca = client::ReadCa(path);
  std::filesystem::remove(path);
  ASSERT_TRUE(ca.ok());
  EXPECT_EQ(*ca, text);
}

TEST(TokenFile, ThatIsAFolderIsNoTokenAndNoException) {
  const std::string path = testing::TempDir() + "reinstate-token-folder-test";
  std::filesystem::create_directory(path);
  client::BearerToken token("", path);
  EXPECT_EQ(token.Current(), nullptr);
  std::filesystem::remove(path);
}

}  // namespace
}  // namespace reinstate::cli
