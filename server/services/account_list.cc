#include "server/services/account_list.h"

#include <algorithm>
#include <utility>

#include "server/domain/status.h"
#include "server/services/convert.h"
#include "server/services/current_timeline.h"

namespace reinstate::services {
namespace {

template <typename T>
bool Contains(const std::vector<T>& values, const T& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

bool IsAsked(const AskedList& asked, const StandingView& view) {
  if (!Contains(asked.rows.standings, view.segment->standing)) return false;
  const auto& open = view.segment->causes;
  if (!asked.causes.empty() && std::none_of(open.begin(), open.end(), [&](const OpenCause& cause) {
        return Contains(asked.causes, cause.kind);
      })) {
    return false;
  }
  const auto& window = asked.rows.next_change;
  if (!window) return true;
  return view.next_change && view.next_change->at >= window->from &&
         view.next_change->at < window->until;
}

// Timelines of sets below it may be others now. Until a changed policy takes effect that is true of
// forecasts alone, which make nobody suspended.
int StaleBelow(const AskedList& asked, const Present& present) {
  const bool at_risk = Contains(asked.rows.standings, Standing::kAtRisk);
  const bool active = Contains(asked.rows.standings, Standing::kActive);
  int number = present.history.number();
  if (asked.rows.next_change || at_risk != active) return number;
  while (number > 1 && present.history.DiffersFrom(number - 1) > present.now) --number;
  return number;
}

}  // namespace

Result<AskedList> AskedAccounts(const v1::ListAccountsRequest& request) {
  AskedList asked;
  for (const int standing : request.standings()) {
    asked.rows.standings.push_back(FromProto(static_cast<v1::Standing>(standing)));
  }
  if (asked.rows.standings.empty()) {
    asked.rows.standings = {Standing::kActive, Standing::kAtRisk, Standing::kSuspended};
  }
  for (const int kind : request.causes()) {
    const auto known = FromProto(static_cast<v1::CauseKind>(kind));
    if (known) asked.causes.push_back(*known);
  }
  for (const int type : request.partner_types()) {
    asked.rows.partner_types.push_back(static_cast<PartnerType>(type - 1));
  }
  if (request.has_next_change_from() || request.has_next_change_until()) {
    db::ChangeWindow window{absl::InfinitePast(), absl::InfiniteFuture()};
    if (request.has_next_change_from()) window.from = FromProto(request.next_change_from());
    if (request.has_next_change_until()) window.until = FromProto(request.next_change_until());
    if (window.until <= window.from) {
      return InvalidField("next_change_until", "must lie after next_change_from");
    }
    asked.rows.next_change = window;
  }
  return asked;
}

std::vector<db::ListedAccount> FindAccounts(const Present& present, db::Transaction& transaction,
                                            const AllAccountsScope& scope, const AskedList& asked,
                                            std::string after, size_t size) {
  constexpr int kRowsRead = 500;
  const int stale_below = StaleBelow(asked, present);
  std::vector<db::ListedAccount> found;
  for (;;) {
    std::vector<db::ListedAccount> rows =
        ListAccounts(transaction, scope, after, asked.rows, present.now, stale_below, kRowsRead);
    const bool last = rows.size() < kRowsRead;
    if (!rows.empty()) after = rows.back().account.account_id;
    for (db::ListedAccount& row : rows) {
      Refresh(present.history, transaction, scope, row.stored);
      const absl::Time instant = std::max(present.now, row.stored.recorded_at);
      if (!IsAsked(asked, ReadTimeline(row.stored.timeline, present.policies(), instant))) continue;
      found.push_back(std::move(row));
      if (found.size() > size) return found;
    }
    if (last) return found;
  }
}

}  // namespace reinstate::services
