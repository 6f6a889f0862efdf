// The command-line tool against a test's server, in few words.

#pragma once

#include <gtest/gtest.h>

#include <string>

#include "tests/support/command_line.h"
#include "tests/support/server_fixture.h"

namespace reinstate::testing {

inline CommandOutput RunCli(const ServerFixture& fixture, const rpc::TempFile& token,
                            const std::string& arguments) {
  return RunCommand(REINSTATE_CLI, fixture, token, arguments);
}

// Expects success and these words.
inline std::string ExpectCli(const ServerFixture& fixture, const rpc::TempFile& token,
                             const std::string& arguments, const std::string& words) {
  const CommandOutput output = RunCli(fixture, token, arguments);
  EXPECT_EQ(output.code, 0) << arguments << "\n" << output.text;
  EXPECT_NE(output.text.find(words), std::string::npos) << arguments << "\n" << output.text;
  return output.text;
}

}  // namespace reinstate::testing
