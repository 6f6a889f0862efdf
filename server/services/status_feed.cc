#include "server/services/status_feed.h"

#include <algorithm>
#include <utility>

#include "reinstate/v1/account_status_service.pb.h"
#include "server/services/convert.h"
#include "server/services/current_timeline.h"

namespace reinstate::services {
namespace {

using std::chrono::steady_clock;
using Response = v1::WatchAccountStatusesResponse;

constexpr std::chrono::seconds kReadTimeout{5};
// No limit: there is at most one piece of work a stream.
constexpr size_t kLongestQueue = 1000000;

bool ById(const AccountScope& a, const AccountScope& b) { return a.account_id() < b.account_id(); }

void Fill(const db::StatusEvent& event, v1::StatusEvent& proto) {
  proto.set_account_id(event.position.account_id);
  proto.set_sequence(event.position.sequence);
  if (event.transition) {
    *proto.mutable_transition() = ToProto(*event.transition);
  } else {
    *proto.mutable_warning() = ToProto(event.warning);
  }
}

void Fill(const db::WatchedAccount& account, absl::Time clock, v1::StatusEvent& proto) {
  const absl::Time now = std::max(clock, account.stored.recorded_at);
  const Segment& segment = SegmentAt(account.stored.timeline, now);
  proto.set_account_id(account.stored.account_id);
  proto.set_sequence(account.last_event);
  v1::StandingSnapshot& snapshot = *proto.mutable_snapshot();
  snapshot.set_standing(ToProto(segment.standing));
  for (const OpenCause& cause : segment.causes) snapshot.add_causes(ToProto(cause.kind));
  snapshot.set_revision(account.stored.revision);
  *snapshot.mutable_evaluated_at() = ToProto(now);
}

Error Expired(absl::Time pruned_before) {
  const std::string earliest =
      absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", pruned_before, absl::UTCTimeZone());
  return {.reason = Reason::kResumeTokenExpired,
          .message = "the resume token is older than the events that are kept, which begin at " +
                     earliest + "; watch without one, and read the statuses",
          .metadata = {{"earliest", earliest}}};
}

db::Visibility VisibilityOf(const WatchedAccounts& accounts) {
  return accounts.all ? db::Visibility::All(*accounts.all) : db::Visibility::Of(accounts.named);
}

}  // namespace

// One watch. Guarded by the feed's lock, but for what is const.
struct StatusFeed::State : std::enable_shared_from_this<State> {
  State(WatchedAccounts watched, ResumeTokens watch_tokens, std::optional<ResumePlace> from)
      : accounts(std::move(watched)), tokens(std::move(watch_tokens)), at(std::move(from)) {}

  // Whether it is about the watch's accounts and not in its snapshot.
  bool Wants(const db::StatusEvent& event) const {
    const db::EventPosition& position = event.position;
    const bool named =
        accounts.all ||
        std::binary_search(accounts.named.begin(), accounts.named.end(), position.account_id,
                           [](const auto& a, const auto& b) { return IdOf(a) < IdOf(b); });
    if (!named) return false;
    const auto known = snapshots.find(position.account_id);
    return known == snapshots.end() || position.sequence > known->second;
  }
  static const std::string& IdOf(const AccountScope& scope) { return scope.account_id(); }
  static const std::string& IdOf(const std::string& id) { return id; }

  const WatchedAccounts accounts;  // by id
  const ResumeTokens tokens;
  std::optional<ResumePlace> at;  // all up to it was sent; unset before it began
  std::unordered_map<std::string, int64_t> snapshots;  // the last event in each
  bool sent_any = false;
  bool cancelled = false;
  // It waits for an event: all up to the feed's end was sent, or the feed has no end yet.
  bool waiting = false;
  steady_clock::time_point heartbeat_at;
  Response* message = nullptr;  // where `done` is set
  rpc::Source::Done done;
};

// What goes to one watch once the lock is given back.
struct StatusFeed::Delivery {
  std::shared_ptr<State> state;
  Response* message = nullptr;
  rpc::Source::Done done;
  std::vector<Event> events;
  ResumePlace place;

  void Send() const {
    for (const Event& event : events) Fill(*event, *message->add_events());
    message->set_resume_token(state->tokens.Seal(place));
    done(true);
  }
};

class StatusFeed::WatchSource final : public rpc::Source {
 public:
  WatchSource(StatusFeed& feed, std::shared_ptr<State> state)
      : feed_(feed), state_(std::move(state)) {}
  ~WatchSource() override { feed_.Remove(*state_); }

  void Next(const rpc::Call&, rpc::Message& message, Done done) override {
    feed_.Next(state_, message, std::move(done));
  }
  void Cancel() override { feed_.Cancel(*state_); }

 private:
  StatusFeed& feed_;
  const std::shared_ptr<State> state_;
};

StatusFeed::StatusFeed(Options options, const Environment& environment)
    : options_(std::move(options)),
      environment_(environment),
      pool_(options_.database_url, static_cast<size_t>(options_.connections)),
      workers_(options_.connections, kLongestQueue) {}

StatusFeed::~StatusFeed() = default;

std::unique_ptr<rpc::Source> StatusFeed::Watch(WatchedAccounts accounts, ResumeTokens tokens,
                                               std::optional<ResumePlace> from) {
  std::sort(accounts.named.begin(), accounts.named.end(), ById);
  const auto same = std::unique(accounts.named.begin(), accounts.named.end(),
                                [](const AccountScope& a, const AccountScope& b) {
                                  return a.account_id() == b.account_id();
                                });
  accounts.named.erase(same, accounts.named.end());
  auto state = std::make_shared<State>(std::move(accounts), std::move(tokens), std::move(from));
  {
    const std::lock_guard lock(mutex_);
    states_.insert(state.get());
    if (state->accounts.all) of_all_.insert(state.get());
    for (const AccountScope& scope : state->accounts.named) {
      by_account_[scope.account_id()].insert(state.get());
    }
  }
  return std::make_unique<WatchSource>(*this, std::move(state));
}

void StatusFeed::Remove(State& state) {
  const std::lock_guard lock(mutex_);
  states_.erase(&state);
  of_all_.erase(&state);
  for (const AccountScope& scope : state.accounts.named) {
    const auto found = by_account_.find(scope.account_id());
    found->second.erase(&state);
    if (found->second.empty()) by_account_.erase(found);
  }
}

void StatusFeed::Next(const std::shared_ptr<State>& state, rpc::Message& message,
                      rpc::Source::Done done) {
  std::optional<Delivery> delivery;
  {
    std::unique_lock lock(mutex_);
    if (state->cancelled) {
      lock.unlock();
      return done(false);
    }
    state->message = &static_cast<Response&>(message);
    state->done = std::move(done);
    delivery = GoOn(state);
  }
  if (delivery) delivery->Send();
}

void StatusFeed::Cancel(State& state) {
  rpc::Source::Done done;
  {
    const std::lock_guard lock(mutex_);
    state.cancelled = true;
    state.waiting = false;
    done = std::exchange(state.done, nullptr);
  }
  if (done) done(false);
}

std::optional<StatusFeed::Delivery> StatusFeed::GoOn(const std::shared_ptr<State>& state) {
  if (!state->at) {
    workers_.Continue([this, state] { Begin(state); });
    return std::nullopt;
  }
  const bool behind = !begin_ || state->at->after < *begin_;
  // The feed begins by its reader's first page; until then only what it has must be read.
  if (behind && (begin_ || !state->sent_any)) {
    workers_.Continue([this, state] { CatchUp(state); });
    return std::nullopt;
  }
  std::vector<Event> events = TakeBuffered(*state);
  if (!events.empty() || !state->sent_any) return Take(state, std::move(events));
  state->waiting = true;
  state->heartbeat_at = steady_clock::now() + options_.heartbeat;
  return std::nullopt;
}

// Also moves the watch's place.
std::vector<StatusFeed::Event> StatusFeed::TakeBuffered(State& state) const {
  std::vector<Event> events;
  if (!begin_) return events;
  auto event = std::upper_bound(
      buffer_.begin(), buffer_.end(), state.at->after,
      [](const db::EventPosition& place, const Event& e) { return place < e->position; });
  for (; event != buffer_.end() && events.size() < kPage; ++event) {
    if (state.Wants(**event)) events.push_back(*event);
    state.at = ResumePlace{(*event)->position, (*event)->created_at};
  }
  if (event == buffer_.end() && state.at->after <= end_.after) state.at = end_;
  return events;
}

StatusFeed::Delivery StatusFeed::Take(const std::shared_ptr<State>& state,
                                      std::vector<Event> events) {
  state->waiting = false;
  state->sent_any = true;
  return {state, state->message, std::exchange(state->done, nullptr), std::move(events),
          *state->at};
}

std::optional<db::EventPosition> StatusFeed::end() const {
  const std::lock_guard lock(mutex_);
  if (!begin_) return std::nullopt;
  return end_.after;
}

std::vector<std::shared_ptr<StatusFeed::State>> StatusFeed::WaitingFor(
    const db::EventPage& page) const {
  std::unordered_set<State*> found;
  const auto add = [&](const std::unordered_set<State*>& states) {
    for (State* const state : states) {
      if (state->waiting) found.insert(state);
    }
  };
  if (!begin_) add(states_);
  if (!page.events.empty()) add(of_all_);
  for (const db::StatusEvent& event : page.events) {
    const auto named = by_account_.find(event.position.account_id);
    if (named != by_account_.end()) add(named->second);
  }
  std::vector<std::shared_ptr<State>> waiting;
  waiting.reserve(found.size());
  for (State* const state : found) waiting.push_back(state->shared_from_this());
  return waiting;
}

void StatusFeed::Append(const db::EventPage& page, absl::Time read_at) {
  std::vector<Delivery> deliveries;
  {
    const std::lock_guard lock(mutex_);
    const std::vector<std::shared_ptr<State>> waiting = WaitingFor(page);
    // A watch that waits has seen all so far.
    for (const auto& state : waiting) {
      if (begin_ && state->at->after < end_.after) state->at = end_;
    }
    if (!begin_) begin_ = page.frontier.through;
    for (const db::StatusEvent& event : page.events) {
      buffer_.push_back(std::make_shared<const db::StatusEvent>(event));
      if (buffer_.size() <= options_.buffered_events) continue;
      begin_ = buffer_.front()->position;
      buffer_.pop_front();
    }
    end_ = {page.frontier.through, read_at};
    for (const auto& state : waiting) {
      state->waiting = false;
      if (auto delivery = GoOn(state)) deliveries.push_back(std::move(*delivery));
    }
  }
  for (const Delivery& delivery : deliveries) delivery.Send();
}

void StatusFeed::SendHeartbeats() {
  std::vector<Delivery> deliveries;
  {
    const std::lock_guard lock(mutex_);
    const auto now = steady_clock::now();
    for (State* const state : states_) {
      if (!state->waiting || state->heartbeat_at > now) continue;
      if (begin_ && state->at->after < end_.after) state->at = end_;
      deliveries.push_back(Take(state->shared_from_this(), {}));
    }
  }
  for (const Delivery& delivery : deliveries) delivery.Send();
}

// By the present policies, where it is stored by older ones.
void StatusFeed::Refresh(const PolicyHistory& history, db::Transaction& transaction,
                         const State& state, db::WatchedAccount& account) {
  if (account.stored.policy_set >= history.number()) return;
  for (const AccountScope& scope : state.accounts.named) {
    if (scope.account_id() != account.stored.account_id) continue;
    const auto row = db::GetAccount(transaction, scope);
    auto current = row ? GetCurrentTimeline(history, transaction, scope, *row) : std::nullopt;
    if (current) account.stored = std::move(current->stored);
  }
}

// Where the watch has no token: the accounts as they are, and from then on.
void StatusFeed::Begin(const std::shared_ptr<State>& state) {
  const absl::Time read_at = environment_.real_now();
  absl::Time clock;
  db::EventFrontier frontier;
  std::vector<db::WatchedAccount> accounts;
  const Status read = db::RunTransaction(
      pool_, VisibilityOf(state->accounts), db::Access::kSnapshot,
      steady_clock::now() + kReadTimeout, [&](db::Transaction& transaction) -> Status {
        frontier = db::GetEventFrontier(transaction);
        const Present present = ReadPresent(environment_, transaction);
        clock = present.now;
        if (state->accounts.all) return Ok();
        accounts = ListWatched(transaction, state->accounts.named);
        for (db::WatchedAccount& account : accounts) {
          Refresh(present.history, transaction, *state, account);
        }
        return Ok();
      });
  if (!read.ok()) return Fail(state, read.error());
  std::unordered_map<std::string, int64_t> snapshots;
  for (const db::WatchedAccount& account : accounts) {
    snapshots[account.stored.account_id] = account.last_event;
  }
  for (const AccountScope& scope : state->accounts.named) {
    if (snapshots.count(scope.account_id()) == 0) {
      return Fail(state, AccountNotFound(scope.account_id()));
    }
  }
  std::optional<Delivery> delivery;
  {
    const std::lock_guard lock(mutex_);
    state->snapshots = std::move(snapshots);
    state->at = ResumePlace{frontier.through, read_at};
    if (state->done) delivery = Take(state, {});
  }
  if (!delivery) return;
  for (const db::WatchedAccount& account : accounts) {
    Fill(account, clock, *delivery->message->add_events());
  }
  delivery->Send();
}

// One page from the database.
void StatusFeed::CatchUp(const std::shared_ptr<State>& state) {
  const absl::Time read_at = environment_.real_now();
  ResumePlace from;
  {
    const std::lock_guard lock(mutex_);
    from = *state->at;
  }
  db::EventPage page;
  const Status read = db::RunTransaction(
      pool_, VisibilityOf(state->accounts), db::Access::kSnapshot,
      steady_clock::now() + kReadTimeout, [&](db::Transaction& transaction) -> Status {
        page = state->accounts.all
                   ? ListEvents(transaction, *state->accounts.all, from.after, kPage)
                   : ListEvents(transaction, state->accounts.named, from.after, kPage);
        return Ok();
      });
  if (!read.ok()) return Fail(state, read.error());
  if (from.known_at < page.frontier.pruned_before) {
    return Fail(state, Expired(page.frontier.pruned_before));
  }
  std::optional<Delivery> delivery;
  {
    const std::lock_guard lock(mutex_);
    if (!state->done) return;  // cancelled
    const absl::Time known_at = page.full ? page.events.back().created_at : read_at;
    std::vector<Event> events;
    for (db::StatusEvent& event : page.events) {
      if (!state->Wants(event)) continue;
      events.push_back(std::make_shared<const db::StatusEvent>(std::move(event)));
    }
    // A token of another server may be ahead of this read, never behind it.
    if (from.after < page.frontier.through) {
      state->at = {page.frontier.through, known_at};
    }
    delivery = events.empty() && (page.full || state->sent_any) ? GoOn(state)
                                                                : Take(state, std::move(events));
  }
  if (delivery) delivery->Send();
}

void StatusFeed::Fail(const std::shared_ptr<State>& state, const Error& error) {
  rpc::Source::Done done;
  {
    const std::lock_guard lock(mutex_);
    done = std::exchange(state->done, nullptr);
  }
  if (done) done(error);
}

}  // namespace reinstate::services
