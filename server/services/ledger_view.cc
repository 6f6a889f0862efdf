#include "server/services/ledger_view.h"

namespace reinstate::services {

std::string PlaceOf(const LedgerPlace& place) {
  return std::to_string(place.revision) + "/" + std::to_string(absl::ToUnixMicros(place.read_at)) +
         "/" + std::to_string(place.shown);
}

std::optional<LedgerPlace> LedgerPlaceFrom(const std::string& cursor) {
  if (cursor.empty()) return std::nullopt;
  const size_t first = cursor.find('/'), second = cursor.find('/', first + 1);
  return LedgerPlace{std::stoll(cursor), absl::FromUnixMicros(std::stoll(cursor.substr(first + 1))),
                     std::stoull(cursor.substr(second + 1))};
}

}  // namespace reinstate::services
