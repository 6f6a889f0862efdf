#include "tests/rpc/ticker_server.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>

#include "reinstate/rpc/error_details.pb.h"

namespace reinstate::rpc {

using test::v1::Tick;
using test::v1::TickRequest;

constexpr char kIssuer[] = "https://issuer.example";

std::atomic<int> TickSource::destroyed{0};

void TickSource::Next(const Call& /*call*/, Message& message, Done done) {
  std::unique_lock lock(mutex_);
  message_ = &message;
  done_ = std::move(done);
  ++asked;
  Answer(std::move(lock));
}

void TickSource::Cancel() {
  std::unique_lock lock(mutex_);
  cancelled_ = true;
  Answer(std::move(lock));
}

void TickSource::Push(const Result<bool>& more) {
  std::unique_lock lock(mutex_);
  ready_.push_back(more);
  Answer(std::move(lock));
}

void TickSource::Drop() {
  std::unique_lock lock(mutex_);
  const Done done = std::exchange(done_, nullptr);
  lock.unlock();
}

void TickSource::Answer(std::unique_lock<std::mutex> lock) {
  if (!done_ || (ready_.empty() && !cancelled_)) return;
  const Result<bool> more = cancelled_ ? Result<bool>(false) : ready_.front();
  if (!cancelled_) ready_.pop_front();
  static_cast<Tick*>(message_)->set_number(number_++);
  const Done done = std::exchange(done_, nullptr);
  lock.unlock();
  done(more);
}

Result<Pull<Tick>> Ticker::OpenPull(const Call& /*call*/, const TickRequest& request) {
  if (request.count() < 0) return InvalidField("count", "must not be negative");
  return Pull<Tick>([this, count = request.count(), bytes = request.bytes(), next = int64_t{0}](
                        const Call&, Tick& tick) mutable -> Result<bool> {
    if (next == count) return false;
    if (before) {
      const reinstate::Status allowed = before(next);
      if (!allowed.ok()) return allowed.error();
    }
    tick.set_number(next++);
    tick.set_filling(std::string(static_cast<size_t>(bytes), '\0'));
    ++made;
    return true;
  });
}

Result<std::unique_ptr<Source>> Ticker::OpenWatch(const Call& /*call*/, const TickRequest&) {
  auto source = std::make_unique<TickSource>();
  const std::lock_guard lock(mutex_);
  watches_.push_back(source.get());
  opened_.notify_all();
  return std::unique_ptr<Source>(std::move(source));
}

TickSource* Ticker::TakeWatch() {
  std::unique_lock lock(mutex_);
  opened_.wait(lock, [this] { return !watches_.empty(); });
  TickSource* const taken = watches_.front();
  watches_.pop_front();
  return taken;
}

TickerServer::TickerServer(Pipeline::Limits limits) : jwks_file_(JwksText({&key_})) {
  auto methods = LoadMethods({TickRequest::descriptor()->file()->service(0)});
  if (!methods.ok()) throw std::runtime_error(methods.error().message);
  methods_ = std::move(*methods);
  auto authenticator = Authenticator::Create(
      {{kIssuer, "reinstate", jwks_file_.path(), std::chrono::seconds(900), {Role::kSvcReader}}},
      [this] { return now_s.load(); });
  if (!authenticator.ok()) throw std::runtime_error(authenticator.error().message);
  authenticator_ = std::move(*authenticator);
  handlers_.AddStream("reinstate.test.v1.TickerService/Pull", &ticker, &Ticker::OpenPull);
  handlers_.AddHotStream("reinstate.test.v1.TickerService/Watch", &ticker, &Ticker::OpenWatch);
  auto pipeline = Pipeline::Create(methods_, handlers_, *authenticator_, limits);
  if (!pipeline.ok()) throw std::runtime_error(pipeline.error().message);
  pipeline_ = std::move(*pipeline);
  std::vector<const google::protobuf::MethodDescriptor*> descriptors;
  for (const MethodInfo& method : methods_) descriptors.push_back(method.descriptor);
  transport_ = std::make_unique<Transport>(
      descriptors,
      [this](InboundCall& call, Reply reply) { pipeline_->Handle(call, std::move(reply)); }, 1);
  grpc::ServerBuilder builder;
  builder.AddListeningPort("127.0.0.1:0", grpc::InsecureServerCredentials(), &port_);
  transport_->Register(builder);
  server_ = builder.BuildAndStart();
  transport_->Start();
  stub = test::v1::TickerService::NewStub(NewChannel());
}

void TickerServer::Stop(std::chrono::milliseconds drain) {
  if (server_ == nullptr) return;
  pipeline_->StopStreams();
  server_->Shutdown(std::chrono::system_clock::now() + drain);
  transport_->Stop();
  server_ = nullptr;
}

void TickerServer::WithdrawKeys() {
  const SigningKey other = SigningKey::Ec("other");
  jwks_file_.Write(JwksText({&other}));
  const reinstate::Status reloaded = authenticator_->Reload();
  if (!reloaded.ok()) throw std::runtime_error(reloaded.error().message);
}

std::shared_ptr<grpc::Channel> TickerServer::NewChannel() const {
  grpc::ChannelArguments arguments;
  arguments.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  // Else the client takes up to 4 MiB ahead of its reader.
  arguments.SetInt(GRPC_ARG_HTTP2_BDP_PROBE, 0);
  return grpc::CreateCustomChannel("127.0.0.1:" + std::to_string(port_),
                                   grpc::InsecureChannelCredentials(), arguments);
}

std::unique_ptr<grpc::ClientContext> TickerServer::NewContext(const std::string& subject) const {
  const nlohmann::json claims = {{"iss", kIssuer},     {"aud", "reinstate"},
                                 {"sub", subject},     {"iat", now_s.load()},
                                 {"exp", now_s + 600}, {"roles", {"SVC_READER"}}};
  auto context = std::make_unique<grpc::ClientContext>();
  context->AddMetadata(
      "authorization",
      "Bearer " + MintToken(key_, R"({"alg":"ES256","typ":"JWT","kid":"k"})", claims.dump()));
  return context;
}

std::string ReasonIn(const grpc::Status& status) {
  Status details;
  if (!details.ParseFromString(status.error_details()) || details.details().empty()) return "NONE";
  ErrorInfo info;
  info.ParseFromString(details.details(0).value());
  return info.reason();
}

}  // namespace reinstate::rpc
