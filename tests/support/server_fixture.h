// A whole server in the test's process: real PostgreSQL, real TLS, real tokens.

#pragma once

#include <grpcpp/grpcpp.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "reinstate/v1/account_admin_service.grpc.pb.h"
#include "reinstate/v1/account_status_service.grpc.pb.h"
#include "reinstate/v1/billing_admin_service.grpc.pb.h"
#include "reinstate/v1/billing_summary_service.grpc.pb.h"
#include "reinstate/v1/dev_service.grpc.pb.h"
#include "reinstate/v1/support_ticket_service.grpc.pb.h"
#include "server/config.h"
#include "server/server.h"
#include "tests/rpc/jwt_builder.h"
#include "tests/support/database.h"

namespace reinstate::testing {

// The stubs of one caller.
struct Caller {
  std::shared_ptr<grpc::Channel> channel;
  std::unique_ptr<v1::AccountStatusService::Stub> status;
  std::unique_ptr<v1::AccountAdminService::Stub> admin;
  std::unique_ptr<v1::BillingAdminService::Stub> billing_admin;
  std::unique_ptr<v1::BillingSummaryService::Stub> billing;
  std::unique_ptr<v1::DevService::Stub> dev;
  std::unique_ptr<v1::SupportTicketService::Stub> tickets;
};

// An empty token is none.
Caller Connect(const std::string& address, const std::string& ca_file, const std::string& token,
               grpc::ChannelArguments arguments = {});

class ServerFixture {
 public:
  // `adjust` may change the configuration before the server starts.
  explicit ServerFixture(void (*adjust)(Config&) = nullptr);

  const TestDatabase& database() const { return database_; }
  const Config& config() const { return config_; }
  std::string address() const { return server_->address(); }
  const std::string& ca_file() const { return certificate_file_->path(); }
  Server& server() { return *server_; }

  // A token of the role: on `account_id` for partner roles.
  std::string Token(rpc::Role role, const std::string& account_id = "",
                    const std::string& subject = "tester") const;
  Caller As(rpc::Role role, const std::string& account_id = "",
            const std::string& subject = "tester") const;
  Caller WithToken(const std::string& token) const;

  // Another server on the same database; `adjust` may change what the first was configured with.
  std::unique_ptr<Server> StartSecond(void (*adjust)(Config&) = nullptr) const;
  Caller AsAt(const Server& server, rpc::Role role, const std::string& account_id = "") const;

  // Freezes the domain clock at the instant (RFC 3339).
  void SetClock(const std::string& instant) const;

  // Registers a direct-bill account whose standing counts from `standing_from`.
  void Register(const std::string& account_id, const std::string& standing_from) const;
  // Total and amount in minor units of USD; days as "2026-01-31".
  void RecordInvoice(const std::string& account_id, const std::string& invoice_id, int64_t total,
                     const std::string& issued_on, const std::string& due_on) const;
  void RecordPayment(const std::string& account_id, const std::string& payment_id, int64_t amount,
                     const std::string& received_at) const;
  v1::AccountStatus StatusOf(const std::string& account_id) const;

 private:
  TestDatabase database_;
  rpc::SigningKey signing_key_;
  std::unique_ptr<rpc::TempFile> jwks_file_, key_file_, certificate_file_, page_key_file_;
  Config config_;
  std::unique_ptr<Server> server_;
  Caller operator_;
};

// Whatever a test needs of a failed call.
std::string ReasonOf(const grpc::Status& status);
std::string MetadataOf(const grpc::Status& status, const std::string& key);
v1::Date Day(const std::string& day);
google::protobuf::Timestamp At(const std::string& instant);
std::string NewRequestId();

}  // namespace reinstate::testing
