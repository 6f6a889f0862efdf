#include "tests/support/self_process.h"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <stdexcept>
#include <vector>

namespace reinstate::testing {

SelfProcess::SelfProcess(const std::string& test, const std::string& database_url) {
  std::vector<std::string> environment = {std::string(kProcessDatabase) + "=" + database_url};
  for (char** each = environ; *each != nullptr; ++each) environment.emplace_back(*each);
  std::vector<char*> variables;
  variables.reserve(environment.size() + 1);
  for (std::string& each : environment) variables.push_back(each.data());
  variables.push_back(nullptr);
  std::string program = "/proc/self/exe", filter = "--gtest_filter=" + test;
  char* arguments[] = {program.data(), filter.data(), nullptr};
  if (posix_spawn(&pid_, program.c_str(), nullptr, nullptr, arguments, variables.data()) != 0) {
    throw std::runtime_error("cannot start a process");
  }
}

SelfProcess::~SelfProcess() {
  kill(pid_, SIGKILL);
  int status = 0;
  waitpid(pid_, &status, 0);
}

}  // namespace reinstate::testing
