// What becomes of documents, over the wire and on real rows: recorded, changed, repeated, refused.

#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <pqxx/pqxx>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/server_fixture.h"

namespace reinstate::testing {
namespace {

class Documents : public ::testing::Test {
 protected:
  Documents() : caller_(fixture_.As(rpc::Role::kOperator)) {
    fixture_.SetClock("2026-06-15T12:00:00Z");
    fixture_.Register("acme", "2026-01-01T00:00:00Z");
  }

  // A request of any write about the account; its reason is given.
  template <typename Request>
  static Request About(const std::string& id_field, const std::string& id) {
    Request request;
    request.set_account_id("acme");
    request.set_request_id(NewRequestId());
    request.set_reason("a test");
    if (!id.empty()) {
      const auto* field = Request::descriptor()->FindFieldByName(id_field);
      request.GetReflection()->SetString(&request, field, id);
    }
    return request;
  }
  template <typename Request>
  static Request OfInvoice(const std::string& id) {
    return About<Request>("invoice_id", id);
  }
  template <typename Request>
  static Request OfPayment(const std::string& id) {
    return About<Request>("payment_id", id);
  }

  template <typename Request, typename Response>
  std::string Send(grpc::Status (v1::BillingAdminService::Stub::*method)(grpc::ClientContext*,
                                                                         const Request&, Response*),
                   const Request& request, Response* response) {
    grpc::ClientContext context;
    return ReasonOf((caller_.billing_admin.get()->*method)(&context, request, response));
  }
  template <typename Request, typename Response>
  std::string Send(grpc::Status (v1::BillingAdminService::Stub::*method)(grpc::ClientContext*,
                                                                         const Request&, Response*),
                   const Request& request) {
    Response response;
    return Send(method, request, &response);
  }

  static v1::RecordInvoiceRequest CreditNote(const std::string& id, const std::string& amends,
                                             int64_t total) {
    auto request = About<v1::RecordInvoiceRequest>("", "");
    v1::InvoiceContent& content = *request.mutable_invoice();
    content.set_invoice_id(id);
    content.set_document_type(v1::DOCUMENT_TYPE_CREDIT_NOTE);
    content.set_amends(amends);
    content.mutable_total()->set_currency_code("USD");
    content.mutable_total()->set_amount_minor(total);
    *content.mutable_issued_on() = Day("2026-06-14");
    return request;
  }

  v1::RecordPaymentRequest Payment(const std::string& id, int64_t amount,
                                   v1::PaymentStatus status = v1::PAYMENT_STATUS_UNSPECIFIED,
                                   const std::string& invoice_id = "") {
    auto request = About<v1::RecordPaymentRequest>("", "");
    v1::PaymentContent& content = *request.mutable_payment();
    content.set_payment_id(id);
    content.mutable_amount()->set_currency_code("USD");
    content.mutable_amount()->set_amount_minor(amount);
    content.set_status(status);
    if (invoice_id.empty()) return request;
    content.add_allocations()->set_invoice_id(invoice_id);
    content.mutable_allocations(0)->set_amount_minor(amount);
    return request;
  }

  v1::Invoice Get(const std::string& invoice_id) const {
    v1::GetInvoiceRequest request;
    request.set_account_id("acme");
    request.set_invoice_id(invoice_id);
    grpc::ClientContext context;
    v1::GetInvoiceResponse response;
    const auto status = caller_.billing->GetInvoice(&context, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response.invoice();
  }

  v1::BillingSummary Summary() const {
    v1::GetBillingSummaryRequest request;
    request.set_account_id("acme");
    grpc::ClientContext context;
    v1::GetBillingSummaryResponse response;
    EXPECT_TRUE(caller_.billing->GetBillingSummary(&context, request, &response).ok());
    return response.summary();
  }
  v1::CurrencyBalance Balance() const { return Summary().balances(0); }

  v1::ListLedgerEntriesResponse Ledger(int page_size = 0, const std::string& token = "") const {
    v1::ListLedgerEntriesRequest request;
    request.set_account_id("acme");
    request.set_page_size(page_size);
    request.set_page_token(token);
    grpc::ClientContext context;
    v1::ListLedgerEntriesResponse response;
    const auto status = caller_.billing->ListLedgerEntries(&context, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  }

  ServerFixture fixture_;
  const Caller caller_;
};

using Stub = v1::BillingAdminService::Stub;

TEST_F(Documents, ACreditNoteLowersItsInvoiceAndNamesItUntilItIsVoid) {
  fixture_.RecordInvoice("acme", "INV-1", 100, "2026-06-10", "2026-07-10");
  EXPECT_EQ(Send(&Stub::RecordInvoice, CreditNote("CN-1", "INV-9", 30)), "INVOICE_NOT_FOUND");
  EXPECT_EQ(Send(&Stub::RecordInvoice, CreditNote("CN-1", "", 30)), "INVALID_FIELD");
  EXPECT_EQ(Send(&Stub::RecordInvoice, CreditNote("INV-1", "INV-1", 30)), "FACT_CONFLICT");
  EXPECT_EQ(Send(&Stub::RecordInvoice, CreditNote("CN-1", "INV-1", 30)), "OK");
  EXPECT_EQ(Send(&Stub::RecordInvoice, CreditNote("CN-1", "INV-1", 30)), "OK");
  EXPECT_EQ(Send(&Stub::RecordInvoice, CreditNote("CN-1", "INV-1", 31)), "FACT_CONFLICT");
  EXPECT_EQ(Get("INV-1").residual().amount_minor(), 70);
  const v1::Invoice note = Get("CN-1");
  EXPECT_EQ(note.document_type(), v1::DOCUMENT_TYPE_CREDIT_NOTE);
  EXPECT_EQ(note.amends(), "INV-1");
  EXPECT_EQ(note.status(), v1::INVOICE_STATUS_PAID);
  EXPECT_EQ(Balance().invoiced_this_month_minor(), 70);
  EXPECT_EQ(Balance().open_balance_minor(), 70);

  const auto void_invoice = OfInvoice<v1::VoidInvoiceRequest>("INV-1");
  EXPECT_EQ(Send(&Stub::VoidInvoice, void_invoice), "INVOICE_HAS_PAYMENTS");
  EXPECT_EQ(Send(&Stub::VoidInvoice, OfInvoice<v1::VoidInvoiceRequest>("CN-1")), "OK");
  EXPECT_EQ(Get("INV-1").residual().amount_minor(), 100);
  EXPECT_EQ(Send(&Stub::VoidInvoice, OfInvoice<v1::VoidInvoiceRequest>("INV-1")), "OK");
  EXPECT_EQ(Get("INV-1").status(), v1::INVOICE_STATUS_VOID);
  EXPECT_EQ(Send(&Stub::VoidInvoice, OfInvoice<v1::VoidInvoiceRequest>("INV-1")), "OK");
  EXPECT_EQ(Send(&Stub::RecordInvoice, CreditNote("CN-2", "INV-1", 1)), "INVOICE_CLOSED");
  EXPECT_EQ(Send(&Stub::VoidInvoice, OfInvoice<v1::VoidInvoiceRequest>("INV-9")),
            "INVOICE_NOT_FOUND");
  EXPECT_EQ(Ledger().entries().rbegin()->balance().amount_minor(), 0);
}

TEST_F(Documents, LinesSumToTheTotalAndInstructionsAreThoseInForceAtRecording) {
  auto set = About<v1::SetPaymentInstructionsRequest>("", "");
  set.mutable_instructions()->set_method("wire");
  set.mutable_instructions()->set_beneficiary("Contoso Ltd");
  set.mutable_instructions()->set_account_number("DE02120300000000202051");
  EXPECT_EQ(Send(&Stub::SetPaymentInstructions, set), "OK");
  auto record = About<v1::RecordInvoiceRequest>("", "");
  v1::InvoiceContent& content = *record.mutable_invoice();
  content.set_invoice_id("INV-1");
  content.set_invoice_type(v1::INVOICE_TYPE_RECURRING);
  content.mutable_total()->set_currency_code("USD");
  content.mutable_total()->set_amount_minor(100);
  *content.mutable_issued_on() = Day("2026-06-10");
  *content.mutable_billing_period()->mutable_from() = Day("2026-05-01");
  *content.mutable_billing_period()->mutable_through() = Day("2026-05-31");
  for (const int amount : {120, -21}) {
    v1::LineItem* line = content.add_lines();
    line->set_description("a line");
    line->set_quantity(1);
    line->set_amount_minor(amount);
  }
  EXPECT_EQ(Send(&Stub::RecordInvoice, record), "INVALID_FIELD");
  content.mutable_lines(1)->set_amount_minor(-20);
  record.set_request_id(NewRequestId());
  EXPECT_EQ(Send(&Stub::RecordInvoice, record), "OK");
  set.set_request_id(NewRequestId());
  set.mutable_instructions()->set_beneficiary("Another Ltd");
  EXPECT_EQ(Send(&Stub::SetPaymentInstructions, set), "OK");

  const v1::Invoice invoice = Get("INV-1");
  ASSERT_EQ(invoice.lines_size(), 2);
  EXPECT_EQ(invoice.lines(1).amount_minor(), -20);
  EXPECT_EQ(invoice.invoice_type(), v1::INVOICE_TYPE_RECURRING);
  EXPECT_EQ(invoice.billing_period().through().day(), 31);
  EXPECT_EQ(invoice.payment_instructions().beneficiary(), "Contoso Ltd");
  EXPECT_EQ(invoice.payment_instructions().reference(), "INV-1");
  EXPECT_EQ(invoice.payment_instructions().amount().amount_minor(), 100);
  record.set_request_id(NewRequestId());
  EXPECT_EQ(Send(&Stub::RecordInvoice, record), "OK");  // the same fact again
  record.set_request_id(NewRequestId());
  content.mutable_lines(0)->set_description("another line");
  EXPECT_EQ(Send(&Stub::RecordInvoice, record), "FACT_CONFLICT");
}

TEST_F(Documents, ADueDateThatIsNotGivenFollowsFromTheTermsAndStays) {
  auto terms = About<v1::SetPaymentTermsRequest>("", "");
  terms.set_net_days(14);
  EXPECT_EQ(Send(&Stub::SetPaymentTerms, terms), "OK");
  auto record = About<v1::RecordInvoiceRequest>("", "");
  record.mutable_invoice()->set_invoice_id("INV-1");
  record.mutable_invoice()->mutable_total()->set_currency_code("USD");
  record.mutable_invoice()->mutable_total()->set_amount_minor(100);
  *record.mutable_invoice()->mutable_issued_on() = Day("2026-06-15");
  v1::RecordInvoiceResponse response;
  EXPECT_EQ(Send(&Stub::RecordInvoice, record, &response), "OK");
  EXPECT_EQ(response.invoice().due_on().day(), 29);
  terms.set_request_id(NewRequestId());
  terms.set_net_days(30);
  EXPECT_EQ(Send(&Stub::SetPaymentTerms, terms), "FACT_CONFLICT");  // of the same day
  fixture_.SetClock("2026-06-16T12:00:00Z");
  terms.set_request_id(NewRequestId());
  EXPECT_EQ(Send(&Stub::SetPaymentTerms, terms), "OK");
  record.set_request_id(NewRequestId());
  EXPECT_EQ(Send(&Stub::RecordInvoice, record, &response), "OK");
  EXPECT_EQ(response.invoice().due_on().day(), 29);
  *terms.mutable_effective_on() = Day("2026-06-17");
  terms.set_request_id(NewRequestId());
  EXPECT_EQ(Send(&Stub::SetPaymentTerms, terms), "EFFECTIVE_IN_FUTURE");
}

TEST_F(Documents, APaymentsWayFromPendingToReversed) {
  fixture_.RecordInvoice("acme", "INV-1", 100, "2026-06-10", "2026-07-10");
  const auto pending = Payment("PAY-1", 60, v1::PAYMENT_STATUS_PENDING);
  EXPECT_EQ(Send(&Stub::RecordPayment, pending), "OK");
  EXPECT_EQ(Send(&Stub::RecordPayment, Payment("PAY-1", 60)), "FACT_CONFLICT") << "not settled yet";
  EXPECT_EQ(Balance().pending_minor(), 60);
  EXPECT_EQ(Balance().open_balance_minor(), 100);
  const auto reverse = [&] { return OfPayment<v1::ReversePaymentRequest>("PAY-1"); };
  EXPECT_EQ(Send(&Stub::ReversePayment, reverse()), "PAYMENT_STATUS_CONFLICT");
  EXPECT_EQ(Send(&Stub::SettlePayment, OfPayment<v1::SettlePaymentRequest>("PAY-1")), "OK");
  EXPECT_EQ(Send(&Stub::SettlePayment, OfPayment<v1::SettlePaymentRequest>("PAY-1")), "OK");
  EXPECT_EQ(Balance().open_balance_minor(), 40);
  EXPECT_EQ(Send(&Stub::FailPayment, OfPayment<v1::FailPaymentRequest>("PAY-1")),
            "PAYMENT_STATUS_CONFLICT");
  auto early = reverse();
  *early.mutable_effective_at() = At("2026-06-15T11:00:00Z");
  EXPECT_EQ(Send(&Stub::ReversePayment, early), "EFFECTIVE_BEFORE_SUBJECT");
  v1::ReversePaymentResponse reversed;
  EXPECT_EQ(Send(&Stub::ReversePayment, reverse(), &reversed), "OK");
  EXPECT_EQ(reversed.payment().status(), v1::PAYMENT_STATUS_REVERSED);
  EXPECT_EQ(Send(&Stub::ReversePayment, reverse()), "OK");
  EXPECT_EQ(Balance().open_balance_minor(), 100);
  EXPECT_EQ(Send(&Stub::VoidPayment, OfPayment<v1::VoidPaymentRequest>("PAY-1")),
            "PAYMENT_STATUS_CONFLICT");
  EXPECT_EQ(Send(&Stub::VoidPayment, OfPayment<v1::VoidPaymentRequest>("PAY-9")),
            "PAYMENT_NOT_FOUND");
}

TEST_F(Documents, ADisputeIsOpenOnceAndAWriteOffClosesTheInvoice) {
  fixture_.RecordInvoice("acme", "INV-1", 100, "2026-06-10", "2026-07-10");
  const auto open = [&](const std::string& id, int64_t amount = 0) {
    auto request = OfInvoice<v1::OpenDisputeRequest>("INV-1");
    request.set_dispute_id(id);
    if (amount != 0) {
      request.mutable_amount()->set_currency_code("USD");
      request.mutable_amount()->set_amount_minor(amount);
    }
    return Send(&Stub::OpenDispute, request);
  };
  EXPECT_EQ(open("D-1", 101), "INVALID_FIELD");
  EXPECT_EQ(open("D-1", 30), "OK");
  EXPECT_EQ(open("D-1", 30), "OK");
  EXPECT_EQ(open("D-1", 31), "FACT_CONFLICT");
  EXPECT_EQ(open("D-2"), "FACT_CONFLICT");  // at the same instant
  fixture_.SetClock("2026-06-15T13:00:00Z");
  EXPECT_EQ(open("D-2"), "DISPUTE_OPEN");
  EXPECT_TRUE(Get("INV-1").disputed());
  EXPECT_EQ(Balance().disputed_minor(), 30);
  auto resolve = OfInvoice<v1::ResolveDisputeRequest>("INV-1");
  resolve.set_outcome(v1::DISPUTE_OUTCOME_UPHELD);
  resolve.set_dispute_id("D-2");
  EXPECT_EQ(Send(&Stub::ResolveDispute, resolve), "DISPUTE_NOT_FOUND");
  resolve.set_dispute_id("D-1");
  resolve.set_request_id(NewRequestId());
  EXPECT_EQ(Send(&Stub::ResolveDispute, resolve), "OK");
  EXPECT_FALSE(Get("INV-1").disputed());
  EXPECT_EQ(Get("INV-1").disputes(0).outcome(), v1::DISPUTE_OUTCOME_UPHELD);

  EXPECT_EQ(Send(&Stub::RecordPayment, Payment("PAY-1", 40)), "OK");
  const auto write_off = [&] {
    return Send(&Stub::WriteOffInvoice, OfInvoice<v1::WriteOffInvoiceRequest>("INV-1"));
  };
  EXPECT_EQ(write_off(), "OK");
  EXPECT_EQ(write_off(), "OK");
  EXPECT_EQ(Get("INV-1").status(), v1::INVOICE_STATUS_WRITTEN_OFF);
  EXPECT_EQ(Balance().open_balance_minor(), 0);
  fixture_.SetClock("2026-06-15T14:00:00Z");
  EXPECT_EQ(Send(&Stub::RecordPayment, Payment("PAY-2", 10, v1::PAYMENT_STATUS_SETTLED, "INV-1")),
            "OK");
  EXPECT_EQ(Balance().unapplied_credit_minor(), 10);
  EXPECT_EQ(open("D-3"), "INVOICE_CLOSED");
  EXPECT_EQ(Send(&Stub::VoidInvoice, OfInvoice<v1::VoidInvoiceRequest>("INV-1")), "INVOICE_CLOSED");
}

// An announced suspension that a void corrects.
TEST_F(Documents, AVoidOfAnOverdueInvoiceCorrectsTheSuspension) {
  fixture_.RecordInvoice("acme", "INV-1", 100, "2026-02-01", "2026-02-10");
  ASSERT_EQ(fixture_.StatusOf("acme").standing(), v1::STANDING_SUSPENDED);
  const Caller billing = fixture_.As(rpc::Role::kSvcBilling);
  auto request = OfInvoice<v1::VoidInvoiceRequest>("INV-1");
  grpc::ClientContext context;
  v1::VoidInvoiceResponse response;
  EXPECT_EQ(ReasonOf(billing.billing_admin->VoidInvoice(&context, request, &response)),
            "BACKDATED");
  EXPECT_EQ(Send(&Stub::VoidInvoice, request, &response), "OK");
  EXPECT_EQ(response.standing(), v1::STANDING_ACTIVE);
  v1::ListStatusTransitionsRequest list;
  list.set_account_id("acme");
  grpc::ClientContext list_context;
  v1::ListStatusTransitionsResponse log;
  ASSERT_TRUE(caller_.status->ListStatusTransitions(&list_context, list, &log).ok());
  ASSERT_EQ(log.transitions_size(), 2);
  for (const v1::StatusTransition& entry : log.transitions()) {
    if (entry.to() != v1::STANDING_ACTIVE) continue;
    EXPECT_EQ(entry.trigger(), v1::TRANSITION_TRIGGER_CORRECTED_BY_FACT);
    EXPECT_EQ(entry.trigger_id(), "INV-1");
  }
}

TEST_F(Documents, TheLedgersPagesAreOfOneRevisionAndOneInstant) {
  fixture_.RecordInvoice("acme", "INV-1", 100, "2026-06-10", "2026-07-10");
  EXPECT_EQ(Send(&Stub::RecordPayment, Payment("PAY-1", 60)), "OK");
  EXPECT_EQ(Send(&Stub::RecordPayment, Payment("PAY-2", 10)), "OK");
  const auto first = Ledger(2);
  EXPECT_EQ(Send(&Stub::VoidPayment, OfPayment<v1::VoidPaymentRequest>("PAY-1")), "OK");
  fixture_.RecordInvoice("acme", "INV-0", 5, "2026-06-09", "2026-07-10");
  const auto rest = Ledger(2, first.next_page_token());
  EXPECT_EQ(rest.revision(), first.revision());
  ASSERT_EQ(first.entries_size() + rest.entries_size(), 3);
  EXPECT_TRUE(rest.next_page_token().empty());
  EXPECT_EQ(rest.entries(0).document_id(), "PAY-2");
  EXPECT_EQ(rest.entries(0).balance().amount_minor(), 30);
  const auto now = Ledger();
  ASSERT_EQ(now.entries_size(), 5);
  EXPECT_EQ(now.entries(4).kind(), v1::LEDGER_ENTRY_KIND_VOID);
  EXPECT_EQ(now.entries(4).balance().amount_minor(), 95);
  EXPECT_EQ(Balance().open_balance_minor(), 95);
}

// R29, under contention: whatever wins, no invoice is paid above its total and no money is lost.
TEST_F(Documents, PaymentsVoidsAndReversalsRaceWithoutLosingMoney) {
  constexpr int kPayments = 12;
  fixture_.RecordInvoice("acme", "INV-1", 300, "2026-06-10", "2026-07-10");
  fixture_.RecordInvoice("acme", "INV-2", 300, "2026-06-11", "2026-07-11");
  std::vector<std::thread> threads;
  for (int i = 0; i < kPayments; ++i) {
    threads.emplace_back([&, i] {
      const std::string id = "PAY-" + std::to_string(i);
      const auto pay = Payment(id, 100, v1::PAYMENT_STATUS_SETTLED, i % 2 == 0 ? "INV-1" : "");
      EXPECT_EQ(Send(&Stub::RecordPayment, pay), "OK");
      if (i % 3 == 0) {
        EXPECT_EQ(Send(&Stub::VoidPayment, OfPayment<v1::VoidPaymentRequest>(id)), "OK");
      } else if (i % 3 == 1) {
        EXPECT_EQ(Send(&Stub::ReversePayment, OfPayment<v1::ReversePaymentRequest>(id)), "OK");
      }
    });
    threads.emplace_back([&] {
      const std::string reason =
          Send(&Stub::VoidInvoice, OfInvoice<v1::VoidInvoiceRequest>("INV-1"));
      EXPECT_TRUE(reason == "OK" || reason == "INVOICE_HAS_PAYMENTS") << reason;
    });
  }
  for (std::thread& thread : threads) thread.join();
  // A third of the payments is left.
  const int64_t received = 100 * kPayments / 3;
  int64_t billed = 0, residual = 0;
  for (const char* id : {"INV-1", "INV-2"}) {
    const v1::Invoice invoice = Get(id);
    EXPECT_GE(invoice.residual().amount_minor(), 0);
    EXPECT_LE(invoice.residual().amount_minor(), invoice.total().amount_minor());
    residual += invoice.residual().amount_minor();
    if (invoice.status() != v1::INVOICE_STATUS_VOID) billed += invoice.total().amount_minor();
  }
  const v1::CurrencyBalance balance = Balance();
  EXPECT_EQ(balance.open_balance_minor(), billed - received);
  EXPECT_EQ(residual - balance.unapplied_credit_minor(), billed - received);
  const auto ledger = Ledger(1000);
  EXPECT_EQ(ledger.entries().rbegin()->balance().amount_minor(), billed - received);
}

// Every answer is one snapshot: its figures agree with each other, and with those of whatever else
// was read at the same revision.
TEST_F(Documents, TheSummaryIsOneSnapshotWhileOthersWrite) {
  std::atomic<bool> written = false;
  std::thread writer([&] {
    for (int i = 0; i < 30; ++i) {
      const std::string number = std::to_string(i);
      fixture_.RecordInvoice("acme", "INV-" + number, 100 + i, "2026-06-10", "2026-07-10");
      EXPECT_EQ(Send(&Stub::RecordPayment, Payment("PAY-" + number, 70)), "OK");
      if (i % 3 != 0) continue;
      EXPECT_EQ(Send(&Stub::VoidPayment, OfPayment<v1::VoidPaymentRequest>("PAY-" + number)), "OK");
      EXPECT_EQ(Send(&Stub::RecordInvoice, CreditNote("CN-" + number, "INV-" + number, 10)), "OK");
    }
    written = true;
  });
  int compared = 0;
  std::map<int64_t, int64_t> balance_of;  // by revision
  while (!written || compared == 0) {
    const v1::BillingSummary summary = Summary();
    const auto ledger = Ledger(1000);
    if (summary.balances().empty()) continue;
    const v1::CurrencyBalance& balance = summary.balances(0);
    EXPECT_EQ(balance.open_balance_minor(), balance.past_due_minor() + balance.not_yet_due_minor() -
                                                balance.unapplied_credit_minor());
    const v1::Ageing& age = balance.ageing();
    EXPECT_EQ(age.not_due_minor() + age.days_1_to_30_minor() + age.days_31_to_60_minor() +
                  age.over_60_days_minor(),
              balance.past_due_minor() + balance.not_yet_due_minor());
    balance_of[summary.revision()] = balance.open_balance_minor();
    const auto same = balance_of.find(ledger.revision());
    if (same == balance_of.end()) continue;
    EXPECT_EQ(ledger.entries().rbegin()->balance().amount_minor(), same->second);
    ++compared;
  }
  writer.join();
  EXPECT_GT(balance_of.size(), 1U) << "it read while others wrote";
}

// Facts before the seal are taken, and decided on everything.
TEST_F(Documents, AFactAboutASealedDocumentIsDecidedOnAllFacts) {
  fixture_.RecordInvoice("acme", "INV-1", 100, "2026-02-01", "2026-03-01");
  fixture_.RecordPayment("acme", "PAY-1", 100, "2026-02-10T00:00:00Z");
  fixture_.RecordInvoice("acme", "INV-2", 50, "2026-06-10", "2026-07-10");
  {
    pqxx::connection connection(fixture_.database().superuser_url());
    pqxx::nontransaction work(connection);
    EXPECT_EQ(work.exec1("SELECT sealed_before FROM accounts")[0].as<std::string>(), "2026-06-07");
  }
  ASSERT_EQ(fixture_.StatusOf("acme").standing(), v1::STANDING_ACTIVE);
  // The same facts again, and other ones with their ids.
  fixture_.RecordInvoice("acme", "INV-1", 100, "2026-02-01", "2026-03-01");
  auto conflict = Payment("PAY-1", 99);
  EXPECT_EQ(Send(&Stub::RecordPayment, conflict), "FACT_CONFLICT");
  // Money for a sealed invoice frees what covered it.
  EXPECT_EQ(Send(&Stub::RecordPayment, Payment("PAY-2", 30, v1::PAYMENT_STATUS_SETTLED, "INV-1")),
            "OK");
  EXPECT_EQ(Get("INV-2").residual().amount_minor(), 20);
  EXPECT_EQ(Send(&Stub::VoidPayment, OfPayment<v1::VoidPaymentRequest>("PAY-1")), "OK");
  EXPECT_EQ(Get("INV-1").residual().amount_minor(), 70);
  EXPECT_EQ(fixture_.StatusOf("acme").standing(), v1::STANDING_SUSPENDED);
}

}  // namespace
}  // namespace reinstate::testing
