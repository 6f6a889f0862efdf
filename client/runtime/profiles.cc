#include "client/runtime/profiles.h"

#include <google/protobuf/struct.pb.h>
#include <google/protobuf/util/json_util.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <utility>

#include "client/runtime/files.h"

namespace reinstate::client {
namespace {

using google::protobuf::Struct;
using google::protobuf::Value;

std::string NameOf(const std::filesystem::path& path) { return "profile file " + path.string(); }

CallError Unusable(const std::filesystem::path& path, const std::string& why,
                   const std::string& todo = "") {
  return LocalError(StatusCode::kInvalidArgument, NameOf(path) + " " + why, todo);
}

// "" where the key is absent; false where it is no string.
bool ReadText(const Struct& object, const char* key, std::string* value) {
  const auto found = object.fields().find(key);
  if (found == object.fields().end()) return true;
  if (found->second.kind_case() != Value::kStringValue) return false;
  *value = found->second.string_value();
  return true;
}

bool ReadProfile(const Value& entry, Profile* profile) {
  return entry.has_struct_value() && ReadText(entry.struct_value(), "server", &profile->server) &&
         ReadText(entry.struct_value(), "ca_file", &profile->ca_file) &&
         ReadText(entry.struct_value(), "token_file", &profile->token_file);
}

Result<Profiles> ParseProfiles(const std::filesystem::path& path, const std::string& text) {
  const CallError malformed =
      Unusable(path, "is not understood",
               R"(it must look like {"default": "NAME", "profiles": {"NAME": {"server": ...}}})");
  Struct root;
  Profiles profiles;
  if (!google::protobuf::util::JsonStringToMessage(text, &root).ok()) return malformed;
  if (!ReadText(root, "default", &profiles.default_name)) return malformed;
  const auto entries = root.fields().find("profiles");
  if (entries == root.fields().end()) return profiles;
  if (!entries->second.has_struct_value()) return malformed;
  for (const auto& [name, entry] : entries->second.struct_value().fields()) {
    if (!ReadProfile(entry, &profiles.by_name[name])) return malformed;
  }
  return profiles;
}

}  // namespace

std::filesystem::path ProfilesPath() {
  const auto variable = [](const char* name) -> std::string {
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
  };
  if (const std::string file = variable("REINSTATE_CONFIG"); !file.empty()) return file;
  std::filesystem::path base = variable("XDG_CONFIG_HOME");
  if (base.empty()) {
    const std::string home = variable("HOME");
    if (home.empty()) return {};
    base = std::filesystem::path(home) / ".config";
  }
  return base / "reinstate" / "profiles.json";
}

Result<Profiles> LoadProfiles(const std::filesystem::path& path) {
  if (path.empty()) return Profiles{};
  // Checked on the open descriptor, so that the file that is checked is the file that is read.
  const OpenFile file(path.string());
  if (file.get() < 0) {
    if (errno == ENOENT || errno == ENOTDIR) return Profiles{};
    return FileError(NameOf(path), "opened");
  }
  struct stat info {};
  if (fstat(file.get(), &info) != 0) return FileError(NameOf(path), "read");
  if (!S_ISREG(info.st_mode)) return Unusable(path, "is not a regular file");
  if (info.st_uid != geteuid()) {
    return Unusable(path, "belongs to another user", "name your own in REINSTATE_CONFIG");
  }
  if ((info.st_mode & 077U) != 0) {
    return Unusable(path, "is open to group or others", "run: chmod 600 " + path.string());
  }
  Result<std::string> text = ReadAll(file, NameOf(path));
  if (!text.ok()) return text.error();
  return ParseProfiles(path, *text);
}

}  // namespace reinstate::client
