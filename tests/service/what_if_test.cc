// What if: what the real writes would bring, without one.

#include <gtest/gtest.h>

#include <cstdint>
#include <functional>
#include <map>
#include <pqxx/pqxx>

#include "reinstate/rpc/error_details.pb.h"
#include "tests/support/server_fixture.h"

namespace reinstate::testing {
namespace {

using Request = v1::EvaluateAccountStatusRequest;

grpc::Status Evaluate(const Caller& caller, Request request, v1::AccountStatus& status) {
  request.set_account_id("acme");
  grpc::ClientContext context;
  v1::EvaluateAccountStatusResponse response;
  const grpc::Status answer = caller.status->EvaluateAccountStatus(&context, request, &response);
  status = response.status();
  return answer;
}

v1::AccountStatus StatusIf(const Caller& caller, const Request& request) {
  v1::AccountStatus status;
  const grpc::Status answer = Evaluate(caller, request, status);
  EXPECT_TRUE(answer.ok()) << answer.error_message();
  return status;
}

std::string ReasonIf(const Caller& caller, const Request& request) {
  v1::AccountStatus status;
  return ReasonOf(Evaluate(caller, request, status));
}

void SupposePayment(Request& request, const std::string& payment_id, int64_t amount,
                    const std::string& invoice_id = "") {
  v1::PaymentContent& payment = *request.add_facts()->mutable_payment();
  payment.set_payment_id(payment_id);
  payment.mutable_amount()->set_currency_code("USD");
  payment.mutable_amount()->set_amount_minor(amount);
  if (invoice_id.empty()) return;
  payment.add_allocations()->set_invoice_id(invoice_id);
  payment.mutable_allocations(0)->set_amount_minor(amount);
}

void SupposeInvoice(Request& request, const std::string& invoice_id, int64_t total,
                    const std::string& issued_on, const std::string& due_on) {
  v1::InvoiceContent& invoice = *request.add_facts()->mutable_invoice();
  invoice.set_invoice_id(invoice_id);
  invoice.mutable_total()->set_currency_code("USD");
  invoice.mutable_total()->set_amount_minor(total);
  *invoice.mutable_issued_on() = Day(issued_on);
  if (!due_on.empty()) *invoice.mutable_due_on() = Day(due_on);
}

// Rows of every table, by its name.
std::map<std::string, int64_t> RowCounts(const TestDatabase& database) {
  pqxx::connection connection(database.superuser_url());
  pqxx::nontransaction work(connection);
  std::map<std::string, int64_t> counts;
  for (const auto& table :
       work.exec("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")) {
    const std::string name = table[0].c_str();
    counts[name] = work.exec1("SELECT count(*) FROM " + work.quote_name(name))[0].as<int64_t>();
  }
  return counts;
}

// "acme" owes 120.00 since 9 February, and is suspended from 11 April on.
class WhatIf : public ::testing::Test {
 protected:
  WhatIf() : partner_(fixture_.As(rpc::Role::kGlobalAdmin, "acme")) {
    fixture_.SetClock("2026-01-10T12:00:00Z");
    fixture_.Register("acme", "2026-01-01T00:00:00Z");
    fixture_.RecordInvoice("acme", "INV-1", 12000, "2026-01-10", "2026-02-09");
    fixture_.SetClock("2026-04-11T09:00:00Z");
  }

  ServerFixture fixture_;
  const Caller partner_;
};

TEST_F(WhatIf, WithoutFactsItIsTheStatus) {
  EXPECT_EQ(StatusIf(partner_, {}).DebugString(), fixture_.StatusOf("acme").DebugString());
  Request later;
  *later.mutable_at() = At("2026-05-01T00:00:00Z");
  const v1::AccountStatus then = StatusIf(partner_, later);
  fixture_.SetClock("2026-05-01T00:00:00Z");
  EXPECT_EQ(then.DebugString(), fixture_.StatusOf("acme").DebugString());
}

TEST_F(WhatIf, APaymentClearsAndAReinstatementEnds) {
  Request request;
  request.add_facts()->mutable_reinstatement();
  EXPECT_EQ(ReasonIf(partner_, request), "CONDITION_HOLDS");
  request.clear_facts();
  SupposePayment(request, "PAY-1", 12000, "INV-1");
  const v1::AccountStatus paid = StatusIf(partner_, request);
  EXPECT_EQ(paid.standing(), v1::STANDING_SUSPENDED);
  EXPECT_FALSE(paid.causes(0).condition_holds());
  request.add_facts()->mutable_reinstatement();
  const v1::AccountStatus reinstated = StatusIf(partner_, request);
  EXPECT_EQ(reinstated.standing(), v1::STANDING_ACTIVE);
  EXPECT_TRUE(reinstated.current());
  request.add_facts()->mutable_reinstatement();
  EXPECT_EQ(ReasonIf(partner_, request), "NOTHING_TO_REINSTATE");

  fixture_.RecordPayment("acme", "PAY-1", 12000, "2026-04-11T09:00:00Z");
  v1::AccountStatus real = fixture_.StatusOf("acme");
  EXPECT_EQ(real.revision(), paid.revision() + 1);
  real.set_revision(paid.revision());
  EXPECT_EQ(paid.DebugString(), real.DebugString());
}

TEST_F(WhatIf, FactsCountFromTheirInstantsUpToTheOneAskedFor) {
  Request request;
  SupposeInvoice(request, "INV-2", 500, "2026-04-11", "2026-05-01");
  SupposePayment(request, "PAY-1", 12000, "INV-1");
  *request.mutable_facts(1)->mutable_payment()->mutable_received_at() = At("2026-04-20T00:00:00Z");
  auto* decision = request.add_facts();
  decision->mutable_reinstatement();
  *decision->mutable_effective_at() = At("2026-04-21T00:00:00Z");
  EXPECT_EQ(ReasonIf(partner_, request), "EFFECTIVE_IN_FUTURE");
  *request.mutable_at() = At("2026-04-20T12:00:00Z");
  EXPECT_EQ(ReasonIf(partner_, request), "INVALID_FIELD");
  *request.mutable_at() = At("2026-04-21T00:00:00Z");
  const v1::AccountStatus active = StatusIf(partner_, request);
  EXPECT_EQ(active.standing(), v1::STANDING_ACTIVE);
  EXPECT_EQ(active.evaluated_at().seconds(), request.at().seconds());
  EXPECT_EQ(active.next_change().suspension_at().seconds(), At("2026-07-01T00:00:00Z").seconds());
  *request.mutable_at() = At("2026-07-01T00:00:00Z");
  const v1::AccountStatus suspended = StatusIf(partner_, request);
  EXPECT_EQ(suspended.standing(), v1::STANDING_SUSPENDED);
  EXPECT_EQ(suspended.causes(0).explanations(0).fact().id(), "INV-2");
  *request.mutable_at() = At("2026-04-11T08:59:59Z");
  EXPECT_EQ(ReasonIf(partner_, request), "INVALID_FIELD");
}

TEST_F(WhatIf, HoldsResultsAndChangesOfDocuments) {
  Request request;
  *request.add_facts()->mutable_hold()->mutable_expires_at() = At("2026-04-12T00:00:00Z");
  EXPECT_EQ(StatusIf(partner_, request).causes_size(), 2);
  request.add_facts()->set_verification(v1::VERIFICATION_STATUS_FAILED);
  const v1::AccountStatus three = StatusIf(partner_, request);
  ASSERT_EQ(three.causes_size(), 3);
  EXPECT_EQ(three.causes(1).kind(), v1::CAUSE_KIND_PROFILE_FAILED);
  EXPECT_EQ(three.causes(2).explanations(0).fact().id(), "hypothetical:0");
  *request.mutable_at() = At("2026-04-12T00:00:00Z");
  EXPECT_EQ(StatusIf(partner_, request).causes_size(), 2);
  const auto cleared_by = [&](const std::function<void(v1::HypotheticalFact&)>& set) {
    Request change;
    set(*change.add_facts());
    const v1::AccountStatus status = StatusIf(partner_, change);
    return status.causes_size() == 0 || !status.causes(0).condition_holds();
  };
  EXPECT_TRUE(cleared_by([](auto& fact) { fact.set_voided_invoice_id("INV-1"); }));
  EXPECT_TRUE(cleared_by([](auto& fact) { fact.set_written_off_invoice_id("INV-1"); }));
  // Version 1 of the policy pauses nothing.
  EXPECT_FALSE(cleared_by([](auto& fact) { fact.mutable_dispute()->set_invoice_id("INV-1"); }));
  fixture_.RecordPayment("acme", "PAY-1", 12000, "2026-04-11T09:00:00Z");
  EXPECT_TRUE(cleared_by([](auto& fact) { fact.mutable_hold(); }));
  EXPECT_FALSE(cleared_by([](auto& fact) { fact.set_reversed_payment_id("PAY-1"); }));
}

TEST_F(WhatIf, AReleasedHoldIsGone) {
  v1::PlaceHoldRequest place;
  place.set_account_id("acme");
  place.set_request_id(NewRequestId());
  place.set_hold_id("H-1");
  place.set_reason("a test");
  grpc::ClientContext context;
  v1::PlaceHoldResponse placed;
  ASSERT_TRUE(fixture_.As(rpc::Role::kOperator).admin->PlaceHold(&context, place, &placed).ok());
  Request request;
  request.add_facts()->set_released_hold_id("H-1");
  EXPECT_EQ(StatusIf(partner_, request).causes_size(), 1);
  request.add_facts()->set_released_hold_id("H-1");
  EXPECT_EQ(ReasonIf(partner_, request), "HOLD_RELEASED");
}

TEST_F(WhatIf, SignalsSuspendUntilTheyAreResolvedOrWithdrawn) {
  v1::RecordAbuseSignalRequest record;
  record.set_account_id("acme");
  record.set_request_id(NewRequestId());
  record.set_signal_id("S-1");
  record.set_severity(v1::ABUSE_SEVERITY_SIGNIFICANT);
  *record.mutable_detected_at() = At("2026-04-10T00:00:00Z");
  grpc::ClientContext context;
  v1::RecordAbuseSignalResponse recorded;
  ASSERT_TRUE(
      fixture_.As(rpc::Role::kOperator).admin->RecordAbuseSignal(&context, record, &recorded).ok());
  const auto causes_if = [&](const std::function<void(v1::HypotheticalFact&)>& set) {
    Request request;
    set(*request.add_facts());
    const v1::AccountStatus status = StatusIf(partner_, request);
    std::string told;
    for (const auto& cause : status.causes()) {
      told += v1::CauseKind_Name(cause.kind()) + (cause.condition_holds() ? " " : "(cleared) ");
    }
    return told;
  };
  const std::string overdue = "CAUSE_KIND_BILLING_OVERDUE ";
  EXPECT_EQ(causes_if([](auto& fact) { fact.set_abuse(v1::ABUSE_SEVERITY_LOW); }),
            overdue + "CAUSE_KIND_ACCOUNT_ABUSE ");
  EXPECT_EQ(causes_if([](auto& fact) { fact.set_resolved_signal_id("S-1"); }),
            overdue + "CAUSE_KIND_ACCOUNT_ABUSE(cleared) ");
  EXPECT_EQ(causes_if([](auto& fact) { fact.set_withdrawn_signal_id("S-1"); }), overdue);
  Request two;
  two.add_facts()->set_withdrawn_signal_id("S-1");
  two.add_facts()->set_abuse(v1::ABUSE_SEVERITY_SIGNIFICANT);
  EXPECT_EQ(StatusIf(partner_, two).causes(1).explanations(0).fact().id(), "hypothetical:1");
  two.add_facts()->set_resolved_signal_id("S-1");
  EXPECT_EQ(ReasonIf(partner_, two), "SIGNAL_WITHDRAWN");
}

TEST_F(WhatIf, AnExemptionEndsTheEpisodeUntilItExpiresOrIsRevoked) {
  Request request;
  v1::HypotheticalExemption& exemption = *request.add_facts()->mutable_exemption();
  exemption.set_cause(v1::CAUSE_KIND_BILLING_OVERDUE);
  *exemption.mutable_expires_at() = At("2026-04-20T00:00:00Z");
  const v1::AccountStatus exempt = StatusIf(partner_, request);
  EXPECT_EQ(exempt.causes_size(), 0);
  EXPECT_EQ(exempt.exemptions_size(), 1);
  *request.mutable_at() = At("2026-04-20T00:00:00Z");
  EXPECT_EQ(StatusIf(partner_, request).standing(), v1::STANDING_SUSPENDED);
  *request.mutable_at() = At("2026-04-19T00:00:00Z");
  EXPECT_NE(StatusIf(partner_, request).standing(), v1::STANDING_SUSPENDED);
  request.add_facts()->set_revoked_exemption_id("E-9");
  EXPECT_EQ(ReasonIf(partner_, request), "EXEMPTION_NOT_FOUND");
  request.mutable_facts(1)->set_revoked_exemption_id("hypothetical:0");
  EXPECT_EQ(ReasonIf(partner_, request), "INVALID_FIELD");
}

TEST_F(WhatIf, APaymentThatFailsOrWasAnErrorPaysNothing) {
  fixture_.RecordPayment("acme", "PAY-1", 12000, "2026-04-11T09:00:00Z");
  const auto holds_if = [&](const std::function<void(v1::HypotheticalFact&)>& set) {
    Request request;
    set(*request.add_facts());
    const v1::AccountStatus status = StatusIf(partner_, request);
    return status.causes_size() == 1 && status.causes(0).condition_holds();
  };
  EXPECT_FALSE(holds_if([](auto& fact) { fact.mutable_reinstatement(); }));
  EXPECT_TRUE(holds_if([](auto& fact) { fact.set_voided_payment_id("PAY-1"); }));
  Request request;
  request.add_facts()->set_failed_payment_id("PAY-1");
  EXPECT_EQ(ReasonIf(partner_, request), "PAYMENT_STATUS_CONFLICT");
}

struct Refusal {
  const char* reason;
  std::function<void(Request&)> set;
};

std::vector<Refusal> RefusedDocumentsAndHolds() {
  return {
      {"INVALID_FIELD", [](Request& request) { request.add_facts(); }},
      {"INVALID_FIELD", [](Request& request) { SupposePayment(request, "PAY-1", -1); }},
      {"INVALID_FIELD", [](Request& request) { SupposePayment(request, "no id", 1); }},
      {"FACT_CONFLICT",
       [](Request& request) { SupposeInvoice(request, "INV-1", 1, "2026-04-11", ""); }},
      {"EFFECTIVE_IN_FUTURE",
       [](Request& request) { SupposeInvoice(request, "INV-2", 1, "2026-04-13", ""); }},
      {"AMOUNT_OVERFLOW",
       [](Request& request) {
         SupposePayment(request, "PAY-1", INT64_MAX);
         SupposePayment(request, "PAY-2", INT64_MAX);
       }},
      {"INVOICE_NOT_FOUND",
       [](Request& request) { request.add_facts()->set_voided_invoice_id("INV-9"); }},
      {"PAYMENT_NOT_FOUND",
       [](Request& request) { request.add_facts()->set_settled_payment_id("PAY-9"); }},
      {"HOLD_NOT_FOUND",
       [](Request& request) { request.add_facts()->set_released_hold_id("H-9"); }},
      {"INVOICE_HAS_PAYMENTS",
       [](Request& request) {
         SupposePayment(request, "PAY-1", 1, "INV-1");
         request.add_facts()->set_voided_invoice_id("INV-1");
       }},
      {"INVALID_FIELD",
       [](Request& request) {
         *request.add_facts()->mutable_hold()->mutable_expires_at() = At("2026-04-11T09:00:00Z");
       }},
      {"INVALID_FIELD",
       [](Request& request) {
         request.add_facts()->mutable_hold();
         *request.mutable_facts(0)->mutable_effective_at() = At("2026-04-10T00:00:00Z");
       }},
  };
}

std::vector<Refusal> RefusedSignalsAndExemptions() {
  return {
      {"DISPUTE_NOT_FOUND",
       [](Request& request) {
         v1::HypotheticalResolution& end = *request.add_facts()->mutable_dispute_resolution();
         end.set_invoice_id("INV-1");
         end.set_dispute_id("D-9");
         end.set_outcome(v1::DISPUTE_OUTCOME_LOST);
       }},
      {"SIGNAL_NOT_FOUND",
       [](Request& request) { request.add_facts()->set_resolved_signal_id("S-9"); }},
      {"INVALID_FIELD",
       [](Request& request) { request.add_facts()->set_abuse(v1::ABUSE_SEVERITY_UNSPECIFIED); }},
      {"INVALID_FIELD",
       [](Request& request) {
         request.add_facts()->set_verification(v1::VERIFICATION_STATUS_UNSPECIFIED);
       }},
      {"INVALID_FIELD",
       [](Request& request) {
         v1::HypotheticalExemption& exemption = *request.add_facts()->mutable_exemption();
         exemption.set_cause(v1::CAUSE_KIND_MANUAL_HOLD);
         *exemption.mutable_expires_at() = At("2026-04-20T00:00:00Z");
       }},
      {"INVALID_FIELD",
       [](Request& request) {
         request.add_facts()->set_voided_invoice_id("INV-1");
         *request.mutable_facts(0)->mutable_effective_at() = At("2026-04-10T00:00:00Z");
       }},
  };
}

TEST_F(WhatIf, RefusesWhatTheRealWriteWould) {
  std::vector<Refusal> rows = RefusedDocumentsAndHolds();
  for (const Refusal& row : RefusedSignalsAndExemptions()) rows.push_back(row);
  for (const Refusal& row : rows) {
    Request request;
    row.set(request);
    EXPECT_EQ(ReasonIf(partner_, request), row.reason) << request.DebugString();
  }
}

TEST_F(WhatIf, AnErrorNamesTheFact) {
  Request request;
  SupposePayment(request, "PAY-1", 1);
  SupposePayment(request, "PAY-2", 1);
  request.mutable_facts(1)->mutable_payment()->mutable_amount()->set_currency_code("ZZZ");
  v1::AccountStatus status;
  const grpc::Status answer = Evaluate(partner_, request, status);
  rpc::Status details;
  ASSERT_TRUE(details.ParseFromString(answer.error_details()));
  rpc::BadRequest bad;
  ASSERT_TRUE(bad.ParseFromString(details.details(1).value()));
  EXPECT_EQ(bad.field_violations(0).field(), "facts[1].payment.amount.currency_code");
}

// What an operator could record late, anybody may suppose.
TEST_F(WhatIf, NothingIsBackdated) {
  Request request;
  SupposePayment(request, "PAY-1", 12000, "INV-1");
  *request.mutable_facts(0)->mutable_payment()->mutable_received_at() = At("2026-04-01T00:00:00Z");
  const v1::AccountStatus status = StatusIf(partner_, request);
  EXPECT_EQ(status.standing(), v1::STANDING_ACTIVE) << "paid in time, it never was suspended";
}

TEST_F(WhatIf, WritesNothing) {
  const auto before = RowCounts(fixture_.database());
  EXPECT_GT(before.size(), 10u);
  const std::string status = fixture_.StatusOf("acme").DebugString();
  Request request;
  SupposeInvoice(request, "INV-2", 500, "2026-04-11", "");
  SupposePayment(request, "PAY-1", 12000, "INV-1");
  request.add_facts()->mutable_hold();
  request.add_facts()->set_verification(v1::VERIFICATION_STATUS_REJECTED);
  request.add_facts()->mutable_dispute()->set_invoice_id("INV-2");
  request.add_facts()->set_written_off_invoice_id("INV-2");
  request.add_facts()->mutable_reinstatement();
  EXPECT_EQ(StatusIf(partner_, request).causes_size(), 2);
  request.add_facts()->mutable_reinstatement();
  EXPECT_EQ(ReasonIf(partner_, request), "NOTHING_TO_REINSTATE");
  EXPECT_EQ(RowCounts(fixture_.database()), before);
  EXPECT_EQ(fixture_.StatusOf("acme").DebugString(), status);
}

}  // namespace
}  // namespace reinstate::testing
