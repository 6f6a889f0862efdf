// R15, R16 over the wire: links, issues of providers, and the job that carries them to accounts.

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include "db/policies.h"
#include "server/background/provider_issue_job.h"
#include "tests/service/cli_runner.h"
#include "tests/support/rows.h"
#include "tests/support/self_process.h"

namespace reinstate::testing {
namespace {

constexpr char kProvider[] = "contoso";

// Servers carry nothing by themselves: tests say when.
void NoJob(Config& config) { config.provider_issue_interval_ms = 0; }

class Providers : public ::testing::Test {
 protected:
  explicit Providers(void (*adjust)(Config&) = NoJob) : fixture_(adjust) {
    fixture_.SetClock("2026-03-10T12:00:00Z");
    operator_ = fixture_.As(rpc::Role::kOperator, "", "olga");
    reader_ = fixture_.As(rpc::Role::kSvcReader);
    Register(kProvider, v1::PARTNER_TYPE_INDIRECT_PROVIDER);
  }

  void Register(const std::string& id, v1::PartnerType type) const {
    v1::RegisterAccountRequest request;
    request.set_account_id(id);
    request.set_request_id(NewRequestId());
    request.set_display_name(id + " Ltd");
    request.set_cloud(v1::CLOUD_PUBLIC);
    request.set_partner_type(type);
    *request.mutable_standing_from() = At("2026-03-05T00:00:00Z");
    grpc::ClientContext context;
    v1::RegisterAccountResponse response;
    const auto status = operator_.admin->RegisterAccount(&context, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
  }
  std::string Link(const std::string& account, const std::string& provider = kProvider) const {
    v1::LinkProviderRequest request;
    request.set_account_id(account);
    request.set_request_id(NewRequestId());
    request.set_provider_id(provider);
    grpc::ClientContext context;
    v1::LinkProviderResponse response;
    return ReasonOf(operator_.admin->LinkProvider(&context, request, &response));
  }
  std::string Unlink(const std::string& account, const std::string& provider = kProvider) const {
    v1::UnlinkProviderRequest request;
    request.set_account_id(account);
    request.set_request_id(NewRequestId());
    request.set_provider_id(provider);
    grpc::ClientContext context;
    v1::UnlinkProviderResponse response;
    return ReasonOf(operator_.admin->UnlinkProvider(&context, request, &response));
  }
  // A reseller that is linked to the provider.
  void Reseller(const std::string& id) const {
    Register(id, v1::PARTNER_TYPE_INDIRECT_RESELLER);
    EXPECT_EQ(Link(id), "OK");
  }
  std::string Report(const std::string& issue, const std::vector<std::string>& impacted = {},
                     const std::string& provider = kProvider) const {
    v1::ReportProviderIssueRequest request;
    Fill(issue, impacted, provider, true, &request);
    grpc::ClientContext context;
    v1::ReportProviderIssueResponse response;
    return ReasonOf(operator_.admin->ReportProviderIssue(&context, request, &response));
  }
  std::string Update(const std::string& issue, const std::vector<std::string>& impacted,
                     bool affects = true, const std::string& at = "") const {
    v1::UpdateProviderIssueRequest request;
    Fill(issue, impacted, kProvider, affects, &request);
    if (!at.empty()) *request.mutable_effective_at() = At(at);
    grpc::ClientContext context;
    v1::UpdateProviderIssueResponse response;
    return ReasonOf(operator_.admin->UpdateProviderIssue(&context, request, &response));
  }
  std::string Resolve(const std::string& issue, const std::string& at = "") const {
    v1::ResolveProviderIssueRequest request;
    request.set_account_id(kProvider);
    request.set_request_id(NewRequestId());
    request.set_issue_id(issue);
    if (!at.empty()) *request.mutable_effective_at() = At(at);
    grpc::ClientContext context;
    v1::ResolveProviderIssueResponse response;
    return ReasonOf(operator_.admin->ResolveProviderIssue(&context, request, &response));
  }
  v1::ProviderIssue Listed(const std::string& issue, const Caller& caller) const {
    v1::ListProviderIssuesRequest request;
    request.set_account_id(kProvider);
    grpc::ClientContext context;
    v1::ListProviderIssuesResponse response;
    EXPECT_TRUE(caller.admin->ListProviderIssues(&context, request, &response).ok());
    for (const auto& listed : response.issues()) {
      if (listed.issue_id() == issue) return listed;
    }
    return {};
  }
  std::string Affected(const std::string& issue) const {
    v1::ListAffectedResellersRequest request;
    request.set_account_id(kProvider);
    request.set_issue_id(issue);
    request.set_page_size(2);
    std::string told;
    do {
      grpc::ClientContext context;
      v1::ListAffectedResellersResponse response;
      EXPECT_TRUE(reader_.admin->ListAffectedResellers(&context, request, &response).ok());
      for (const auto& reseller : response.resellers()) {
        told += reseller.account_id() + (reseller.applied() ? "+ " : "- ");
      }
      request.set_page_token(response.next_page_token());
    } while (!request.page_token().empty());
    return told;
  }
  // The standing, or the reason of the refusal.
  std::string WhatIfResolved(const std::string& account, const std::string& fact_id) const {
    v1::EvaluateAccountStatusRequest request;
    request.set_account_id(account);
    request.add_facts()->set_resolved_provider_issue(fact_id);
    grpc::ClientContext context;
    v1::EvaluateAccountStatusResponse response;
    const auto status = operator_.status->EvaluateAccountStatus(&context, request, &response);
    return status.ok() ? v1::Standing_Name(response.status().standing()) : ReasonOf(status);
  }
  bool Suspended(const std::string& account) const {
    const v1::AccountStatus status = fixture_.StatusOf(account);
    return status.standing() == v1::STANDING_SUSPENDED &&
           status.causes(0).kind() == v1::CAUSE_KIND_PROVIDER_ISSUE;
  }

  template <typename Request>
  static void Fill(const std::string& issue, const std::vector<std::string>& impacted,
                   const std::string& provider, bool affects, Request* request) {
    request->set_account_id(provider);
    request->set_request_id(NewRequestId());
    request->set_issue_id(issue);
    request->set_affects_operations(affects);
    for (const std::string& id : impacted) request->add_impacted_account_ids(id);
    request->set_public_reason("orders fail");
    request->set_internal_note("the ERP is down");
  }

  ServerFixture fixture_;
  Caller operator_, reader_;
};

// One server's job, run by hand.
struct Job {
  explicit Job(const ServerFixture& fixture) : Job(fixture.config().database_url) {}
  explicit Job(const std::string& database_url)
      : job(
            database_url, policies, [] { return absl::Now(); }, std::chrono::milliseconds(10)) {}
  services::PolicyBook policies{PolicyHistory({PolicyRecord{}})};
  background::ProviderIssueJob job;
};

TEST_F(Providers, R15_AnIssueSuspendsItsResellersUntilItIsResolved) {
  Reseller("r-1");
  Reseller("r-2");
  Job job(fixture_);
  EXPECT_EQ(Report("I-1"), "OK");
  EXPECT_FALSE(Suspended("r-1"));
  EXPECT_EQ(Affected("I-1"), "r-1- r-2- ");
  EXPECT_EQ(job.job.Advance(100), 2);
  EXPECT_EQ(Affected("I-1"), "r-1+ r-2+ ");
  EXPECT_TRUE(Suspended("r-1"));
  const v1::AccountStatus status = fixture_.StatusOf("r-2");
  const v1::Explanation& why = status.causes(0).explanations(0);
  EXPECT_EQ(why.fact().kind(), v1::FACT_KIND_PROVIDER_ISSUE);
  EXPECT_EQ(why.fact().id(), "contoso/I-1");
  EXPECT_EQ(why.public_reason(), "orders fail");
  EXPECT_EQ(why.internal_note(), "the ERP is down");
  const v1::ProviderIssue listed = Listed("I-1", reader_);
  EXPECT_TRUE(listed.impacts());
  EXPECT_EQ(listed.states(0).internal_note(), "");
  EXPECT_EQ(listed.progress().accounts_total(), 2);
  EXPECT_EQ(listed.progress().accounts_done(), 2);
  EXPECT_TRUE(listed.progress().has_finished_at());
  EXPECT_EQ(job.job.Advance(100), 0);
  EXPECT_EQ(WhatIfResolved("r-1", "contoso/I-1"), "STANDING_ACTIVE");
  EXPECT_EQ(WhatIfResolved("r-1", "contoso/I-2"), "ISSUE_NOT_FOUND");
  fixture_.SetClock("2026-03-10T13:00:00Z");
  EXPECT_EQ(Resolve("I-1"), "OK");
  EXPECT_TRUE(Suspended("r-1"));
  job.job.Advance(100);
  EXPECT_FALSE(Suspended("r-1"));
  EXPECT_EQ(Resolve("I-1"), "OK");
  EXPECT_EQ(Resolve("I-1", "2026-03-10T12:30:00Z"), "FACT_CONFLICT");
  EXPECT_EQ(Update("I-1", {}), "FACT_CONFLICT");
}

TEST_F(Providers, R16_OnlyTheNamedOnesAndAnUpdateChangesThem) {
  Reseller("r-1");
  Reseller("r-2");
  Job job(fixture_);
  EXPECT_EQ(Report("I-1", {"r-1"}), "OK");
  EXPECT_EQ(Report("I-1", {"r-1"}), "OK");
  EXPECT_EQ(Report("I-1", {"r-2"}), "FACT_CONFLICT");
  job.job.Advance(100);
  EXPECT_TRUE(Suspended("r-1"));
  EXPECT_FALSE(Suspended("r-2"));
  EXPECT_EQ(Update("I-1", {"r-2"}), "FACT_CONFLICT");  // at the instant of the report
  fixture_.SetClock("2026-03-10T12:10:00Z");
  EXPECT_EQ(Update("I-1", {"r-2"}, true, "2026-03-10T11:00:00Z"), "EFFECTIVE_BEFORE_SUBJECT");
  EXPECT_EQ(Update("I-1", {"r-2"}), "OK");
  job.job.Advance(100);
  EXPECT_FALSE(Suspended("r-1"));
  EXPECT_TRUE(Suspended("r-2"));
  EXPECT_EQ(Affected("I-1"), "r-2+ ");
  fixture_.SetClock("2026-03-10T12:20:00Z");
  EXPECT_EQ(Update("I-1", {}, false), "OK");
  job.job.Advance(100);
  EXPECT_FALSE(Suspended("r-2"));
  EXPECT_EQ(Update("none", {}), "ISSUE_NOT_FOUND");
  EXPECT_EQ(Resolve("none"), "ISSUE_NOT_FOUND");
}

TEST_F(Providers, R15_LinkedLaterTakesTheOpenIssuesAtOnce) {
  EXPECT_EQ(Report("I-1"), "OK");
  Register("r-1", v1::PARTNER_TYPE_INDIRECT_RESELLER);
  EXPECT_EQ(Link("r-1"), "OK");
  EXPECT_TRUE(Suspended("r-1"));
  Job job(fixture_);
  const int64_t revision = fixture_.StatusOf("r-1").revision();
  EXPECT_EQ(job.job.Advance(100), 1);
  EXPECT_EQ(fixture_.StatusOf("r-1").revision(), revision) << "the job found nothing new";
  fixture_.SetClock("2026-03-10T12:10:00Z");
  EXPECT_EQ(Unlink("r-1"), "OK");
  EXPECT_FALSE(Suspended("r-1"));
}

TEST_F(Providers, R15_OnlyToProvidersThatExist) {
  Register("r-1", v1::PARTNER_TYPE_INDIRECT_RESELLER);
  Register("r-2", v1::PARTNER_TYPE_INDIRECT_RESELLER);
  EXPECT_EQ(Link("r-1", "nobody"), "PROVIDER_NOT_FOUND");
  EXPECT_EQ(Link("r-1", "r-2"), "NOT_A_PROVIDER");
  EXPECT_EQ(Link("r-1", "r-1"), "INVALID_FIELD");
  EXPECT_EQ(Link("nobody"), "ACCOUNT_NOT_FOUND");
  EXPECT_EQ(Report("I-1", {}, "r-1"), "NOT_A_PROVIDER");
  EXPECT_EQ(Unlink("r-1"), "PROVIDER_NOT_FOUND") << "never linked";
  EXPECT_EQ(Link("r-1"), "OK");
  EXPECT_EQ(Link("r-1"), "OK");
  fixture_.SetClock("2026-03-10T12:10:00Z");
  EXPECT_EQ(Unlink("r-1"), "OK");
  EXPECT_EQ(Unlink("r-1"), "OK") << "it is not linked any more";
}

// Also an account of a name that PostgreSQL takes for no value; and no account of another type.
TEST_F(Providers, R15_TheAffectedAreTheResellersAtThatInstant) {
  for (const char* id : {"NULL", "null", "r-1"}) Reseller(id);
  Register("direct", v1::PARTNER_TYPE_DIRECT_BILL);
  EXPECT_EQ(Link("direct"), "OK");
  EXPECT_EQ(Report("I-1", {"NULL", "null", "direct", "r-1"}), "OK");
  EXPECT_EQ(Affected("I-1"), "NULL- null- r-1- ");
  Job(fixture_).job.Advance(100);
  EXPECT_EQ(Affected("I-1"), "NULL+ null+ r-1+ ");
  EXPECT_TRUE(Suspended("NULL"));
  EXPECT_FALSE(Suspended("direct"));
}

TEST_F(Providers, Domain2_TheJobGoesOnWhereItStopped) {
  std::vector<std::string> resellers;
  resellers.reserve(12);
  for (int i = 10; i < 22; ++i) resellers.push_back("r-" + std::to_string(i));
  for (const std::string& id : resellers) Reseller(id);
  EXPECT_EQ(Report("I-1"), "OK");
  {
    Job first(fixture_);
    EXPECT_EQ(first.job.Advance(5), 5);
  }
  EXPECT_TRUE(Suspended("r-14"));
  EXPECT_FALSE(Suspended("r-15"));
  EXPECT_EQ(Listed("I-1", reader_).progress().accounts_done(), 5);
  EXPECT_EQ(Listed("I-1", reader_).progress().accounts_total(), 12);
  // Two at once do the rest, each account once.
  std::vector<std::thread> servers;
  servers.reserve(2);
  for (int i = 0; i < 2; ++i) {
    servers.emplace_back([&] {
      Job job(fixture_);
      while (!Listed("I-1", reader_).progress().has_finished_at()) job.job.Advance(3);
    });
  }
  for (std::thread& server : servers) server.join();
  EXPECT_EQ(Listed("I-1", reader_).progress().accounts_done(), 12);
  for (const std::string& id : resellers) {
    EXPECT_TRUE(Suspended(id)) << id;
    EXPECT_EQ(fixture_.StatusOf(id).revision(), 3) << id;  // registered, linked, suspended
  }
}

// One account that fails keeps no other from the issue, and is carried once it is mended.
TEST_F(Providers, Domain2_WhoFailsIsLeftBehindAndTriedAgain) {
  for (const char* id : {"r-1", "r-2", "r-3"}) Reseller(id);
  Rows rows(fixture_);
  rows.Execute("UPDATE account_timelines SET timeline = '{}' WHERE account_id = 'r-1'");
  EXPECT_EQ(Report("I-1"), "OK");
  {
    Job job(fixture_);
    EXPECT_EQ(job.job.Advance(100), 3);
    EXPECT_EQ(job.job.Advance(100), 0) << "it waits";
  }
  EXPECT_TRUE(Suspended("r-2"));
  EXPECT_TRUE(Suspended("r-3"));
  EXPECT_EQ(Listed("I-1", reader_).progress().accounts_done(), 2);
  EXPECT_EQ(Listed("I-1", reader_).progress().accounts_left_behind(), 1);
  EXPECT_FALSE(Listed("I-1", reader_).progress().has_finished_at());
  // A later issue does not wait for it.
  fixture_.SetClock("2026-03-10T12:10:00Z");
  EXPECT_EQ(Report("I-2", {"r-2"}), "OK");
  Job job(fixture_);
  job.job.Advance(100);
  EXPECT_EQ(Listed("I-2", reader_).progress().accounts_left_behind(), 1);
  EXPECT_EQ(Listed("I-2", reader_).progress().accounts_done(), 2);
  rows.Execute(
      "UPDATE account_timelines AS t SET timeline = v.timeline FROM account_timeline_versions AS v "
      "WHERE v.account_id = 'r-1' AND v.revision = t.revision AND t.account_id = 'r-1'");
  Job mended(fixture_);
  EXPECT_EQ(mended.job.Advance(100), 2);
  mended.job.Advance(100);
  EXPECT_TRUE(Suspended("r-1"));
  for (const char* issue : {"I-1", "I-2"}) {
    EXPECT_EQ(Listed(issue, reader_).progress().accounts_done(), 3);
    EXPECT_EQ(Listed(issue, reader_).progress().accounts_left_behind(), 0);
    EXPECT_TRUE(Listed(issue, reader_).progress().has_finished_at());
  }
}

// What the next test starts as a process of its own, and kills.
TEST(ProviderJobProcess, CarriesUntilKilled) {
  const char* const url = std::getenv(kProcessDatabase);
  if (url == nullptr) GTEST_SKIP() << "the test that kills it starts it";
  Job job{std::string(url)};
  for (;;) {
    job.job.Advance(1);
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

TEST_F(Providers, Domain2_KilledAtAnyMomentItGoesOnAndDoesNothingTwice) {
  constexpr int kResellers = 40;
  for (int i = 0; i < kResellers; ++i) Reseller("r-" + std::to_string(i));
  EXPECT_EQ(Report("I-1"), "OK");
  int killed = 0;
  for (int done = 0; done < kResellers; ++killed) {
    const SelfProcess process("ProviderJobProcess.CarriesUntilKilled",
                              fixture_.config().database_url);
    const int enough = done + 1 + killed % 12;
    for (int i = 0; i < 2000 && done < std::min(enough, kResellers); ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(5));
      done = Listed("I-1", reader_).progress().accounts_done();
    }
    ASSERT_LT(killed, 100) << "nothing goes on";
    done = Listed("I-1", reader_).progress().accounts_done();
  }
  EXPECT_GE(killed, 3);
  Job(fixture_).job.Advance(100);
  EXPECT_TRUE(Listed("I-1", reader_).progress().has_finished_at());
  EXPECT_EQ(Listed("I-1", reader_).progress().accounts_done(), kResellers);
  for (int i = 0; i < kResellers; ++i) {
    const std::string id = "r-" + std::to_string(i);
    EXPECT_TRUE(Suspended(id)) << id;
    EXPECT_EQ(fixture_.StatusOf(id).revision(), 3) << id;
  }
}

// Whichever comes first, the account learns of the issue.
TEST_F(Providers, R15_ALinkThatRacesAReportMissesNothing) {
  Job job(fixture_);
  for (int i = 0; i < 15; ++i) {
    const std::string id = "r-" + std::to_string(i);
    Register(id, v1::PARTNER_TYPE_INDIRECT_RESELLER);
    std::thread report([&] { EXPECT_EQ(Report("I-" + id), "OK"); });
    EXPECT_EQ(Link(id), "OK");
    report.join();
    job.job.Advance(1000);
    const v1::AccountStatus status = fixture_.StatusOf(id);
    ASSERT_EQ(status.causes_size(), 1) << id;
    EXPECT_EQ(status.causes(0).explanation_count(), i + 1) << id;
  }
}

class CarriedProviders : public Providers {
 protected:
  CarriedProviders() : Providers([](Config& config) { config.provider_issue_interval_ms = 20; }) {}
};

TEST_F(CarriedProviders, R15_TheServerCarriesByItself) {
  Reseller("r-1");
  EXPECT_EQ(Report("I-1"), "OK");
  for (int i = 0; i < 250 && !Suspended("r-1"); ++i) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  EXPECT_TRUE(Suspended("r-1"));
  v1::ListStatusTransitionsRequest request;
  request.set_account_id("r-1");
  grpc::ClientContext context;
  v1::ListStatusTransitionsResponse log;
  ASSERT_TRUE(operator_.status->ListStatusTransitions(&context, request, &log).ok());
  ASSERT_EQ(log.transitions_size(), 1);
  EXPECT_EQ(log.transitions(0).trigger_id(), "contoso/I-1");
  EXPECT_EQ(log.transitions(0).actor(), "job/provider-issue");
  v1::ListAuditEntriesRequest audit;
  audit.set_account_id("r-1");
  grpc::ClientContext audit_context;
  v1::ListAuditEntriesResponse entries;
  ASSERT_TRUE(operator_.admin->ListAuditEntries(&audit_context, audit, &entries).ok());
  EXPECT_EQ(entries.entries(0).principal(), "job/provider-issue");
}

}  // namespace
}  // namespace reinstate::testing
