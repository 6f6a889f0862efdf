#include "server/rpc/base64url.h"

#include "absl/strings/escaping.h"

namespace reinstate::rpc {

std::string EncodeBase64Url(std::string_view bytes) {
  return absl::WebSafeBase64Escape({bytes.data(), bytes.size()});
}

std::optional<std::string> DecodeBase64Url(std::string_view text) {
  std::string bytes;
  if (!absl::WebSafeBase64Unescape({text.data(), text.size()}, &bytes)) return std::nullopt;
  // Abseil forgives padding, white space and stray bits; encoding again shows them.
  if (EncodeBase64Url(bytes) != text) return std::nullopt;
  return bytes;
}

}  // namespace reinstate::rpc
