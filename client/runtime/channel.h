// Connections to a server: always TLS, with a bearer token on each call where there is one.

#pragma once

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>
#include <grpcpp/security/credentials.h>

#include <chrono>
#include <memory>
#include <string>

namespace reinstate::client {

struct ChannelOptions {
  std::string server;  // host:port; the certificate must name the host
  std::string ca_pem;  // PEM text; empty: the system's roots
};

// Never fails: an unreachable server shows in the first call.
std::shared_ptr<grpc::Channel> MakeChannel(const ChannelOptions& options);

// Sends "authorization: Bearer TOKEN". gRPC refuses to attach it to a connection without TLS.
// Null for an empty token.
std::shared_ptr<grpc::CallCredentials> BearerToken(const std::string& token);

// Sets credentials (may be null) and the deadline on a fresh context.
void PrepareContext(const std::shared_ptr<grpc::CallCredentials>& credentials,
                    std::chrono::milliseconds timeout, grpc::ClientContext* context);

}  // namespace reinstate::client
