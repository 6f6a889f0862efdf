#include "server/rpc/strict_json.h"

#include <set>
#include <utility>
#include <vector>

namespace reinstate::rpc {
namespace {

constexpr int kMaxDepth = 8;

}  // namespace

std::optional<nlohmann::json> ParseStrictObject(std::string_view text) {
  using Event = nlohmann::json::parse_event_t;
  std::vector<std::set<std::string>> open;  // the names seen in each object that is open
  bool strict = true;
  const auto check = [&](int depth, Event event, nlohmann::json& parsed) {
    if (depth > kMaxDepth) strict = false;
    if (event == Event::object_start) open.emplace_back();
    if (event == Event::object_end) open.pop_back();
    if (event == Event::key && !open.back().insert(parsed.get<std::string>()).second) {
      strict = false;
    }
    return true;
  };
  auto value = nlohmann::json::parse(text.begin(), text.end(), check, false);
  if (value.is_discarded() || !value.is_object() || !strict) return std::nullopt;
  return value;
}

std::optional<std::string> StringMember(const nlohmann::json& object, const char* name) {
  const auto found = object.find(name);
  if (found == object.end() || !found->is_string()) return std::nullopt;
  return found->get<std::string>();
}

}  // namespace reinstate::rpc
