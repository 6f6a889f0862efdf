// The bill over the wire: figures that agree with the documents and with the status.

#include <gtest/gtest.h>

#include "tests/support/server_fixture.h"

namespace reinstate::testing {
namespace {

grpc::Status GetSummary(const Caller& caller, const std::string& account_id, int trend_months,
                        v1::BillingSummary& summary) {
  v1::GetBillingSummaryRequest request;
  request.set_account_id(account_id);
  request.set_trend_months(trend_months);
  grpc::ClientContext context;
  v1::GetBillingSummaryResponse response;
  const grpc::Status status = caller.billing->GetBillingSummary(&context, request, &response);
  summary = response.summary();
  return status;
}

v1::BillingSummary SummaryOf(const Caller& caller, const std::string& account_id,
                             int trend_months = 0) {
  v1::BillingSummary summary;
  const grpc::Status status = GetSummary(caller, account_id, trend_months, summary);
  EXPECT_TRUE(status.ok()) << status.error_message();
  return summary;
}

v1::ListInvoicesResponse InvoicesOf(const Caller& caller, const std::string& account_id) {
  v1::ListInvoicesRequest request;
  request.set_account_id(account_id);
  grpc::ClientContext context;
  v1::ListInvoicesResponse response;
  EXPECT_TRUE(caller.billing->ListInvoices(&context, request, &response).ok());
  return response;
}

// A payment of any currency, meant for an invoice where one is named.
void Pay(const Caller& caller, const std::string& account_id, const std::string& payment_id,
         int64_t amount, const std::string& currency, const std::string& received_at,
         const std::string& invoice_id = "") {
  v1::RecordPaymentRequest request;
  request.set_account_id(account_id);
  request.set_request_id(NewRequestId());
  request.set_reason("a test");
  v1::PaymentContent* payment = request.mutable_payment();
  payment->set_payment_id(payment_id);
  payment->mutable_amount()->set_currency_code(currency);
  payment->mutable_amount()->set_amount_minor(amount);
  payment->set_method("transfer");
  *payment->mutable_received_at() = At(received_at);
  if (!invoice_id.empty()) {
    v1::Allocation* allocation = payment->add_allocations();
    allocation->set_invoice_id(invoice_id);
    allocation->set_amount_minor(amount);
  }
  grpc::ClientContext context;
  v1::RecordPaymentResponse response;
  const auto status = caller.billing_admin->RecordPayment(&context, request, &response);
  ASSERT_TRUE(status.ok()) << status.error_message();
}

TEST(Billing, TheSummaryByHand) {
  ServerFixture fixture;
  fixture.SetClock("2026-06-15T12:00:00Z");
  fixture.Register("acme", "2026-06-01T00:00:00Z");
  fixture.RecordInvoice("acme", "INV-1", 10000, "2026-03-02", "2026-04-01");  // 75 days over
  fixture.RecordInvoice("acme", "INV-2", 20000, "2026-04-02", "2026-05-01");  // 45 days over
  fixture.RecordInvoice("acme", "INV-3", 25000, "2026-05-02", "2026-06-14");  // 1 day over
  fixture.RecordInvoice("acme", "INV-4", 30000, "2026-06-01", "2026-06-15");  // not yet due
  fixture.RecordPayment("acme", "PAY-1", 4000, "2026-05-01T00:00:00Z");       // covers INV-1
  const Caller caller = fixture.As(rpc::Role::kOperator);
  Pay(caller, "acme", "PAY-2", 700, "EUR", "2026-06-10T00:00:00Z");

  const v1::BillingSummary summary =
      SummaryOf(fixture.As(rpc::Role::kBillingAdmin, "acme"), "acme", 4);
  EXPECT_EQ(summary.account_id(), "acme");
  EXPECT_FALSE(summary.current());
  EXPECT_EQ(summary.revision(), 7);
  EXPECT_EQ(summary.evaluated_at().seconds(), At("2026-06-15T12:00:00Z").seconds());
  ASSERT_EQ(summary.balances_size(), 2);
  EXPECT_EQ(summary.balances(0).currency_code(), "EUR");
  EXPECT_EQ(summary.balances(0).open_balance_minor(), -700);
  const v1::CurrencyBalance& usd = summary.balances(1);
  EXPECT_EQ(usd.past_due_minor(), 51000);
  EXPECT_EQ(usd.not_yet_due_minor(), 30000);
  EXPECT_EQ(usd.open_balance_minor(), 81000);
  EXPECT_EQ(usd.current_month_balance_minor(), 30000);
  EXPECT_EQ(usd.invoiced_this_month_minor(), 30000);
  EXPECT_EQ(usd.ageing().not_due_minor(), 30000);
  EXPECT_EQ(usd.ageing().days_1_to_30_minor(), 25000);
  EXPECT_EQ(usd.ageing().days_31_to_60_minor(), 20000);
  EXPECT_EQ(usd.ageing().over_60_days_minor(), 6000);
  ASSERT_EQ(usd.trend_size(), 4);
  EXPECT_FALSE(usd.trend(0).has_change_minor());
  EXPECT_EQ(usd.trend(1).change_basis_points(), 10000);
  EXPECT_EQ(usd.trend(2).change_basis_points(), 2500);
  EXPECT_EQ(usd.trend(3).change_minor(), 5000);
  EXPECT_EQ(usd.trend(3).month(), 6);
  EXPECT_TRUE(usd.trend(3).partial());
  EXPECT_EQ(summary.most_recent_payment().payment_id(), "PAY-2");
  ASSERT_EQ(summary.recent_invoices_size(), 4);
  EXPECT_EQ(summary.recent_invoices(0).invoice_id(), "INV-4");
}

TEST(Billing, TheSummaryAgreesWithTheDocumentsAndTheStatusAtEveryInstant) {
  ServerFixture fixture;
  fixture.SetClock("2026-06-15T12:00:00Z");
  fixture.Register("acme", "2026-06-01T00:00:00Z");
  const Caller caller = fixture.As(rpc::Role::kOperator);
  for (int i = 0; i < 7; ++i) {
    const std::string month = "2026-0" + std::to_string(1 + i % 6);
    fixture.RecordInvoice("acme", "INV-" + std::to_string(i), 1000 * (i + 1), month + "-05",
                          i % 2 == 0 ? month + "-28" : "2026-07-10");
  }
  Pay(caller, "acme", "PAY-1", 2500, "USD", "2026-03-01T00:00:00Z");
  Pay(caller, "acme", "PAY-2", 900, "USD", "2026-06-01T00:00:00Z", "INV-6");
  Pay(caller, "acme", "PAY-3", 400, "USD", "2026-06-02T00:00:00Z", "INV-77");  // not recorded
  for (const char* now : {"2026-06-15T12:00:00Z", "2026-06-29T00:00:00Z", "2026-07-11T00:00:00Z",
                          "2027-01-01T00:00:00Z"}) {
    SCOPED_TRACE(now);
    fixture.SetClock(now);
    const v1::BillingSummary summary = SummaryOf(caller, "acme");
    const v1::ListInvoicesResponse list = InvoicesOf(caller, "acme");
    int64_t left = 0, past_due = 0;
    for (const v1::Invoice& invoice : list.invoices()) {
      left += invoice.residual().amount_minor();
      if (invoice.days_overdue() > 0) past_due += invoice.residual().amount_minor();
    }
    ASSERT_EQ(summary.balances_size(), 1);
    const v1::CurrencyBalance& usd = summary.balances(0);
    EXPECT_EQ(usd.unapplied_credit_minor(), 400);
    // 28000 billed, 3800 paid.
    EXPECT_EQ(usd.open_balance_minor(), 24200);
    EXPECT_EQ(usd.open_balance_minor(), left - 400);
    EXPECT_EQ(usd.past_due_minor(), past_due);
    const v1::Ageing& ageing = usd.ageing();
    EXPECT_EQ(
        ageing.days_1_to_30_minor() + ageing.days_31_to_60_minor() + ageing.over_60_days_minor(),
        past_due);
    EXPECT_EQ(ageing.not_due_minor(), usd.not_yet_due_minor());
    EXPECT_EQ(usd.trend_size(), 12);
    EXPECT_EQ(summary.current(), fixture.StatusOf("acme").current());
    ASSERT_EQ(summary.recent_invoices_size(), 5);
    for (int i = 0; i < 5; ++i) {
      EXPECT_EQ(summary.recent_invoices(i).SerializeAsString(),
                list.invoices(i).SerializeAsString());
    }
  }
}

// R31: the way back is never blocked.
TEST(Billing, TheSummaryIsThereWhileSuspended) {
  ServerFixture fixture;
  fixture.SetClock("2026-06-15T12:00:00Z");
  fixture.Register("acme", "2026-01-01T00:00:00Z");
  fixture.RecordInvoice("acme", "INV-1", 10000, "2026-01-02", "2026-02-01");
  ASSERT_EQ(fixture.StatusOf("acme").standing(), v1::STANDING_SUSPENDED);
  const auto caller = fixture.As(rpc::Role::kGlobalAdmin, "acme");
  EXPECT_EQ(SummaryOf(caller, "acme").balances(0).ageing().over_60_days_minor(), 10000);
}

TEST(Billing, TheSummaryRefusesWhatItCannotAnswer) {
  ServerFixture fixture;
  fixture.SetClock("2026-06-15T12:00:00Z");
  fixture.Register("acme", "2026-06-01T00:00:00Z");
  fixture.Register("other", "2026-06-01T00:00:00Z");
  const Caller caller = fixture.As(rpc::Role::kAuditor);
  v1::BillingSummary summary;
  EXPECT_EQ(ReasonOf(GetSummary(caller, "acme", 37, summary)), "INVALID_FIELD");
  EXPECT_EQ(ReasonOf(GetSummary(caller, "acme", -1, summary)), "INVALID_FIELD");
  EXPECT_EQ(ReasonOf(GetSummary(caller, "acme", 36, summary)), "OK");
  EXPECT_EQ(summary.balances_size(), 0);
  EXPECT_TRUE(summary.current());
  EXPECT_FALSE(summary.has_most_recent_payment());
  EXPECT_EQ(ReasonOf(GetSummary(caller, "absent", 0, summary)), "ACCOUNT_NOT_FOUND");
  const Caller partner = fixture.As(rpc::Role::kBillingAdmin, "acme");
  EXPECT_EQ(ReasonOf(GetSummary(partner, "other", 0, summary)), "NOT_PERMITTED");
  EXPECT_EQ(ReasonOf(GetSummary(partner, "absent", 0, summary)), "NOT_PERMITTED");
}

struct Listed {
  std::string reason;
  std::vector<std::string> ids;
  int pages = 0;
};

Listed ListPayments(const Caller& caller, v1::ListPaymentsRequest request) {
  Listed listed;
  do {
    grpc::ClientContext context;
    v1::ListPaymentsResponse response;
    listed.reason = ReasonOf(caller.billing->ListPayments(&context, request, &response));
    if (listed.reason != "OK") return listed;
    for (const v1::Payment& payment : response.payments()) {
      listed.ids.push_back(payment.payment_id());
    }
    ++listed.pages;
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  return listed;
}

using Ids = std::vector<std::string>;

v1::ListPaymentsRequest PaymentsOf(const std::string& account_id, int page_size = 0) {
  v1::ListPaymentsRequest request;
  request.set_account_id(account_id);
  request.set_page_size(page_size);
  return request;
}

// Three at one instant, one of them a microsecond earlier than it seems to the second; NULL is a
// legal id.
TEST(Billing, PaymentsNewestFirstAcrossPagesWithoutGapOrRepeat) {
  ServerFixture fixture;
  fixture.SetClock("2026-06-15T12:00:00Z");
  fixture.Register("acme", "2026-06-01T00:00:00Z");
  fixture.Register("other", "2026-06-01T00:00:00Z");
  const Caller caller = fixture.As(rpc::Role::kOperator);
  Pay(caller, "acme", "P-1", 100, "USD", "2026-06-14T10:00:00Z");
  Pay(caller, "acme", "NULL", 100, "USD", "2026-06-14T10:00:00Z", "INV-1");
  Pay(caller, "acme", "P-3", 100, "EUR", "2026-06-14T10:00:00Z");
  Pay(caller, "acme", "P-4", 100, "USD", "2026-06-14T09:59:59.999999Z");
  Pay(caller, "acme", "P-5", 100, "USD", "2026-03-01T00:00:00Z", "INV-2");
  Pay(caller, "other", "P-6", 100, "USD", "2026-06-15T00:00:00Z");
  const Ids all = {"P-3", "P-1", "NULL", "P-4", "P-5"};
  const Caller partner = fixture.As(rpc::Role::kAdminAgent, "acme");
  for (const int size : {1, 2, 4, 5, 6}) {
    const Listed listed = ListPayments(partner, PaymentsOf("acme", size));
    EXPECT_EQ(listed.ids, all) << size;
    EXPECT_EQ(listed.pages, (5 + size - 1) / size) << size;
  }
  EXPECT_EQ(ListPayments(partner, PaymentsOf("acme")).ids, all);
  EXPECT_EQ(SummaryOf(caller, "acme").most_recent_payment().payment_id(), "P-3");
  EXPECT_EQ(ListPayments(partner, PaymentsOf("other")).reason, "NOT_PERMITTED");
  EXPECT_EQ(ListPayments(caller, PaymentsOf("absent")).reason, "ACCOUNT_NOT_FOUND");
  grpc::ClientContext context;
  v1::ListPaymentsResponse response;
  ASSERT_TRUE(partner.billing->ListPayments(&context, PaymentsOf("acme"), &response).ok());
  ASSERT_EQ(response.payments(2).allocations_size(), 1);
  EXPECT_EQ(response.payments(2).allocations(0).invoice_id(), "INV-1");
  EXPECT_EQ(response.payments(0).allocations_size(), 0);
}

TEST(Billing, PaymentsByCurrencyInvoiceAndTime) {
  ServerFixture fixture;
  fixture.SetClock("2026-06-15T12:00:00Z");
  fixture.Register("acme", "2026-06-01T00:00:00Z");
  const Caller caller = fixture.As(rpc::Role::kOperator);
  Pay(caller, "acme", "P-1", 100, "USD", "2026-06-01T00:00:00Z", "INV-1");
  Pay(caller, "acme", "P-2", 100, "EUR", "2026-06-02T00:00:00Z", "INV-1");
  Pay(caller, "acme", "P-3", 100, "USD", "2026-06-03T00:00:00Z");
  auto request = PaymentsOf("acme");
  request.set_currency_code("USD");
  EXPECT_EQ(ListPayments(caller, request).ids, (Ids{"P-3", "P-1"}));
  request.set_invoice_id("INV-1");
  EXPECT_EQ(ListPayments(caller, request).ids, (Ids{"P-1"}));
  request.set_invoice_id("INV-9");
  EXPECT_EQ(ListPayments(caller, request).ids, Ids{});
  // Half-open.
  request = PaymentsOf("acme", 1);
  *request.mutable_received_from() = At("2026-06-01T00:00:00Z");
  *request.mutable_received_until() = At("2026-06-03T00:00:00Z");
  EXPECT_EQ(ListPayments(caller, request).ids, (Ids{"P-2", "P-1"}));
  *request.mutable_received_until() = At("2026-06-01T00:00:00Z");
  EXPECT_EQ(ListPayments(caller, request).reason, "INVALID_FIELD");
  request.clear_received_until();
  request.set_currency_code("usd");
  EXPECT_EQ(ListPayments(caller, request).reason, "INVALID_FIELD");
}

TEST(Billing, APageOfPaymentsIsBoundToItsListAndItsCallerAndStableUnderInserts) {
  ServerFixture fixture;
  fixture.SetClock("2026-06-15T12:00:00Z");
  fixture.Register("acme", "2026-06-01T00:00:00Z");
  const Caller caller = fixture.As(rpc::Role::kOperator);
  for (const char* id : {"P-1", "P-2", "P-3"}) {
    Pay(caller, "acme", id, 100, "USD", "2026-06-14T00:00:00Z");
  }
  auto request = PaymentsOf("acme", 1);
  grpc::ClientContext context;
  v1::ListPaymentsResponse first;
  ASSERT_TRUE(caller.billing->ListPayments(&context, request, &first).ok());
  Pay(caller, "acme", "P-4", 100, "USD", "2026-06-14T00:00:00Z");  // before the place
  request.set_page_token(first.next_page_token());
  EXPECT_EQ(ListPayments(caller, request).ids, (Ids{"P-2", "P-1"}));
  const Caller somebody = fixture.As(rpc::Role::kOperator, "", "somebody-else");
  EXPECT_EQ(ListPayments(somebody, request).reason, "INVALID_PAGE_TOKEN");
  request.set_currency_code("USD");
  EXPECT_EQ(ListPayments(caller, request).reason, "INVALID_PAGE_TOKEN");
}

}  // namespace
}  // namespace reinstate::testing
