#include "server/files/file_link.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/sha.h>

#include <algorithm>
#include <charconv>
#include <initializer_list>
#include <sstream>
#include <utility>

#include "absl/strings/ascii.h"
#include "absl/strings/escaping.h"
#include "server/domain/ids.h"

namespace reinstate::files {
namespace {

constexpr std::string_view kPath = "/files/";
constexpr size_t kMostTargetBytes = 512;
constexpr size_t kLeastSecretDigits = 64;
constexpr size_t kMostSecretDigits = 256;

// Lengths go in front, so that no two lists of parts make the same input.
void AppendPart(std::string& input, std::string_view part) {
  const uint64_t size = part.size();
  for (int shift = 0; shift < 64; shift += 8) {
    input.push_back(static_cast<char>((size >> shift) & 0xff));
  }
  input.append(part);
}

std::string MacHex(std::string_view secret, std::initializer_list<std::string_view> parts) {
  std::string input;
  for (const std::string_view part : parts) AppendPart(input, part);
  std::string mac(SHA256_DIGEST_LENGTH, '\0');
  HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
       reinterpret_cast<const unsigned char*>(input.data()), input.size(),
       reinterpret_cast<unsigned char*>(mac.data()), nullptr);
  return absl::BytesToHexString(mac);
}

bool SameInConstantTime(std::string_view one, std::string_view other) {
  return one.size() == other.size() && CRYPTO_memcmp(one.data(), other.data(), one.size()) == 0;
}

// What stands between `before` and `after`, taking both off the front of `text`.
std::optional<std::string_view> Take(std::string_view& text, std::string_view before,
                                     std::string_view after) {
  if (!text.starts_with(before)) return std::nullopt;
  text.remove_prefix(before.size());
  const size_t end = text.find(after);
  if (end == std::string_view::npos) return std::nullopt;
  const std::string_view taken = text.substr(0, end);
  text.remove_prefix(end);
  return taken;
}

Error Fault(const std::string& message) {
  return {.reason = Reason::kInternal, .message = "the keys of file links: " + message};
}

}  // namespace

FileLinks::FileLinks(std::string base_url, KeySource key_source, RealClock real_now)
    : base_url_(std::move(base_url)),
      key_source_(std::move(key_source)),
      real_now_(std::move(real_now)) {}

Result<std::unique_ptr<FileLinks>> FileLinks::Create(std::string base_url, KeySource key_source,
                                                     RealClock real_now) {
  std::unique_ptr<FileLinks> made(
      new FileLinks(std::move(base_url), std::move(key_source), std::move(real_now)));
  const Status loaded = made->Reload();
  if (!loaded.ok()) return loaded.error();
  return made;
}

Result<FileLinks::Keys> FileLinks::ParseKeys(std::string_view text) {
  Keys keys;
  std::istringstream lines{std::string(text)};
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    const std::string where = "line " + std::to_string(++number) + " ";
    if (line.empty()) continue;
    const size_t space = std::min(line.find(' '), line.size());
    const std::string id = line.substr(0, space);
    if (!ValidId(id) || space == line.size()) return Fault(where + "must be `KEY_ID HEX`");
    const std::string digits = line.substr(space + 1);
    const bool hex =
        std::all_of(digits.begin(), digits.end(), [](char c) { return absl::ascii_isxdigit(c); });
    if (!hex || digits.size() % 2 != 0 || digits.size() < kLeastSecretDigits ||
        digits.size() > kMostSecretDigits) {
      return Fault(where + "needs 64 to 256 hexadecimal digits, as `openssl rand -hex 32` gives");
    }
    for (const Key& key : keys) {
      if (key.id == id) return Fault(where + "has the id of a line before it");
    }
    keys.push_back({id, absl::HexStringToBytes(digits)});
  }
  if (keys.empty()) return Fault("there is none; the file needs a line `KEY_ID HEX`");
  return keys;
}

Status FileLinks::Reload() {
  const Result<std::string> text = key_source_();
  if (!text.ok()) return text.error();
  auto keys = ParseKeys(*text);
  if (!keys.ok()) return keys.error();
  const std::lock_guard lock(mutex_);
  keys_ = std::make_shared<const Keys>(std::move(*keys));
  return Ok();
}

std::shared_ptr<const FileLinks::Keys> FileLinks::CurrentKeys() const {
  const std::lock_guard lock(mutex_);
  return keys_;
}

std::string FileLinks::Target(const FileId& file, int64_t expires_s, const Key& key) {
  const std::string name = FileName(file);
  const std::string expires = std::to_string(expires_s);
  std::string target(kPath);
  target += file.account_id + "/" + name + "?expires=" + expires + "&key=" + key.id;
  // The first part keeps this apart from whatever else a key may come to serve.
  target += "&signature=" +
            MacHex(key.secret, {"reinstate file link 1", key.id, file.account_id, name, expires});
  return target;
}

FileLink FileLinks::Sign(const FileId& file) const {
  const int64_t expires_s = absl::ToUnixSeconds(real_now_() + kLinkLifetime);
  return {base_url_ + Target(file, expires_s, CurrentKeys()->front()),
          absl::FromUnixSeconds(expires_s)};
}

std::optional<OpenedFile> FileLinks::Verify(std::string_view target) const {
  if (target.size() > kMostTargetBytes) return std::nullopt;
  std::string_view rest = target;
  const auto account_id = Take(rest, kPath, "/");
  const auto name = account_id ? Take(rest, "/", "?") : std::nullopt;
  const auto expires = name ? Take(rest, "?expires=", "&") : std::nullopt;
  const auto key_id = expires ? Take(rest, "&key=", "&") : std::nullopt;
  if (!key_id || !ValidId(*account_id)) return std::nullopt;
  int64_t expires_s = 0;  // whatever is no number is spelt differently below
  std::from_chars(expires->data(), expires->data() + expires->size(), expires_s);
  const auto parts = ParseFileName(*name);
  const auto keys = CurrentKeys();
  const auto key =
      std::find_if(keys->begin(), keys->end(), [&](const Key& one) { return one.id == *key_id; });
  if (!parts || key == keys->end()) return std::nullopt;
  FileId file{std::string(*account_id), parts->invoice_id, parts->kind};
  // The whole target is compared, so that each link has exactly one spelling.
  if (!SameInConstantTime(Target(file, expires_s, *key), target)) return std::nullopt;
  if (real_now_() >= absl::FromUnixSeconds(expires_s)) return std::nullopt;
  AccountScope account(file.account_id);
  return OpenedFile{std::move(account), std::move(file)};
}

}  // namespace reinstate::files
