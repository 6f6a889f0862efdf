// admin policy, from argv to exit code, against a server in this process that speaks TLS.

#include <google/protobuf/util/message_differencer.h>
#include <grpcpp/server.h>
#include <grpcpp/server_builder.h>
#include <gtest/gtest.h>
#include <reinstate/v1/account_admin_service.grpc.pb.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "client/cli/app.h"
#include "tests/client/tls_fixture.h"

namespace reinstate::cli {
namespace {

using grpc::ServerContext;
using grpc::Status;

// Has version 1 in force and a revoked version 2, and 5001 accounts, of which A-1 enters on the
// first page and A-2 leaves on the second.
class FakePolicies final : public v1::AccountAdminService::Service {
 public:
  Status ListPolicies(ServerContext*, const v1::ListPoliciesRequest*,
                      v1::ListPoliciesResponse* response) override {
    auto* second = response->add_policies();
    second->set_version(2);
    second->mutable_content()->set_zone("Asia/Tokyo");
    second->mutable_effective_from()->set_seconds(1778371200);  // 2026-05-10T00:00Z
    second->set_state(v1::POLICY_STATE_REVOKED);
    second->set_created_by("op-1");
    second->set_reason("new terms");
    *response->add_policies() = First();
    response->mutable_rebuild()->set_accounts_total(5001);
    response->mutable_rebuild()->set_accounts_rebuilt(17);
    return Status::OK;
  }

  Status GetPolicy(ServerContext*, const v1::GetPolicyRequest* request,
                   v1::GetPolicyResponse* response) override {
    *response->mutable_policy() = First();
    response->mutable_policy()->set_version(std::max(1, request->version()));
    return Status::OK;
  }

  Status PreviewPolicy(ServerContext*, const v1::PreviewPolicyRequest* request,
                       v1::PreviewPolicyResponse* response) override {
    previewed_ = request->proposal();
    const bool last = request->page_token() == "second";
    auto* account = last ? response->add_leaving() : response->add_entering();
    account->set_account_id(last ? "A-2" : "A-1");
    account->add_causes(v1::CAUSE_KIND_BILLING_OVERDUE);
    response->set_accounts_moved(2);
    response->set_accounts_examined(last ? 1 : request->page_size());
    if (last) {
      response->set_preview_token("tok");
      response->mutable_preview_expires_at()->set_seconds(1775952000);  // 2026-04-12T00:00Z
    } else {
      response->set_next_page_token("second");
    }
    return Status::OK;
  }

  Status CreatePolicy(ServerContext*, const v1::CreatePolicyRequest* request,
                      v1::CreatePolicyResponse* response) override {
    created_ = *request;
    auto* policy = response->mutable_policy();
    policy->set_version(3);
    *policy->mutable_content() = request->proposal().content();
    *policy->mutable_effective_from() = request->proposal().effective_from();
    policy->set_state(v1::POLICY_STATE_ANNOUNCED);
    return Status::OK;
  }

  Status RevokePolicy(ServerContext*, const v1::RevokePolicyRequest* request,
                      v1::RevokePolicyResponse* response) override {
    revoked_ = *request;
    response->mutable_policy()->set_version(request->version());
    response->mutable_policy()->set_state(v1::POLICY_STATE_REVOKED);
    return Status::OK;
  }

  v1::PolicyProposal previewed_;
  v1::CreatePolicyRequest created_;
  v1::RevokePolicyRequest revoked_;

 private:
  static v1::Policy First() {
    v1::Policy policy;
    policy.set_version(1);
    policy.set_state(v1::POLICY_STATE_IN_FORCE);
    policy.mutable_content()->set_zone("UTC");
    policy.mutable_content()->set_days_overdue(60);
    return policy;
  }
};

class PolicyCommands : public testing::Test {
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
    std::string pattern = testing::TempDir() + "reinstate-policy-XXXXXX";
    ASSERT_NE(mkdtemp(pattern.data()), nullptr);
    folder_ = pattern;
    setenv("REINSTATE_CONFIG", (folder_ / "profiles.json").c_str(), 1);
    const auto tls = testing_support::MakeKeyAndCertificate();
    std::ofstream(folder_ / "ca.pem") << tls.certificate_pem;
    std::ofstream(folder_ / "token") << "good\n";
    grpc::SslServerCredentialsOptions ssl;
    ssl.pem_key_cert_pairs.push_back({tls.key_pem, tls.certificate_pem});
    int port = 0;
    grpc::ServerBuilder builder;
    builder.AddListeningPort("localhost:0", grpc::SslServerCredentials(ssl), &port);
    builder.RegisterService(&policies_);
    server_ = builder.BuildAndStart();
    ASSERT_NE(server_, nullptr);
    address_ = "localhost:" + std::to_string(port);
  }

  void TearDown() override {
    server_->Shutdown();
    std::filesystem::remove_all(folder_);
  }

  // `admin policy` and the words.
  int Run(const std::vector<std::string>& words) {
    const std::string ca = (folder_ / "ca.pem").string(), token = (folder_ / "token").string();
    std::vector<const char*> argv = {"reinstate",   "--server", address_.c_str(),
                                     "--ca",        ca.c_str(), "--token-file",
                                     token.c_str(), "admin",    "policy"};
    for (const std::string& word : words) argv.push_back(word.c_str());
    std::ostringstream out, err;
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
  FakePolicies policies_;
  std::unique_ptr<grpc::Server> server_;
  std::string out_;
  std::string err_;
};

TEST_F(PolicyCommands, ListsVersionsAndHowFarAccountsHaveCome) {
  EXPECT_EQ(Run({"list"}), 0) << err_;
  EXPECT_EQ(out_,
            "VERSION  FROM               STATE     ANNOUNCED BY  REASON\n"
            "      2  2026-05-10T00:00Z  REVOKED   op-1          new terms\n"
            "      1  the beginning      IN_FORCE\n");
  EXPECT_EQ(err_,
            "17 of 5001 accounts are rebuilt for these policies; answers are right meanwhile, "
            "only slower\n");
}

TEST_F(PolicyCommands, ShowsTheVersionThatDecidesOrTheNamedOne) {
  EXPECT_EQ(Run({"get"}), 0) << err_;
  EXPECT_EQ(out_.substr(0, 42), "Policy 1, from the beginning, is IN_FORCE\n");
  EXPECT_EQ(Run({"get", "7", "--output", "json"}), 0) << err_;
  EXPECT_EQ(nlohmann::json::parse(out_)["policy"]["version"], 7);
}

TEST_F(PolicyCommands, PreviewsAllPagesFromTheNewestVersionThatIsNotRevoked) {
  EXPECT_EQ(Run({"preview", "--from", "2026-05-01", "--days-overdue", "30"}), 0) << err_;
  EXPECT_EQ(policies_.previewed_.content().zone(), "UTC");
  EXPECT_EQ(policies_.previewed_.content().days_overdue(), 30);
  EXPECT_EQ(out_,
            "From 2026-05-01T00:00Z this would change\n"
            "  suspended after   60 days overdue -> 30 days overdue\n"
            "Enter suspension: 1 account\n"
            "  A-1               BILLING_OVERDUE\n"
            "Leave suspension: 1 account\n"
            "  A-2               BILLING_OVERDUE\n"
            "Clear and await reinstatement: 0 accounts\n"
            "Not suspended then, and later at another time than without it: 4 accounts\n"
            "Looked at: 5001 accounts\n"
            "Another operator can announce it until 2026-04-12T00:00Z with the same options and\n"
            "--token tok\n");
  EXPECT_EQ(Run({"preview", "--from", "2026-05-01", "--output", "json"}), 0) << err_;
  const auto json = nlohmann::json::parse(out_);
  EXPECT_EQ(json["entering"].size(), 1U);
  EXPECT_EQ(json["leaving"].size(), 1U);
  EXPECT_EQ(json["accounts_examined"], 5001);
  EXPECT_EQ(json["next_page_token"], "");
  EXPECT_EQ(json["preview_token"], "tok");
}

TEST_F(PolicyCommands, CreatesWhatTheSameOptionsPreviewed) {
  const std::string file = (folder_ / "rules.json").string();
  std::ofstream(file) << R"({"zone": "Europe/Berlin", "days_overdue": 45})";
  const std::vector<std::string> options = {"--from", "2026-05-01", "--file",
                                            file,     "--warn",     "14,7"};
  std::vector<std::string> preview = {"preview"};
  preview.insert(preview.end(), options.begin(), options.end());
  EXPECT_EQ(Run(preview), 0) << err_;
  std::vector<std::string> create = {"create", "--token", "tok", "--reason", "new terms"};
  create.insert(create.end(), options.begin(), options.end());
  EXPECT_EQ(Run(create), 0) << err_;
  EXPECT_TRUE(google::protobuf::util::MessageDifferencer::Equals(policies_.created_.proposal(),
                                                                 policies_.previewed_));
  EXPECT_EQ(policies_.created_.proposal().content().zone(), "Europe/Berlin");
  EXPECT_EQ(policies_.created_.proposal().content().warning_offsets_days_size(), 2);
  EXPECT_EQ(policies_.created_.preview_token(), "tok");
  EXPECT_EQ(policies_.created_.reason(), "new terms");
  EXPECT_NE(policies_.created_.request_id(), "");
  EXPECT_EQ(out_.substr(0, 48), "Policy 3, from 2026-05-01T00:00Z, is ANNOUNCED\n ");
}

TEST_F(PolicyCommands, RevokesAVersion) {
  EXPECT_EQ(Run({"revoke", "3", "--reason", "too soon"}), 0) << err_;
  EXPECT_EQ(policies_.revoked_.version(), 3);
  EXPECT_EQ(policies_.revoked_.reason(), "too soon");
  EXPECT_NE(policies_.revoked_.request_id(), "");
  EXPECT_EQ(Run({"revoke", "3"}), 2);
}

TEST_F(PolicyCommands, RefusesWrongWordsBeforeAnythingIsSent) {
  EXPECT_EQ(Run({"preview", "--days-overdue", "30"}), 2);
  EXPECT_EQ(Run({"preview", "--from", "soon"}), 2);
  EXPECT_EQ(Run({"preview", "--from", "2026-05-01", "--days-overdue", "many"}), 2);
  EXPECT_EQ(Run({"preview", "--from", "2026-05-01", "--allow", "FLY"}), 2);
  EXPECT_EQ(Run({"create", "--from", "2026-05-01", "--reason", "new"}), 2);
  EXPECT_FALSE(policies_.previewed_.has_content());
  EXPECT_FALSE(policies_.created_.has_proposal());
}

}  // namespace
}  // namespace reinstate::cli
