#include "tests/support/rows.h"

#include "absl/time/clock.h"
#include "absl/time/time.h"

namespace reinstate::testing {

std::vector<std::string> Rows::Column(const std::string& sql) {
  pqxx::nontransaction work(connection_);
  std::vector<std::string> values;
  for (const pqxx::row& row : work.exec(sql)) values.emplace_back(row[0].c_str());
  return values;
}

int Rows::Count(const std::string& from) {
  return std::stoi(Column("SELECT count(*) FROM " + from)[0]);
}

void Rows::Execute(const std::string& sql) {
  pqxx::nontransaction work(connection_);
  work.exec(sql);
}

bool Rows::WaitUntilPublished() {
  return Wait("account_timelines, domain_clock WHERE next_event_at <= domain_clock.domain_at");
}

bool Rows::Wait(const std::string& none_of) {
  for (int i = 0; i < 3000; ++i) {
    if (Count(none_of) == 0) return true;
    absl::SleepFor(absl::Milliseconds(10));
  }
  return false;
}

}  // namespace reinstate::testing
