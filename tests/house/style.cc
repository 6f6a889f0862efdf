#include "tests/house/style.h"

#include <algorithm>
#include <regex>
#include <string>

namespace reinstate::house {
namespace {

bool IsTest(const File& file) { return StartsWith(file.path, "tests/"); }

std::string TooLong(const std::string& what, int lines, int limit) {
  return what + " has " + std::to_string(lines) + " lines, more than " + std::to_string(limit);
}

}  // namespace

std::vector<Finding> CheckLengths(const File& file) {
  std::vector<Finding> findings;
  const int lines = static_cast<int>(Lines(file.text).size());
  const int limit = IsTest(file) ? kTestFileLines : kFileLines;
  if (lines > limit) {
    findings.push_back(
        {file.path, 0, TooLong("the file", lines, limit) + "; split it by what it is about"});
  }
  const bool services = StartsWith(file.path, "server/services/");
  for (const Function& function : Functions(file.text)) {
    const bool handler = services && function.name.find("Service::") != std::string::npos;
    if (handler && function.lines > kHandlerLines) {
      findings.push_back({file.path, function.first_line,
                          TooLong("handler " + function.name, function.lines, kHandlerLines) +
                              "; a handler reads guard, policy, store: move rules to "
                              "server/domain and conversion beside the service"});
    } else if (function.lines > kFunctionLines) {
      findings.push_back({file.path, function.first_line,
                          TooLong(function.name, function.lines, kFunctionLines) +
                              "; give its parts names of their own"});
    }
  }
  return findings;
}

std::vector<Finding> CheckColumns(const File& file) {
  std::vector<Finding> findings;
  int number = 0;
  for (const std::string& line : Lines(file.text)) {
    ++number;
    const auto columns = std::count_if(line.begin(), line.end(), [](char c) {
      return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U;  // not the rest of a character
    });
    if (columns <= kColumns) continue;
    findings.push_back({file.path, number,
                        "has " + std::to_string(columns) + " columns, more than " +
                            std::to_string(kColumns) +
                            "; run clang-format -i, and break by hand what it leaves"});
  }
  return findings;
}

std::vector<Finding> CheckSql(const File& file) {
  std::vector<Finding> findings;
  if (IsTest(file)) return findings;
  static const std::regex kStatement(
      "^\\s*(SELECT\\s+\\S|INSERT\\s+INTO\\s|UPDATE\\s+\\w+\\s+SET\\s|DELETE\\s+FROM\\s|"
      "WITH\\s+\\w+\\s+AS\\s|TRUNCATE\\s|COPY\\s+\\w+\\s|"
      "(CREATE|ALTER|DROP)\\s+(TABLE|INDEX|ROLE|POLICY|SCHEMA|TYPE|FUNCTION|SEQUENCE)\\s)",
      std::regex::icase);
  // The tenant's setting and an EXECUTE are one message built by the batcher.
  static const std::regex kSetting("^SELECT set_config\\(");
  for (const Literal& literal : StringLiterals(file.text)) {
    const bool in_db = StartsWith(file.path, "db/");
    if (in_db && std::regex_search(literal.content.substr(0, 200), kSetting)) continue;
    // The first words decide; the expression's depth grows with what it is shown.
    if (!std::regex_search(literal.content.substr(0, 200), kStatement)) continue;
    findings.push_back(
        {file.path, literal.line,
         "holds SQL text; put the statement into db/queries/<area>/<verb>_<noun>.sql"});
  }
  return findings;
}

std::vector<Finding> CheckStatusCodes(const File& file) {
  std::vector<Finding> findings;
  const bool watched = StartsWith(file.path, "server/") || StartsWith(file.path, "db/");
  if (!watched || StartsWith(file.path, "server/rpc/")) return findings;
  static const std::regex kCode(
      "\\bgrpc::StatusCode\\b|\\bgrpc_status_code\\b|\\bGRPC_STATUS_[A-Z]");
  int number = 0;
  for (const std::string& line : Lines(WithoutComments(file.text, /*keep_literals=*/false))) {
    ++number;
    if (!std::regex_search(line, kCode)) continue;
    findings.push_back(
        {file.path, number, "names a gRPC status code; return an Error, server/rpc maps it"});
  }
  return findings;
}

std::vector<Finding> CheckLoops(const File& file) {
  std::vector<Finding> findings;
  static const std::regex kViewOfTemporary(
      R"(\bfor \([^;]* : [A-Za-z_][\w:]*(\([^()]*\)|\{[^{}]*\})\.\w+\(\)\))");
  int number = 0;
  for (const std::string& line : Lines(WithoutComments(file.text, /*keep_literals=*/false))) {
    ++number;
    if (!std::regex_search(line, kViewOfTemporary)) continue;
    findings.push_back(
        {file.path, number, "goes over a view into a temporary; give it a name before the loop"});
  }
  return findings;
}

std::vector<Finding> CheckMarkers(const File& file) {
  std::vector<Finding> findings;
  // Spelt in two halves, so that this file passes its own test.
  static const std::regex kMarker(
      "\\b(TO"
      "DO|FIX"
      "ME|XX"
      "X)\\b");
  static const std::regex kDisabled(
      "\\bDIS"
      "ABLED_\\w");
  int number = 0;
  for (const std::string& line : Lines(file.text)) {
    ++number;
    const std::string start = line.substr(0, 500);
    if (std::regex_search(start, kMarker)) {
      findings.push_back({file.path, number,
                          "marks work as unfinished; finish it, or open an issue and say here "
                          "only how it is"});
    }
    if (std::regex_search(start, kDisabled)) {
      findings.push_back(
          {file.path, number, "switches a test off; repair it, or delete it and say why"});
    }
  }
  return findings;
}

std::vector<Finding> CheckScriptHelp(const File& file) {
  // Before any cd, since a script called by a relative path does not find itself afterwards.
  constexpr std::string_view kHelp =
      "set -euo pipefail\n"
      "[[ ${1:-} != -h && ${1:-} != --help ]] || "
      "exec sed -n '2,/^[^#]/s/^# //p' \"${BASH_SOURCE[0]}\"\n";
  if (!StartsWith(file.path, "scripts/") || !StartsWith(file.text, "#!")) return {};
  std::size_t head = 0;
  while (head < file.text.size() && file.text[head] == '#') {
    head = std::min(file.text.find('\n', head), file.text.size() - 1) + 1;
  }
  if (StartsWith(std::string_view(file.text).substr(head), kHelp)) return {};
  return {{file.path, 0,
           "does not begin as the other scripts do: after its head come\n" + std::string(kHelp)}};
}

}  // namespace reinstate::house
