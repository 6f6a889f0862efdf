// Coalesces concurrent reads of timelines into one statement inside row-level security. Nothing
// waits for a batch to fill: a batch is what queued up while the one before it ran.

#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <unordered_map>
#include <vector>

#include "db/accounts.h"
#include "db/deadline.h"
#include "db/transaction.h"
#include "server/domain/account_scope.h"
#include "server/domain/error.h"

namespace reinstate::db {

class ReadBatcher {
 public:
  struct Options {
    std::string url;
    int threads = 2;          // each with a connection of its own
    int largest_batch = 256;  // accounts a statement
    int statement_timeout_ms = 2000;
    size_t longest_queue = 4096;
  };
  // An absent account is no error: it holds nothing. The value is shared by all callers of a batch
  // that asked for the account.
  using Found = std::shared_ptr<const StoredTimeline>;
  using Done = std::function<void(Result<Found>)>;
  // Accounts that are not there are not in it.
  using FoundById = std::unordered_map<std::string, Result<Found>>;
  using DoneMany = std::function<void(const Result<FoundById>&)>;

  explicit ReadBatcher(Options options);
  // Answers what is queued, then ends.
  ~ReadBatcher();

  // `done` is called once, on a thread of the batcher or, where the queue is full (OVERLOADED), on
  // the caller's; it must not block. Any thread.
  void Get(const AccountScope& scope, Deadline deadline, Done done);
  // The same for many accounts, in one statement and so of one snapshot; the scopes may repeat.
  void GetMany(const std::vector<AccountScope>& scopes, Deadline deadline, DoneMany done);
  // The timeline as it was recorded last by the instant; nothing where the account is not there or
  // was registered later. `recorded_at` is that of the account's last write, also of later ones. A
  // statement of its own: nothing is coalesced.
  void GetAsOf(const AccountScope& scope, absl::Time as_of, Deadline deadline, Done done);

 private:
  struct Waiting {
    std::vector<std::string> account_ids;
    std::optional<absl::Time> as_of;
    Deadline deadline;
    DoneMany done;
  };
  class Worker;

  void Enqueue(Waiting waiting);
  void Run();
  static void Answer(Worker& worker, std::vector<Waiting>& batch);
  std::vector<Waiting> TakeBatch();

  const Options options_;
  std::mutex mutex_;
  std::condition_variable queued_;
  std::deque<Waiting> queue_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

// The same in a transaction that sees the accounts.
ReadBatcher::FoundById GetTimelines(Transaction& transaction,
                                    const std::vector<AccountScope>& scopes);

}  // namespace reinstate::db
