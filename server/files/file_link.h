// Links that open one file for a while, in a browser or with curl: bearer rights, bound to account,
// invoice, kind, expiry and key by HMAC-SHA256.
//
//   BASE_URL/files/ACCOUNT/INVOICE.pdf?expires=UNIX_SECONDS&key=KEY_ID&signature=HEX

#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/time/time.h"
#include "server/domain/account_scope.h"
#include "server/domain/clock.h"
#include "server/domain/error.h"
#include "server/files/invoice_file.h"

namespace reinstate::files {

inline constexpr absl::Duration kLinkLifetime = absl::Minutes(30);

struct FileLink {
  std::string url;
  absl::Time expires_at;  // a whole second
};

// What a good link grants.
struct OpenedFile {
  AccountScope account;
  FileId file;
};

// Any thread.
class FileLinks {
 public:
  // Gives the text of the key file, which all servers share: a line a key, `KEY_ID HEX`, with 32
  // random bytes or more as hexadecimal digits; the first signs, all verify. To rotate, add the new
  // key as second everywhere, then make it the first, then, after the lifetime of a link, remove
  // the old one.
  using KeySource = std::function<Result<std::string>()>;

  // `base_url` is "https://HOST[:PORT]". The error (INTERNAL, for the operator only) names the line
  // that is wrong, never what it holds.
  static Result<std::unique_ptr<FileLinks>> Create(std::string base_url, KeySource key_source,
                                                   RealClock real_now);

  FileLink Sign(const FileId& file) const;

  // The file that a request's target ("/files/...?...", as it was received) opens. Nothing for
  // whatever Sign did not make, or too long ago, or with a key that is gone: which, is not told.
  std::optional<OpenedFile> Verify(std::string_view target) const;

  // Reads the keys again. On an error nothing changes.
  Status Reload();

 private:
  struct Key {
    std::string id;
    std::string secret;
  };
  using Keys = std::vector<Key>;

  FileLinks(std::string base_url, KeySource key_source, RealClock real_now);
  static Result<Keys> ParseKeys(std::string_view text);
  static std::string Target(const FileId& file, int64_t expires_s, const Key& key);
  std::shared_ptr<const Keys> CurrentKeys() const;

  const std::string base_url_;
  const KeySource key_source_;
  const RealClock real_now_;
  mutable std::mutex mutex_;  // guards keys_
  std::shared_ptr<const Keys> keys_;
};

}  // namespace reinstate::files
