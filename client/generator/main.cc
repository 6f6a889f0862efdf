#include <google/protobuf/compiler/plugin.h>

#include "client/generator/generator.h"

int main(int argc, char** argv) {
  const reinstate::generator::ClientGenerator generator;
  return google::protobuf::compiler::PluginMain(argc, argv, &generator);
}
