#include "client/generator/writer.h"

#include <algorithm>
#include <vector>

#include "client/generator/layout.h"

namespace reinstate::generator {
namespace {

std::string Api(const ServiceModel& service) { return service.name + "Api"; }
std::string Client(const ServiceModel& service) { return service.name + "Client"; }
std::string Remote(const ServiceModel& service) { return "Remote" + service.name; }

bool HasLists(const ServiceModel& service) {
  return std::any_of(service.methods.begin(), service.methods.end(),
                     [](const MethodModel& method) { return method.list.has_value(); });
}

bool HasStreams(const ServiceModel& service) {
  return std::any_of(service.methods.begin(), service.methods.end(),
                     [](const MethodModel& method) { return method.streams; });
}

std::string Banner(const ServiceModel& service) {
  return "// Made by protoc-gen-reinstate-client from " + service.proto_file + "; do not edit.\n\n";
}

std::vector<std::string> Parameters(const MethodModel& method, const std::string& options) {
  return {"const " + method.request_type + "& request", options};
}

// "Result<Response> PREFIX Name(".
std::string ResultHead(const MethodModel& method, const std::string& name) {
  return (method.streams ? "Stream<" : "Result<") + method.response_type + "> " + name + "(";
}

std::string RangeHead(const MethodModel& method, const std::string& name) {
  return "Range<" + method.list->item_type + "> " + name + "Range(";
}

// The comment of the contract, and behind it what the client makes of the method's options.
std::string MethodComment(const MethodModel& method) {
  std::vector<std::string> lines = method.comment;
  const std::string deadline = std::to_string(method.deadline_ms) + " ms in all.";
  if (method.streams) {
    lines.push_back("A stream: sent again only before its first message, within " + deadline);
  } else if (method.read_only) {
    lines.push_back("A read: sent again where that can help, within " + deadline);
  } else {
    lines.push_back("A write: sent again under one request_id, within " + deadline);
  }
  return Comment(2, lines);
}

std::string ApiClass(const ServiceModel& service) {
  std::string text = Comment(
      0, {"What " + Client(service) + " calls: a server, or in a test " + service.name + "Mock."});
  text += "class " + Api(service) + " {\n public:\n  virtual ~" + Api(service) + "() = default;\n";
  for (const MethodModel& method : service.methods) {
    text += Call(2, "virtual " + ResultHead(method, method.name),
                 Parameters(method, "const CallOptions& options"), ") = 0;");
  }
  return text + "};\n";
}

std::string ClientClass(const ServiceModel& service) {
  const std::string name = Client(service);
  std::string text = Comment(0, service.comment);
  text += "class " + name + " {\n public:\n";
  text += "  // Calls the server of the connection.\n";
  text += "  explicit " + name + "(std::shared_ptr<Connection> connection);\n";
  text += "  // Calls `api`, such as a mock.\n";
  text += "  explicit " + name + "(std::shared_ptr<" + Api(service) + "> api);\n";
  for (const MethodModel& method : service.methods) {
    text += "\n" + MethodComment(method);
    text += Call(2, ResultHead(method, method.name),
                 Parameters(method, "const CallOptions& options = {}"), ") const;");
    if (!method.list) continue;
    text +=
        "  // The same over all pages, each fetched when it is reached, each a call of its own.\n";
    text += Call(2, RangeHead(method, method.name),
                 Parameters(method, "const CallOptions& options = {}"), ") const;");
  }
  return text + "\n private:\n  std::shared_ptr<" + Api(service) + "> api_;\n};\n";
}

std::string MethodConstant(const MethodModel& method) {
  return "constexpr Method k" + method.name + "{\n    \"" + method.path +
         "\",\n    std::chrono::milliseconds(" + std::to_string(method.deadline_ms) +
         "),\n    Idempotency::" + (method.read_only ? "kReadOnly" : "kRequestId") + ",\n};\n";
}

std::string RemoteClass(const ServiceModel& service) {
  const std::string name = Remote(service);
  std::string text = "class " + name + " final : public " + Api(service) + " {\n public:\n";
  text += Constructor(2, "explicit " + name + "(std::shared_ptr<Connection> connection)",
                      "connection_(std::move(connection))");
  for (const MethodModel& method : service.methods) {
    text += "\n" + Call(2, ResultHead(method, method.name),
                        Parameters(method, "const CallOptions& options"), ") override {");
    text += "    using Response = " + method.response_type + ";\n";
    const std::string verb = method.streams ? "Open" : method.read_only ? "Read" : "Write";
    text += Call(4, "return connection_->" + verb + "<Response>(",
                 {"k" + method.name, "request", "options"}, ");");
    text += "  }\n";
  }
  return text + "\n private:\n  std::shared_ptr<Connection> connection_;\n};\n";
}

std::string ClientMethod(const ServiceModel& service, const MethodModel& method) {
  const auto parameters = Parameters(method, "const CallOptions& options");
  const std::string name = Client(service) + "::" + method.name;
  std::string text = "\n" + Call(0, ResultHead(method, name), parameters, ") const {");
  text += "  return api_->" + method.name + "(request, options);\n}\n";
  if (!method.list) return text;
  text += "\n" + Call(0, RangeHead(method, name), parameters, ") const {");
  text +=
      Lambda(2, "const auto call = [api = api_, options](const " + method.request_type + "& page)",
             "return api->" + method.name + "(page, options);");
  text += Lambda(2, "const auto items = [](" + method.response_type + "* response)",
                 "return response->mutable_" + method.list->items_field + "();");
  text += "  return MakeRange<" + method.list->item_type + ">(request, call, items);\n}\n";
  return text;
}

}  // namespace

std::string WriteHeader(const ServiceModel& service) {
  std::string text = Banner(service) + "#pragma once\n\n";
  for (const std::string& header : service.message_headers) text += "#include <" + header + ">\n";
  text += "\n#include <memory>\n\n#include \"client/runtime/call_options.h\"\n";
  text += "#include \"client/runtime/connection.h\"\n";
  if (HasLists(service)) text += "#include \"client/runtime/range.h\"\n";
  text += "#include \"client/runtime/result.h\"\n";
  if (HasStreams(service)) text += "#include \"client/runtime/stream.h\"\n";
  text += "\nnamespace reinstate::client {\n\n";
  text += ApiClass(service) + "\n" + ClientClass(service);
  return text + "\n}  // namespace reinstate::client\n";
}

std::string WriteSource(const ServiceModel& service) {
  std::string text = Banner(service) + "#include \"" + service.stem + ".h\"\n\n#include <chrono>\n";
  text += "#include <utility>\n\n#include \"client/runtime/method.h\"\n\n";
  text += "namespace reinstate::client {\nnamespace {\n\n";
  for (const MethodModel& method : service.methods) text += MethodConstant(method) + "\n";
  text += RemoteClass(service) + "\n}  // namespace\n\n";
  const std::string name = Client(service);
  text += Constructor(0, name + "::" + name + "(std::shared_ptr<Connection> connection)",
                      "api_(std::make_shared<" + Remote(service) + ">(std::move(connection)))");
  text += "\n" + Constructor(0, name + "::" + name + "(std::shared_ptr<" + Api(service) + "> api)",
                             "api_(std::move(api))");
  for (const MethodModel& method : service.methods) text += ClientMethod(service, method);
  return text + "\n}  // namespace reinstate::client\n";
}

std::string WriteMock(const ServiceModel& service) {
  std::string text = Banner(service) + "#pragma once\n\n#include \"client/runtime/mock.h\"\n";
  text += "#include \"" + service.stem + ".h\"\n\nnamespace reinstate::client {\n\n";
  text += Comment(0, {"Stands in for the service in a test: assign to a member the function that "
                      "answers the method,",
                      "and give the mock to " + Client(service) + "."});
  text += "class " + service.name + "Mock final : public " + Api(service) + " {\n public:\n";
  for (const MethodModel& method : service.methods) {
    text += Member(2,
                   (method.streams ? "MockStream<" : "MockMethod<") + method.request_type + ", " +
                       method.response_type + ">",
                   method.snake_name);
  }
  for (const MethodModel& method : service.methods) {
    text += "\n" + Call(2, ResultHead(method, method.name),
                        Parameters(method, "const CallOptions& options"), ") override {");
    text += Call(4, "return " + method.snake_name + ".Call(",
                 {"\"" + method.name + "\"", "request", "options"}, ");");
    text += "  }\n";
  }
  return text + "};\n\n}  // namespace reinstate::client\n";
}

}  // namespace reinstate::generator
