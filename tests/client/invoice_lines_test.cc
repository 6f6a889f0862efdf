#include "client/cli/invoice_lines.h"

#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

namespace reinstate::cli {
namespace {

class InvoiceLinesTest : public testing::Test {
 protected:
  InvoiceLines Read(const std::string& text) {
    std::istringstream file(text);
    Outcome<InvoiceLines> lines = InvoiceLines::Read(&file, ',', Mapping(), "l.csv", Reporter());
    EXPECT_TRUE(lines.ok());
    return *lines;
  }

  static ColumnMapping Mapping() {
    return ColumnMapping({ImportFile::kInvoices, ImportFile::kLines});
  }
  InvoiceLines::Report Reporter() {
    return [this](std::int64_t line, const std::string& why) {
      reports_.push_back(std::to_string(line) + ": " + why);
    };
  }
  static ImportRow Row(const std::string& account, const std::string& invoice, std::int64_t total,
                       const std::string& currency = "USD") {
    ImportRow row;
    row.account_id = account;
    row.invoice.set_invoice_id(invoice);
    row.invoice.mutable_total()->set_amount_minor(total);
    row.invoice.mutable_total()->set_currency_code(currency);
    return row;
  }

  std::vector<std::string> reports_;
};

TEST_F(InvoiceLinesTest, BelongToTheirInvoiceInTheOrderOfTheFile) {
  InvoiceLines lines = Read(
      "invoice_id,description,reference,quantity,amount\n"
      "I-1,Seats,SKU-1,3.00,100.00\nI-2,\"Support, gold\",,,7\nI-1,Discount,,,-20.50\n");
  ImportRow row = Row("A", "I-1", 7950);
  ASSERT_TRUE(lines.AddTo(&row).ok());
  ASSERT_EQ(row.invoice.lines_size(), 2);
  EXPECT_EQ(row.invoice.lines(0).description(), "Seats");
  EXPECT_EQ(row.invoice.lines(0).reference(), "SKU-1");
  EXPECT_EQ(row.invoice.lines(0).quantity(), 3);
  EXPECT_EQ(row.invoice.lines(0).amount_minor(), 10000);
  EXPECT_EQ(row.invoice.lines(1).amount_minor(), -2050);
  ImportRow yen = Row("A", "I-2", 7, "JPY");
  ASSERT_TRUE(lines.AddTo(&yen).ok());
  EXPECT_EQ(yen.invoice.lines(0).amount_minor(), 7);
  ImportRow without = Row("A", "I-3", 1);
  EXPECT_TRUE(lines.AddTo(&without).ok());
  EXPECT_EQ(without.invoice.lines_size(), 0);
  lines.ReportUnused(Reporter());
  EXPECT_TRUE(reports_.empty());
}

TEST_F(InvoiceLinesTest, ThatDoNotSumToTheTotalNameFileAndRow) {
  InvoiceLines lines = Read("invoice_id,description,amount\nI-2,a,1\nI-1,a,10.00\nI-1,b,-20.00\n");
  ImportRow row = Row("A", "I-1", 3000);
  EXPECT_EQ(lines.AddTo(&row).error().what,
            "l.csv line 3: 2 lines of I-1 sum to -10.00 USD, the total is 30.00 USD");
  ImportRow one = Row("A", "I-2", 3000);
  EXPECT_EQ(lines.AddTo(&one).error().what,
            "l.csv line 2: 1 line of I-2 sums to 1.00 USD, the total is 30.00 USD");
}

TEST_F(InvoiceLinesTest, ThatAreMalformedNameFileAndRow) {
  InvoiceLines lines = Read(
      "invoice_id,description,quantity,amount\n"
      "I-1,,1,1\nI-2,a,1.5,1\nI-3,a,-1,1\nI-4,a,1,\nI-5,a,1,1.005\nI-6,a,1,1e3\n"
      "I-7,a,,92233720368547758.07\nI-7,a,,0.01\nI-8,a,.,1\n");
  const auto why = [&](const std::string& invoice) {
    ImportRow row = Row("A", invoice, 100);
    const auto added = lines.AddTo(&row);
    return added.ok() ? "" : added.error().what.substr(0, added.error().what.rfind(": ") + 12);
  };
  EXPECT_EQ(why("I-1"), "l.csv line 2: description: is missing");
  EXPECT_EQ(why("I-2"), "l.csv line 3: quantity: '1.5' is n");
  EXPECT_EQ(why("I-3"), "l.csv line 4: quantity: '-1' is no");
  EXPECT_EQ(why("I-4"), "l.csv line 5: amount: is missing");
  EXPECT_EQ(why("I-5"), "l.csv line 6: amount: amount '1.");
  EXPECT_EQ(why("I-6"), "l.csv line 7: amount: amount '1e");
  EXPECT_EQ(why("I-7"), "l.csv line 9: the sum is");
  EXPECT_EQ(why("I-8"), "l.csv line 10: quantity: '.' is no ");
}

TEST_F(InvoiceLinesTest, OfACreditNoteBelowZeroAreTurnedWithIt) {
  InvoiceLines lines = Read("invoice_id,description,amount\nC-1,a,-30.00\nC-1,b,10.00\n");
  ImportRow row = Row("A", "C-1", 2000);
  row.negative = true;
  ASSERT_TRUE(lines.AddTo(&row).ok());
  EXPECT_EQ(row.invoice.lines(0).amount_minor(), 3000);
  EXPECT_EQ(row.invoice.lines(1).amount_minor(), -1000);
}

TEST_F(InvoiceLinesTest, NeedAnAccountWhereTwoHaveTheSameNumber) {
  InvoiceLines lines = Read("invoice_id,description,amount\nI-1,a,1.00\n");
  ImportRow first = Row("A", "I-1", 100), second = Row("B", "I-1", 100);
  EXPECT_TRUE(lines.AddTo(&first).ok());
  EXPECT_EQ(lines.AddTo(&second).error().what,
            "l.csv does not say whether its lines of I-1 are of account A or B; map "
            "lines.account_id");
  InvoiceLines with =
      Read("account_id,invoice_id,description,amount\nA,I-1,a,1.00\nB,I-1,b,1.00\n");
  first = Row("A", "I-1", 100);
  second = Row("B", "I-1", 100);
  EXPECT_TRUE(with.AddTo(&first).ok());
  EXPECT_TRUE(with.AddTo(&second).ok());
  EXPECT_EQ(second.invoice.lines(0).description(), "b");
}

TEST_F(InvoiceLinesTest, ThatNoInvoiceTakesAreTold) {
  InvoiceLines lines = Read(
      "invoice_id,description,amount\nI-1,a,1\nI-1,b,1\n-,c,1\nI-2,d\n\"I-3,\nI-3,e,1\nI-4,f,1\n");
  lines.Excuse("A", "I-4");
  lines.ReportUnused(Reporter());
  ASSERT_GE(reports_.size(), 3U);
  EXPECT_EQ(reports_[0].substr(0, 31), "4: lines.invoice_id: '-' is no ");
  EXPECT_EQ(reports_[1], "5: it has 2 fields, the header has 3");
  EXPECT_EQ(reports_.back(), "2: no row of the file of invoices is for I-1 (2 lines in all)");
}

TEST_F(InvoiceLinesTest, NeedTheirColumns) {
  std::istringstream file("invoice_id,amount\n");
  EXPECT_EQ(FailureLine(InvoiceLines::Read(&file, ',', Mapping(), "l.csv", Reporter()).error()),
            "l.csv: no column is named for lines.description; add --map "
            "lines.description=COLUMN or a --map-file; the columns there are: invoice_id, amount");
  std::istringstream empty("");
  EXPECT_EQ(InvoiceLines::Read(&empty, ',', Mapping(), "l.csv", Reporter()).error().what,
            "l.csv: the file is empty");
}

}  // namespace
}  // namespace reinstate::cli
