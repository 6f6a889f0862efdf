// A bounded pool of connections. A connection belongs to one thread at a time; one that broke is
// thrown away, never continued.

#pragma once

#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "db/deadline.h"

namespace reinstate::db {

class Connection;

class Pool {
 public:
  Pool(std::string url, size_t size);
  ~Pool();

  // Returns its connection to the pool when it ends, unless it was discarded.
  class Lease {
   public:
    Lease(Pool* pool, std::unique_ptr<Connection> connection);
    Lease(Lease&& other) noexcept;
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    ~Lease();
    Connection& connection() { return *connection_; }
    // The connection broke, and with it most likely those that stand idle.
    void Discard();

   private:
    Pool* pool_;
    std::unique_ptr<Connection> connection_;
  };

  // Waits for a free connection, opens one where none is idle. Throws DeadlinePassed or
  // pqxx::broken_connection. Any thread.
  Lease Acquire(Deadline deadline);

 private:
  void DropIdle();
  void Return(std::unique_ptr<Connection> connection);  // null: it was discarded

  const std::string url_;
  const size_t size_;
  std::mutex mutex_;
  std::condition_variable freed_;
  size_t in_use_ = 0;
  std::vector<std::unique_ptr<Connection>> idle_;
};

}  // namespace reinstate::db
