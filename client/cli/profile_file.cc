#include "client/cli/profile_file.h"

#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <nlohmann/json.hpp>
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

}  // namespace

Outcome<bool> SaveProfiles(const std::filesystem::path& path, const client::Profiles& profiles) {
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
