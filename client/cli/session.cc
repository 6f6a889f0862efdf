#include "client/cli/session.h"

#include <grpcpp/generic/generic_stub.h>
#include <grpcpp/impl/codegen/proto_utils.h>

#include <cstdint>
#include <future>
#include <utility>

namespace reinstate::cli {

Session::Session(Settings settings, std::chrono::milliseconds timeout, const std::string& ca_pem,
                 const std::string& token)
    : settings_(std::move(settings)),
      timeout_(timeout),
      channel_(client::MakeChannel({settings_.server, ca_pem})),
      credentials_(client::BearerToken(token)) {}

Outcome<Session> Session::Open(const GlobalFlags& flags) {
  Outcome<Profiles> profiles = LoadProfiles(ProfilesPath());
  if (!profiles.ok()) return profiles.error();
  Outcome<Settings> settings = ResolveSettings(flags, ProcessEnvironment, *profiles);
  if (!settings.ok()) return settings.error();
  std::string ca_pem;
  if (!settings->ca_file.empty()) {
    Outcome<std::string> text = ReadFile(settings->ca_file, "CA file");
    if (!text.ok()) return text.error();
    if (text->find("-----BEGIN CERTIFICATE-----") == std::string::npos) {
      return Failure{ExitCode::kRefused, "CA file " + settings->ca_file + " holds no certificate",
                     "name a PEM file with --ca"};
    }
    ca_pem = *text;
  }
  std::string token;
  if (!settings->token_file.empty()) {
    Outcome<std::string> text = ReadToken(settings->token_file);
    if (!text.ok()) return text.error();
    token = *text;
  }
  const auto timeout = std::chrono::duration_cast<std::chrono::milliseconds>(
      std::chrono::duration<double>(flags.timeout_seconds));
  return Session(*settings, timeout, ca_pem, token);
}

void Session::Prepare(std::chrono::milliseconds timeout, grpc::ClientContext* context) const {
  client::PrepareContext(credentials_, timeout_.count() > 0 ? timeout_ : timeout, context);
}

Outcome<bool> Session::CallByName(const std::string& path, const google::protobuf::Message& request,
                                  google::protobuf::Message* response) {
  grpc::ClientContext context;
  Prepare(kCallTimeout, &context);
  grpc::TemplatedGenericStub<google::protobuf::Message, google::protobuf::Message> stub(channel_);
  std::promise<grpc::Status> done;
  stub.UnaryCall(&context, path, grpc::StubOptions(), &request, response,
                 [&done](const grpc::Status& status) { done.set_value(status); });
  const grpc::Status status = done.get_future().get();
  if (!status.ok()) return Explain(client::DecodeError(status));
  return true;
}

}  // namespace reinstate::cli
