#include "server/background/event_reader.h"

#include <spdlog/spdlog.h>

#include <utility>

#include "db/events.h"

namespace reinstate::background {
namespace {

constexpr std::chrono::seconds kTimeout{5};

}  // namespace

EventReader::EventReader(const std::string& database_url, services::StatusFeed& feed,
                         RealClock real_now, std::chrono::milliseconds interval)
    : Worker(interval), pool_(database_url, 1), feed_(feed), real_now_(std::move(real_now)) {}

bool EventReader::Run() {
  const absl::Time read_at = real_now_();
  const auto after = feed_.end();
  const AllAccountsScope scope = EveryAccount();
  db::EventPage page;
  const Status read = db::RunTransaction(
      pool_, db::Visibility::All(scope), db::Access::kSnapshot,
      std::chrono::steady_clock::now() + kTimeout, [&](db::Transaction& transaction) -> Status {
        if (after) {
          page = ListEvents(transaction, scope, *after, services::StatusFeed::kPage);
        } else {
          page.frontier = db::GetEventFrontier(transaction);
        }
        return Ok();
      });
  if (read.ok()) feed_.Append(page, read_at);
  if (!read.ok() && !failing_) {
    spdlog::warn("events cannot be read: {} {}", read.error().message, read.error().for_log);
  }
  failing_ = !read.ok();
  feed_.SendHeartbeats();
  return read.ok() && page.full;
}

}  // namespace reinstate::background
