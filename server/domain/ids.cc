#include "server/domain/ids.h"

#include <algorithm>

namespace reinstate {
namespace {

bool IsAlphanumeric(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

}  // namespace

bool ValidId(std::string_view id) {
  if (id.empty() || id.size() > 64 || !IsAlphanumeric(id[0])) return false;
  return std::all_of(id.begin(), id.end(),
                     [](char c) { return IsAlphanumeric(c) || c == '.' || c == '_' || c == '-'; });
}

}  // namespace reinstate
