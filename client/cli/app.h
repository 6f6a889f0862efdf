// From argv to an exit code.

#pragma once

namespace reinstate::cli {

int RunApp(int argc, const char* const* argv);

}  // namespace reinstate::cli
