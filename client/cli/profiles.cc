#include "client/cli/profiles.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <system_error>
#include <utility>

namespace reinstate::cli {
namespace {

using nlohmann::json;

Failure FileFailure(const std::filesystem::path& path, const std::string& why,
                    std::string todo = "") {
  return {ExitCode::kRefused, "profile file " + path.string() + " " + why, std::move(todo)};
}

Failure SystemFailure(const std::filesystem::path& path, const std::string& verb) {
  return FileFailure(path, "cannot be " + verb + ": " + std::strerror(errno));
}

// A descriptor that closes itself.
class File {
 public:
  explicit File(int descriptor) : descriptor_(descriptor) {}
  ~File() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  int get() const { return descriptor_; }

 private:
  int descriptor_;
};

Outcome<std::string> ReadAll(const std::filesystem::path& path, int descriptor) {
  std::string text;
  char buffer[4096];
  for (;;) {
    const ssize_t count = read(descriptor, buffer, sizeof(buffer));
    if (count == 0) return text;
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return SystemFailure(path, "read");
    text.append(buffer, static_cast<std::size_t>(count));
  }
}

bool WriteAll(int descriptor, const std::string& text) {
  std::size_t written = 0;
  while (written < text.size()) {
    const ssize_t count = write(descriptor, text.data() + written, text.size() - written);
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) return false;
    written += static_cast<std::size_t>(count);
  }
  return fsync(descriptor) == 0;
}

// "" where the key is absent; false where it is no string.
bool ReadText(const json& object, const char* key, std::string* value) {
  const auto found = object.find(key);
  if (found == object.end()) return true;
  if (!found->is_string()) return false;
  *value = found->get<std::string>();
  return true;
}

Outcome<Profiles> ParseProfiles(const std::filesystem::path& path, const std::string& text) {
  const Failure malformed = FileFailure(
      path, "is not understood",
      R"(it must look like {"default": "NAME", "profiles": {"NAME": {"server": ...}}})");
  const json root = json::parse(text, nullptr, /*allow_exceptions=*/false);
  Profiles profiles;
  if (!root.is_object() || !ReadText(root, "default", &profiles.default_name)) return malformed;
  const auto entries = root.find("profiles");
  if (entries == root.end()) return profiles;
  if (!entries->is_object()) return malformed;
  for (const auto& [name, entry] : entries->items()) {
    Profile profile;
    if (!entry.is_object() || !ReadText(entry, "server", &profile.server) ||
        !ReadText(entry, "ca_file", &profile.ca_file) ||
        !ReadText(entry, "token_file", &profile.token_file)) {
      return malformed;
    }
    profiles.by_name[name] = std::move(profile);
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

Outcome<Profiles> LoadProfiles(const std::filesystem::path& path) {
  if (path.empty()) return Profiles{};
  // Checked on the open descriptor, so that the file that is checked is the file that is read.
  const File file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.get() < 0) {
    if (errno == ENOENT || errno == ENOTDIR) return Profiles{};
    return SystemFailure(path, "opened");
  }
  struct stat info {};
  if (fstat(file.get(), &info) != 0) return SystemFailure(path, "read");
  if (!S_ISREG(info.st_mode)) return FileFailure(path, "is not a regular file");
  if (info.st_uid != geteuid()) {
    return FileFailure(path, "belongs to another user", "name your own in REINSTATE_CONFIG");
  }
  if ((info.st_mode & 077U) != 0) {
    return FileFailure(path, "is open to group or others", "run: chmod 600 " + path.string());
  }
  Outcome<std::string> text = ReadAll(path, file.get());
  if (!text.ok()) return text.error();
  return ParseProfiles(path, *text);
}

Outcome<bool> SaveProfiles(const std::filesystem::path& path, const Profiles& profiles) {
  if (path.empty()) {
    return UsageFailure("there is no place for the profile file", "set REINSTATE_CONFIG or HOME");
  }
  json root = {{"default", profiles.default_name}, {"profiles", json::object()}};
  for (const auto& [name, profile] : profiles.by_name) {
    root["profiles"][name] = {{"server", profile.server},
                              {"ca_file", profile.ca_file},
                              {"token_file", profile.token_file}};
  }
  // A name that is no UTF-8 is replaced, not thrown at the user.
  const std::string text =
      root.dump(2, ' ', /*ensure_ascii=*/false, json::error_handler_t::replace) + "\n";

  if (path.has_parent_path()) {
    std::error_code error;
    if (std::filesystem::create_directories(path.parent_path(), error)) {
      std::filesystem::permissions(path.parent_path(), std::filesystem::perms::owner_all, error);
    }
    if (error) return FileFailure(path, "cannot be written: " + error.message());
  }
  std::string temporary = path.string() + ".XXXXXX";
  const File file(mkstemp(temporary.data()));  // makes it 0600
  if (file.get() < 0) return SystemFailure(path, "written");
  if (!WriteAll(file.get(), text) || rename(temporary.c_str(), path.c_str()) != 0) {
    Failure failure = SystemFailure(path, "written");
    unlink(temporary.c_str());
    return failure;
  }
  return true;
}

}  // namespace reinstate::cli
