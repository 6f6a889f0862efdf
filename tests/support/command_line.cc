#include "tests/support/command_line.h"

#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <stdexcept>

namespace reinstate::testing {

CommandOutput RunCommand(const std::string& cli, const ServerFixture& fixture,
                         const rpc::TempFile& token, const std::string& arguments) {
  const std::string port = fixture.address().substr(fixture.address().rfind(':') + 1);
  const std::string command = "REINSTATE_CONFIG=/nonexistent NO_COLOR=1 " + cli +
                              " --server localhost:" + port + " --ca " + fixture.ca_file() +
                              " --token-file " + token.path() + " " + arguments + " 2>&1";
  FILE* pipe = popen(command.c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("cannot run " + command);
  CommandOutput output;
  std::array<char, 4096> buffer{};
  while (fgets(buffer.data(), buffer.size(), pipe) != nullptr) output.text += buffer.data();
  output.code = WEXITSTATUS(pclose(pipe));
  return output;
}

}  // namespace reinstate::testing
