// One connection to one server, and what every call on it has in common.

#pragma once

#include <google/protobuf/message.h>
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/security/credentials.h>

#include <chrono>
#include <memory>
#include <string>

#include "client/cli/failure.h"
#include "client/cli/settings.h"
#include "client/runtime/channel.h"
#include "client/runtime/error.h"

namespace reinstate::cli {

constexpr std::chrono::milliseconds kCallTimeout{10000};
// The server gives an import 20 s; the rest is the way there and back.
constexpr std::chrono::milliseconds kImportTimeout{25000};

template <typename T>
using CallResult = client::Result<T, client::CallError>;

class Session {
 public:
  // Reads profile, CA and token, and makes the channel; nothing is sent yet.
  static Outcome<Session> Open(const GlobalFlags& flags);

  // `method` is a method of a generated stub, such as &Service::Stub::GetAccountStatus.
  template <typename Stub, typename Request, typename Response>
  CallResult<Response> TryCall(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                            Response*),
                               const Request& request,
                               std::chrono::milliseconds timeout = kCallTimeout) {
    grpc::ClientContext context;
    Prepare(timeout, &context);
    Stub stub(channel_);
    Response response;
    const grpc::Status status = (stub.*method)(&context, request, &response);
    if (!status.ok()) return client::DecodeError(status);
    return response;
  }

  // The same with the failure in words.
  template <typename Stub, typename Request, typename Response>
  Outcome<Response> Call(grpc::Status (Stub::*method)(grpc::ClientContext*, const Request&,
                                                      Response*),
                         const Request& request) {
    CallResult<Response> result = TryCall(method, request);
    if (!result.ok()) return Explain(result.error());
    return *result;
  }

  // Any unary method by its path ("/package.Service/Method").
  Outcome<bool> CallByName(const std::string& path, const google::protobuf::Message& request,
                           google::protobuf::Message* response);

  Failure Explain(const client::CallError& error) const {
    return FailureOfCall(error, settings_.server);
  }

 private:
  Session(Settings settings, std::chrono::milliseconds timeout, const std::string& ca_pem,
          const std::string& token);

  // --timeout wins over the default given here.
  void Prepare(std::chrono::milliseconds timeout, grpc::ClientContext* context) const;

  Settings settings_;
  std::chrono::milliseconds timeout_;  // 0: none asked for
  std::shared_ptr<grpc::Channel> channel_;
  std::shared_ptr<grpc::CallCredentials> credentials_;
};

}  // namespace reinstate::cli
