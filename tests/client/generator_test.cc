// The generator: what it writes for the sample service, how that is laid out, what it refuses.

#include "client/generator/generator.h"

#include <google/protobuf/compiler/importer.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <string>

#include "client/generator/layout.h"
#include "client/generator/model.h"

namespace reinstate::generator {
namespace {

namespace compiler = google::protobuf::compiler;

std::string Text(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  EXPECT_TRUE(file.good()) << path;
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST(Goldens, AreWhatTheGeneratorMakes) {
  const std::filesystem::path folder = "reinstate/sample/v1";
  const auto committed =
      std::filesystem::path(REINSTATE_SOURCE_DIR) / "tests/client/goldens" / folder;
  for (const char* name : {"library_client.h", "library_client.cc", "library_client_mock.h"}) {
    EXPECT_EQ(Text(committed / name), Text(REINSTATE_FRESH_GOLDENS / folder / name))
        << "the generator writes another " << name
        << "; run scripts/update-goldens, look at the difference and commit it";
  }
}

TEST(GeneratedClients, NeedNoFormatting) {
  if (std::system("clang-format --version >/dev/null 2>&1") != 0) {
    GTEST_SKIP() << "clang-format is not installed";
  }
  const std::string style = std::string(REINSTATE_SOURCE_DIR) + "/.clang-format";
  for (const std::string& folder :
       {std::string(REINSTATE_GENERATED_CLIENTS) + "/reinstate/v1",
        std::string(REINSTATE_FRESH_GOLDENS) + "/reinstate/sample/v1"}) {
    int files = 0;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
      ++files;
      const std::string command = "clang-format --dry-run -Werror --style=file:" + style + " " +
                                  entry.path().string() + " 2>&1";
      EXPECT_EQ(std::system(command.c_str()), 0)
          << entry.path() << " is not laid out as clang-format lays it out; see layout.cc";
    }
    EXPECT_GT(files, 0) << folder;
  }
}

// The tree's protos, and texts given by the test.
class Sources final : public compiler::SourceTree {
 public:
  Sources() {
    disk_.MapPath("", std::string(REINSTATE_SOURCE_DIR) + "/protos");
    disk_.MapPath("", REINSTATE_PROTOBUF_INCLUDE);
  }
  void Add(const std::string& name, const std::string& text) { texts_[name] = text; }

  google::protobuf::io::ZeroCopyInputStream* Open(const std::string& name) override {
    const auto found = texts_.find(name);
    if (found == texts_.end()) return disk_.Open(name);
    return new google::protobuf::io::ArrayInputStream(found->second.data(),
                                                      static_cast<int>(found->second.size()));
  }

 private:
  compiler::DiskSourceTree disk_;
  std::map<std::string, std::string> texts_;
};

class Errors final : public compiler::MultiFileErrorCollector {
 public:
  void AddError(const std::string& file, int line, int, const std::string& message) override {
    ADD_FAILURE() << file << ":" << line + 1 << ": " << message;
  }
};

constexpr char kMessages[] =
    "message Q { string request_id = 1; } message R {} message Bare { int64 request_id = 1; }\n";
constexpr char kRead[] =
    "{ option (method) = {default_deadline_ms: 9 idempotency: IDEMPOTENCY_READ_ONLY}; }";
constexpr char kWrite[] =
    "{ option (method) = {default_deadline_ms: 9 idempotency: IDEMPOTENCY_REQUEST_ID}; }";

// The error for a file that holds `services`; empty where it is taken.
std::string ErrorOf(const std::string& services, const std::string& name = "a_service.proto") {
  Sources sources;
  sources.Add(
      name, "syntax = \"proto3\"; package reinstate.v1; import \"reinstate/v1/options.proto\";\n" +
                std::string(kMessages) + services);
  Errors errors;
  compiler::Importer importer(&sources, &errors);
  const auto* file = importer.Import(name);
  if (file == nullptr) return "not imported";
  std::string error;
  const auto service = ReadService(*file, &error);
  EXPECT_EQ(service.has_value(), error.empty());
  return error;
}

std::string ServiceWith(const std::string& method) { return "service AService { " + method + " }"; }

TEST(Generator, TakesReadsAndWrites) {
  EXPECT_EQ(ErrorOf(ServiceWith(std::string("rpc A(Q) returns (R) ") + kRead)), "");
  EXPECT_EQ(ErrorOf(ServiceWith(std::string("rpc A(Q) returns (R) ") + kWrite)), "");
}

TEST(Generator, TakesStreamsThatRead) {
  EXPECT_EQ(ErrorOf(ServiceWith(std::string("rpc A(Q) returns (stream R) ") + kRead)), "");
}

TEST(Generator, RefusesAndNamesWhatItCannotWrap) {
  const std::string start = "a_service.proto: AService.A ";
  EXPECT_EQ(ErrorOf(ServiceWith(std::string("rpc A(stream Q) returns (R) ") + kRead)),
            start + "streams requests; the client generator wraps only RPCs with one request");
  EXPECT_EQ(ErrorOf(ServiceWith(std::string("rpc A(Q) returns (stream R) ") + kWrite)),
            start + "is a stream that writes; the client generator wraps only streams that read");
  EXPECT_EQ(ErrorOf(ServiceWith("rpc A(Q) returns (R);")),
            start + "has no option (reinstate.v1.method)");
  EXPECT_EQ(ErrorOf(ServiceWith("rpc A(Q) returns (R) { option (method) = "
                                "{idempotency: IDEMPOTENCY_READ_ONLY}; }")),
            start + "needs a default_deadline_ms above zero");
  EXPECT_EQ(
      ErrorOf(ServiceWith("rpc A(Q) returns (R) { option (method) = {default_deadline_ms: 9}; }")),
      start + "does not say whether it may be sent again");
  for (const char* request : {"R", "Bare"}) {
    EXPECT_EQ(ErrorOf(ServiceWith(std::string("rpc A(") + request + ") returns (R) " + kWrite)),
              start + "is a write, and its request has no string request_id");
  }
}

TEST(Generator, RefusesRpcsThatAreNamedLikeWordsOfTheLanguage) {
  for (const char* name : {"Delete", "Register", "Continue", "Export", "New", "delete", "CoAwait",
                           "StaticCast", "NotEq", "Concept", "Int"}) {
    EXPECT_EQ(ErrorOf(ServiceWith("rpc " + std::string(name) + "(Q) returns (R) " + kRead)),
              "a_service.proto: AService." + std::string(name) + " would be the C++ keyword '" +
                  SnakeCase(name) + "' in the mock; name what it acts on, such as " + name +
                  "Account");
  }
  for (const char* name : {"DeleteAccount", "Override", "Final", "Import", "Module"}) {
    EXPECT_EQ(ErrorOf(ServiceWith("rpc " + std::string(name) + "(Q) returns (R) " + kRead)), "");
  }
}

TEST(Generator, WantsOneServiceInAFileOfItsName) {
  EXPECT_EQ(ErrorOf(""), "a_service.proto: must hold exactly one service");
  EXPECT_EQ(ErrorOf("service AService {} service BService {}"),
            "a_service.proto: must hold exactly one service");
  EXPECT_EQ(ErrorOf("service A {}"), "a_service.proto: A must end in Service");
  EXPECT_EQ(ErrorOf("service AService {}", "b_service.proto"),
            "b_service.proto: AService must stand in a_service.proto");
}

TEST(Generator, KnowsSnakeCase) {
  EXPECT_EQ(SnakeCase("GetAccountStatus"), "get_account_status");
  EXPECT_EQ(SnakeCase("ListHTTPRoutes"), "list_http_routes");
  EXPECT_EQ(SnakeCase("A"), "a");
}

TEST(Layout, FillsLongCommentsAnewAndLeavesOthers) {
  EXPECT_EQ(Comment(2, {"Short.", "", "Lines."}), "  // Short.\n  //\n  // Lines.\n");
  const std::string word(40, 'w');
  EXPECT_EQ(Comment(0, {word + " " + word + " " + word, "end"}),
            "// " + word + " " + word + "\n// " + word + " end\n");
}

}  // namespace
}  // namespace reinstate::generator
