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
#include <vector>

#include "db/accounts.h"
#include "db/deadline.h"
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

  explicit ReadBatcher(Options options);
  // Answers what is queued, then ends.
  ~ReadBatcher();

  // `done` is called once, on a thread of the batcher or, where the queue is full (OVERLOADED), on
  // the caller's; it must not block. Any thread.
  void Get(const AccountScope& scope, Deadline deadline, Done done);

 private:
  struct Waiting {
    std::string account_id;
    Deadline deadline;
    Done done;
  };
  class Worker;

  void Run();
  std::vector<Waiting> TakeBatch();

  const Options options_;
  std::mutex mutex_;
  std::condition_variable queued_;
  std::deque<Waiting> queue_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace reinstate::db
