// What RecordPayment costs on an account with 10 documents and on one with 10,000 settled ones:
// the seal keeps a write's cost from growing with history. Run beside a PostgreSQL of its own:
//   scripts/with-postgres build/release/tests/bench/reinstate_payment_bench [CALLS]

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <iostream>
#include <pqxx/pqxx>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/support/server_fixture.h"

namespace reinstate::testing {
namespace {

using std::chrono::steady_clock;

constexpr absl::CivilDay kFirstDay(2020, 1, 1);
constexpr int kDocumentsADay = 100;  // half invoices, half their payments
constexpr double kMostRatio = 1.5;

void Require(const grpc::Status& status) {
  if (!status.ok()) throw std::runtime_error(status.error_message());
}

std::string Text(absl::CivilDay day) { return absl::FormatCivilTime(day); }

v1::Money Dollars(int64_t cents) {
  v1::Money money;
  money.set_currency_code("USD");
  money.set_amount_minor(cents);
  return money;
}

// Invoices of one day and, the same day, the payments that settle them.
void ImportDay(const Caller& caller, const std::string& account_id, absl::CivilDay day,
               int documents) {
  v1::ImportDocumentsRequest request;
  request.set_account_id(account_id);
  request.set_request_id(NewRequestId());
  request.set_reason("the bench");
  for (int i = 0; i < documents / 2; ++i) {
    const std::string id = Text(day) + "-" + std::to_string(i);
    v1::InvoiceContent* invoice = request.add_documents()->mutable_invoice();
    invoice->set_invoice_id("INV-" + id);
    *invoice->mutable_total() = Dollars(1000 + i);
    *invoice->mutable_issued_on() = Day(Text(day));
    *invoice->mutable_due_on() = Day(Text(day + 60));
    v1::PaymentContent* payment = request.add_documents()->mutable_payment();
    payment->set_payment_id("PAY-" + id);
    *payment->mutable_amount() = Dollars(1000 + i);
    *payment->mutable_received_at() = At(Text(day) + "T06:00:00Z");
    payment->add_allocations()->set_invoice_id("INV-" + id);
    payment->mutable_allocations(0)->set_amount_minor(1000 + i);
  }
  grpc::ClientContext context;
  v1::ImportDocumentsResponse response;
  Require(caller.billing_admin->ImportDocuments(&context, request, &response));
  for (const v1::DocumentResult& result : response.results()) {
    if (result.outcome() != v1::DOCUMENT_OUTCOME_RECORDED) {
      throw std::runtime_error(result.message());
    }
  }
}

// Milliseconds.
double TimePayment(const Caller& caller, const std::string& account_id, int number) {
  v1::RecordPaymentRequest request;
  request.set_account_id(account_id);
  request.set_request_id(NewRequestId());
  request.mutable_payment()->set_payment_id("NEW-" + std::to_string(number));
  *request.mutable_payment()->mutable_amount() = Dollars(1);
  grpc::ClientContext context;
  v1::RecordPaymentResponse response;
  const auto begin = steady_clock::now();
  Require(caller.billing_admin->RecordPayment(&context, request, &response));
  return std::chrono::duration<double, std::milli>(steady_clock::now() - begin).count();
}

double Median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

// The state of a database that has been up for a while: statistics of what is there, and plans made
// by them. The server drops the connections that end and makes new ones.
void Settle(const TestDatabase& database) {
  pqxx::connection connection(database.superuser_url());
  pqxx::nontransaction work(connection);
  work.exec("ANALYZE");
  work.exec(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'reinstate_app'");
}

int Run(int calls) {
  ServerFixture fixture;
  fixture.SetClock(Text(kFirstDay) + "T12:00:00Z");
  fixture.Register("small", Text(kFirstDay) + "T00:00:00Z");
  fixture.Register("large", Text(kFirstDay) + "T00:00:00Z");
  const Caller caller = fixture.As(rpc::Role::kOperator);
  absl::CivilDay day = kFirstDay;
  ImportDay(caller, "small", day, 10);
  for (int documents = 0; documents < 10000; documents += kDocumentsADay) {
    day += 10;
    fixture.SetClock(Text(day) + "T12:00:00Z");
    ImportDay(caller, "large", day, kDocumentsADay);
  }
  day += 10;
  fixture.SetClock(Text(day) + "T12:00:00Z");
  for (const char* id : {"small", "large"}) {
    fixture.RecordInvoice(id, "OPEN", 1000000, Text(day), Text(day + 30));
  }
  Settle(fixture.database());
  std::vector<double> small, large;
  // Turn by turn, so that what else the machine does meets both.
  for (int i = 0; i < calls; ++i) {
    small.push_back(TimePayment(caller, "small", i));
    large.push_back(TimePayment(caller, "large", i));
  }
  const double ratio = Median(large) / Median(small);
  std::cout << "RecordPayment, median of " << calls << " calls\n"
            << "  10 settled documents      " << Median(small) << " ms\n"
            << "  10,000 settled documents  " << Median(large) << " ms\n"
            << "  ratio " << ratio << (ratio <= kMostRatio ? " <= 1.5 ok\n" : " > 1.5 short\n");
  return ratio <= kMostRatio ? 0 : 1;
}

}  // namespace
}  // namespace reinstate::testing

int main(int argc, char** argv) {
  try {
    return reinstate::testing::Run(argc > 1 ? std::atoi(argv[1]) : 200);
  } catch (const std::exception& error) {
    std::cerr << "payment_bench: " << error.what() << "\n";
    return 1;
  }
}
