// A test that is killed: this program again, as a process of its own.

#pragma once

#include <sys/types.h>

#include <string>

namespace reinstate::testing {

// What a process started here finds as its database; nothing elsewhere.
inline constexpr char kProcessDatabase[] = "REINSTATE_TEST_PROCESS_DATABASE";

// Runs the test of that name ("Suite.Name") on the database; elsewhere that test is skipped.
class SelfProcess {
 public:
  SelfProcess(const std::string& test, const std::string& database_url);
  // Kills it (SIGKILL) and waits.
  ~SelfProcess();
  SelfProcess(const SelfProcess&) = delete;
  SelfProcess& operator=(const SelfProcess&) = delete;

 private:
  pid_t pid_ = 0;
};

}  // namespace reinstate::testing
