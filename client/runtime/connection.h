// The way to one server, shared by the clients of all its services: always TLS, with a bearer
// token on each call where there is one.

#pragma once

#include <google/protobuf/message.h>

#include <memory>
#include <optional>
#include <utility>

#include "client/runtime/call_options.h"
#include "client/runtime/method.h"
#include "client/runtime/options.h"
#include "client/runtime/request_id.h"
#include "client/runtime/result.h"
#include "client/runtime/stream.h"
#include "client/runtime/stream_call.h"

namespace reinstate::client {

// Thread-safe.
class Connection {
 public:
  // With an error in the place of options every call fails with that error.
  explicit Connection(const Result<Options>& options);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // One logical call of any unary method: blocks, retries where the method allows it and the
  // error is one that may pass, all of it within one deadline. `response` is filled on success.
  std::optional<CallError> Call(const Method& method, const google::protobuf::Message& request,
                                const CallOptions& options, google::protobuf::Message* response);

  // The same with the response as a value; the generated clients are made of these two.
  template <typename Response>
  Result<Response> Read(const Method& method, const google::protobuf::Message& request,
                        const CallOptions& options) {
    Response response;
    std::optional<CallError> error = Call(method, request, options, &response);
    if (error) return *std::move(error);
    return response;
  }

  // One logical call of a server-streaming read. It is sent again, by the same rules, only where
  // nothing came yet.
  std::unique_ptr<StreamCall> OpenCall(const Method& method,
                                       const google::protobuf::Message& request,
                                       const CallOptions& options);

  // The same as a range of values.
  template <typename Response>
  Stream<Response> Open(const Method& method, const google::protobuf::Message& request,
                        const CallOptions& options) {
    const std::shared_ptr<StreamCall> call = OpenCall(method, request, options);
    const auto next = [call]() -> std::optional<Result<Response>> {
      Response response;
      Result<bool> more = call->Read(&response);
      if (!more.ok()) return std::move(more.error());
      if (!*more) return std::nullopt;
      return Result<Response>(std::move(response));
    };
    return Stream<Response>(next, call->cancellation());
  }

  // One request_id for all attempts.
  template <typename Response, typename Request>
  Result<Response> Write(const Method& method, const Request& request, const CallOptions& options) {
    return Read<Response>(method, WithRequestId(request, options), options);
  }

 private:
  class BrokenStream;
  class Impl;
  class RemoteStream;
  class StreamAttempt;
  std::optional<CallError> broken_;  // why there are no options
  std::shared_ptr<Impl> impl_;       // null where broken_; streams share it
};

// Never fails: options that could not be read and a server that cannot be reached show in the
// first call, so that Connect(Options::FromEnvironment()) needs no check of its own.
std::shared_ptr<Connection> Connect(const Result<Options>& options);

}  // namespace reinstate::client
