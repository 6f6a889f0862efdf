// The command-line tool as a process, against a server of the test.

#pragma once

#include <string>

#include "tests/rpc/jwt_builder.h"
#include "tests/support/server_fixture.h"

namespace reinstate::testing {

struct CommandOutput {
  std::string text;  // stdout and stderr
  int code = 0;
};

// `cli` is the program's path; the arguments go through a shell.
CommandOutput RunCommand(const std::string& cli, const ServerFixture& fixture,
                         const rpc::TempFile& token, const std::string& arguments);

}  // namespace reinstate::testing
