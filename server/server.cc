#include "server/server.h"

#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>
#include <spdlog/spdlog.h>

#include <fstream>
#include <optional>
#include <sstream>
#include <utility>

#include "db/migrate.h"
#include "db/policies.h"
#include "db/pool.h"
#include "db/read_batcher.h"
#include "server/background/event_reader.h"
#include "server/background/policy_rebuilder.h"
#include "server/background/provider_issue_job.h"
#include "server/background/publisher.h"
#include "server/files/file_endpoint.h"
#include "server/files/file_link.h"
#include "server/metrics_endpoint.h"
#include "server/rpc/transport.h"
#include "server/services/account_admin_service.h"
#include "server/services/account_status_service.h"
#include "server/services/billing_admin_service.h"
#include "server/services/billing_summary_service.h"
#include "server/services/dev_service.h"
#include "server/services/invoice_file_service.h"
#include "server/services/invoice_files.h"
#include "server/services/status_feed.h"
#include "server/services/support_ticket_service.h"

namespace reinstate {
namespace {

Error Fault(const std::string& message) {
  return {.reason = Reason::kInternal, .message = message};
}

Result<PolicyHistory> ReadPolicies(db::Pool& pool) {
  std::optional<PolicyHistory> policies;
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(5);
  const Status status = db::RunTransaction(pool, db::Visibility::Server(), db::Access::kSnapshot,
                                           deadline, [&](db::Transaction& transaction) -> Status {
                                             policies = db::LoadPolicies(transaction);
                                             return Ok();
                                           });
  if (!status.ok()) return status.error();
  return std::move(*policies);
}

// Null where the configuration names none.
Result<std::unique_ptr<files::FileLinks>> MakeFileLinks(const Config& config,
                                                        const RealClock& real_now) {
  if (config.file_links.listen.empty()) return std::unique_ptr<files::FileLinks>();
  return files::FileLinks::Create(
      config.file_links.base_url, [file = config.file_links.key_file] { return ReadSecret(file); },
      real_now);
}

// Through a message of each file, so that the linker keeps the file.
template <typename Request>
const google::protobuf::ServiceDescriptor* ServiceOf() {
  return Request::descriptor()->file()->service(0);
}

std::vector<const google::protobuf::ServiceDescriptor*> Services(bool development) {
  std::vector<const google::protobuf::ServiceDescriptor*> services = {
      ServiceOf<v1::GetAccountStatusRequest>(), ServiceOf<v1::RegisterAccountRequest>(),
      ServiceOf<v1::RecordInvoiceRequest>(), ServiceOf<v1::GetInvoiceRequest>(),
      ServiceOf<v1::CreateTicketRequest>()};
  if (development) services.push_back(ServiceOf<v1::GetClockRequest>());
  return services;
}

}  // namespace

// In the order of construction; what is used by something else stands above it.
struct Server::Parts {
  Parts(const Config& from, RealClock clock, PolicyHistory known, std::string page_token_key,
        std::unique_ptr<files::FileLinks> links)
      : config(from),
        pool(config.database_url, static_cast<size_t>(config.pool_size)),
        policies(std::move(known)),
        environment{pool, policies, std::move(clock)},
        paging(page_token_key),
        file_links(std::move(links)),
        batcher({config.database_url, config.batch_connections, config.largest_batch,
                 config.read_timeout_ms}),
        timelines(environment, batcher),
        feed({config.database_url, config.watch.connections,
              static_cast<size_t>(config.watch.buffered_events),
              std::chrono::milliseconds(config.watch.heartbeat_ms), std::move(page_token_key)},
             environment),
        status_service(environment, timelines, paging, feed),
        admin_service(environment, paging, absl::Seconds(config.policy_lead_s)),
        billing_admin_service(environment),
        billing_summary_service(environment, paging, file_links.get()),
        invoice_file_service(environment, file_links.get()),
        ticket_service(environment, paging),
        dev_service(environment),
        files_pool(config.database_url,
                   static_cast<size_t>(config.file_links.database_connections)),
        invoice_files(files_pool),
        event_reader(config.database_url, feed, environment.real_now,
                     std::chrono::milliseconds(config.watch.poll_interval_ms)),
        publisher(config.database_url, policies, environment.real_now, config.publisher),
        provider_issue_job(config.database_url, policies, environment.real_now,
                           std::chrono::milliseconds(config.provider_issue_interval_ms)),
        rebuilder(config.database_url, policies, environment.real_now,
                  std::chrono::milliseconds(config.policy_rebuild_interval_ms)) {}

  const Config config;
  std::vector<rpc::MethodInfo> methods;
  std::unique_ptr<rpc::Authenticator> authenticator;
  db::Pool pool;
  services::PolicyBook policies;
  const services::Environment environment;
  const services::Paging paging;
  const std::unique_ptr<files::FileLinks> file_links;  // only where they are configured
  rpc::Handlers handlers;
  std::unique_ptr<rpc::Pipeline> pipeline;
  // Answers hot calls through the pipeline, so it ends before that does.
  db::ReadBatcher batcher;
  services::TimelineReader timelines;
  services::StatusFeed feed;  // the same of watches
  services::AccountStatusService status_service;
  services::AccountAdminService admin_service;
  services::BillingAdminService billing_admin_service;
  services::BillingSummaryService billing_summary_service;
  services::InvoiceFileService invoice_file_service;
  services::SupportTicketService ticket_service;
  services::DevService dev_service;
  // Apart from the calls' pool, which downloads must not use up.
  db::Pool files_pool;
  services::InvoiceFiles invoice_files;
  background::EventReader event_reader;
  background::Publisher publisher;
  background::ProviderIssueJob provider_issue_job;
  std::unique_ptr<files::FileEndpoint> file_endpoint;
  std::unique_ptr<rpc::Transport> transport;
  std::unique_ptr<grpc::Server> server;
  std::unique_ptr<MetricsEndpoint> metrics;
  int port = 0;
  background::PolicyRebuilder rebuilder;

  Status Wire(bool serve_development);
  Status ServeFiles();
  Status Listen();
};

Status Server::Parts::Wire(bool serve_development) {
  auto loaded = rpc::LoadMethods(Services(serve_development));
  if (!loaded.ok()) return loaded.error();
  methods = std::move(*loaded);
  const RealClock& clock = environment.real_now;
  auto made = rpc::Authenticator::Create(config.jwt_issuers,
                                         [clock] { return absl::ToUnixSeconds(clock()); });
  if (!made.ok()) return made.error();
  authenticator = std::move(*made);
  status_service.AddTo(handlers);
  admin_service.AddTo(handlers);
  billing_admin_service.AddTo(handlers);
  billing_summary_service.AddTo(handlers);
  invoice_file_service.AddTo(handlers);
  ticket_service.AddTo(handlers);
  if (serve_development) dev_service.AddTo(handlers);
  auto built = rpc::Pipeline::Create(methods, handlers, *authenticator, config.limits);
  if (!built.ok()) return built.error();
  pipeline = std::move(*built);
  std::vector<const google::protobuf::MethodDescriptor*> descriptors;
  for (const rpc::MethodInfo& method : methods) descriptors.push_back(method.descriptor);
  transport = std::make_unique<rpc::Transport>(
      std::move(descriptors),
      [this](rpc::InboundCall& call, rpc::Reply reply) {
        pipeline->Handle(call, std::move(reply));
      },
      config.transport_threads);
  return Ok();
}

Status Server::Parts::ServeFiles() {
  const std::chrono::milliseconds timeout(config.read_timeout_ms);
  file_endpoint = std::make_unique<files::FileEndpoint>(
      *file_links, [this, timeout](const AccountScope& account, const files::FileId& file) {
        return invoice_files.Fetch(account, file, std::chrono::steady_clock::now() + timeout);
      });
  return file_endpoint->Listen(
      {config.file_links.listen, config.certificate_file, config.key_file});
}

Status Server::Parts::Listen() {
  const Result<std::string> key = ReadSecret(config.key_file);
  if (!key.ok()) return key.error();
  std::ifstream certificate_file(config.certificate_file);
  std::ostringstream certificate;
  certificate << certificate_file.rdbuf();
  if (!certificate_file) return Fault("cannot read the certificate " + config.certificate_file);
  grpc::SslServerCredentialsOptions tls;
  tls.pem_key_cert_pairs.push_back({*key, certificate.str()});

  grpc::EnableDefaultHealthCheckService(true);
  grpc::ServerBuilder builder;
  builder.AddListeningPort(config.listen, grpc::SslServerCredentials(tls), &port);
  // A second server on the port must fail, not share it.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS, config.most_streams_of_connection);
  builder.AddChannelArgument(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS, config.handshake_timeout_ms);
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE,
                             static_cast<int>(config.limits.largest_header_bytes));
  builder.AddChannelArgument(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS, 10000);
  builder.AddChannelArgument(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  builder.SetMaxReceiveMessageSize(static_cast<int>(config.limits.largest_request_bytes));
  transport->Register(builder);
  server = builder.BuildAndStart();
  if (server == nullptr || port == 0) {
    return Fault("cannot listen on " + config.listen +
                 "; is the port taken, or the certificate no match for its key?");
  }
  transport->Start();
  for (const rpc::MethodInfo& method : methods) {
    server->GetHealthCheckService()->SetServingStatus(method.descriptor->service()->full_name(),
                                                      true);
  }
  return Ok();
}

Result<std::unique_ptr<Server>> Server::Start(const Config& config, RealClock real_now) {
  const auto database = db::CheckDatabase(config.database_url, config.path);
  if (!database.ok()) return database.error();
  if (!config.development && database->development) {
    return Fault(
        "the database carries the development marker; the production profile does not "
        "serve it");
  }
  auto page_token_key = ReadSecret(config.page_token_key_file);
  if (!page_token_key.ok()) return page_token_key.error();
  if (page_token_key->size() < 32) {
    return Fault(config.page_token_key_file + " must hold at least 32 random bytes");
  }
  db::Pool start_pool(config.database_url, 1);
  auto policies = ReadPolicies(start_pool);
  if (!policies.ok()) return policies.error();
  auto file_links = MakeFileLinks(config, real_now);
  if (!file_links.ok()) return file_links.error();
  auto parts = std::make_unique<Parts>(config, std::move(real_now), std::move(*policies),
                                       std::move(*page_token_key), std::move(*file_links));
  Status status = parts->Wire(config.development && database->development);
  if (status.ok() && !config.metrics_listen.empty()) {
    rpc::CallLog& log = parts->pipeline->log();
    parts->metrics = std::make_unique<MetricsEndpoint>([&log] { return log.Metrics(); });
    status = parts->metrics->Listen(config.metrics_listen);
  }
  if (status.ok() && parts->file_links != nullptr) status = parts->ServeFiles();
  // Last: once it listens, nothing may fail any more.
  if (status.ok()) status = parts->Listen();
  if (!status.ok()) return status.error();
  if (config.policy_rebuild_interval_ms > 0) parts->rebuilder.Start();
  if (config.provider_issue_interval_ms > 0) parts->provider_issue_job.Start();
  parts->event_reader.Start();
  if (config.publisher.enabled) parts->publisher.Start();
  return std::unique_ptr<Server>(new Server(std::move(parts)));
}

Server::Server(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Server::~Server() { Stop(); }

std::string Server::address() const {
  const std::string& listen = parts_->config.listen;
  return listen.substr(0, listen.rfind(':') + 1) + std::to_string(parts_->port);
}

int Server::file_port() const {
  return parts_->file_endpoint == nullptr ? 0 : parts_->file_endpoint->port();
}

Status Server::Reload() {
  Status issuers = parts_->authenticator->Reload();
  if (parts_->file_links == nullptr) return issuers;
  Status links = parts_->file_links->Reload();
  return issuers.ok() ? links : issuers;
}

void Server::Stop() {
  if (parts_->server == nullptr) return;
  parts_->server->GetHealthCheckService()->SetServingStatus(false);
  background::Worker* const workers[] = {&parts_->rebuilder, &parts_->provider_issue_job,
                                         &parts_->publisher};
  for (background::Worker* worker : workers) worker->RequestStop();
  parts_->pipeline->StopStreams();
  if (parts_->file_endpoint != nullptr) parts_->file_endpoint->Stop();
  parts_->server->Shutdown(std::chrono::system_clock::now() +
                           std::chrono::seconds(parts_->config.drain_s));
  parts_->transport->Stop();
  // Calls do not wait for a run under way: it is what can be cut off.
  for (background::Worker* worker : workers) worker->Stop();
  parts_->event_reader.Stop();
  parts_->server.reset();
}

}  // namespace reinstate
