// JSON from outside, read without tolerance.

#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>

namespace reinstate::rpc {

// Nothing where the text is not one JSON object in valid UTF-8, names a member twice (readers
// differ on which one counts: RFC 8725, 2.4) or nests deeper than 8.
std::optional<nlohmann::json> ParseStrictObject(std::string_view text);

// The string member, or nothing where it is absent or of another type.
std::optional<std::string> StringMember(const nlohmann::json& object, const char* name);

}  // namespace reinstate::rpc
