// A PostgreSQL database for one test, cloned from a migrated template.

#pragma once

#include <string>

namespace reinstate::testing {

class TestDatabase {
 public:
  enum class Schema { kMigrated, kEmpty };

  // Needs REINSTATE_TEST_POSTGRES, a connection string of a superuser (scripts/with-postgres sets
  // it). Throws where it is missing. A migrated database carries the development marker.
  explicit TestDatabase(Schema schema = Schema::kMigrated);
  ~TestDatabase();
  TestDatabase(const TestDatabase&) = delete;
  TestDatabase& operator=(const TestDatabase&) = delete;

  // Connection strings of the three roles.
  std::string app_url() const { return UrlOf("reinstate_app"); }
  std::string owner_url() const { return UrlOf("reinstate_owner"); }
  std::string superuser_url() const;
  const std::string& name() const { return name_; }

 private:
  std::string UrlOf(const std::string& role) const;

  std::string name_;
};

}  // namespace reinstate::testing
