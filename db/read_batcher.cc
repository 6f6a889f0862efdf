#include "db/read_batcher.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "db/codec.h"
#include "db/connection.h"
#include "db/embedded/queries.h"
#include "db/error.h"
#include "db/values.h"

namespace reinstate::db {
namespace {

using FoundById = std::unordered_map<std::string, Result<ReadBatcher::Found>>;

ReadBatcher::Found ReadFound(const pqxx::row& row) {
  auto stored = std::make_shared<StoredTimeline>();
  stored->account_id = row[0].c_str();
  stored->revision = row[1].as<int64_t>();
  stored->recorded_at = ReadTime(row[2]);
  stored->timeline = DecodeTimeline(row[3].c_str());
  if (!row[4].is_null()) {
    stored->clock = ClockSetting{ReadTime(row[4]), ReadTime(row[5]), row[6].as<bool>()};
  }
  return stored;
}

// One string of the simple protocol: one round trip, one implicit transaction, and the setting is
// there when row-level security looks at it.
FoundById Select(Connection& connection, const std::vector<std::string>& ids) {
  std::string list, array;
  for (const std::string& id : ids) {
    list += (list.empty() ? "" : ",") + id;
    // In quotes: an id NULL would be no element. An id holds no quote (FORMAT_ID).
    array += (array.empty() ? "\"" : ",\"") + id + "\"";
  }
  pqxx::nontransaction work(connection);
  const pqxx::result result = work.exec(
      "SELECT set_config('app.accounts', " + work.quote(list) + ", true); EXECUTE " +
      work.quote_name(queries::kGetTimelines.name) + "(" + work.quote("{" + array + "}") + ")");
  FoundById found;
  for (const pqxx::row& row : result) {
    // A row that cannot be read is its account's trouble alone.
    try {
      found.emplace(row[0].c_str(), ReadFound(row));
    } catch (const std::exception&) {
      Failure failure = Classify(std::current_exception());
      failure.statement = queries::kGetTimelines.name;
      found.emplace(row[0].c_str(), ToError(failure));
    }
  }
  return found;
}

}  // namespace

// A connection of one thread, opened when it is needed and thrown away when it broke.
class ReadBatcher::Worker {
 public:
  explicit Worker(const Options& options) : options_(options) {}

  Result<FoundById> Read(const std::vector<std::string>& ids) {
    Failure failure;
    // A broken connection is noticed by using it: once more on a new one.
    for (int attempt = 0; attempt < 2; ++attempt) {
      try {
        if (connection_ == nullptr) {
          connection_ = Connect(options_.url, options_.statement_timeout_ms);
          connection_->prepare_now(queries::kGetTimelines.name);
        }
        return Select(*connection_, ids);
      } catch (...) {
        failure = Classify(std::current_exception());
        connection_.reset();
        if (failure.kind != FailureKind::kUnavailable) break;
      }
    }
    failure.statement = queries::kGetTimelines.name;
    return ToError(failure);
  }

 private:
  const Options& options_;
  std::unique_ptr<Connection> connection_;
};

ReadBatcher::ReadBatcher(Options options) : options_(std::move(options)) {
  for (int i = 0; i < options_.threads; ++i) threads_.emplace_back([this] { Run(); });
}

ReadBatcher::~ReadBatcher() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    stopping_ = true;
  }
  queued_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void ReadBatcher::Get(const AccountScope& scope, Deadline deadline, Done done) {
  {
    std::unique_lock<std::mutex> lock(mutex_);
    if (queue_.size() >= options_.longest_queue) {
      lock.unlock();
      done(Error{.reason = Reason::kOverloaded,
                 .message = "too many reads are waiting; try again",
                 .retry_after = std::chrono::milliseconds(100)});
      return;
    }
    queue_.push_back({scope.account_id(), deadline, std::move(done)});
  }
  queued_.notify_one();
}

std::vector<ReadBatcher::Waiting> ReadBatcher::TakeBatch() {
  std::unique_lock<std::mutex> lock(mutex_);
  queued_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
  const size_t count = std::min(queue_.size(), static_cast<size_t>(options_.largest_batch));
  std::vector<Waiting> batch(std::make_move_iterator(queue_.begin()),
                             std::make_move_iterator(queue_.begin() + count));
  queue_.erase(queue_.begin(), queue_.begin() + count);
  return batch;
}

void ReadBatcher::Run() {
  Worker worker(options_);
  for (std::vector<Waiting> batch = TakeBatch(); !batch.empty(); batch = TakeBatch()) {
    const auto now = std::chrono::steady_clock::now();
    std::vector<std::string> ids;
    for (Waiting& waiting : batch) {
      if (waiting.deadline <= now) {
        std::exchange(waiting.done, nullptr)(ToError({FailureKind::kTimeout, ""}));
      } else {
        ids.push_back(waiting.account_id);
      }
    }
    if (ids.empty()) continue;
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    const Result<FoundById> found = worker.Read(ids);
    for (Waiting& waiting : batch) {
      if (!waiting.done) continue;
      if (!found.ok()) {
        waiting.done(found.error());
        continue;
      }
      const auto stored = found->find(waiting.account_id);
      waiting.done(stored == found->end() ? Result<Found>(Found()) : stored->second);
    }
  }
}

}  // namespace reinstate::db
