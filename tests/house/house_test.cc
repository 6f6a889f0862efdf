// Holds the rules of the house over the source tree. Every check is first shown a bad example, so
// that it cannot pass by seeing nothing.

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "tests/house/layers.h"
#include "tests/house/source_text.h"
#include "tests/house/style.h"

namespace reinstate::house {
namespace {

using Check = std::function<std::vector<Finding>(const File&)>;

std::vector<File> ReadTree() {
  const std::filesystem::path root(REINSTATE_SOURCE_DIR);
  std::vector<File> files;
  for (auto at = std::filesystem::recursive_directory_iterator(root);
       at != std::filesystem::recursive_directory_iterator(); ++at) {
    const std::string path = at->path().lexically_relative(root).generic_string();
    const bool hidden_or_built = path == "build" || path == ".git" || path == "out";
    if (at->is_directory() && hidden_or_built) at.disable_recursion_pending();
    if (!at->is_regular_file()) continue;
    std::ifstream stream(at->path(), std::ios::binary);
    files.push_back({path, {std::istreambuf_iterator<char>(stream), {}}});
  }
  return files;
}

const std::vector<File>& Tree() {
  static const auto* const kTree = new std::vector<File>(ReadTree());
  return *kTree;
}

bool IsCpp(const File& file) { return EndsWith(file.path, ".cc") || EndsWith(file.path, ".h"); }
bool IsCMakeLists(const File& file) { return EndsWith(file.path, "CMakeLists.txt"); }

bool IsText(const File& file) {
  for (const std::string_view end : {".cc", ".h", ".sql", ".proto", ".txt", ".cmake", ".md"}) {
    if (EndsWith(file.path, end)) return true;
  }
  return StartsWith(file.path, "scripts/") || StartsWith(file.path, ".ci/");
}

// Fails with one line for each finding in the tree's files that `applies` to.
void ExpectClean(bool (*applies)(const File&), const Check& check) {
  int seen = 0;
  for (const File& file : Tree()) {
    if (!applies(file)) continue;
    ++seen;
    for (const Finding& finding : check(file)) {
      ADD_FAILURE() << finding.path << ":" << finding.line << ": " << finding.message;
    }
  }
  EXPECT_GT(seen, 0) << "no file was looked at in " << REINSTATE_SOURCE_DIR;
}

struct Example {
  const char* path;
  const char* text;
  std::size_t findings;
};

void ExpectFindings(const Check& check, const std::vector<Example>& examples) {
  for (const Example& example : examples) {
    EXPECT_EQ(check({example.path, example.text}).size(), example.findings)
        << example.path << ": " << example.text;
  }
}

std::string Repeat(std::string_view line, int times) {
  std::string text;
  for (int i = 0; i < times; ++i) text += line;
  return text;
}

TEST(HouseIncludes, FindsForbiddenArrows) {
  ExpectFindings(
      CheckIncludes,
      {{"server/domain/a.cc", "#include \"db/pool.h\"\n", 1},
       {"server/domain/a.cc", "#include <pqxx/pqxx>\n", 1},
       {"server/domain/a.cc", "#include <reinstate/v1/common.pb.h>\n", 1},
       {"server/domain/a.cc", "#include \"absl/strings/str_cat.h\"\n", 1},
       {"server/domain/a.cc", "#include <unistd.h>\n", 1},
       {"server/domain/a.cc", "#include <spdlog/spdlog.h>\n", 1},
       {"server/domain/a.cc", "#include \"absl/time/time.h\"\n#include <vector>\n", 0},
       {"db/a.h", "#include <grpcpp/grpcpp.h>\n", 1},
       {"db/a.h", "  #  include \"reinstate/v1/common.pb.h\"\n", 1},
       {"db/a.h", "#include \"server/rpc/pipeline.h\"\n", 1},
       {"db/a.h", "#include <pqxx/pqxx>\n#include \"server/domain/ids.h\"\n", 0},
       {"server/rpc/a.cc", "#include \"db/pool.h\"\n", 1},
       {"server/rpc/a.cc", "#include \"server/services/status_service.h\"\n", 1},
       {"server/rpc/a.cc", "#include <grpcpp/grpcpp.h>\n#include <openssl/evp.h>\n", 0},
       {"server/services/a.cc", "#include <pqxx/pqxx>\n", 1},
       {"server/services/a.cc", "#include <grpcpp/grpcpp.h>\n", 1},
       {"server/services/a.cc", "#include \"db/pool.h\"\n#include \"server/rpc/call.h\"\n", 0},
       {"server/files/a.cc", "#include \"server/config.h\"\n", 1},
       {"server/files/a.cc", "#include \"db/pool.h\"\n#include \"server/rpc/call.h\"\n", 2},
       {"server/files/a.cc", "#include <grpcpp/grpcpp.h>\n", 1},
       {"server/files/a.cc", "#include <hpdf.h>\n#include \"server/domain/money.h\"\n", 0},
       {"server/services/a.cc", "#include \"server/files/invoice_pdf.h\"\n", 0},
       {"server/background/a.cc", "#include \"server/config.h\"\n", 1},
       {"server/main.cc", "#include <pqxx/pqxx>\n", 1},
       {"server/main.cc", "#include \"client/runtime/channel.h\"\n", 1},
       {"server/main.cc", "#include \"server/services/a.h\"\n#include \"db/pool.h\"\n", 0},
       {"client/runtime/a.cc", "#include \"server/domain/money.h\"\n", 1},
       {"client/cli/a.cc", "#include \"server/domain/money.h\"\n", 1},
       {"client/cli/a.cc", "#include \"db/pool.h\"\n", 1},
       {"client/cli/a.cc", "#include <CLI/CLI.hpp>\n#include \"client/runtime/a.h\"\n", 0},
       {"client/cli/a.cc", "#include <grpcpp/channel.h>\n", 1},
       {"client/cli/a.cc", "#include <reinstate/v1/dev_service.grpc.pb.h>\n", 1},
       {"client/cli/a.cc", "#include <reinstate/v1/dev_service.pb.h>\n", 0},
       {"client/cli/a.cc", "#include <reinstate/v1/dev_client.h>\n", 0},
       {"client/runtime/a.cc", "#include <reinstate/v1/dev_client.h>\n", 1},
       {"server/rpc/a.cc", "#include <reinstate/v1/dev_client.h>\n", 1},
       {"client/generator/a.cc", "#include \"client/runtime/a.h\"\n", 1},
       {"client/generator/a.cc", "#include <google/protobuf/compiler/plugin.h>\n", 0},
       {"server/domain/a.cc", "#include \"ids.h\"\n", 1},
       {"server/domain/a.cc", "// #include \"db/pool.h\"\n/*\n#include <pqxx/pqxx>\n*/\n", 0}});
}

TEST(HouseIncludes, NameTheFileTheLineAndWhatToDo) {
  const auto findings =
      CheckIncludes({"server/rpc/a.cc", "#pragma once\n#include \"db/pool.h\"\n"});
  ASSERT_EQ(findings.size(), 1U);
  EXPECT_EQ(findings[0].path, "server/rpc/a.cc");
  EXPECT_EQ(findings[0].line, 2);
  EXPECT_EQ(findings[0].message,
            "includes db/pool.h, but server/rpc may include only: server/domain server/rpc grpc "
            "protos; rpc must not know the database: let server/services hand it what it needs");
}

TEST(HouseIncludes, HoldInTheTree) { ExpectClean(IsCpp, CheckIncludes); }

TEST(HouseLinks, FindForbiddenArrows) {
  ExpectFindings(
      CheckLinks,
      {{"server/domain/CMakeLists.txt",
        "target_link_libraries(reinstate_domain PUBLIC gRPC::grpc++)", 1},
       {"server/domain/CMakeLists.txt",
        "target_link_libraries(\n  reinstate_domain\n  PUBLIC absl::time\n  PRIVATE "
        "PkgConfig::pqxx protobuf::libprotobuf)",
        2},
       {"server/domain/CMakeLists.txt", "target_link_libraries(x PRIVATE reinstate_db)", 1},
       {"server/domain/CMakeLists.txt", "target_link_libraries(reinstate_domain PUBLIC absl::time)",
        0},
       {"db/CMakeLists.txt", "target_link_libraries(reinstate_db PUBLIC reinstate_protos)", 1},
       {"db/CMakeLists.txt", "target_link_libraries(reinstate_db PRIVATE gRPC::grpc++)", 1},
       {"db/CMakeLists.txt",
        "target_link_libraries(reinstate_db PRIVATE PkgConfig::pqxx reinstate_domain)", 0},
       {"server/CMakeLists.txt", "target_link_libraries(reinstate_rpc PRIVATE reinstate_db)", 1},
       {"server/files/CMakeLists.txt", "target_link_libraries(reinstate_files PUBLIC reinstate_db)",
        1},
       {"server/CMakeLists.txt",
        "target_link_libraries(reinstate_services PRIVATE PkgConfig::pqxx)", 1},
       {"server/CMakeLists.txt",
        "target_link_libraries(reinstated PRIVATE reinstate_services reinstate_db)", 0},
       {"client/cli/CMakeLists.txt", "target_link_libraries(reinstate PRIVATE reinstate_domain)",
        1},
       {"client/cli/CMakeLists.txt", "target_link_libraries(reinstate PRIVATE gRPC::grpc++)", 1},
       {"client/cli/CMakeLists.txt", "target_link_libraries(reinstate PRIVATE reinstate_client)",
        0},
       {"client/generator/CMakeLists.txt",
        "target_link_libraries(protoc-gen-reinstate-client PRIVATE reinstate_client_runtime)", 1},
       {"client/runtime/CMakeLists.txt", "target_link_libraries(any PUBLIC reinstate_db)", 1},
       {"client/runtime/CMakeLists.txt", "# target_link_libraries(any PUBLIC reinstate_db)", 0},
       {"client/runtime/CMakeLists.txt", "target_link_libraries(any PUBLIC reinstate_protos)", 0}});
}

TEST(HouseLinks, HoldInTheTree) { ExpectClean(IsCMakeLists, CheckLinks); }

TEST(HouseLengths, FindsEveryKindOfFunction) {
  const auto functions = Functions(
      "#define X(a) \\\n  void a() {\n"
      "namespace a {\nint Free(int x) {\n  if (x) { return 1; }\n  return '}';\n}\n"
      "Foo::Foo(int a)\n    : a_(a), b_{a} {\n  Go(\"}\");\n}\n"
      "template <typename T>\nclass Bar : public Foo {\n public:\n"
      "  int Get() const {\n    return 1;  // }\n  }\n"
      "  int value_{3};\n};\n"
      "auto Baz() -> std::vector<int> {\n  return {1};\n}\n"
      "const std::array kTable = {\n  Row{1, F(2)},\n};\n"
      "enum class Kind : int { kA };\n"
      "TEST(Suite, Name) {\n  EXPECT_TRUE(R\"({)\" != nullptr);\n}\n"
      "bool operator==(const A& a, const A& b) noexcept {\n  return true;\n}\n}\n");
  std::string seen;
  for (const Function& f : functions) {
    seen += f.name + " " + std::to_string(f.first_line) + " " + std::to_string(f.lines) + "\n";
  }
  EXPECT_EQ(seen, "Free 4 4\nFoo::Foo 8 4\nGet 15 3\nBaz 20 3\nTEST 27 3\n 30 3\n");
}

TEST(HouseLengths, FindsWhatIsTooLong) {
  const std::string body70 = "void F() {\n" + Repeat("  Go();\n", 68) + "}\n";
  const std::string body71 = "void F() {\n" + Repeat("  Go();\n", 69) + "}\n";
  const std::string handler25 = "R AService::F(Q q) {\n" + Repeat("  Go();\n", 23) + "}\n";
  const std::string handler26 = "R AService::F(Q q) {\n" + Repeat("  Go();\n", 24) + "}\n";
  const std::string helper26 = "R F(Q q) {\n" + Repeat("  Go();\n", 24) + "}\n";
  const std::string file400 = Repeat("\n", 400);
  const std::string file601 = Repeat("\n", 601);
  ExpectFindings(CheckLengths, {{"db/a.cc", body70.c_str(), 0},
                                {"db/a.cc", body71.c_str(), 1},
                                {"server/services/status_service.cc", handler25.c_str(), 0},
                                {"server/services/status_service.cc", handler26.c_str(), 1},
                                {"server/services/status_service.cc", helper26.c_str(), 0},
                                {"server/services/convert.cc", handler26.c_str(), 1},
                                {"server/domain/service.cc", handler26.c_str(), 0},
                                {"db/a.cc", file400.c_str(), 0},
                                {"db/a.cc", (file400 + "\n").c_str(), 1},
                                {"tests/a.cc", (file400 + "\n").c_str(), 0},
                                {"tests/a.cc", file601.c_str(), 1}});
}

TEST(HouseLengths, HoldInTheTree) { ExpectClean(IsCpp, CheckLengths); }

TEST(HouseColumns, FindsLinesThatAreTooWide) {
  const std::string ascii100(100, 'x');
  const std::string umlauts100 = Repeat("ä", 100);
  ExpectFindings(CheckColumns, {{"db/a.cc", ascii100.c_str(), 0},
                                {"db/a.cc", ("short\n" + ascii100 + "x\n").c_str(), 1},
                                {"db/a.h", ("// " + ascii100 + "\n" + ascii100 + "x").c_str(), 2},
                                {"tests/a.cc", umlauts100.c_str(), 0},
                                {"tests/a.cc", (umlauts100 + "x").c_str(), 1}});
}

TEST(HouseColumns, HoldInTheTree) { ExpectClean(IsCpp, CheckColumns); }

TEST(HouseSql, FindsStatements) {
  ExpectFindings(CheckSql, {{"db/a.cc", "Run(\"SELECT account_id FROM accounts\");", 1},
                            {"db/a.cc", "Run(R\"sql(\n  insert into t values (1))sql\");", 1},
                            {"server/a.cc", "x = \"UPDATE accounts SET a = 1\";", 1},
                            {"db/a.cc", "x = \"DELETE FROM accounts\"; y = \"drop table t\";", 2},
                            {"db/a.cc", "x = \"WITH due AS (SELECT 1)\";", 1},
                            {"db/a.cc", "// SELECT account_id FROM accounts\n", 0},
                            {"db/a.cc", "x = \"Select\"; y = \"update the profile\";", 0},
                            {"db/queries/a.sql.h", "x = \"BEGIN\"; y = \"COMMIT\";", 0},
                            {"db/a.cc", "x = \"SELECT set_config('a', 'b', true)\";", 0},
                            {"server/a.cc", "x = \"SELECT set_config('a', 'b', true)\";", 1},
                            {"tests/db/a.cc", "x = \"SELECT 1\";", 0}});
}

TEST(HouseSql, HoldsInTheTree) { ExpectClean(IsCpp, CheckSql); }

TEST(HouseStatusCodes, FindsThem) {
  ExpectFindings(CheckStatusCodes,
                 {{"server/services/a.cc", "return grpc::StatusCode::NOT_FOUND;", 1},
                  {"server/main.cc", "x = GRPC_STATUS_OK;", 1},
                  {"db/error.cc", "grpc::StatusCode c;", 1},
                  {"server/rpc/status.cc", "return grpc::StatusCode::NOT_FOUND;", 0},
                  {"client/cli/failure.cc", "return grpc::StatusCode::NOT_FOUND;", 0},
                  {"server/services/a.cc", "// grpc::StatusCode is for server/rpc\n", 0}});
}

TEST(HouseStatusCodes, HoldInTheTree) { ExpectClean(IsCpp, CheckStatusCodes); }

TEST(HouseLoops, FindViewsOfTemporaries) {
  ExpectFindings(CheckLoops, {{"db/a.cc", "for (auto& [k, v] : json::parse(text).items()) {", 1},
                              {"db/a.cc", "for (auto& x : Make{1}.all()) {", 1},
                              {"db/a.cc", "for (auto& x : parsed.items()) {", 0},
                              {"db/a.cc", "for (auto& x : history.current().all()) {", 0},
                              {"db/a.cc", "for (auto& x : Read(text).elements) {", 0},
                              {"db/a.cc", "for (auto& x : MakeClient().ListRange({})) {", 0}});
}

TEST(HouseLoops, HoldInTheTree) { ExpectClean(IsCpp, CheckLoops); }

TEST(HouseMarkers, FindsThem) {
  ExpectFindings(CheckMarkers, {{"a.cc",
                                 "// TO"
                                 "DO(me): later\n",
                                 1},
                                {"a.sql",
                                 "-- FIX"
                                 "ME\n",
                                 1},
                                {"a.md",
                                 "XX"
                                 "X here\n",
                                 1},
                                {"a_test.cc",
                                 "TEST(A, DIS"
                                 "ABLED_B) {}\n",
                                 1},
                                {"scripts/a", "mktemp /tmp/a.XXXXXX\n", 0},
                                {"a.cc", "what todo: this\n", 0}});
}

TEST(HouseMarkers, NoneInTheTree) { ExpectClean(IsText, CheckMarkers); }

bool IsScript(const File& file) { return StartsWith(file.path, "scripts/"); }

TEST(HouseScripts, FindWrongHelp) {
  const std::string help =
      "[[ ${1:-} != -h && ${1:-} != --help ]] || "
      "exec sed -n '2,/^[^#]/s/^# //p' \"${BASH_SOURCE[0]}\"\n";
  const std::string good = "#!/usr/bin/env bash\n# Does it.\nset -euo pipefail\n" + help;
  const std::string late = "#!/usr/bin/env bash\nset -euo pipefail\ncd /\n" + help;
  ExpectFindings(CheckScriptHelp, {{"scripts/a", good.c_str(), 0},
                                   {"scripts/a", late.c_str(), 1},
                                   {"scripts/a", "#!/usr/bin/env bash\nset -euo pipefail\n", 1},
                                   {"scripts/a", "#!/bin/sh", 1},
                                   {"scripts/lib.sh", "# To be sourced.\n", 0},
                                   {"tests/a", "#!/usr/bin/env bash\n", 0}});
}

// A script that does not stop at --help would begin its work: it is ended then.
TEST(HouseScripts, PrintTheirHeadFromAnyDirectory) {
  ExpectClean(IsScript, CheckScriptHelp);
  if (HasFailure()) return;
  for (const File& file : Tree()) {
    if (!IsScript(file) || !StartsWith(file.text, "#!")) continue;
    const std::string command =
        "cd " REINSTATE_SOURCE_DIR "/client && timeout 10 ../" + file.path + " --help 2>&1";
    FILE* pipe = popen(command.c_str(), "r");
    ASSERT_NE(pipe, nullptr);
    std::string text;
    for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) text += static_cast<char>(c);
    EXPECT_EQ(pclose(pipe), 0) << command;
    EXPECT_NE(file.text.find("\n# " + text.substr(0, text.find('\n') + 1)), std::string::npos)
        << command << "\n"
        << text;
    EXPECT_NE(text.find("Usage: " + file.path), std::string::npos) << command << "\n" << text;
  }
}

std::string TextOf(std::string_view path) {
  for (const File& file : Tree()) {
    if (file.path == path) return file.text;
  }
  ADD_FAILURE() << path << " is not in the tree";
  return "";
}

TEST(Readme, QuotesTheQuickstartAsItIsBuilt) {
  const std::string quoted = "```cpp\n" + TextOf("client/quickstart/main.cc") + "```\n";
  EXPECT_NE(TextOf("README.md").find(quoted), std::string::npos)
      << "README.md does not quote client/quickstart/main.cc; copy the file into its cpp block";
}

TEST(Readme, IsReadInOneSitting) {
  const auto lines = [](const std::string& text) {
    return std::count(text.begin(), text.end(), '\n');
  };
  EXPECT_LE(lines(TextOf("README.md")), 150);
  EXPECT_LE(lines(TextOf("client/quickstart/main.cc")), 18);
}

}  // namespace
}  // namespace reinstate::house
