#include "db/pool.h"

#include <utility>

#include "db/connection.h"
#include "db/embedded/queries.h"
#include "db/error.h"

namespace reinstate::db {

std::unique_ptr<Connection> Connect(const std::string& url, int statement_timeout_ms) {
  // A dead peer is noticed within seconds (RELIABILITY B4).
  auto connection = std::make_unique<Connection>(
      url +
      " application_name=reinstated connect_timeout=3 keepalives_idle=10 "
      "keepalives_interval=2 keepalives_count=3 tcp_user_timeout=5000");
// Deprecated because libpqxx 7 never reconnects by itself; 6 does unless told.
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wdeprecated-declarations"
  connection->inhibit_reactivation(true);
#pragma GCC diagnostic pop
  pqxx::nontransaction setup(*connection);
  setup.exec("SET TimeZone = 'UTC'; SET DateStyle = 'ISO, YMD'; SET statement_timeout = " +
             std::to_string(statement_timeout_ms));
  for (const Statement& statement : queries::kAll) {
    connection->prepare(statement.name, statement.text);
  }
  return connection;
}

Pool::Pool(std::string url, size_t size) : url_(std::move(url)), size_(size) {}

Pool::~Pool() = default;

Pool::Lease::Lease(Pool* pool, std::unique_ptr<Connection> connection)
    : pool_(pool), connection_(std::move(connection)) {}

Pool::Lease::Lease(Lease&& other) noexcept
    : pool_(std::exchange(other.pool_, nullptr)), connection_(std::move(other.connection_)) {}

Pool::Lease::~Lease() {
  if (pool_ != nullptr) pool_->Return(std::move(connection_));
}

void Pool::Lease::Discard() {
  connection_.reset();
  pool_->DropIdle();
}

Pool::Lease Pool::Acquire(Deadline deadline) {
  std::unique_ptr<Connection> connection;
  {
    std::unique_lock<std::mutex> lock(mutex_);
    if (!freed_.wait_until(lock, deadline, [&] { return in_use_ < size_; })) {
      throw DeadlinePassed();
    }
    ++in_use_;
    if (!idle_.empty()) {
      connection = std::move(idle_.back());
      idle_.pop_back();
    }
  }
  if (connection == nullptr) {
    try {
      connection = Connect(url_, 0);
    } catch (...) {
      Return(nullptr);
      throw;
    }
  }
  return Lease(this, std::move(connection));
}

void Pool::DropIdle() {
  std::vector<std::unique_ptr<Connection>> dropped;
  const std::lock_guard<std::mutex> lock(mutex_);
  dropped.swap(idle_);
}

void Pool::Return(std::unique_ptr<Connection> connection) {
  const std::lock_guard<std::mutex> lock(mutex_);
  --in_use_;
  if (connection != nullptr) idle_.push_back(std::move(connection));
  freed_.notify_one();
}

}  // namespace reinstate::db
