// One connection to one server, and what every call on it has in common.

#pragma once

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>

#include <chrono>
#include <memory>
#include <string>

#include "client/cli/failure.h"
#include "client/cli/settings.h"
#include "client/runtime/connection.h"

namespace reinstate::cli {

// Longer than the contract's defaults: a person waits rather than asks again.
constexpr std::chrono::milliseconds kCallTimeout{10000};
// The server gives an import 20 s; the rest is the way there and back, and a restart.
constexpr std::chrono::milliseconds kImportTimeout{30000};

// A person hears within about a second that a server is away; an import outlasts its restart.
constexpr int kCallAttempts = 4;
constexpr int kImportAttempts = 10;

class Session {
 public:
  // Reads profile, CA and token, and makes the connection; nothing is sent yet.
  static Outcome<Session> Open(const GlobalFlags& flags, int max_attempts = kCallAttempts);

  // `method` is a method of a generated client, such as &AccountStatusClient::GetAccountStatus.
  template <typename Client, typename Request, typename Response>
  client::Result<Response> TryCall(
      client::Result<Response> (Client::*method)(const Request&, const client::CallOptions&) const,
      const Request& request, std::chrono::milliseconds timeout = kCallTimeout) {
    const Client client(connection_);
    return (client.*method)(request, OptionsFor(timeout));
  }

  // The same with the failure in words.
  template <typename Client, typename Request, typename Response>
  Outcome<Response> Call(client::Result<Response> (Client::*method)(const Request&,
                                                                    const client::CallOptions&)
                             const,
                         const Request& request) {
    client::Result<Response> result = TryCall(method, request);
    if (!result.ok()) return Explain(result.error());
    return *result;
  }

  // The same for a method that streams, for as long as the contract lets it last or --timeout says.
  template <typename Client, typename Request, typename Response>
  client::Stream<Response> Stream(
      client::Stream<Response> (Client::*method)(const Request&, const client::CallOptions&) const,
      const Request& request, const client::Cancellation& cancellation = {}) {
    const Client client(connection_);
    client::CallOptions options = OptionsFor(std::chrono::milliseconds(0));
    options.cancellation = cancellation;
    return (client.*method)(request, options);
  }

  // Any unary method of the contract.
  Outcome<std::unique_ptr<google::protobuf::Message>> CallByDescriptor(
      const google::protobuf::MethodDescriptor& method, const google::protobuf::Message& request);

  // Any server-streaming method.
  client::Stream<std::unique_ptr<google::protobuf::Message>> StreamByDescriptor(
      const google::protobuf::MethodDescriptor& method, const google::protobuf::Message& request);

  Failure Explain(const client::CallError& error) const { return FailureOfCall(error, server_); }

 private:
  Session(std::string server, std::chrono::milliseconds timeout,
          std::shared_ptr<client::Connection> connection);

  // --timeout wins over the default given here.
  client::CallOptions OptionsFor(std::chrono::milliseconds timeout) const;

  std::string server_;
  std::chrono::milliseconds timeout_;  // 0: none asked for
  std::shared_ptr<client::Connection> connection_;
};

}  // namespace reinstate::cli
