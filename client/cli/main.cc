#include <cstdlib>

#include "client/cli/app.h"

int main(int argc, char** argv) {
  // gRPC's own log lines would stand between ours; whoever debugs it sets the variable.
  setenv("GRPC_VERBOSITY", "NONE", /*overwrite=*/0);
  return reinstate::cli::RunApp(argc, argv);
}
