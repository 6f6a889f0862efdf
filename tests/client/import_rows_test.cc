#include "client/cli/import_rows.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace reinstate::cli {
namespace {

// Columns: account, invoice, issued, due, total, settled.
RowRules Rules() {
  return RowRules{{{ImportField::kAccountId, 0},
                   {ImportField::kInvoiceId, 1},
                   {ImportField::kIssuedOn, 2},
                   {ImportField::kDueOn, 3},
                   {ImportField::kTotal, 4},
                   {ImportField::kSettledOn, 5}},
                  6,
                  *DateFormat::Parse("M/D/YYYY"),
                  "USD",
                  std::nullopt};
}

CsvReader::Record Record(std::vector<std::string> fields) { return {std::move(fields), 12, ""}; }

const std::vector<std::string> kGood = {"0379-NEVHP", "0000611365", "1/2/2013",
                                        "2/1/2013",   "55.94",      "1/15/2013"};

TEST(ImportRows, BecomeAnInvoiceAndItsFullPayment) {
  const auto row = ConvertRow(Record(kGood), Rules());
  ASSERT_TRUE(row.ok());
  EXPECT_EQ(row->line, 12);
  EXPECT_EQ(row->account_id, "0379-NEVHP");
  EXPECT_EQ(row->invoice.invoice_id(), "0000611365");
  EXPECT_EQ(row->invoice.total().amount_minor(), 5594);
  EXPECT_EQ(row->invoice.total().currency_code(), "USD");
  EXPECT_EQ(FormatDate(row->invoice.issued_on()), "2013-01-02");
  EXPECT_EQ(FormatDate(row->invoice.due_on()), "2013-02-01");
  ASSERT_TRUE(row->payment.has_value());
  EXPECT_EQ(row->payment->payment_id(), "pay-0000611365");
  EXPECT_EQ(row->payment->amount().amount_minor(), 5594);
  EXPECT_EQ(row->payment->method(), "import");
  EXPECT_EQ(FormatInstant(row->payment->received_at()), "2013-01-15T00:00Z");
  ASSERT_EQ(row->payment->allocations_size(), 1);
  EXPECT_EQ(row->payment->allocations(0).invoice_id(), "0000611365");
  EXPECT_EQ(row->payment->allocations(0).amount_minor(), 5594);
}

TEST(ImportRows, WithoutDueOrSettledDateLeaveThemUnset) {
  auto fields = kGood;
  fields[3] = "";
  fields[5] = " ";
  const auto row = ConvertRow(Record(fields), Rules());
  ASSERT_TRUE(row.ok());
  EXPECT_FALSE(row->invoice.has_due_on());
  EXPECT_FALSE(row->payment.has_value());
  EXPECT_FALSE(row->payment_left_out);
}

TEST(ImportRows, LeaveOutPaymentsSettledAfterTheLastDay) {
  RowRules rules = Rules();
  rules.payments_through = *ParseDate("2013-01-15");
  EXPECT_TRUE(ConvertRow(Record(kGood), rules)->payment.has_value());
  rules.payments_through = *ParseDate("2013-01-14");
  const auto row = ConvertRow(Record(kGood), rules);
  EXPECT_FALSE(row->payment.has_value());
  EXPECT_TRUE(row->payment_left_out);
}

TEST(ImportRows, TakeTheCurrencyFromItsColumn) {
  RowRules rules = Rules();
  rules.columns[ImportField::kCurrency] = 6;
  rules.field_count = 7;
  auto fields = kGood;
  fields[4] = "5594";
  fields.push_back("JPY");
  EXPECT_EQ(ConvertRow(Record(fields), rules)->invoice.total().amount_minor(), 5594);
  fields[6] = "";
  EXPECT_FALSE(ConvertRow(Record(fields), rules).ok());
}

// kGood with more columns: document type, amends, invoice type, period from and through, paid.
RowRules WideRules() {
  RowRules rules = Rules();
  for (const ImportField field :
       {ImportField::kDocumentType, ImportField::kAmends, ImportField::kInvoiceType,
        ImportField::kPeriodFrom, ImportField::kPeriodThrough, ImportField::kSettledAmount}) {
    rules.columns[field] = rules.field_count++;
  }
  return rules;
}

Outcome<ImportRow> Wide(std::vector<std::string> more, const std::string& total = "55.94") {
  auto fields = kGood;
  fields[4] = total;
  fields.insert(fields.end(), more.begin(), more.end());
  return ConvertRow(Record(fields), WideRules());
}

TEST(ImportRows, TakeInvoiceTypePeriodAndWhatWasPaid) {
  const auto row = Wide({"Invoice", "", "recurring", "1/1/2013", "1/31/2013", "50.00"});
  ASSERT_TRUE(row.ok()) << row.error().what;
  EXPECT_FALSE(IsCreditNote(*row));
  EXPECT_EQ(row->invoice.document_type(), v1::DOCUMENT_TYPE_UNSPECIFIED);
  EXPECT_EQ(row->invoice.invoice_type(), v1::INVOICE_TYPE_RECURRING);
  EXPECT_EQ(FormatDate(row->invoice.billing_period().through()), "2013-01-31");
  EXPECT_EQ(row->payment->amount().amount_minor(), 5000);
  EXPECT_EQ(row->payment->allocations(0).amount_minor(), 5000);
  // What was paid in excess is for no invoice.
  const auto excess = Wide({"", "", "", "", "", "60.00"});
  EXPECT_EQ(excess->payment->amount().amount_minor(), 6000);
  EXPECT_EQ(excess->payment->allocations(0).amount_minor(), 5594);
}

TEST(ImportRows, BecomeCreditNotesOfEitherSign) {
  for (const char* total : {"55.94", "-55.94"}) {
    for (const char* type : {"", "Credit Note", "CREDIT_NOTE"}) {
      const auto row = Wide({type, "INV-1", "", "", "", ""}, total);
      ASSERT_TRUE(row.ok()) << row.error().what;
      EXPECT_TRUE(IsCreditNote(*row));
      EXPECT_EQ(row->invoice.amends(), "INV-1");
      EXPECT_EQ(row->invoice.total().amount_minor(), 5594);
      EXPECT_EQ(row->negative, *total == '-');
      EXPECT_FALSE(row->invoice.has_due_on());
      EXPECT_FALSE(row->payment.has_value());
    }
  }
}

TEST(ImportRows, SayWhatIsWrongWithTheirKind) {
  const auto why = [](std::vector<std::string> more) { return Wide(std::move(more)).error().what; };
  EXPECT_EQ(why({"Receipt", "", "", "", "", ""}),
            "document_type: unknown document type 'Receipt'; the known ones are INVOICE, "
            "CREDIT_NOTE");
  EXPECT_EQ(why({"Credit Note", "", "", "", "", ""}), "amends: is missing");
  EXPECT_EQ(why({"Invoice", "INV-1", "", "", "", ""}),
            "amends: stands with a row that is an invoice");
  EXPECT_EQ(why({"", "", "weekly", "", "", ""}).substr(0, 13), "invoice_type:");
  EXPECT_EQ(why({"", "", "", "1/1/2013", "", ""}), "period_through: is missing");
  EXPECT_EQ(why({"", "", "", "", "1/1/2013", ""}), "period_from: is missing");
  EXPECT_EQ(why({"", "", "", "2/1/2013", "1/1/2013", ""}),
            "period_through: lies before period_from");
  EXPECT_EQ(why({"", "", "", "", "", "0"}), "settled_amount: is not above zero");
}

struct BadCase {
  std::size_t column;
  const char* value;
  const char* why;
};

class BadRows : public testing::TestWithParam<BadCase> {};

TEST_P(BadRows, SayWhatIsWrong) {
  auto fields = kGood;
  fields[GetParam().column] = GetParam().value;
  const auto row = ConvertRow(Record(fields), Rules());
  ASSERT_FALSE(row.ok());
  EXPECT_EQ(row.error().what.substr(0, std::string(GetParam().why).size()), GetParam().why);
}

INSTANTIATE_TEST_SUITE_P(
    ImportRows, BadRows,
    testing::Values(
        BadCase{0, "", "account_id: is missing"}, BadCase{0, "-a", "account_id: '-a' is no id"},
        BadCase{1, " ", "invoice_id: is missing"}, BadCase{1, "a b", "invoice_id: 'a b' is no id"},
        BadCase{1, "a234567890123456789012345678901234567890123456789012345678901",
                "invoice_id: is too long for its payment's id"},
        BadCase{2, "", "issued_on: is missing"},
        BadCase{2, "2013-01-02", "issued_on: '2013-01-02' is not a date of the form M/D/YYYY"},
        BadCase{3, "2/30/2013", "due_on: '2/30/2013' is no day of the calendar"},
        BadCase{4, "", "total: is missing"}, BadCase{4, "0.00", "total: is not above zero"},
        BadCase{4, "-1.00", "total: amount '-1.00' is not a decimal number"},
        BadCase{4, "1.005", "total: amount '1.005' has 3 digits behind the point"},
        BadCase{5, "soon", "settled_on: 'soon' is not a date"}));

TEST(ImportRows, NeedAsManyFieldsAsTheHeader) {
  auto fields = kGood;
  fields.pop_back();
  EXPECT_EQ(ConvertRow(Record(fields), Rules()).error().what, "it has 5 fields, the header has 6");
}

}  // namespace
}  // namespace reinstate::cli
