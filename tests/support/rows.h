// What the database of a test holds, by SQL.

#pragma once

#include <pqxx/pqxx>

#include <string>
#include <vector>

#include "tests/support/server_fixture.h"

namespace reinstate::testing {

// As a superuser, past all policies of rows.
class Rows {
 public:
  explicit Rows(const ServerFixture& fixture) : connection_(fixture.database().superuser_url()) {}

  // The first column.
  std::vector<std::string> Column(const std::string& sql);
  // Rows of what follows FROM.
  int Count(const std::string& from);
  void Execute(const std::string& sql);

  // Until publishers have nothing to do at the (frozen) clock's instant; false after half a minute.
  bool WaitUntilPublished();
  // Until no row is there of what follows FROM; false after half a minute.
  bool Wait(const std::string& none_of);

 private:
  pqxx::connection connection_;
};

}  // namespace reinstate::testing
