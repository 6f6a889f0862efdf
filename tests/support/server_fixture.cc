#include "tests/support/server_fixture.h"

#include <google/protobuf/util/time_util.h>
#include <sys/stat.h>

#include <atomic>
#include <cstdio>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include "absl/time/clock.h"
#include "reinstate/rpc/error_details.pb.h"
#include "tests/client/tls_fixture.h"

namespace reinstate::testing {
namespace {

constexpr char kIssuer[] = "https://issuer.test.invalid";
constexpr char kReason[] = "a test";

class BearerToken : public grpc::MetadataCredentialsPlugin {
 public:
  explicit BearerToken(std::string token) : header_("Bearer " + std::move(token)) {}
  grpc::Status GetMetadata(grpc::string_ref, grpc::string_ref, const grpc::AuthContext&,
                           std::multimap<grpc::string, grpc::string>* metadata) override {
    metadata->emplace("authorization", header_);
    return grpc::Status::OK;
  }

 private:
  const std::string header_;
};

std::unique_ptr<rpc::TempFile> Secret(const std::string& text) {
  auto file = std::make_unique<rpc::TempFile>(text);
  chmod(file->path().c_str(), S_IRUSR | S_IWUSR);
  return file;
}

std::vector<rpc::Role> AllRoles() {
  std::vector<rpc::Role> roles;
  for (int i = 0; i <= static_cast<int>(rpc::Role::kAuditor); ++i) {
    roles.push_back(static_cast<rpc::Role>(i));
  }
  return roles;
}

void Require(const grpc::Status& status) {
  if (!status.ok()) throw std::runtime_error(status.error_message());
}

}  // namespace

ServerFixture::ServerFixture(void (*adjust)(Config&))
    : signing_key_(rpc::SigningKey::Ec("test-key")) {
  const auto tls = testing_support::MakeKeyAndCertificate();
  jwks_file_ = Secret(rpc::JwksText({&signing_key_}));
  key_file_ = Secret(tls.key_pem);
  certificate_file_ = Secret(tls.certificate_pem);
  page_key_file_ = Secret(std::string(32, 'k'));
  config_.path = "test.json";
  config_.development = true;
  config_.listen = "127.0.0.1:0";
  config_.certificate_file = certificate_file_->path();
  config_.key_file = key_file_->path();
  config_.database_url = database_.app_url();
  config_.page_token_key_file = page_key_file_->path();
  config_.jwt_issuers = {
      {kIssuer, "reinstate", jwks_file_->path(), std::chrono::seconds(3600), AllRoles()}};
  config_.drain_s = 1;
  if (adjust != nullptr) adjust(config_);
  auto server = Server::Start(config_, [] { return absl::Now(); });
  if (!server.ok()) throw std::runtime_error(server.error().message);
  server_ = std::move(*server);
  operator_ = As(rpc::Role::kOperator);
}

std::string ServerFixture::Token(rpc::Role role, const std::string& account_id,
                                 const std::string& subject) const {
  const int64_t now_s = absl::ToUnixSeconds(absl::Now());
  nlohmann::json claims = {{"iss", kIssuer},      {"aud", "reinstate"},
                           {"sub", subject},      {"iat", now_s},
                           {"exp", now_s + 3000}, {"roles", {rpc::RoleName(role)}}};
  if (!account_id.empty()) claims["account_id"] = account_id;
  return rpc::MintToken(signing_key_, R"({"alg":"ES256","typ":"JWT","kid":"test-key"})",
                        claims.dump());
}

Caller ServerFixture::As(rpc::Role role, const std::string& account_id,
                         const std::string& subject) const {
  return WithToken(Token(role, account_id, subject));
}

Caller ServerFixture::WithToken(const std::string& token) const {
  return Connect(address(), ca_file(), token);
}

std::unique_ptr<Server> ServerFixture::StartSecond(void (*adjust)(Config&)) const {
  Config config = config_;
  if (adjust != nullptr) adjust(config);
  auto server = Server::Start(config, [] { return absl::Now(); });
  if (!server.ok()) throw std::runtime_error(server.error().message);
  return std::move(*server);
}

Caller ServerFixture::AsAt(const Server& server, rpc::Role role,
                           const std::string& account_id) const {
  return Connect(server.address(), ca_file(), Token(role, account_id));
}

Caller Connect(const std::string& address, const std::string& ca_file, const std::string& token,
               grpc::ChannelArguments arguments) {
  grpc::SslCredentialsOptions tls;
  std::ifstream file(ca_file);
  std::ostringstream text;
  text << file.rdbuf();
  tls.pem_root_certs = text.str();
  arguments.SetSslTargetNameOverride("localhost");
  auto credentials = grpc::SslCredentials(tls);
  if (!token.empty()) {
    credentials = grpc::CompositeChannelCredentials(
        credentials, grpc::MetadataCredentialsFromPlugin(std::make_unique<BearerToken>(token)));
  }
  Caller caller;
  caller.channel = grpc::CreateCustomChannel(address, credentials, arguments);
  caller.status = v1::AccountStatusService::NewStub(caller.channel);
  caller.admin = v1::AccountAdminService::NewStub(caller.channel);
  caller.billing_admin = v1::BillingAdminService::NewStub(caller.channel);
  caller.billing = v1::BillingSummaryService::NewStub(caller.channel);
  caller.dev = v1::DevService::NewStub(caller.channel);
  caller.tickets = v1::SupportTicketService::NewStub(caller.channel);
  return caller;
}

void ServerFixture::SetClock(const std::string& instant) const {
  v1::SetClockRequest request;
  request.set_request_id(NewRequestId());
  *request.mutable_now() = At(instant);
  request.set_frozen(true);
  grpc::ClientContext context;
  v1::SetClockResponse response;
  Require(operator_.dev->SetClock(&context, request, &response));
}

void ServerFixture::Register(const std::string& account_id,
                             const std::string& standing_from) const {
  v1::RegisterAccountRequest request;
  request.set_account_id(account_id);
  request.set_request_id(NewRequestId());
  request.set_display_name("Account " + account_id);
  request.set_cloud(v1::CLOUD_PUBLIC);
  request.set_partner_type(v1::PARTNER_TYPE_DIRECT_BILL);
  *request.mutable_standing_from() = At(standing_from);
  request.set_reason(kReason);
  grpc::ClientContext context;
  v1::RegisterAccountResponse response;
  Require(operator_.admin->RegisterAccount(&context, request, &response));
}

void ServerFixture::RecordInvoice(const std::string& account_id, const std::string& invoice_id,
                                  int64_t total, const std::string& issued_on,
                                  const std::string& due_on) const {
  v1::RecordInvoiceRequest request;
  request.set_account_id(account_id);
  request.set_request_id(NewRequestId());
  request.set_reason(kReason);
  v1::InvoiceContent* invoice = request.mutable_invoice();
  invoice->set_invoice_id(invoice_id);
  invoice->mutable_total()->set_currency_code("USD");
  invoice->mutable_total()->set_amount_minor(total);
  *invoice->mutable_issued_on() = Day(issued_on);
  *invoice->mutable_due_on() = Day(due_on);
  grpc::ClientContext context;
  v1::RecordInvoiceResponse response;
  Require(operator_.billing_admin->RecordInvoice(&context, request, &response));
}

void ServerFixture::RecordPayment(const std::string& account_id, const std::string& payment_id,
                                  int64_t amount, const std::string& received_at) const {
  v1::RecordPaymentRequest request;
  request.set_account_id(account_id);
  request.set_request_id(NewRequestId());
  request.set_reason(kReason);
  v1::PaymentContent* payment = request.mutable_payment();
  payment->set_payment_id(payment_id);
  payment->mutable_amount()->set_currency_code("USD");
  payment->mutable_amount()->set_amount_minor(amount);
  *payment->mutable_received_at() = At(received_at);
  grpc::ClientContext context;
  v1::RecordPaymentResponse response;
  Require(operator_.billing_admin->RecordPayment(&context, request, &response));
}

v1::AccountStatus ServerFixture::StatusOf(const std::string& account_id) const {
  v1::GetAccountStatusRequest request;
  request.set_account_id(account_id);
  grpc::ClientContext context;
  v1::GetAccountStatusResponse response;
  Require(operator_.status->GetAccountStatus(&context, request, &response));
  return response.status();
}

namespace {

rpc::ErrorInfo InfoOf(const grpc::Status& status) {
  rpc::Status details;
  rpc::ErrorInfo info;
  if (!details.ParseFromString(status.error_details()) || details.details().empty()) return info;
  info.ParseFromString(details.details(0).value());
  return info;
}

}  // namespace

std::string ReasonOf(const grpc::Status& status) {
  if (status.ok()) return "OK";
  const std::string reason = InfoOf(status).reason();
  return reason.empty() ? "NONE" : reason;
}

std::string MetadataOf(const grpc::Status& status, const std::string& key) {
  const auto metadata = InfoOf(status).metadata();
  const auto found = metadata.find(key);
  return found == metadata.end() ? "" : found->second;
}

v1::Date Day(const std::string& day) {
  v1::Date date;
  int year = 0, month = 0, of_month = 0;
  if (std::sscanf(day.c_str(), "%d-%d-%d", &year, &month, &of_month) != 3) {
    throw std::runtime_error("no day: " + day);
  }
  date.set_year(year);
  date.set_month(month);
  date.set_day(of_month);
  return date;
}

google::protobuf::Timestamp At(const std::string& instant) {
  google::protobuf::Timestamp timestamp;
  if (!google::protobuf::util::TimeUtil::FromString(instant, &timestamp)) {
    throw std::runtime_error("no instant: " + instant);
  }
  return timestamp;
}

std::string NewRequestId() {
  static std::atomic<int> next{0};
  return "request-" + std::to_string(next++);
}

}  // namespace reinstate::testing
