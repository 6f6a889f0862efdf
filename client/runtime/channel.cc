#include "client/runtime/channel.h"

#include <grpcpp/create_channel.h>
#include <grpcpp/support/channel_arguments.h>

namespace reinstate::client {
namespace {

// Answers to full pages of 1000 stay far below it; it bounds what a wrong peer can make us hold.
constexpr int kMaxReceiveBytes = 64 * 1024 * 1024;

}  // namespace

std::shared_ptr<grpc::Channel> MakeChannel(const ChannelOptions& options) {
  grpc::SslCredentialsOptions ssl;
  ssl.pem_root_certs = options.ca_pem;
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(kMaxReceiveBytes);
  // Retries are decided above, where it is known which request_id a call carries.
  arguments.SetInt(GRPC_ARG_ENABLE_RETRIES, 0);
  return grpc::CreateCustomChannel(options.server, grpc::SslCredentials(ssl), arguments);
}

std::shared_ptr<grpc::CallCredentials> BearerToken(const std::string& token) {
  if (token.empty()) return nullptr;
  return grpc::AccessTokenCredentials(token);
}

void PrepareContext(const std::shared_ptr<grpc::CallCredentials>& credentials,
                    std::chrono::milliseconds timeout, grpc::ClientContext* context) {
  if (credentials != nullptr) context->set_credentials(credentials);
  context->set_deadline(std::chrono::system_clock::now() + timeout);
}

}  // namespace reinstate::client
