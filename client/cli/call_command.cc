#include "client/cli/call_command.h"

#include <google/protobuf/util/json_util.h>
#include <reinstate/v1/account_admin_service.pb.h>
#include <reinstate/v1/account_status_service.pb.h>
#include <reinstate/v1/billing_admin_service.pb.h>
#include <reinstate/v1/billing_summary_service.pb.h>
#include <reinstate/v1/dev_service.pb.h>
#include <reinstate/v1/support_ticket_service.pb.h>

#include <iostream>
#include <iterator>

#include "client/cli/commands.h"
#include "client/cli/session.h"
#include "client/runtime/generic.h"

namespace reinstate::cli {
namespace {

using google::protobuf::FileDescriptor;
using google::protobuf::Message;
using google::protobuf::MethodDescriptor;

// One message of each service file: it names the file, and makes the linker keep it.
std::vector<const FileDescriptor*> ServiceFiles() {
  return {v1::AccountStatus::descriptor()->file(), v1::Invoice::descriptor()->file(),
          v1::Account::descriptor()->file(),       v1::InvoiceContent::descriptor()->file(),
          v1::Ticket::descriptor()->file(),        v1::GetClockRequest::descriptor()->file()};
}

struct CallArguments {
  std::string method;
  std::string json = "{}";
  bool list = false;
};

std::string PathOf(const MethodDescriptor& method) {
  return "/" + method.service()->full_name() + "/" + method.name();
}

// One line of JSON a message, as it comes.
Outcome<ExitCode> PrintStream(Session* session, const MethodDescriptor& method,
                              const Message& request, const Console& console) {
  for (const auto& message : session->StreamByDescriptor(method, request)) {
    if (!message.ok()) return session->Explain(message.error());
    *console.out << ToJsonLine(**message) << std::flush;
  }
  return ExitCode::kOk;
}

Outcome<ExitCode> RunCall(const GlobalFlags& flags, const CallArguments& arguments,
                          const Console& console) {
  if (arguments.list) {
    for (const MethodDescriptor* method : AllMethods()) {
      *console.out << PathOf(*method).substr(1) << '\n';
    }
    return ExitCode::kOk;
  }
  if (arguments.method.empty()) {
    return UsageFailure("no method is named", "reinstate call --list lists them");
  }
  const auto method = FindMethod(arguments.method);
  if (!method.ok()) return method.error();
  std::string json = arguments.json;
  if (json == "-") json.assign(std::istreambuf_iterator<char>(std::cin), {});
  const auto request = RequestFromJson(**method, json);
  if (!request.ok()) return request.error();
  Outcome<Session> session = Session::Open(flags);
  if (!session.ok()) return session.error();
  if ((*method)->server_streaming()) return PrintStream(&*session, **method, **request, console);
  const auto response = session->CallByDescriptor(**method, **request);
  if (!response.ok()) return response.error();
  *console.out << ToJson(**response);
  return ExitCode::kOk;
}

}  // namespace

std::vector<const MethodDescriptor*> AllMethods() {
  std::vector<const MethodDescriptor*> methods;
  for (const FileDescriptor* file : ServiceFiles()) {
    for (int i = 0; i < file->service_count(); ++i) {
      for (int k = 0; k < file->service(i)->method_count(); ++k) {
        methods.push_back(file->service(i)->method(k));
      }
    }
  }
  return methods;
}

Outcome<const MethodDescriptor*> FindMethod(const std::string& name) {
  const std::string wanted = name.substr(!name.empty() && name.front() == '/' ? 1 : 0);
  for (const MethodDescriptor* method : AllMethods()) {
    const std::string full = PathOf(*method).substr(1);
    if (wanted != full && wanted != method->service()->name() + "/" + method->name()) continue;
    if (method->client_streaming()) {
      return UsageFailure(full + " takes a stream", "call takes only RPCs with one request");
    }
    return method;
  }
  return UsageFailure("there is no RPC '" + name + "'", "reinstate call --list lists them");
}

Outcome<std::unique_ptr<Message>> RequestFromJson(const MethodDescriptor& method,
                                                  const std::string& json) {
  std::unique_ptr<Message> request = client::NewMessage(*method.input_type());
  const auto status = google::protobuf::util::JsonStringToMessage(json, request.get());
  if (!status.ok()) {
    // Further lines point into the text.
    std::string why(status.message().substr(0, status.message().find('\n')));
    while (!why.empty() && why.back() == '.') why.pop_back();
    return UsageFailure("the JSON is no " + method.input_type()->name() + ": " + why,
                        "see protos/reinstate/v1 for its fields");
  }
  client::FillRequestId(request.get());
  return request;
}

void AddCallCommand(CLI::App& app, Invocation* invocation) {
  const auto arguments = std::make_shared<CallArguments>();
  CLI::App* call = app.add_subcommand("call", "Call any RPC with a request in protobuf JSON");
  call->add_option("METHOD", arguments->method, "Such as AccountStatusService/GetAccountStatus");
  call->add_option("JSON", arguments->json,
                   "The request, - for stdin; an empty request_id is filled in");
  call->add_flag("--list", arguments->list, "List the RPCs there are");
  call->callback([=] {
    invocation->run = [=](const Console& console) {
      return RunCall(invocation->flags, *arguments, console);
    };
  });
}

}  // namespace reinstate::cli
