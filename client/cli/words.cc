#include "client/cli/words.h"

#include <algorithm>

#include "client/cli/text.h"

namespace reinstate::cli {
namespace {

// "STANDING_" for Standing, "CAUSE_KIND_" for CauseKind: what stands before UNSPECIFIED.
std::string PrefixOf(const google::protobuf::EnumDescriptor& type) {
  const std::string& zero = type.value(0)->name();
  const std::size_t end = zero.rfind("UNSPECIFIED");
  return end == std::string::npos ? "" : zero.substr(0, end);
}

std::string Normal(std::string_view word) {
  std::string normal(word);
  for (char& c : normal) {
    if (c == '-' || c == ' ') c = '_';
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return normal;
}

}  // namespace

std::string EnumWord(const google::protobuf::EnumDescriptor& type, int number) {
  const auto* value = type.FindValueByNumber(number);
  if (value == nullptr) return std::to_string(number);
  return value->name().substr(PrefixOf(type).size());
}

std::string EnumPhrase(const google::protobuf::EnumDescriptor& type, int number) {
  std::string phrase = EnumWord(type, number);
  for (char& c : phrase) {
    if (c == '_') c = ' ';
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return phrase;
}

Outcome<int> ParseEnumWord(const google::protobuf::EnumDescriptor& type, std::string_view word,
                           const std::string& kind) {
  const std::string normal = Normal(word);
  const std::string prefix = PrefixOf(type);
  std::vector<std::string> known;
  for (int i = 0; i < type.value_count(); ++i) {
    const auto* value = type.value(i);
    if (value->number() == 0) continue;
    const std::string short_name = value->name().substr(prefix.size());
    if (normal == short_name || normal == value->name()) return value->number();
    known.push_back(short_name);
  }
  return UsageFailure("unknown " + kind + " '" + std::string(word) + "'",
                      "the known ones are " + Join(known, ", "));
}

}  // namespace reinstate::cli
