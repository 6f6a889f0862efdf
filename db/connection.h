// For db/ only: libpqxx 6 and 7 differ in what pqxx::connection is, this is one class on both.

#pragma once

#include <pqxx/pqxx>

#include <memory>
#include <string>

namespace reinstate::db {

class Connection : public pqxx::connection {
 public:
  using pqxx::connection::connection;
};

// Opens a connection that never reconnects silently and has every statement at hand.
// Throws pqxx::broken_connection.
std::unique_ptr<Connection> Connect(const std::string& url, int statement_timeout_ms);

}  // namespace reinstate::db
