// DOMAIN 2 over the wire, at random: `as_of` repeats each answer that was given, and neither the
// publisher nor the rebuilding of timelines changes one.

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <iostream>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "tests/support/log_of.h"
#include "tests/support/policies.h"
#include "tests/support/rows.h"

namespace reinstate::testing {
namespace {

constexpr int kAccounts = 480;
constexpr int kInstants = 211;

absl::Time FirstInstant() {
  return absl::FromCivil(absl::CivilHour(2026, 1, 10, 12), absl::UTCTimeZone());
}
std::string Text(absl::Time instant) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", instant, absl::UTCTimeZone());
}
google::protobuf::Timestamp Stamp(absl::Time instant) { return At(Text(instant)); }
std::string DayOf(absl::Time instant) {
  return absl::FormatCivilTime(absl::ToCivilDay(instant, absl::UTCTimeZone()));
}
v1::Money Dollars(int64_t minor) {
  v1::Money money;
  money.set_currency_code("USD");
  money.set_amount_minor(minor);
  return money;
}

// A database with its servers, and who calls them.
struct House {
  explicit House(void (*adjust)(Config&))
      : first(adjust),
        second(first.StartSecond([](Config& config) { config.publisher.enabled = false; })),
        alice(first.As(rpc::Role::kOperator, "", "alice")),
        bob(first.As(rpc::Role::kOperator, "", "bob")),
        elsewhere(first.AsAt(*second, rpc::Role::kOperator)) {}

  ServerFixture first;
  std::unique_ptr<Server> second;
  Caller alice, bob, elsewhere;
};

// The same things happen in both houses: what one accepts the other accepts.
class RandomLife {
 public:
  RandomLife(std::vector<House*> houses, unsigned seed)
      : houses_(std::move(houses)), random_(seed) {}

  int accepted() const { return accepted_; }
  int policies() const { return policies_; }

  int Draw(int low, int high) { return std::uniform_int_distribution<int>(low, high)(random_); }

  void Happen(absl::Time now, bool policies_change) {
    const std::string account = absl::StrCat("acc-", Draw(0, kAccounts - 1));
    const std::string id = absl::StrCat(++number_);
    switch (Draw(0, 11)) {
      case 0:
      case 1:
      case 2:
      case 3:
        return Invoice(account, id, now);
      case 4:
        return Pay(account, id, now);
      case 5:
        return Dispute(account, id);
      case 6:
        return Hold(account, id, now);
      case 7:
        return Abuse(account, id);
      case 8:
        return Verify(account, id);
      case 9:
        return Exempt(account, id, now);
      case 10:
        return Reinstate(account);
      default:
        if (policies_change && Draw(0, 3) == 0) Change(now);
    }
  }

 private:
  // Sends the request to one server of each house; both must say the same. The first reply.
  template <typename Response, typename Request, typename Stub, typename Method>
  Response Both(Request request, Stub Caller::*stub, Method method,
                Caller House::*caller = &House::alice) {
    request.set_request_id(NewRequestId());
    std::vector<Response> responses(houses_.size());
    std::vector<grpc::Status> answers;
    for (size_t i = 0; i < houses_.size(); ++i) {
      grpc::ClientContext context;
      const auto& service = houses_[i]->*caller.*stub;
      answers.push_back(((*service).*method)(&context, request, &responses[i]));
      EXPECT_EQ(answers[i].error_message(), answers[0].error_message());
    }
    accepted_ += answers[0].ok() ? 1 : 0;
    return responses[0];
  }

  void Invoice(const std::string& account, const std::string& id, absl::Time now) {
    v1::RecordInvoiceRequest request;
    request.set_account_id(account);
    v1::InvoiceContent& invoice = *request.mutable_invoice();
    invoice.set_invoice_id("INV-" + id);
    *invoice.mutable_total() = Dollars(Draw(100, 900));
    *invoice.mutable_issued_on() = Day(DayOf(now));
    *invoice.mutable_due_on() = Day(DayOf(now + absl::Hours(24 * Draw(0, 20))));
    Both<v1::RecordInvoiceResponse>(request, &Caller::billing_admin,
                                    &v1::BillingAdminService::Stub::RecordInvoice);
    if (Draw(0, 3) == 0) invoices_.push_back({account, "INV-" + id});
  }

  void Pay(const std::string& account, const std::string& id, absl::Time now) {
    v1::RecordPaymentRequest request;
    request.set_account_id(account);
    v1::PaymentContent& payment = *request.mutable_payment();
    payment.set_payment_id("PAY-" + id);
    *payment.mutable_amount() = Dollars(Draw(100, 1500));
    *payment.mutable_received_at() = Stamp(now - absl::Hours(Draw(0, 100)));
    payment.set_status(Draw(0, 2) == 0 ? v1::PAYMENT_STATUS_PENDING : v1::PAYMENT_STATUS_SETTLED);
    Both<v1::RecordPaymentResponse>(request, &Caller::billing_admin,
                                    &v1::BillingAdminService::Stub::RecordPayment);
  }

  void Dispute(const std::string& account, const std::string& id) {
    v1::OpenDisputeRequest request;
    request.set_account_id(invoices_.empty() ? account : invoices_.back().first);
    request.set_invoice_id(invoices_.empty() ? "none" : invoices_.back().second);
    request.set_dispute_id("D-" + id);
    if (!invoices_.empty()) invoices_.pop_back();
    Both<v1::OpenDisputeResponse>(request, &Caller::billing_admin,
                                  &v1::BillingAdminService::Stub::OpenDispute);
  }

  void Hold(const std::string& account, const std::string& id, absl::Time now) {
    v1::PlaceHoldRequest request;
    request.set_account_id(account);
    request.set_hold_id("H-" + id);
    request.set_reason("a test");
    *request.mutable_expires_at() = Stamp(now + absl::Hours(Draw(1, 900)));
    Both<v1::PlaceHoldResponse>(request, &Caller::admin, &v1::AccountAdminService::Stub::PlaceHold);
  }

  void Abuse(const std::string& account, const std::string& id) {
    if (!signals_.empty() && Draw(0, 1) == 0) {
      v1::ResolveAbuseSignalRequest request;
      request.set_account_id(signals_.back().first);
      request.set_signal_id(signals_.back().second);
      signals_.pop_back();
      Both<v1::ResolveAbuseSignalResponse>(request, &Caller::admin,
                                           &v1::AccountAdminService::Stub::ResolveAbuseSignal);
      return;
    }
    v1::RecordAbuseSignalRequest request;
    request.set_account_id(account);
    request.set_signal_id("S-" + id);
    request.set_severity(Draw(0, 1) == 0 ? v1::ABUSE_SEVERITY_SIGNIFICANT : v1::ABUSE_SEVERITY_LOW);
    signals_.push_back({account, "S-" + id});
    Both<v1::RecordAbuseSignalResponse>(request, &Caller::admin,
                                        &v1::AccountAdminService::Stub::RecordAbuseSignal);
  }

  void Verify(const std::string& account, const std::string& id) {
    constexpr v1::VerificationStatus kStatuses[] = {
        v1::VERIFICATION_STATUS_AUTHORIZED, v1::VERIFICATION_STATUS_FAILED,
        v1::VERIFICATION_STATUS_REJECTED, v1::VERIFICATION_STATUS_PENDING};
    v1::SetVerificationResultRequest request;
    request.set_account_id(account);
    request.set_result_id("R-" + id);
    request.set_status(kStatuses[Draw(0, 3)]);
    Both<v1::SetVerificationResultResponse>(request, &Caller::admin,
                                            &v1::AccountAdminService::Stub::SetVerificationResult);
  }

  void Exempt(const std::string& account, const std::string& id, absl::Time now) {
    v1::GrantExemptionRequest request;
    request.set_account_id(account);
    request.set_exemption_id("E-" + id);
    request.set_cause(Draw(0, 1) == 0 ? v1::CAUSE_KIND_BILLING_OVERDUE
                                      : v1::CAUSE_KIND_ACCOUNT_ABUSE);
    *request.mutable_expires_at() = Stamp(now + absl::Hours(Draw(1, 1000)));
    request.set_reason("a test");
    Both<v1::GrantExemptionResponse>(request, &Caller::admin,
                                     &v1::AccountAdminService::Stub::GrantExemption);
  }

  void Reinstate(const std::string& account) {
    v1::ReinstateAccountRequest request;
    request.set_account_id(account);
    request.set_reason("a test");
    Both<v1::ReinstateAccountResponse>(request, &Caller::admin,
                                       &v1::AccountAdminService::Stub::ReinstateAccount);
  }

  // A policy is announced, and sometimes revoked again.
  void Change(absl::Time now) {
    v1::PolicyProposal proposal;
    *proposal.mutable_content() = ContentWith(Draw(5, 60));
    *proposal.mutable_effective_from() = Stamp(now + absl::Hours(Draw(1, 300)));
    int version = 0;
    for (House* house : houses_) version = Announce(house->alice, house->bob, proposal);
    policies_ += version > 0 ? 1 : 0;
    if (version == 0 || Draw(0, 3) > 0) return;
    v1::RevokePolicyRequest revoke;
    revoke.set_version(version);
    revoke.set_reason("a test");
    Both<v1::RevokePolicyResponse>(revoke, &Caller::admin,
                                   &v1::AccountAdminService::Stub::RevokePolicy, &House::bob);
  }

  v1::PolicyContent ContentWith(int days) {
    v1::PolicyContent content = PresentContent(houses_[0]->alice);
    content.set_days_overdue(days);
    content.set_dispute_pause_days(Draw(0, 20));
    content.set_clearing_grace_days(Draw(0, 10));
    content.clear_causes();
    v1::CausePolicy& overdue = *content.add_causes();
    overdue.set_cause(v1::CAUSE_KIND_BILLING_OVERDUE);
    overdue.set_mode(Draw(0, 1) == 0 ? v1::CAUSE_MODE_AUTO : v1::CAUSE_MODE_ON_REQUEST);
    return content;
  }

  const std::vector<House*> houses_;
  std::mt19937 random_;
  int number_ = 0, accepted_ = 0, policies_ = 0;
  std::vector<std::pair<std::string, std::string>> invoices_, signals_;  // account, id
};

std::vector<std::string> AnswersOf(const Caller& caller) {
  v1::BatchGetAccountStatusesRequest request;
  for (int i = 0; i < kAccounts; ++i) request.add_account_ids(absl::StrCat("acc-", i));
  grpc::ClientContext context;
  v1::BatchGetAccountStatusesResponse response;
  const grpc::Status answer = caller.status->BatchGetAccountStatuses(&context, request, &response);
  EXPECT_TRUE(answer.ok()) << answer.error_message();
  std::vector<std::string> answers;
  for (const v1::AccountStatusResult& result : response.results()) {
    answers.push_back(result.status().SerializeAsString());
  }
  return answers;
}

// The events are those of the log, and warnings; numbered without gaps.
void CheckEvents(const House& house) {
  Rows rows(house.first);
  EXPECT_GT(rows.Count("status_transitions WHERE trigger = 'TIME'"), 0);
  EXPECT_EQ(rows.Count("status_events WHERE transition IS NOT NULL"),
            rows.Count("status_transitions"));
  EXPECT_EQ(rows.Count("status_events WHERE transition IS NULL"), rows.Count("status_warnings"));
  EXPECT_EQ(rows.Count("(SELECT FROM status_events GROUP BY account_id "
                       "HAVING count(*) <> max(sequence)) AS gaps"),
            0);
}

// Asks for each answer again by its instant; how many were the same.
int AskAgain(const House& house, const std::vector<std::string>& answers) {
  std::atomic<int> same = 0;
  std::atomic<size_t> next = 0;
  const auto ask = [&](const Caller& caller) {
    for (size_t i = next++; i < answers.size(); i = next++) {
      v1::AccountStatus then;
      ASSERT_TRUE(then.ParseFromString(answers[i]));
      v1::GetAccountStatusRequest request;
      request.set_account_id(then.account_id());
      *request.mutable_as_of() = then.evaluated_at();
      grpc::ClientContext context;
      v1::GetAccountStatusResponse response;
      const grpc::Status answer = caller.status->GetAccountStatus(&context, request, &response);
      ASSERT_TRUE(answer.ok()) << answer.error_message();
      ASSERT_EQ(response.status().DebugString(), then.DebugString());
      ++same;
    }
  };
  std::vector<std::thread> threads;
  for (const Caller* caller : {&house.alice, &house.bob, &house.elsewhere, &house.elsewhere}) {
    threads.emplace_back(ask, std::cref(*caller));
  }
  for (std::thread& thread : threads) thread.join();
  return same;
}

TEST(AnswersProperty, Domain2_AsOfRepeatsEachAndNoBackgroundWorkChangesOne) {
  House busy([](Config& config) {
    config.publisher.interval_ms = 20;
    config.policy_rebuild_interval_ms = 20;
  });
  House quiet([](Config& config) {
    config.publisher.enabled = false;
    config.policy_rebuild_interval_ms = 0;
  });
  const unsigned seed = std::random_device{}();
  std::cout << "seed " << seed << "\n";
  RandomLife life({&busy, &quiet}, seed);
  absl::Time now = FirstInstant();
  for (const House* house : {&busy, &quiet}) {
    house->first.SetClock(Text(now));
    for (int i = 0; i < kAccounts; ++i) {
      house->first.Register(absl::StrCat("acc-", i), "2026-01-05T00:00:00Z");
    }
  }
  std::vector<std::string> answers;
  for (int step = 0; step < kInstants; ++step) {
    now += absl::Minutes(life.Draw(1, 60 * 60));
    for (const House* house : {&busy, &quiet}) house->first.SetClock(Text(now));
    // Late, as the quiet house then builds each timeline anew for each answer.
    const bool policies_change = step > kInstants * 2 / 3;
    for (int i = 0; i < 3; ++i) life.Happen(now, policies_change);
    const std::vector<std::string> given =
        AnswersOf(life.Draw(0, 1) == 0 ? busy.alice : busy.elsewhere);
    ASSERT_EQ(given, AnswersOf(life.Draw(0, 1) == 0 ? quiet.alice : quiet.elsewhere))
        << "seed " << seed << " step " << step;
    answers.insert(answers.end(), given.begin(), given.end());
  }
  ASSERT_GE(answers.size(), 100000u);
  std::cout << life.accepted() << " facts and decisions, " << life.policies() << " policies\n";
  int logged = 0;
  for (int i = 0; i < kAccounts; ++i) {
    const std::string account = absl::StrCat("acc-", i), log = LogText(busy.alice, account);
    logged += log.empty() ? 0 : 1;
    ASSERT_EQ(log, LogText(quiet.alice, account)) << account << " seed " << seed;
  }
  EXPECT_GT(logged, kAccounts / 4);
  EXPECT_GT(life.policies(), 0);
  CheckEvents(busy);
  const int same = AskAgain(busy, answers);
  EXPECT_EQ(same, static_cast<int>(answers.size())) << "seed " << seed;
  std::cout << same << " answers repeated, " << logged << " logs compared\n";
}

}  // namespace
}  // namespace reinstate::testing
