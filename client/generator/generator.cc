#include "client/generator/generator.h"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/io/zero_copy_stream.h>

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>

#include "client/generator/model.h"
#include "client/generator/writer.h"

namespace reinstate::generator {
namespace {

using google::protobuf::compiler::GeneratorContext;

bool WriteFile(GeneratorContext* context, const std::string& name, const std::string& text) {
  const std::unique_ptr<google::protobuf::io::ZeroCopyOutputStream> stream(context->Open(name));
  std::size_t written = 0;
  while (written < text.size()) {
    void* data = nullptr;
    int size = 0;
    if (!stream->Next(&data, &size)) return false;
    const std::size_t count = std::min(static_cast<std::size_t>(size), text.size() - written);
    std::memcpy(data, text.data() + written, count);
    written += count;
    stream->BackUp(size - static_cast<int>(count));
  }
  return true;
}

}  // namespace

bool ClientGenerator::Generate(const google::protobuf::FileDescriptor* file, const std::string&,
                               GeneratorContext* context, std::string* error) const {
  const auto service = ReadService(*file, error);
  if (!service) return false;
  const bool written = WriteFile(context, service->stem + ".h", WriteHeader(*service)) &&
                       WriteFile(context, service->stem + ".cc", WriteSource(*service)) &&
                       WriteFile(context, service->stem + "_mock.h", WriteMock(*service));
  if (!written) *error = file->name() + ": the output could not be written";
  return written;
}

std::uint64_t ClientGenerator::GetSupportedFeatures() const { return FEATURE_PROTO3_OPTIONAL; }

}  // namespace reinstate::generator
