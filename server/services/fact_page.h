// A page of one account's facts: few enough to be read at once, as every write does.

#pragma once

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/time/time.h"

namespace reinstate::services {

// Keeps what follows the fact `after_id` (empty: the first), `size` at most, in the order of
// instants, the last first, then of ids. `place_of` gives a fact's instant and id. True where more
// follow.
template <typename Fact, typename PlaceOf>
bool KeepPage(PlaceOf place_of, const std::string& after_id, size_t size,
              std::vector<Fact>& facts) {
  std::sort(facts.begin(), facts.end(), [&](const Fact& a, const Fact& b) {
    const std::pair<absl::Time, std::string> left = place_of(a), right = place_of(b);
    return std::tie(right.first, left.second) < std::tie(left.first, right.second);
  });
  if (!after_id.empty()) {
    const auto last = std::find_if(facts.begin(), facts.end(), [&](const Fact& fact) {
      return place_of(fact).second == after_id;
    });
    if (last != facts.end()) facts.erase(facts.begin(), last + 1);
  }
  if (facts.size() <= size) return false;
  facts.resize(size);
  return true;
}

}  // namespace reinstate::services
