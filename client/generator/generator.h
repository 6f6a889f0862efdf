// The plugin: for reinstate/v1/NAME_service.proto the files reinstate/v1/NAME_client.h,
// NAME_client.cc and NAME_client_mock.h.

#pragma once

#include <google/protobuf/compiler/code_generator.h>

#include <cstdint>
#include <string>

namespace reinstate::generator {

class ClientGenerator final : public google::protobuf::compiler::CodeGenerator {
 public:
  bool Generate(const google::protobuf::FileDescriptor* file, const std::string& parameter,
                google::protobuf::compiler::GeneratorContext* context,
                std::string* error) const override;
  std::uint64_t GetSupportedFeatures() const override;
};

}  // namespace reinstate::generator
