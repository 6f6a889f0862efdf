// Hands what happens to accounts to all watches of this server. One reader follows the events in
// the database and keeps the latest here; a watch that is behind reads pages by itself until it is
// not.

#pragma once

#include <chrono>
#include <deque>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "db/events.h"
#include "db/pool.h"
#include "server/domain/account_scope.h"
#include "server/rpc/handlers.h"
#include "server/rpc/worker_pool.h"
#include "server/services/account_write.h"
#include "server/services/resume_token.h"

namespace reinstate::services {

// What one watch may see: the named accounts, or all.
struct WatchedAccounts {
  std::vector<AccountScope> named;
  std::optional<AllAccountsScope> all;
};

class StatusFeed {
 public:
  struct Options {
    std::string database_url;
    int connections = 2;             // for watches that begin or are behind; as many threads
    size_t buffered_events = 10000;  // above 1000, which is a page
    std::chrono::milliseconds heartbeat{10000};
    std::string token_key;  // see ResumeTokens
  };

  // At most so many events a page and a message.
  static constexpr int kPage = 1000;

  StatusFeed(Options options, const Environment& environment);
  ~StatusFeed();

  // All streams must end before the feed does. Any thread, does not block.
  std::unique_ptr<rpc::Source> Watch(WatchedAccounts accounts, ResumeTokens tokens,
                                     std::optional<ResumePlace> from);
  const std::string& token_key() const { return options_.token_key; }

  // For the one reader: behind which position it is to read on; nothing before the first page.
  std::optional<db::EventPosition> end() const;
  // What follows end(); the first only says where the feed begins. `read_at` is the real clock
  // before it was read.
  void Append(const db::EventPage& page, absl::Time read_at);
  // Tells watches for which nothing has happened for a while.
  void SendHeartbeats();

 private:
  using Event = std::shared_ptr<const db::StatusEvent>;
  struct State;
  class WatchSource;
  struct Delivery;

  void Remove(State& state);
  void Next(const std::shared_ptr<State>& state, rpc::Message& message, rpc::Source::Done done);
  void Cancel(State& state);

  // With the lock held; what they return is to be sent without it.
  std::optional<Delivery> GoOn(const std::shared_ptr<State>& state);
  std::vector<Event> TakeBuffered(State& state) const;
  Delivery Take(const std::shared_ptr<State>& state, std::vector<Event> events);
  std::vector<std::shared_ptr<State>> WaitingFor(const db::EventPage& page) const;

  // On threads of the feed.
  static void Refresh(const PolicyHistory& history, db::Transaction& transaction,
                      const State& state, db::WatchedAccount& account);
  void Begin(const std::shared_ptr<State>& state);
  void CatchUp(const std::shared_ptr<State>& state);
  void Fail(const std::shared_ptr<State>& state, const Error& error);

  const Options options_;
  const Environment& environment_;
  db::Pool pool_;

  mutable std::mutex mutex_;  // guards what follows, and the states
  std::deque<Event> buffer_;  // what lies in (begin_, end_]
  std::optional<db::EventPosition> begin_;
  ResumePlace end_;  // where there is a begin_
  std::unordered_set<State*> states_;
  std::unordered_set<State*> of_all_;
  std::unordered_map<std::string, std::unordered_set<State*>> by_account_;

  rpc::WorkerPool workers_;  // last: its threads use all of the above
};

}  // namespace reinstate::services
