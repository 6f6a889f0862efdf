#include "client/cli/session.h"

#include <utility>

#include "client/runtime/generic.h"

namespace reinstate::cli {

Session::Session(std::string server, std::chrono::milliseconds timeout,
                 std::shared_ptr<client::Connection> connection)
    : server_(std::move(server)), timeout_(timeout), connection_(std::move(connection)) {}

Outcome<Session> Session::Open(const GlobalFlags& flags, int max_attempts) {
  const auto profiles = client::LoadProfiles(client::ProfilesPath());
  if (!profiles.ok()) return LocalFailure(profiles.error());
  const auto settings =
      client::ResolveSettings(flags.settings(), client::ProcessEnvironment, *profiles);
  if (!settings.ok()) return LocalFailure(settings.error());
  auto options = client::Options::FromSettings(*settings);
  if (!options.ok()) return LocalFailure(options.error());
  options->retry.max_attempts = max_attempts;
  const auto timeout = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::duration<double>(flags.timeout_seconds));
  return Session(settings->server, timeout, client::Connect(*options));
}

client::CallOptions Session::OptionsFor(std::chrono::milliseconds timeout) const {
  client::CallOptions options;
  options.timeout = timeout_.count() > 0 ? timeout_ : timeout;
  return options;
}

client::Stream<std::unique_ptr<google::protobuf::Message>> Session::StreamByDescriptor(
    const google::protobuf::MethodDescriptor& method, const google::protobuf::Message& request) {
  return client::StreamByDescriptor(connection_.get(), method, request,
                                    OptionsFor(std::chrono::milliseconds(0)));
}

Outcome<std::unique_ptr<google::protobuf::Message>> Session::CallByDescriptor(
    const google::protobuf::MethodDescriptor& method, const google::protobuf::Message& request) {
  auto response =
      client::CallByDescriptor(connection_.get(), method, request, OptionsFor(kCallTimeout));
  if (!response.ok()) return Explain(response.error());
  return std::move(*response);
}

}  // namespace reinstate::cli
