#include "db/read_batcher.h"

#include <algorithm>
#include <utility>

#include "db/codec.h"
#include "db/connection.h"
#include "db/embedded/queries.h"
#include "db/error.h"
#include "db/values.h"

namespace reinstate::db {
namespace {

using FoundById = ReadBatcher::FoundById;

ReadBatcher::Found ReadFound(const pqxx::row& row) {
  auto stored = std::make_shared<StoredTimeline>();
  stored->account_id = row[0].c_str();
  stored->revision = row[1].as<int64_t>();
  stored->recorded_at = ReadTime(row[2]);
  stored->timeline = DecodeTimeline(row[3].c_str());
  if (!row[4].is_null()) {
    stored->clock = ClockSetting{ReadTime(row[4]), ReadTime(row[5]), row[6].as<bool>()};
  }
  stored->policy_set = row[7].as<int>();
  stored->present_set = row[8].as<int>();
  stored->is_latest = row[9].as<bool>();
  return stored;
}

FoundById ReadAll(const pqxx::result& rows, const Statement& statement) {
  FoundById found;
  for (const pqxx::row& row : rows) {
    // A row that cannot be read is its account's trouble alone.
    try {
      found.emplace(row[0].c_str(), ReadFound(row));
    } catch (const std::exception&) {
      Failure failure = Classify(std::current_exception());
      failure.statement = statement.name;
      found.emplace(row[0].c_str(), ToError(failure));
    }
  }
  return found;
}

// One string of the simple protocol: one round trip, one implicit transaction, and the setting is
// there when row-level security looks at it. `arguments` are quoted.
FoundById Select(Connection& connection, const Statement& statement, const std::string& visible,
                 const std::string& arguments) {
  pqxx::nontransaction work(connection);
  return ReadAll(
      work.exec("SELECT set_config('app.accounts', " + work.quote(visible) + ", true); EXECUTE " +
                work.quote_name(statement.name) + "(" + arguments + ")"),
      statement);
}

FoundById SelectMany(Connection& connection, const std::vector<std::string>& ids) {
  std::string list;
  for (const std::string& id : ids) list += (list.empty() ? "" : ",") + id;
  return Select(connection, queries::kGetTimelines, list, connection.quote(IdArray(ids)));
}

FoundById SelectAsOf(Connection& connection, const std::string& id, absl::Time as_of) {
  return Select(connection, queries::kGetTimelineAsOf, id,
                connection.quote(id) + "," + connection.quote(Text(as_of)));
}

// Of accounts that are not there: nothing.
ReadBatcher::DoneMany ForOne(const AccountScope& scope, ReadBatcher::Done done) {
  return [id = scope.account_id(), done = std::move(done)](const Result<FoundById>& found) {
    if (!found.ok()) return done(found.error());
    const auto stored = found->find(id);
    done(stored == found->end() ? Result<ReadBatcher::Found>(ReadBatcher::Found())
                                : stored->second);
  };
}

}  // namespace

FoundById GetTimelines(Transaction& transaction, const std::vector<AccountScope>& scopes) {
  return ReadAll(Exec(transaction, queries::kGetTimelines, IdArray(scopes)),
                 queries::kGetTimelines);
}

// A connection of one thread, opened when it is needed and thrown away when it broke.
class ReadBatcher::Worker {
 public:
  explicit Worker(const Options& options) : options_(options) {}

  Result<FoundById> Read(const std::vector<std::string>& ids) {
    return Try(queries::kGetTimelines, [&] { return SelectMany(*connection_, ids); });
  }

  Result<FoundById> ReadAsOf(const std::string& id, absl::Time as_of) {
    return Try(queries::kGetTimelineAsOf, [&] { return SelectAsOf(*connection_, id, as_of); });
  }

 private:
  template <typename Select>
  Result<FoundById> Try(const Statement& statement, Select select) {
    Failure failure;
    // A broken connection is noticed by using it: once more on a new one.
    for (int attempt = 0; attempt < 2; ++attempt) {
      try {
        if (connection_ == nullptr) {
          connection_ = Connect(options_.url, options_.statement_timeout_ms);
          connection_->prepare_now(queries::kGetTimelines.name);
          connection_->prepare_now(queries::kGetTimelineAsOf.name);
        }
        return select();
      } catch (...) {
        failure = Classify(std::current_exception());
        connection_.reset();
        if (failure.kind != FailureKind::kUnavailable) break;
      }
    }
    failure.statement = statement.name;
    return ToError(failure);
  }

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
  Enqueue({{scope.account_id()}, std::nullopt, deadline, ForOne(scope, std::move(done))});
}

void ReadBatcher::GetMany(const std::vector<AccountScope>& scopes, Deadline deadline,
                          DoneMany done) {
  std::vector<std::string> ids;
  ids.reserve(scopes.size());
  for (const AccountScope& scope : scopes) ids.push_back(scope.account_id());
  Enqueue({std::move(ids), std::nullopt, deadline, std::move(done)});
}

void ReadBatcher::GetAsOf(const AccountScope& scope, absl::Time as_of, Deadline deadline,
                          Done done) {
  Enqueue({{scope.account_id()}, as_of, deadline, ForOne(scope, std::move(done))});
}

void ReadBatcher::Enqueue(Waiting waiting) {
  {
    std::unique_lock<std::mutex> lock(mutex_);
    if (queue_.size() >= options_.longest_queue) {
      lock.unlock();
      waiting.done(Error{.reason = Reason::kOverloaded,
                         .message = "too many reads are waiting; try again",
                         .retry_after = std::chrono::milliseconds(100)});
      return;
    }
    queue_.push_back(std::move(waiting));
  }
  queued_.notify_one();
}

// At least one that waits, and no more than fill a statement.
std::vector<ReadBatcher::Waiting> ReadBatcher::TakeBatch() {
  std::unique_lock<std::mutex> lock(mutex_);
  queued_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
  std::vector<Waiting> batch;
  size_t accounts = 0;
  while (!queue_.empty()) {
    accounts += queue_.front().account_ids.size();
    if (!batch.empty() && accounts > static_cast<size_t>(options_.largest_batch)) break;
    batch.push_back(std::move(queue_.front()));
    queue_.pop_front();
  }
  return batch;
}

void ReadBatcher::Run() {
  Worker worker(options_);
  for (std::vector<Waiting> batch = TakeBatch(); !batch.empty(); batch = TakeBatch()) {
    const auto now = std::chrono::steady_clock::now();
    std::erase_if(batch, [&](Waiting& waiting) {
      if (waiting.deadline > now) return false;
      waiting.done(ToError({FailureKind::kTimeout, ""}));
      return true;
    });
    Answer(worker, batch);
  }
}

void ReadBatcher::Answer(Worker& worker, std::vector<Waiting>& batch) {
  std::vector<std::string> ids;
  for (const Waiting& waiting : batch) {
    if (waiting.as_of) continue;
    ids.insert(ids.end(), waiting.account_ids.begin(), waiting.account_ids.end());
  }
  if (!ids.empty()) {
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    const Result<FoundById> found = worker.Read(ids);
    for (const Waiting& waiting : batch) {
      if (!waiting.as_of) waiting.done(found);
    }
  }
  for (const Waiting& waiting : batch) {
    if (waiting.as_of) {
      waiting.done(worker.ReadAsOf(waiting.account_ids.front(), *waiting.as_of));
    }
  }
}

}  // namespace reinstate::db
