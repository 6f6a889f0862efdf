#include "server/rpc/validator.h"

#include <google/protobuf/text_format.h>
#include <google/protobuf/unknown_field_set.h>
#include <gtest/gtest.h>

#include <limits>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "reinstate/v1/account_admin_service.pb.h"
#include "reinstate/v1/account_status_service.pb.h"
#include "reinstate/v1/billing_admin_service.pb.h"
#include "reinstate/v1/billing_summary_service.pb.h"
#include "reinstate/v1/dev_service.pb.h"
#include "reinstate/v1/options.pb.h"
#include "server/rpc/value_rules.h"

namespace reinstate::rpc {
namespace {

// The paths of the violations, in the order of the fields.
std::vector<std::string> Violations(const google::protobuf::Message& request) {
  const Status status = Validator(request.GetDescriptor()).Check(request);
  std::vector<std::string> paths;
  if (status.ok()) return paths;
  EXPECT_EQ(status.error().reason, Reason::kInvalidField);
  for (const FieldViolation& violation : status.error().fields) {
    EXPECT_FALSE(violation.description.empty());
    paths.push_back(violation.field);
  }
  return paths;
}

using Paths = std::vector<std::string>;

template <typename Request>
Request Parse(const std::string& text) {
  Request request;
  EXPECT_TRUE(google::protobuf::TextFormat::ParseFromString(text, &request)) << text;
  return request;
}

v1::CheckOperationRequest GoodCheck() {
  return Parse<v1::CheckOperationRequest>("account_id: 'acme' operation: OPERATION_PAY_INVOICE");
}

v1::RecordPaymentRequest GoodPayment() {
  return Parse<v1::RecordPaymentRequest>(R"(
    account_id: "acme" request_id: "4c7e1f0a-0001"
    payment {
      payment_id: "P-1" amount { currency_code: "USD" amount_minor: 100 } method: "wire"
      received_at { seconds: 1700000000 }
      allocations { invoice_id: "I-1" amount_minor: 60 }
      allocations { invoice_id: "I-2" amount_minor: 40 }
    })");
}

TEST(ValidatorTest, TakesGoodRequests) {
  EXPECT_EQ(Violations(GoodCheck()), Paths());
  EXPECT_EQ(Violations(GoodPayment()), Paths());
  EXPECT_EQ(Violations(v1::GetClockRequest()), Paths());
  EXPECT_EQ(Violations(v1::ListAccountsRequest()), Paths());
}

TEST(ValidatorTest, RequiredFieldsMustBeSet) {
  EXPECT_EQ(Violations(v1::CheckOperationRequest()), (Paths{"account_id", "operation"}));
  EXPECT_EQ(Violations(v1::RecordPaymentRequest()), (Paths{"account_id", "request_id", "payment"}));
  auto payment = GoodPayment();
  payment.mutable_payment()->clear_amount();
  payment.mutable_payment()->mutable_allocations(1)->clear_amount_minor();
  EXPECT_EQ(Violations(payment), (Paths{"payment.amount", "payment.allocations[1].amount_minor"}));
  auto import = Parse<v1::ImportDocumentsRequest>("account_id: 'a' request_id: 'r'");
  EXPECT_EQ(Violations(import), Paths{"documents"});
}

TEST(ValidatorTest, IdsHaveTheirForm) {
  for (const std::string& good : {std::string("a"), std::string("A.b_c-9"), std::string(64, 'x')}) {
    auto request = GoodCheck();
    request.set_account_id(good);
    EXPECT_EQ(Violations(request), Paths()) << good;
  }
  for (const std::string& bad :
       {std::string(65, 'x'), std::string(".a"), std::string("-a"), std::string("a b"),
        std::string("a,b"), std::string("a'b"), std::string("\xc3\xa9t\xc3\xa9"),
        std::string("a\0b", 3), std::string("a\n")}) {
    auto request = GoodCheck();
    request.set_account_id(bad);
    EXPECT_EQ(Violations(request), Paths{"account_id"}) << bad;
  }
}

TEST(ValidatorTest, RequestIdsHaveTheirForm) {
  for (const std::string& bad : {std::string(65, 'r'), std::string("a b"), std::string("a\tb"),
                                 std::string("a\x7f"), std::string("\xc3\xa9")}) {
    auto request = GoodPayment();
    request.set_request_id(bad);
    EXPECT_EQ(Violations(request), Paths{"request_id"}) << bad;
  }
  auto request = GoodPayment();
  request.set_request_id("!~{}:/");
  EXPECT_EQ(Violations(request), Paths());
}

TEST(ValidatorTest, CurrenciesAreThreeCapitals) {
  for (const char* bad : {"usd", "US", "USDX", "U$D", "   "}) {
    auto request = GoodPayment();
    request.mutable_payment()->mutable_amount()->set_currency_code(bad);
    EXPECT_EQ(Violations(request), Paths{"payment.amount.currency_code"}) << bad;
  }
}

TEST(ValidatorTest, SizesCountCharactersNotBytes) {
  std::string umlauts;
  for (int i = 0; i < 40; ++i) umlauts += "\xc3\xa4";
  auto request = GoodPayment();
  request.mutable_payment()->set_method(umlauts);
  EXPECT_EQ(Violations(request), Paths());
  request.mutable_payment()->set_method(umlauts + "x");
  EXPECT_EQ(Violations(request), Paths{"payment.method"});
  request = GoodPayment();
  request.set_reason(std::string(1000, 'x'));
  EXPECT_EQ(Violations(request), Paths());
  request.set_reason(std::string(1001, 'x'));
  EXPECT_EQ(Violations(request), Paths{"reason"});
}

TEST(ValidatorTest, ControlCharactersAreRefused) {
  const std::string never[] = {
      std::string("a\0b", 3), "a\rb", "a\x1b[31m", "a\x7f", "a\xc2\x80", "a\xc2\x9f"};
  for (const std::string& bad : never) {
    auto request = GoodPayment();
    request.set_reason(bad);
    request.mutable_payment()->set_method(bad);
    EXPECT_EQ(Violations(request), (Paths{"payment.method", "reason"}));
  }
  auto request = GoodPayment();
  request.set_reason("two\n\tlines \xc2\xa0\xe2\x82\xac");
  EXPECT_EQ(Violations(request), Paths());
  request.mutable_payment()->set_method("two\nlines");
  EXPECT_EQ(Violations(request), Paths{"payment.method"});
}

TEST(ValidatorTest, EnumsHaveDeclaredValues) {
  for (const int bad : {-1, 16, 1000000, std::numeric_limits<int>::max()}) {
    auto request = GoodCheck();
    request.set_operation(static_cast<v1::Operation>(bad));
    EXPECT_EQ(Violations(request), Paths{"operation"}) << bad;
  }
  v1::ListInvoicesRequest list;
  list.set_account_id("acme");
  list.add_statuses(v1::INVOICE_STATUS_OPEN);
  EXPECT_EQ(Violations(list), Paths());
  list.add_statuses(v1::INVOICE_STATUS_UNSPECIFIED);
  list.add_statuses(static_cast<v1::InvoiceStatus>(9));
  EXPECT_EQ(Violations(list), (Paths{"statuses[1]", "statuses[2]"}));
}

TEST(ValidatorTest, RepeatedFieldsHaveALimit) {
  v1::ListAccountsRequest list;
  for (int i = 0; i < 3; ++i) list.add_standings(v1::STANDING_ACTIVE);
  EXPECT_EQ(Violations(list), Paths());
  list.add_standings(v1::STANDING_ACTIVE);
  EXPECT_EQ(Violations(list), Paths{"standings"});
}

TEST(ValidatorTest, PageSizeIsNotNegative) {
  auto list = Parse<v1::ListAccountsRequest>("page_size: 100000");
  EXPECT_EQ(Violations(list), Paths());
  list.set_page_size(-1);
  EXPECT_EQ(Violations(list), Paths{"page_size"});
}

TEST(ValidatorTest, TimestampsAreOfTheYears1To9999) {
  struct Row {
    int64_t seconds;
    int32_t nanos;
    bool good;
  };
  for (const Row& row :
       {Row{0, 0, true}, Row{-62135596800, 0, true}, Row{-62135596801, 0, false},
        Row{253402300799, 999999999, true}, Row{253402300800, 0, false}, Row{0, -1, false},
        Row{0, 1000000000, false}, Row{std::numeric_limits<int64_t>::min(), 0, false}}) {
    v1::SetClockRequest request;
    request.set_request_id("r");
    request.mutable_now()->set_seconds(row.seconds);
    request.mutable_now()->set_nanos(row.nanos);
    EXPECT_EQ(Violations(request), row.good ? Paths() : Paths{"now"}) << row.seconds;
  }
}

TEST(ValidatorTest, DurationsAgreeInSign) {
  struct Row {
    int64_t seconds;
    int32_t nanos;
    bool good;
  };
  for (const Row& row :
       {Row{1, 1, true}, Row{-1, -1, true}, Row{0, -1, true}, Row{1, -1, false}, Row{-1, 1, false},
        Row{315576000000, 0, true}, Row{315576000001, 0, false}, Row{0, 1000000000, false},
        Row{std::numeric_limits<int64_t>::min(), 0, false}}) {
    v1::AdvanceClockRequest request;
    request.set_request_id("r");
    request.mutable_by()->set_seconds(row.seconds);
    request.mutable_by()->set_nanos(row.nanos);
    EXPECT_EQ(Violations(request), row.good ? Paths() : Paths{"by"}) << row.seconds;
  }
}

TEST(ValidatorTest, DatesAreDaysOfTheCalendar) {
  EXPECT_TRUE(ValidDate(1, 1, 1));
  EXPECT_TRUE(ValidDate(9999, 12, 31));
  EXPECT_TRUE(ValidDate(2024, 2, 29));
  EXPECT_TRUE(ValidDate(2000, 2, 29));
  EXPECT_FALSE(ValidDate(1900, 2, 29));
  EXPECT_FALSE(ValidDate(2023, 2, 29));
  EXPECT_FALSE(ValidDate(2023, 4, 31));
  EXPECT_FALSE(ValidDate(2023, 13, 1));
  EXPECT_FALSE(ValidDate(2023, 0, 1));
  EXPECT_FALSE(ValidDate(2023, 1, 0));
  EXPECT_FALSE(ValidDate(0, 1, 1));
  EXPECT_FALSE(ValidDate(10000, 1, 1));
  auto request = Parse<v1::RecordInvoiceRequest>(R"(
    account_id: "acme" request_id: "r"
    invoice {
      invoice_id: "I" total { currency_code: "USD" amount_minor: 1 }
      issued_on { year: 2024 month: 2 day: 29 } due_on {}
    })");
  EXPECT_EQ(Violations(request), Paths{"invoice.due_on"});
}

TEST(ValidatorTest, NamesTheWayIntoRepeatedMessages) {
  auto payment = GoodPayment();
  payment.mutable_payment()->mutable_allocations(1)->set_invoice_id("not an id");
  EXPECT_EQ(Violations(payment), Paths{"payment.allocations[1].invoice_id"});
  v1::ImportDocumentsRequest import;
  import.set_account_id("acme");
  import.set_request_id("r");
  import.add_documents();
  *import.add_documents()->mutable_payment() = payment.payment();
  EXPECT_EQ(Violations(import), Paths{"documents[1].payment.allocations[1].invoice_id"});
}

TEST(ValidatorTest, SaysTheFirstAndCountsTheRest) {
  const v1::CheckOperationRequest empty;
  const Status two = Validator(empty.GetDescriptor()).Check(empty);
  ASSERT_FALSE(two.ok());
  EXPECT_EQ(two.error().message, "account_id: must be set (and 1 more)");
  auto one = GoodCheck();
  one.clear_account_id();
  EXPECT_EQ(Validator(one.GetDescriptor()).Check(one).error().message, "account_id: must be set");
}

TEST(ValidatorTest, StopsAtTwentyViolations) {
  v1::ImportDocumentsRequest import;
  import.set_account_id("acme");
  import.set_request_id("r");
  for (int i = 0; i < 1000; ++i) import.add_documents()->mutable_payment();
  const auto violations = Violations(import);
  EXPECT_EQ(violations.size(), 20u);
  EXPECT_EQ(violations[0], "documents[0].payment.payment_id");
}

TEST(ValidatorTest, NeverRepeatsAValue) {
  auto request = GoodCheck();
  request.set_account_id("secret value");
  const Status status = Validator(request.GetDescriptor()).Check(request);
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().message.find("secret"), std::string::npos);
}

TEST(ValidatorTest, PassesOverUnknownFields) {
  auto request = GoodCheck();
  request.GetReflection()->MutableUnknownFields(&request)->AddVarint(4711, 1);
  EXPECT_EQ(Violations(request), Paths());
}

// A contract with one wrong option on one field of a message of its own.
void ExpectMisuse(google::protobuf::FieldDescriptorProto::Type type, const v1::FieldRules& rules) {
  google::protobuf::FileDescriptorProto file;
  file.set_name("misuse.proto");
  file.set_syntax("proto3");
  file.add_dependency("reinstate/v1/options.proto");
  auto* message = file.add_message_type();
  message->set_name("Request");
  auto* field = message->add_field();
  field->set_name("value");
  field->set_number(1);
  field->set_type(type);
  *field->mutable_options()->MutableExtension(v1::field) = rules;
  google::protobuf::DescriptorPool pool(google::protobuf::DescriptorPool::generated_pool());
  const auto* built = pool.BuildFile(file);
  ASSERT_NE(built, nullptr);
  EXPECT_THROW(Validator(built->message_type(0)), std::logic_error) << rules.ShortDebugString();
}

TEST(ValidatorTest, RefusesOptionsThatMakeNoSense) {
  using Proto = google::protobuf::FieldDescriptorProto;
  v1::FieldRules format;
  format.set_format(v1::FORMAT_ID);
  ExpectMisuse(Proto::TYPE_INT32, format);
  ExpectMisuse(Proto::TYPE_BYTES, format);
  v1::FieldRules size;
  size.set_max_size(3);
  ExpectMisuse(Proto::TYPE_INT64, size);
  size.set_max_size(-3);
  ExpectMisuse(Proto::TYPE_STRING, size);
  v1::FieldRules required;
  required.set_required(true);
  ExpectMisuse(Proto::TYPE_BOOL, required);
  v1::FieldRules elements;
  elements.set_elements_apart(true);
  ExpectMisuse(Proto::TYPE_STRING, elements);
}

TEST(ValidatorTest, CountsElementsThatAreAnsweredApart) {
  v1::BatchCheckOperationsRequest request;
  EXPECT_EQ(Violations(request), Paths({"checks"}));
  auto* check = request.add_checks();
  check->set_account_id(std::string(1000, ' '));
  check->set_operation(static_cast<v1::Operation>(99));
  EXPECT_EQ(Violations(request), Paths());
  for (int i = 0; i < 1000; ++i) request.add_checks();
  EXPECT_EQ(Violations(request), Paths({"checks"}));
}

TEST(ValidatorTest, CompilesEveryRequestOfTheContract) {
  for (const auto* file :
       {v1::CheckOperationRequest::descriptor()->file(), v1::PlaceHoldRequest::descriptor()->file(),
        v1::RecordPaymentRequest::descriptor()->file(), v1::GetInvoiceRequest::descriptor()->file(),
        v1::SetClockRequest::descriptor()->file()}) {
    for (int i = 0; i < file->service_count(); ++i) {
      for (int j = 0; j < file->service(i)->method_count(); ++j) {
        EXPECT_NO_THROW(Validator(file->service(i)->method(j)->input_type()));
      }
    }
  }
}

}  // namespace
}  // namespace reinstate::rpc
