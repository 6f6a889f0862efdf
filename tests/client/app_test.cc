// The tool from argv to exit code, against a server in this process that speaks TLS.

#include "client/cli/app.h"

#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <gtest/gtest.h>
#include <reinstate/rpc/error_details.pb.h>
#include <reinstate/v1/account_admin_service.grpc.pb.h>
#include <reinstate/v1/account_status_service.grpc.pb.h>
#include <reinstate/v1/billing_admin_service.grpc.pb.h>
#include <reinstate/v1/dev_service.grpc.pb.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "tests/client/tls_fixture.h"

namespace reinstate::cli {
namespace {

using grpc::ServerContext;
using grpc::Status;

Status Refuse(grpc::StatusCode code, const std::string& message, const std::string& reason) {
  rpc::ErrorInfo info;
  info.set_reason(reason);
  info.set_domain("reinstate");
  rpc::Status details;
  auto* any = details.add_details();
  any->set_type_url("type.googleapis.com/google.rpc.ErrorInfo");
  any->set_value(info.SerializeAsString());
  return {code, message, details.SerializeAsString()};
}

// Knows the token "good" and the account A-1, which has five transitions.
class FakeStatus final : public v1::AccountStatusService::Service {
 public:
  Status GetAccountStatus(ServerContext* context, const v1::GetAccountStatusRequest* request,
                          v1::GetAccountStatusResponse* response) override {
    const auto found = context->client_metadata().find("authorization");
    if (found == context->client_metadata().end() || found->second != "Bearer good") {
      return Refuse(grpc::StatusCode::UNAUTHENTICATED, "the token is expired", "UNAUTHENTICATED");
    }
    if (request->account_id() != "A-1") {
      return Refuse(grpc::StatusCode::NOT_FOUND, "there is no account " + request->account_id(),
                    "ACCOUNT_NOT_FOUND");
    }
    response->mutable_status()->set_account_id("A-1");
    response->mutable_status()->set_standing(v1::STANDING_ACTIVE);
    return Status::OK;
  }

  Status CheckOperation(ServerContext*, const v1::CheckOperationRequest* request,
                        v1::CheckOperationResponse* response) override {
    auto* decision = response->mutable_decision();
    decision->set_operation(request->operation());
    decision->set_allowed(request->operation() != v1::OPERATION_RESELL_NEW_LICENSE);
    if (!decision->allowed()) decision->add_denying_causes(v1::CAUSE_KIND_BILLING_OVERDUE);
    return Status::OK;
  }

  Status ListStatusTransitions(ServerContext*, const v1::ListStatusTransitionsRequest* request,
                               v1::ListStatusTransitionsResponse* response) override {
    int sequence = request->page_token().empty() ? 5 : std::stoi(request->page_token());
    const int most = std::min(request->page_size(), 2);
    for (int i = 0; i < most && sequence > 0; ++i) {
      auto* transition = response->add_transitions();
      transition->set_sequence(sequence--);
      transition->set_to(v1::STANDING_SUSPENDED);
    }
    if (sequence > 0) response->set_next_page_token(std::to_string(sequence));
    return Status::OK;
  }
};

class FakeDev final : public v1::DevService::Service {
 public:
  Status SetClock(ServerContext*, const v1::SetClockRequest* request,
                  v1::SetClockResponse* response) override {
    *response->mutable_now() = request->now();
    return request->request_id().empty() ? Status(grpc::StatusCode::INTERNAL, "no request_id")
                                         : Status::OK;
  }
};

class FakeAdmin final : public v1::AccountAdminService::Service {
 public:
  Status RegisterAccount(ServerContext*, const v1::RegisterAccountRequest*,
                         v1::RegisterAccountResponse*) override {
    return Status::OK;
  }
};

// Records each document once, by account and id.
class FakeBilling final : public v1::BillingAdminService::Service {
 public:
  Status RecordPayment(ServerContext*, const v1::RecordPaymentRequest* request,
                       v1::RecordPaymentResponse* response) override {
    const v1::PaymentContent& content = request->payment();
    auto* payment = response->mutable_payment();
    payment->set_payment_id(content.payment_id());
    *payment->mutable_amount() = content.amount();
    *payment->mutable_received_at() = content.received_at();
    *payment->mutable_allocations() = content.allocations();
    response->set_standing(v1::STANDING_SUSPENDED);
    return Status::OK;
  }

  Status ImportDocuments(ServerContext*, const v1::ImportDocumentsRequest* request,
                         v1::ImportDocumentsResponse* response) override {
    const std::lock_guard lock(mutex_);
    for (const auto& document : request->documents()) {
      const std::string id = document.has_invoice() ? document.invoice().invoice_id()
                                                    : document.payment().payment_id();
      const bool is_new = seen_.insert(request->account_id() + "/" + id).second;
      response->add_results()->set_outcome(is_new ? v1::DOCUMENT_OUTCOME_RECORDED
                                                  : v1::DOCUMENT_OUTCOME_UNCHANGED);
    }
    return Status::OK;
  }

 private:
  std::mutex mutex_;
  std::set<std::string> seen_;
};

class App : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    for (const char* name :
         {"REINSTATE_SERVER", "REINSTATE_CA", "REINSTATE_TOKEN_FILE", "REINSTATE_PROFILE"}) {
      unsetenv(name);
    }
    setenv("GRPC_VERBOSITY", "NONE", 1);
    // c-ares 1.18 leaks a little for each name it resolves, which the leak check would report.
    setenv("GRPC_DNS_RESOLVER", "native", 1);
  }

  void SetUp() override {
    std::string pattern = testing::TempDir() + "reinstate-app-XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    setenv("REINSTATE_CONFIG", (folder_ / "profiles.json").c_str(), 1);
    const auto tls = testing_support::MakeKeyAndCertificate();
    Write("ca.pem", tls.certificate_pem);
    Write("token", "good\n");
    grpc::SslServerCredentialsOptions ssl;
    ssl.pem_key_cert_pairs.push_back({tls.key_pem, tls.certificate_pem});
    int port = 0;
    grpc::ServerBuilder builder;
    builder.AddListeningPort("localhost:0", grpc::SslServerCredentials(ssl), &port);
    builder.RegisterService(&status_);
    builder.RegisterService(&dev_);
    builder.RegisterService(&admin_);
    builder.RegisterService(&billing_);
    server_ = builder.BuildAndStart();
    ASSERT_NE(server_, nullptr);
    address_ = "localhost:" + std::to_string(port);
  }

  void TearDown() override {
    server_->Shutdown();
    std::filesystem::remove_all(folder_);
  }

  std::string Write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name, std::ios::binary) << text;
    return (folder_ / name).string();
  }

  // With the fake server's flags before `arguments`.
  int Run(const std::vector<std::string>& arguments) {
    std::vector<std::string> all = {"--server",     address_,
                                    "--ca",         (folder_ / "ca.pem").string(),
                                    "--token-file", (folder_ / "token").string()};
    all.insert(all.end(), arguments.begin(), arguments.end());
    return RunBare(all);
  }

  int RunBare(const std::vector<std::string>& arguments) {
    std::vector<const char*> argv = {"reinstate"};
    for (const std::string& argument : arguments) argv.push_back(argument.c_str());
    std::ostringstream out;
    std::ostringstream err;
    std::streambuf* old_out = std::cout.rdbuf(out.rdbuf());
    std::streambuf* old_err = std::cerr.rdbuf(err.rdbuf());
    const int code = RunApp(static_cast<int>(argv.size()), argv.data());
    std::cout.rdbuf(old_out);
    std::cerr.rdbuf(old_err);
    out_ = out.str();
    err_ = err.str();
    return code;
  }

  std::filesystem::path folder_;
  std::string address_;
  FakeStatus status_;
  FakeDev dev_;
  FakeAdmin admin_;
  FakeBilling billing_;
  std::unique_ptr<grpc::Server> server_;
  std::string out_;
  std::string err_;
};

TEST_F(App, ShowsAStatusWithTheTokenSent) {
  EXPECT_EQ(Run({"status", "A-1"}), 0);
  EXPECT_NE(out_.find("Account A-1 is in good standing (ACTIVE)"), std::string::npos) << out_;
  EXPECT_EQ(err_, "");
}

TEST_F(App, PrintsNothingButJsonWhereAsked) {
  EXPECT_EQ(Run({"status", "A-1", "--output", "json"}), 0);
  const auto json = nlohmann::json::parse(out_);
  EXPECT_EQ(json["status"]["account_id"], "A-1");
  EXPECT_EQ(json["status"]["standing"], "STANDING_ACTIVE");
  EXPECT_EQ(json["status"]["current"], false);
  EXPECT_EQ(err_, "");
}

TEST_F(App, TellsAllowedFromDeniedByExitCode) {
  EXPECT_EQ(Run({"check", "A-1", "VIEW_BILLING"}), 0);
  EXPECT_EQ(out_, "allowed: view billing\n");
  EXPECT_EQ(Run({"check", "A-1", "resell-new-license"}), 3);
  EXPECT_EQ(out_, "denied: resell new license, because of BILLING_OVERDUE\n");
  EXPECT_EQ(Run({"check", "A-1", "fly"}), 2);
}

TEST_F(App, ReadsAllPagesUpToTheLimit) {
  EXPECT_EQ(Run({"history", "A-1", "--output", "json"}), 0);
  EXPECT_EQ(nlohmann::json::parse(out_)["transitions"].size(), 5U);
  EXPECT_EQ(Run({"history", "A-1", "--limit", "3", "--output", "json"}), 0);
  const auto json = nlohmann::json::parse(out_);
  EXPECT_EQ(json["transitions"].size(), 3U);
  EXPECT_EQ(json["next_page_token"], "2");
  EXPECT_EQ(Run({"history", "A-1", "--limit", "3"}), 0);
  EXPECT_EQ(err_, "3 changes of standing, and there are more\n");
}

TEST_F(App, SaysWhatIsWrongInOneLine) {
  EXPECT_EQ(Run({"status", "A-9"}), 4);
  EXPECT_EQ(err_,
            "reinstate: there is no account A-9 [ACCOUNT_NOT_FOUND]; reinstate accounts "
            "lists the accounts there are\n");
  EXPECT_EQ(out_, "");
  EXPECT_EQ(Run({"status", "A-1", "--token-file", Write("other", "bad")}), 5);
  EXPECT_EQ(err_,
            "reinstate: the token is expired [UNAUTHENTICATED]; get a new token and name "
            "its file with --token-file\n");
}

TEST_F(App, TrustsOnlyTheGivenCa) {
  const std::string other =
      Write("other.pem", testing_support::MakeKeyAndCertificate().certificate_pem);
  EXPECT_EQ(Run({"status", "A-1", "--ca", other}), 6);
  EXPECT_NE(err_.find("did not prove who it is"), std::string::npos) << err_;
}

TEST_F(App, NamesTheServerThatIsAway) {
  server_->Shutdown();
  EXPECT_EQ(Run({"status", "A-1"}), 6);
  EXPECT_EQ(err_, "reinstate: cannot reach the server at " + address_ +
                      "; is it running? ./scripts/run starts one\n");
}

TEST_F(App, RemembersAProfile) {
  EXPECT_EQ(RunBare({"status", "A-1"}), 2);
  EXPECT_NE(err_.find("no server is configured; run ./scripts/run"), std::string::npos) << err_;
  EXPECT_EQ(Run({"profile", "set", "operator"}), 0);
  EXPECT_EQ(RunBare({"status", "A-1"}), 0) << err_;
  EXPECT_EQ(RunBare({"profile", "list"}), 0);
  EXPECT_NE(out_.find("operator  " + address_), std::string::npos) << out_;
  std::filesystem::permissions(folder_ / "profiles.json", std::filesystem::perms(0644));
  EXPECT_EQ(RunBare({"status", "A-1"}), 1);
  EXPECT_NE(err_.find("is open to group or others; run: chmod 600"), std::string::npos) << err_;
}

TEST_F(App, CallsAnyRpc) {
  EXPECT_EQ(Run({"call", "DevService/SetClock", R"({"now": "2013-10-01T00:00:00Z"})"}), 0) << err_;
  EXPECT_EQ(nlohmann::json::parse(out_)["now"], "2013-10-01T00:00:00Z");
  EXPECT_EQ(Run({"call", "AccountStatusService/GetAccountStatus", R"({"account_id": "A-9"})"}), 4);
  EXPECT_EQ(RunBare({"call", "--list"}), 0);
  EXPECT_NE(out_.find("reinstate.v1.BillingAdminService/ImportDocuments\n"), std::string::npos);
}

TEST_F(App, ImportsAFileTwiceAndRecordsItOnce) {
  const std::string file = Write("invoices.csv",
                                 "Customer,No,Issued,Total,Paid\r\n"
                                 "A-1,I-1,1/2/2013,10.00,1/3/2013\r\n"
                                 "A-2,I-2,1/2/2013,10.00,\r\n"
                                 "A-1,I-3,13/2/2013,10.00,\r\n"
                                 "A-1,I-4,1/2/2013,10.00,7/1/2013\r\n");
  const std::string map = Write("map",
                                "# export\ninvoice_id = No\naccount_id = Customer\n"
                                "issued_on = Issued\ntotal = Total\nsettled_on = Paid\n");
  const std::vector<std::string> command = {
      "import",   "invoices", file,   "--map-file",         map,         "--date-format",
      "M/D/YYYY", "--reason", "test", "--payments-through", "2013-06-01"};
  EXPECT_EQ(Run(command), 7);
  EXPECT_EQ(err_, "line 4: issued_on: '13/2/2013' is no day of the calendar\n");
  EXPECT_EQ(out_,
            "4 rows: 3 invoices recorded, 0 unchanged; 1 payment recorded, 0 unchanged, 1 left out "
            "(after --payments-through); 1 bad row; 2 accounts; 0 episodes of suspension opened\n");
  EXPECT_EQ(Run(command), 7);
  EXPECT_EQ(
      out_,
      "4 rows: 0 invoices recorded, 3 unchanged; 0 payments recorded, 1 unchanged, 1 left out "
      "(after --payments-through); 1 bad row; 2 accounts; 0 episodes of suspension opened\n");
}

TEST_F(App, RecordsAPaymentForNamedInvoices) {
  for (const std::vector<std::string>& amount :
       {std::vector<std::string>{"120.00 USD"}, {"--amount", "120.00 USD"}}) {
    std::vector<std::string> command = {"admin", "payment", "A-1"};
    command.insert(command.end(), amount.begin(), amount.end());
    command.insert(command.end(), {"--id", "P-1", "--received-at", "2013-10-01", "--for",
                                   "I-1=100.00", "--for", "I-2=20.00"});
    EXPECT_EQ(Run(command), 0) << err_;
    EXPECT_EQ(out_,
              "recorded payment P-1 of 120.00 USD, received 2013-10-01T00:00Z; the account is "
              "SUSPENDED at revision 0\n");
    command.insert(command.end(), {"--output", "json"});
    EXPECT_EQ(Run(command), 0) << err_;
    const auto allocations = nlohmann::json::parse(out_)["payment"]["allocations"];
    ASSERT_EQ(allocations.size(), 2U);
    EXPECT_EQ(allocations[1]["invoice_id"], "I-2");
    EXPECT_EQ(allocations[1]["amount_minor"], "2000");
  }
  EXPECT_EQ(Run({"admin", "payment", "A-1"}), 2);
}

TEST_F(App, SaysWhichNumbersItTakes) {
  for (const char* limit : {"0", "-3", "abc", "1.5", "99999999999"}) {
    for (const std::vector<std::string>& list : {std::vector<std::string>{"history", "A-1"},
                                                 {"ticket", "list", "A-1"},
                                                 {"accounts"},
                                                 {"payments", "A-1"}}) {
      std::vector<std::string> command = list;
      command.push_back("--limit=" + std::string(limit));
      EXPECT_EQ(RunBare(command), 2);
      EXPECT_EQ(err_.find("reinstate: --limit: '" + std::string(limit) +
                          "' is no whole number from 1 to 2147483647; see reinstate "),
                0U)
          << err_;
    }
  }
  EXPECT_EQ(RunBare({"status", "A-1", "--timeout", "0"}), 2);
  EXPECT_EQ(err_,
            "reinstate: --timeout: '0' is no number from 0.001 to 3600; see reinstate status "
            "--help\n");
}

TEST_F(App, ExplainsTheCommandLine) {
  EXPECT_EQ(RunBare({}), 2);
  EXPECT_EQ(RunBare({"nothing"}), 2);
  EXPECT_EQ(err_, "reinstate: there is no command 'nothing'; see reinstate --help\n");
  EXPECT_EQ(RunBare({"ticket", "lst", "A-1"}), 2);
  EXPECT_EQ(err_, "reinstate: there is no command 'ticket lst'; see reinstate ticket --help\n");
  EXPECT_EQ(RunBare({"--foo", "nothing"}), 2);
  EXPECT_EQ(err_, "reinstate: there is no flag '--foo'; see reinstate --help\n");
  EXPECT_EQ(RunBare({"admin"}), 2);
  EXPECT_EQ(err_, "reinstate: a command is missing; see reinstate admin --help\n");
  EXPECT_EQ(RunBare({"status"}), 2);
  EXPECT_EQ(err_, "reinstate: ACCOUNT is required; see reinstate status --help\n");
  EXPECT_EQ(RunBare({"--help"}), 0);
  EXPECT_NE(out_.find("Exit codes:"), std::string::npos);
  EXPECT_EQ(RunBare({"--version"}), 0);
  EXPECT_EQ(out_.substr(0, 10), "reinstate ");
  EXPECT_EQ(RunBare({"admin", "clock", "set", "soon"}), 2);
  EXPECT_EQ(RunBare({"admin", "invoice", "A-1", "120.001 USD", "--issued-on", "2013-01-01"}), 2);
  EXPECT_NE(err_.find("3 digits behind the point, USD has 2"), std::string::npos) << err_;
}

}  // namespace
}  // namespace reinstate::cli
