#include "client/generator/model.h"

#include <google/protobuf/descriptor.pb.h>
#include <google/protobuf/dynamic_message.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <memory>
#include <sstream>

namespace reinstate::generator {
namespace {

using google::protobuf::Descriptor;
using google::protobuf::DynamicMessageFactory;
using google::protobuf::FieldDescriptor;
using google::protobuf::FileDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

constexpr char kServiceSuffix[] = "Service";
constexpr char kFileSuffix[] = "_service.proto";
// Of MethodOptions; its message is MethodPolicy in options.proto.
constexpr char kExtension[] = "reinstate.v1.method";

// What no member of a class can be called, alternative tokens and C++20's words included.
constexpr std::array kKeywords = {
    "alignas",       "alignof",     "and",
    "and_eq",        "asm",         "auto",
    "bitand",        "bitor",       "bool",
    "break",         "case",        "catch",
    "char",          "char16_t",    "char32_t",
    "char8_t",       "class",       "co_await",
    "co_return",     "co_yield",    "compl",
    "concept",       "const",       "const_cast",
    "consteval",     "constexpr",   "constinit",
    "continue",      "decltype",    "default",
    "delete",        "do",          "double",
    "dynamic_cast",  "else",        "enum",
    "explicit",      "export",      "extern",
    "false",         "float",       "for",
    "friend",        "goto",        "if",
    "inline",        "int",         "long",
    "mutable",       "namespace",   "new",
    "noexcept",      "not",         "not_eq",
    "nullptr",       "operator",    "or",
    "or_eq",         "private",     "protected",
    "public",        "register",    "reinterpret_cast",
    "requires",      "return",      "short",
    "signed",        "sizeof",      "static",
    "static_assert", "static_cast", "struct",
    "switch",        "template",    "this",
    "thread_local",  "throw",       "true",
    "try",           "typedef",     "typeid",
    "typename",      "union",       "unsigned",
    "using",         "virtual",     "void",
    "volatile",      "wchar_t",     "while",
    "xor",           "xor_eq",
};

bool IsKeyword(const std::string& name) {
  return std::find(kKeywords.begin(), kKeywords.end(), name) != kKeywords.end();
}

bool EndsWith(const std::string& text, const std::string& end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

std::string Replace(std::string text, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size()) {
    text.replace(at, from.size(), to);
  }
  return text;
}

// As written from namespace reinstate::client; nested types are members of their parents.
std::string CppName(const Descriptor& type) {
  if (type.containing_type() != nullptr) {
    return CppName(*type.containing_type()) + "::" + type.name();
  }
  const std::string name = Replace(type.full_name(), ".", "::");
  const std::string own = "reinstate::";
  return name.compare(0, own.size(), own) == 0 ? name.substr(own.size()) : "::" + name;
}

std::string HeaderOf(const Descriptor& type) {
  return Replace(type.file()->name() + "\n", ".proto\n", ".pb.h");
}

std::vector<std::string> CommentLines(const std::string& comment) {
  std::vector<std::string> lines;
  std::istringstream stream(comment);
  for (std::string line; std::getline(stream, line);) {
    if (!line.empty() && line.front() == ' ') line.erase(0, 1);
    lines.push_back(line);
  }
  while (!lines.empty() && lines.back().empty()) lines.pop_back();
  return lines;
}

template <typename Described>
std::vector<std::string> CommentOf(const Described& described) {
  google::protobuf::SourceLocation location;
  if (!described.GetSourceLocation(&location)) return {};
  return CommentLines(location.leading_comments);
}

bool IsText(const FieldDescriptor* field) {
  return field != nullptr && field->type() == FieldDescriptor::TYPE_STRING && !field->is_repeated();
}

// A list asks with page_size and page_token and is answered with next_page_token and the items.
std::optional<ListShape> ReadListShape(const MethodDescriptor& method) {
  const Descriptor& request = *method.input_type();
  const Descriptor& response = *method.output_type();
  if (request.FindFieldByName("page_size") == nullptr ||
      !IsText(request.FindFieldByName("page_token")) ||
      !IsText(response.FindFieldByName("next_page_token"))) {
    return std::nullopt;
  }
  const FieldDescriptor* items = nullptr;
  for (int i = 0; i < response.field_count(); ++i) {
    const FieldDescriptor* field = response.field(i);
    if (!field->is_repeated() || field->is_map() || field->message_type() == nullptr) continue;
    if (items != nullptr) return std::nullopt;
    items = field;
  }
  if (items == nullptr) return std::nullopt;
  return ListShape{CppName(*items->message_type()), items->lowercase_name()};
}

// The policy's deadline and idempotency. The extension is not linked into this program, so its
// bytes are read again through the descriptors that protoc sent.
std::string ReadPolicy(const MethodDescriptor& method, MethodModel* model) {
  const auto* pool = method.file()->pool();
  const FieldDescriptor* extension = pool->FindExtensionByName(kExtension);
  const Descriptor* type = pool->FindMessageTypeByName("google.protobuf.MethodOptions");
  std::string none = std::string("has no option (") + kExtension + ")";
  if (extension == nullptr || type == nullptr) return none;
  DynamicMessageFactory factory;
  const std::unique_ptr<Message> options(factory.GetPrototype(type)->New());
  if (!options->ParseFromString(method.options().SerializeAsString())) return none;
  if (!options->GetReflection()->HasField(*options, extension)) return none;
  const Message& policy = options->GetReflection()->GetMessage(*options, extension, &factory);
  const Descriptor& fields = *policy.GetDescriptor();
  const FieldDescriptor* deadline = fields.FindFieldByName("default_deadline_ms");
  const FieldDescriptor* idempotency = fields.FindFieldByName("idempotency");
  if (deadline == nullptr || idempotency == nullptr) return none;
  model->deadline_ms = policy.GetReflection()->GetInt32(policy, deadline);
  if (model->deadline_ms <= 0) return "needs a default_deadline_ms above zero";
  const std::string kind = policy.GetReflection()->GetEnum(policy, idempotency)->name();
  model->read_only = kind == "IDEMPOTENCY_READ_ONLY";
  if (model->read_only) return "";
  if (kind != "IDEMPOTENCY_REQUEST_ID") return "does not say whether it may be sent again";
  if (!IsText(method.input_type()->FindFieldByName("request_id"))) {
    return "is a write, and its request has no string request_id";
  }
  return "";
}

// What is wrong with the method; empty where nothing is.
std::string ReadMethod(const MethodDescriptor& method, MethodModel* model) {
  if (method.client_streaming()) {
    return "streams requests; the client generator wraps only RPCs with one request";
  }
  std::string wrong = ReadPolicy(method, model);
  if (!wrong.empty()) return wrong;
  model->streams = method.server_streaming();
  if (model->streams && !model->read_only) {
    return "is a stream that writes; the client generator wraps only streams that read";
  }
  model->name = method.name();
  model->snake_name = SnakeCase(method.name());
  if (IsKeyword(model->snake_name)) {
    return "would be the C++ keyword '" + model->snake_name +
           "' in the mock; name what it acts on, such as " + model->name + "Account";
  }
  model->path = "/" + method.service()->full_name() + "/" + method.name();
  model->request_type = CppName(*method.input_type());
  model->response_type = CppName(*method.output_type());
  model->comment = CommentOf(method);
  if (!model->streams) model->list = ReadListShape(method);
  return "";
}

std::string ReadName(const FileDescriptor& file, ServiceModel* model) {
  const std::string& path = file.name();
  if (file.service_count() != 1) return path + ": must hold exactly one service";
  const std::string& service = file.service(0)->name();
  if (!EndsWith(service, kServiceSuffix)) return path + ": " + service + " must end in Service";
  model->name = service.substr(0, service.size() - sizeof(kServiceSuffix) + 1);
  const std::string file_name = SnakeCase(model->name) + kFileSuffix;
  if (path != file_name && !EndsWith(path, "/" + file_name)) {
    return path + ": " + service + " must stand in " + file_name;
  }
  model->proto_file = path;
  model->stem = path.substr(0, path.size() - sizeof(kFileSuffix) + 1) + "_client";
  return "";
}

}  // namespace

std::optional<ServiceModel> ReadService(const FileDescriptor& file, std::string* error) {
  ServiceModel model;
  *error = ReadName(file, &model);
  if (!error->empty()) return std::nullopt;
  const auto& service = *file.service(0);
  model.comment = CommentOf(service);
  for (int i = 0; i < service.method_count(); ++i) {
    const MethodDescriptor& method = *service.method(i);
    MethodModel& read = model.methods.emplace_back();
    const std::string wrong = ReadMethod(method, &read);
    if (!wrong.empty()) {
      *error = file.name() + ": " + service.name() + "." + method.name() + " " + wrong;
      return std::nullopt;
    }
    model.message_headers.insert(HeaderOf(*method.input_type()));
    model.message_headers.insert(HeaderOf(*method.output_type()));
  }
  return model;
}

std::string SnakeCase(const std::string& name) {
  const auto upper = [&name](std::size_t i) {
    return i < name.size() && std::isupper(static_cast<unsigned char>(name[i])) != 0;
  };
  std::string snake;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const bool ends_acronym = upper(i) && i + 1 < name.size() && !upper(i + 1);
    if (i > 0 && upper(i) && (!upper(i - 1) || ends_acronym)) snake += '_';
    snake += static_cast<char>(std::tolower(static_cast<unsigned char>(name[i])));
  }
  return snake;
}

}  // namespace reinstate::generator
