#include "tests/house/layers.h"

#include <algorithm>
#include <array>
#include <regex>
#include <sstream>
#include <string>
#include <string_view>

namespace reinstate::house {
namespace {

// One row of the table of arrows. Folders and parts are separated by spaces. A file belongs to
// the first row whose folder it is under.
struct Layer {
  std::string_view folder;
  std::string_view may;   // parts of the tree and of the outside; see PartOf
  std::string_view todo;  // what to do instead
};

// What is not named in PartOf (logging, JSON, OpenSSL, ...) is open to all but server/domain.
constexpr std::array kLayers = {
    Layer{"server/domain", "server/domain std absl/time",
          "keep domain pure: pass values in, and do I/O, clock reads and conversion in "
          "server/services or db"},
    Layer{"server/rpc", "server/domain server/rpc grpc protos",
          "rpc must not know the database: let server/services hand it what it needs"},
    Layer{"server/services", "server/domain db server/rpc server/services server/files protos",
          "services speak to PostgreSQL through db and to gRPC through server/rpc"},
    Layer{"server/files", "server/domain server/files",
          "files are made of domain values and serve what they are handed: read facts and keys in "
          "server/services or server"},
    Layer{"server/background",
          "server/domain db server/rpc server/services server/background protos",
          "background work speaks to PostgreSQL through db and to gRPC through server/rpc"},
    Layer{"server",
          "server server/domain db server/rpc server/services server/files server/background grpc "
          "protos",
          "PostgreSQL is spoken to through db, and the server knows nothing of its clients"},
    Layer{"db", "server/domain db pqxx",
          "db speaks domain values: convert from and to messages in server/services"},
    Layer{"client/runtime", "client/runtime grpc protos",
          "the SDK stands alone: it shares the protos with the server and nothing else"},
    Layer{"client/generator", "client/generator libprotoc protobuf",
          "the generator reads descriptors and knows neither runtime nor server"},
    Layer{"client/cli", "client/cli client/runtime clients protos",
          "the command-line tool is built on the SDK alone: call through a generated client"},
};

bool HasWord(std::string_view words, std::string_view word) {
  std::istringstream stream{std::string(words)};
  std::string next;
  while (stream >> next) {
    if (next == word) return true;
  }
  return false;
}

const Layer* LayerOf(std::string_view path) {
  const auto found = std::find_if(kLayers.begin(), kLayers.end(), [path](const Layer& layer) {
    return StartsWith(path, std::string(layer.folder) + "/");
  });
  return found == kLayers.end() ? nullptr : &*found;
}

// The part of the table that an included path belongs to; "other" where the table has none.
std::string_view PartOf(std::string_view include) {
  if (const Layer* layer = LayerOf(include)) return layer->folder;
  if (StartsWith(include, "tests/")) return "tests";
  if (StartsWith(include, "client/")) return "client";
  const bool generated = StartsWith(include, "reinstate/");
  if (generated && EndsWith(include, ".grpc.pb.h")) return "grpc";
  if (generated && include.find("_client") != std::string_view::npos) return "clients";
  if (EndsWith(include, ".pb.h") && !StartsWith(include, "google/")) return "protos";
  if (StartsWith(include, "google/protobuf/compiler/")) return "libprotoc";
  if (StartsWith(include, "google/")) return "protobuf";
  if (StartsWith(include, "grpc")) return "grpc";
  if (StartsWith(include, "pqxx") || include == "libpq-fe.h") return "pqxx";
  if (StartsWith(include, "absl/time/")) return "absl/time";
  const bool plain = std::all_of(include.begin(), include.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || c == '_' || (c >= '0' && c <= '9');
  });
  return plain ? "std" : "other";
}

bool MayInclude(const Layer& layer, std::string_view part) {
  if (HasWord(layer.may, part)) return true;
  if (layer.folder == "server/domain") return false;
  // Messages bring protobuf's own headers with them.
  if (part == "protobuf") return HasWord(layer.may, "protos");
  return part == "std" || part == "absl/time" || part == "other";
}

// The folder that a target of ours comes from; empty for other people's libraries.
std::string FolderOfTarget(const std::string& target) {
  static const std::array<std::pair<std::regex, std::string_view>, 10> kTargets = {{
      {std::regex("reinstate_domain"), "server/domain"},
      {std::regex("reinstate_rpc"), "server/rpc"},
      {std::regex("reinstate_services"), "server/services"},
      {std::regex("reinstate_files"), "server/files"},
      {std::regex("reinstate_background"), "server/background"},
      {std::regex("reinstated|reinstate_server.*"), "server"},
      {std::regex("reinstate_db"), "db"},
      {std::regex("reinstate_client_runtime"), "client/runtime"},
      {std::regex("reinstate_client_generator|protoc-gen-reinstate-client"), "client/generator"},
      {std::regex("reinstate|reinstate_cli_.*"), "client/cli"},
  }};
  for (const auto& [pattern, folder] : kTargets) {
    if (std::regex_match(target, pattern)) return std::string(folder);
  }
  return "";
}

// The part of the table that a linked library belongs to.
std::string PartOfLibrary(const std::string& library) {
  std::string folder = FolderOfTarget(library);
  if (!folder.empty()) return folder;
  if (StartsWith(library, "reinstate_protos")) return "protos";
  if (library == "reinstate_client" || library == "Reinstate::client") return "clients";
  if (StartsWith(library, "gRPC::") || StartsWith(library, "grpc")) return "grpc";
  if (library.find("protoc") != std::string::npos) return "libprotoc";
  if (StartsWith(library, "protobuf")) return "protobuf";
  if (library.find("pqxx") != std::string::npos) return "pqxx";
  if (StartsWith(library, "absl::")) return "absl/time";
  return "other";
}

std::string FolderOfFile(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? "" : std::string(path.substr(0, slash));
}

}  // namespace

std::vector<Finding> CheckIncludes(const File& file) {
  std::vector<Finding> findings;
  const Layer* layer = LayerOf(file.path);
  if (layer == nullptr) return findings;
  static const std::regex kInclude("^\\s*#\\s*include\\s*[<\"]([^>\"]+)[>\"].*");
  int number = 0;
  for (const std::string& line : Lines(WithoutComments(file.text, /*keep_literals=*/true))) {
    ++number;
    std::smatch match;
    if (!std::regex_match(line, match, kInclude)) continue;
    const std::string include = match[1];
    // A header of the same folder named without its path is a habit to lose at once.
    if (line.find('"') != std::string::npos && include.find('/') == std::string::npos) {
      findings.push_back({file.path, number,
                          "includes \"" + include + "\" without its path; write it from the root"});
      continue;
    }
    const std::string_view part = PartOf(include);
    if (MayInclude(*layer, part)) continue;
    findings.push_back({file.path, number,
                        "includes " + include + ", but " + std::string(layer->folder) +
                            " may include only: " + std::string(layer->may) + "; " +
                            std::string(layer->todo)});
  }
  return findings;
}

std::vector<Finding> CheckLinks(const File& file) {
  std::vector<Finding> findings;
  const std::string text = std::regex_replace(file.text, std::regex("#[^\n]*"), "");
  static const std::regex kCall("target_link_libraries\\s*\\(([^)]*)\\)");
  for (std::sregex_iterator call(text.begin(), text.end(), kCall), end; call != end; ++call) {
    std::istringstream words((*call)[1].str());
    std::string target;
    words >> target;
    std::string folder = FolderOfTarget(target);
    if (folder.empty()) folder = FolderOfFile(file.path);
    const Layer* layer = LayerOf(folder + "/");
    if (layer == nullptr) continue;
    const int line =
        1 + static_cast<int>(std::count(text.begin(), text.begin() + call->position(), '\n'));
    std::string library;
    while (words >> library) {
      if (library == "PUBLIC" || library == "PRIVATE" || library == "INTERFACE") continue;
      if (MayInclude(*layer, PartOfLibrary(library))) continue;
      findings.push_back({file.path, line,
                          target + " links " + library + ", but " + std::string(layer->folder) +
                              " may use only: " + std::string(layer->may) + "; " +
                              std::string(layer->todo)});
    }
  }
  return findings;
}

}  // namespace reinstate::house
