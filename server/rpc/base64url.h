// base64url without padding (RFC 4648, 5; RFC 7515), as tokens use it.

#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace reinstate::rpc {

std::string EncodeBase64Url(std::string_view bytes);

// Takes only what EncodeBase64Url makes, so that no two texts stand for the same bytes.
std::optional<std::string> DecodeBase64Url(std::string_view text);

}  // namespace reinstate::rpc
