#include "tests/support/watch.h"

namespace reinstate::testing {

v1::WatchAccountStatusesRequest WatchRequest(const std::vector<std::string>& account_ids,
                                             const std::string& resume_token) {
  v1::WatchAccountStatusesRequest request;
  for (const std::string& account_id : account_ids) request.add_account_ids(account_id);
  request.set_all_accounts(account_ids.empty());
  request.set_resume_token(resume_token);
  return request;
}

Watch::Watch(const Caller& caller, const v1::WatchAccountStatusesRequest& request) {
  context_.set_deadline(std::chrono::system_clock::now() + std::chrono::minutes(1));
  reader_ = caller.status->WatchAccountStatuses(&context_, request);
}

bool Watch::NextMessage(v1::WatchAccountStatusesResponse& message) {
  if (!reader_->Read(&message)) return false;
  resume_token_ = message.resume_token();
  return true;
}

std::optional<v1::StatusEvent> Watch::NextEvent() {
  while (events_.empty()) {
    v1::WatchAccountStatusesResponse message;
    if (!NextMessage(message)) return std::nullopt;
    for (const v1::StatusEvent& event : message.events()) {
      if (!event.has_snapshot()) events_.push_back(event);
    }
  }
  v1::StatusEvent event = events_.front();
  events_.pop_front();
  return event;
}

std::vector<v1::StatusEvent> Watch::Take(size_t count) {
  std::vector<v1::StatusEvent> events;
  while (events.size() < count) {
    auto event = NextEvent();
    if (!event) break;
    events.push_back(std::move(*event));
  }
  return events;
}

std::string WatchRefusal(const Caller& caller, const v1::WatchAccountStatusesRequest& request) {
  Watch watch(caller, request);
  v1::WatchAccountStatusesResponse message;
  if (watch.NextMessage(message)) return "OK";
  return ReasonOf(watch.Finish());
}

}  // namespace reinstate::testing
