// Writes: idempotent, refused with a reason, whole or not at all.

#include <gtest/gtest.h>

#include <pqxx/pqxx>
#include <thread>

#include "tests/support/server_fixture.h"

namespace reinstate::testing {
namespace {

v1::RecordPaymentRequest Payment(const std::string& account_id, const std::string& payment_id,
                                 int64_t amount) {
  v1::RecordPaymentRequest request;
  request.set_account_id(account_id);
  request.set_request_id(NewRequestId());
  request.mutable_payment()->set_payment_id(payment_id);
  request.mutable_payment()->mutable_amount()->set_currency_code("USD");
  request.mutable_payment()->mutable_amount()->set_amount_minor(amount);
  return request;
}

v1::RecordInvoiceRequest Invoice(const std::string& invoice_id, const std::string& issued_on) {
  v1::RecordInvoiceRequest request;
  request.set_account_id("acme");
  request.set_request_id(NewRequestId());
  request.mutable_invoice()->set_invoice_id(invoice_id);
  request.mutable_invoice()->mutable_total()->set_currency_code("USD");
  request.mutable_invoice()->mutable_total()->set_amount_minor(100);
  *request.mutable_invoice()->mutable_issued_on() = Day(issued_on);
  return request;
}

class Writes : public ::testing::Test {
 protected:
  Writes() {
    fixture_.SetClock("2026-06-10T12:00:00Z");
    fixture_.Register("acme", "2026-06-01T00:00:00Z");
    fixture_.Register("other", "2026-06-01T00:00:00Z");
  }

  grpc::Status Send(const v1::RecordPaymentRequest& request, v1::RecordPaymentResponse& response,
                    rpc::Role role = rpc::Role::kSvcBilling) {
    grpc::ClientContext context;
    return fixture_.As(role).billing_admin->RecordPayment(&context, request, &response);
  }
  std::string Send(const v1::RecordInvoiceRequest& request,
                   rpc::Role role = rpc::Role::kSvcBilling) {
    grpc::ClientContext context;
    v1::RecordInvoiceResponse response;
    return ReasonOf(fixture_.As(role).billing_admin->RecordInvoice(&context, request, &response));
  }
  int64_t Count(const std::string& table) {
    pqxx::connection connection(fixture_.database().superuser_url());
    pqxx::nontransaction work(connection);
    return work.exec1("SELECT count(*) FROM " + table)[0].as<int64_t>();
  }

  ServerFixture fixture_;
};

TEST_F(Writes, TheSameRequestIdGivesTheFirstReplyAndDoesNothingTwice) {
  const auto request = Payment("acme", "PAY-1", 100);
  v1::RecordPaymentResponse first, second;
  ASSERT_TRUE(Send(request, first).ok());
  fixture_.SetClock("2026-06-11T12:00:00Z");
  ASSERT_TRUE(Send(request, second).ok());
  EXPECT_EQ(first.SerializeAsString(), second.SerializeAsString());
  EXPECT_EQ(Count("payments"), 1);
}

TEST_F(Writes, TheSameRequestIdWithOtherContentIsRefused) {
  auto request = Payment("acme", "PAY-1", 100);
  v1::RecordPaymentResponse response;
  ASSERT_TRUE(Send(request, response).ok());
  request.mutable_payment()->mutable_amount()->set_amount_minor(200);
  EXPECT_EQ(ReasonOf(Send(request, response)), "IDEMPOTENCY_KEY_REUSED");
  auto elsewhere = Payment("other", "PAY-1", 200);
  elsewhere.set_request_id(request.request_id());
  EXPECT_TRUE(Send(elsewhere, response).ok());  // another tenant's keys are its own
}

TEST_F(Writes, SixtyFourCallsWithOneRequestIdHaveOneEffect) {
  const auto request = Payment("acme", "PAY-1", 100);
  const Caller caller = fixture_.As(rpc::Role::kSvcBilling);
  std::vector<std::thread> threads;
  std::vector<std::string> replies(64);
  for (size_t i = 0; i < replies.size(); ++i) {
    threads.emplace_back([&, i] {
      grpc::ClientContext context;
      v1::RecordPaymentResponse response;
      const auto status = caller.billing_admin->RecordPayment(&context, request, &response);
      replies[i] = status.ok() ? response.SerializeAsString() : status.error_message();
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const std::string& reply : replies) EXPECT_EQ(reply, replies[0]);
  EXPECT_EQ(Count("payments"), 1);
  EXPECT_EQ(Count("audit_entries"), 3);  // two registrations, one payment
}

TEST_F(Writes, ParallelFullPaymentsNeverPayMoreThanTheTotal) {
  fixture_.RecordInvoice("acme", "INV-1", 100, "2026-06-10", "2026-06-20");
  const Caller caller = fixture_.As(rpc::Role::kSvcBilling);
  std::vector<std::thread> threads;
  for (int i = 0; i < 16; ++i) {
    threads.emplace_back([&, i] {
      auto request = Payment("acme", "PAY-" + std::to_string(i), 100);
      auto* allocation = request.mutable_payment()->add_allocations();
      allocation->set_invoice_id("INV-1");
      allocation->set_amount_minor(100);
      grpc::ClientContext context;
      v1::RecordPaymentResponse response;
      EXPECT_TRUE(caller.billing_admin->RecordPayment(&context, request, &response).ok());
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(Count("payments"), 16);
  v1::GetInvoiceRequest get;
  get.set_account_id("acme");
  get.set_invoice_id("INV-1");
  grpc::ClientContext context;
  v1::GetInvoiceResponse invoice;
  ASSERT_TRUE(caller.billing->GetInvoice(&context, get, &invoice).ok());
  EXPECT_EQ(invoice.invoice().residual().amount_minor(), 0);
  EXPECT_EQ(fixture_.StatusOf("acme").revision(), 18);  // registered, invoiced, 16 payments
}

TEST_F(Writes, TheSameFactUnderAnotherRequestIdChangesNothing) {
  v1::RecordPaymentResponse first, second;
  ASSERT_TRUE(Send(Payment("acme", "PAY-1", 100), first).ok());
  ASSERT_TRUE(Send(Payment("acme", "PAY-1", 100), second).ok());
  EXPECT_EQ(first.revision(), second.revision());
  v1::RecordPaymentResponse third;
  EXPECT_EQ(ReasonOf(Send(Payment("acme", "PAY-1", 101), third)), "FACT_CONFLICT");
}

TEST_F(Writes, RulesOfTimeAndMoney) {
  EXPECT_EQ(Send(Invoice("INV-1", "2026-06-11")), "OK");  // tomorrow
  EXPECT_EQ(Send(Invoice("INV-2", "2026-06-12")), "EFFECTIVE_IN_FUTURE");
  EXPECT_EQ(Send(Invoice("INV-3", "2026-06-04")), "OK");
  EXPECT_EQ(Send(Invoice("INV-4", "2026-06-03")), "BACKDATED");
  EXPECT_EQ(Send(Invoice("INV-4", "2026-06-03"), rpc::Role::kOperator), "BACKDATED");
  auto reasoned = Invoice("INV-4", "2026-06-03");
  reasoned.set_reason("it was lost");
  EXPECT_EQ(Send(reasoned), "BACKDATED");
  reasoned.set_request_id(NewRequestId());
  EXPECT_EQ(Send(reasoned, rpc::Role::kOperator), "OK");
  auto due_before = Invoice("INV-5", "2026-06-10");
  *due_before.mutable_invoice()->mutable_due_on() = Day("2026-06-09");
  EXPECT_EQ(Send(due_before), "INVALID_FIELD");
  auto unknown = Invoice("INV-5", "2026-06-10");
  unknown.mutable_invoice()->mutable_total()->set_currency_code("XXY");
  EXPECT_EQ(Send(unknown), "INVALID_FIELD");
  auto free = Invoice("INV-5", "2026-06-10");
  free.mutable_invoice()->mutable_total()->set_amount_minor(0);
  EXPECT_EQ(Send(free), "INVALID_FIELD");
  auto most = Invoice("INV-6", "2026-06-10");
  most.mutable_invoice()->mutable_total()->set_amount_minor(INT64_MAX);
  EXPECT_EQ(Send(most), "AMOUNT_OVERFLOW");
}

TEST_F(Writes, NothingIsLeftOfARefusedWrite) {
  const int64_t keys = Count("idempotency_keys"), audits = Count("audit_entries");
  EXPECT_EQ(Send(Invoice("INV-2", "2026-06-12")), "EFFECTIVE_IN_FUTURE");
  EXPECT_EQ(Count("idempotency_keys"), keys);
  EXPECT_EQ(Count("audit_entries"), audits);
  EXPECT_EQ(Count("invoices"), 0);
}

TEST_F(Writes, EveryWriteLeavesOneAuditEntryAndOneTimelineVersion) {
  EXPECT_EQ(Send(Invoice("INV-1", "2026-06-10")), "OK");
  v1::RecordPaymentResponse response;
  ASSERT_TRUE(Send(Payment("acme", "PAY-1", 100), response).ok());
  EXPECT_EQ(Count("audit_entries"), 4);
  EXPECT_EQ(Count("account_timeline_versions"), 4);
}

TEST_F(Writes, TheClockGoesOnlyForwardOnceThereIsAnAccount) {
  const Caller caller = fixture_.As(rpc::Role::kOperator);
  const auto set = [&](const std::string& instant) {
    v1::SetClockRequest request;
    request.set_request_id(NewRequestId());
    *request.mutable_now() = At(instant);
    request.set_frozen(true);
    grpc::ClientContext context;
    v1::SetClockResponse response;
    return ReasonOf(caller.dev->SetClock(&context, request, &response));
  };
  EXPECT_EQ(set("2026-06-10T11:59:59Z"), "CLOCK_BACKWARD");
  EXPECT_EQ(set("2026-06-10T12:00:00Z"), "OK");
  EXPECT_EQ(set("2027-06-10T12:00:00Z"), "OK");
  v1::AdvanceClockRequest request;
  request.set_request_id(NewRequestId());
  request.mutable_by()->set_seconds(86400);
  v1::AdvanceClockResponse response;
  for (int i = 0; i < 2; ++i) {  // the same request_id advances once
    grpc::ClientContext context;
    ASSERT_TRUE(caller.dev->AdvanceClock(&context, request, &response).ok());
    EXPECT_EQ(response.now().seconds(), At("2027-06-11T12:00:00Z").seconds());
  }
}

TEST_F(Writes, RegisteringTheSameAccountAgainIsTheSameAccount) {
  fixture_.Register("acme", "2026-06-01T00:00:00Z");
  EXPECT_EQ(fixture_.StatusOf("acme").revision(), 1);
  EXPECT_THROW(fixture_.Register("acme", "2026-06-02T00:00:00Z"), std::runtime_error);
}

// An import takes what is right, names what is not, and leaves what lies ahead for later.
TEST_F(Writes, AnImportHasAnOutcomeForEachDocument) {
  v1::ImportDocumentsRequest request;
  request.set_account_id("acme");
  request.set_request_id(NewRequestId());
  request.set_reason("history");
  const auto add = [&](const v1::RecordInvoiceRequest& from) {
    *request.add_documents()->mutable_invoice() = from.invoice();
  };
  add(Invoice("INV-1", "2026-01-10"));
  add(Invoice("INV-1", "2026-01-10"));  // again
  add(Invoice("INV-1", "2026-01-11"));  // other content
  add(Invoice("INV-2", "2027-01-10"));  // after the clock
  *request.mutable_documents(0)->mutable_invoice()->mutable_due_on() = Day("2026-01-10");
  *request.mutable_documents(1)->mutable_invoice()->mutable_due_on() = Day("2026-01-10");
  *request.add_documents()->mutable_payment() = Payment("acme", "PAY-1", 40).payment();
  request.add_documents();  // neither
  auto& ahead = *request.add_documents()->mutable_payment();
  ahead = Payment("acme", "PAY-2", 40).payment();
  *ahead.mutable_received_at() = At("2026-06-10T12:05:01Z");
  grpc::ClientContext context;
  v1::ImportDocumentsResponse response;
  const Caller caller = fixture_.As(rpc::Role::kOperator);
  ASSERT_TRUE(caller.billing_admin->ImportDocuments(&context, request, &response).ok());
  std::string outcomes;
  for (const v1::DocumentResult& result : response.results()) {
    outcomes += v1::DocumentOutcome_Name(result.outcome()).substr(17) + " " + result.reason() + ";";
  }
  EXPECT_EQ(outcomes,
            "RECORDED ;UNCHANGED ;REFUSED FACT_CONFLICT;LATER ;RECORDED ;REFUSED INVALID_FIELD;"
            "LATER ;");
  EXPECT_EQ(response.episodes_opened(), 1);
  EXPECT_EQ(response.standing(), v1::STANDING_SUSPENDED);
}

TEST_F(Writes, YearsOfAllLengthsAreStoredAsTheyAre) {
  fixture_.Register("old", "0080-01-02T03:04:05Z");
  for (const char* day : {"0001-01-01", "0099-12-31", "1969-12-31"}) {
    auto invoice = Invoice(std::string("INV-") + day, day);
    invoice.set_account_id("old");
    invoice.set_reason("an old one");
    *invoice.mutable_invoice()->mutable_due_on() = Day(day);
    EXPECT_EQ(Send(invoice, rpc::Role::kOperator), "OK");
    invoice.set_request_id(NewRequestId());
    EXPECT_EQ(Send(invoice, rpc::Role::kOperator), "OK");  // the same fact, as it was read back
  }
  fixture_.Register("old", "0080-01-02T03:04:05Z");
  EXPECT_EQ(fixture_.StatusOf("old").revision(), 4);
}

TEST_F(Writes, AnAccountNamedNullIsAnAccount) {
  fixture_.Register("null", "2026-06-01T00:00:00Z");
  EXPECT_EQ(fixture_.StatusOf("null").standing(), v1::STANDING_ACTIVE);
}

TEST_F(Writes, ADueDateBeyondTenYearsIsRefused) {
  auto invoice = Invoice("INV-1", "2026-06-10");
  *invoice.mutable_invoice()->mutable_due_on() = Day("9999-12-31");
  EXPECT_EQ(Send(invoice), "INVALID_FIELD");
}

}  // namespace
}  // namespace reinstate::testing
