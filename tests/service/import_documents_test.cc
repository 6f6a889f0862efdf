// The whole bill from files, through the command-line tool into a real server.

#include <gtest/gtest.h>

#include "tests/support/command_line.h"
#include "tests/support/server_fixture.h"

namespace reinstate::testing {
namespace {

constexpr const char* kAccounts =
    "account_id,display_name,cloud,partner_type,standing_from\n"
    "acme,\"Acme, Inc.\",PUBLIC,DIRECT_BILL,2026-01-01\n"
    "gov-7,Müller Behörden,US_GOVERNMENT,INDIRECT_RESELLER,2026-01-01\n";

// The credit note stands before the invoice that it amends; its amounts are below zero.
constexpr const char* kInvoices =
    "Number,Customer,Kind,Of,Date,Due,Amount,Curr,Paid on,Paid,Type,From,To\n"
    "CN-1,acme,Credit Note,INV-1,2026-02-10,2026-02-10,-20.00,USD,,,,,\n"
    "INV-1,acme,Invoice,,2026-02-01,2026-03-03,120.00,USD,2026-02-20,100.00,Recurring,"
    "2026-01-01,2026-01-31\n"
    "INV-2,acme,Invoice,,2026-02-01,2026-03-03,50.00,USD,,,One time,,\n"
    "INV-1,gov-7,Invoice,,2026-02-02,,7000,JPY,2026-03-01,,,,\n";

constexpr const char* kLines =
    "Customer,Number,Text,SKU,Count,Net\n"
    "acme,INV-1,Seats,SKU-1,3,130.00\n"
    "acme,CN-1,Seat given back,SKU-1,1,-20.00\n"
    "acme,INV-1,=1+1 discount,,,-10.00\n"
    "gov-7,INV-1,\"Support, gold\",,1,7000\n";

constexpr const char* kMap =
    "invoice_id = Number\naccount_id = Customer\ndocument_type = Kind\namends = Of\n"
    "issued_on = Date\ndue_on = Due\ntotal = Amount\ncurrency = Curr\nsettled_on = Paid on\n"
    "settled_amount = Paid\ninvoice_type = Type\nperiod_from = From\nperiod_through = To\n"
    "lines.invoice_id = Number\nlines.account_id = Customer\nlines.description = Text\n"
    "lines.reference = SKU\nlines.quantity = Count\nlines.amount = Net\n";

class ImportDocuments : public ::testing::Test {
 protected:
  ImportDocuments()
      : token_(fixture_.Token(rpc::Role::kOperator)), operator_(fixture_.As(rpc::Role::kOperator)) {
    fixture_.SetClock("2026-04-01T09:00:00Z");
  }

  CommandOutput Run(const std::string& arguments) const {
    return RunCommand(REINSTATE_CLI, fixture_, token_, arguments);
  }

  CommandOutput Import(const std::string& invoices, const std::string& lines,
                       const std::string& more = "") const {
    const rpc::TempFile invoice_file(invoices), line_file(lines), map_file(kMap);
    return Run("import invoices " + invoice_file.path() + " --lines " + line_file.path() +
               " --map-file " + map_file.path() + " --reason history --no-register " + more);
  }

  CommandOutput ImportAccounts(const std::string& accounts, const std::string& more = "") const {
    const rpc::TempFile file(accounts);
    return Run("import accounts " + file.path() + " --reason history " + more);
  }

  v1::Invoice Invoice(const std::string& account, const std::string& invoice) const {
    v1::GetInvoiceRequest request;
    request.set_account_id(account);
    request.set_invoice_id(invoice);
    grpc::ClientContext context;
    v1::GetInvoiceResponse response;
    const grpc::Status status = operator_.billing->GetInvoice(&context, request, &response);
    EXPECT_TRUE(status.ok()) << invoice << ": " << status.error_message();
    return response.invoice();
  }

  bool HasInvoice(const std::string& account, const std::string& invoice) const {
    v1::GetInvoiceRequest request;
    request.set_account_id(account);
    request.set_invoice_id(invoice);
    grpc::ClientContext context;
    v1::GetInvoiceResponse response;
    return operator_.billing->GetInvoice(&context, request, &response).ok();
  }

  ServerFixture fixture_;
  const rpc::TempFile token_;
  const Caller operator_;
};

TEST_F(ImportDocuments, BringsInTheWholeBillOnce) {
  const CommandOutput accounts = ImportAccounts(kAccounts);
  EXPECT_EQ(accounts.code, 0);
  EXPECT_EQ(accounts.text, "2 rows: 2 accounts registered, 0 unchanged; 0 bad rows\n");
  const CommandOutput import = Import(kInvoices, kLines);
  EXPECT_EQ(import.code, 0);
  EXPECT_EQ(import.text,
            "4 rows: 3 invoices recorded, 0 unchanged; 1 credit note recorded, 0 unchanged; 2 "
            "payments recorded, 0 unchanged; 0 bad rows; 2 accounts; 0 episodes of suspension "
            "opened\n");

  const v1::Invoice invoice = Invoice("acme", "INV-1");
  EXPECT_EQ(invoice.total().amount_minor(), 12000);
  EXPECT_EQ(invoice.status(), v1::INVOICE_STATUS_PAID);
  EXPECT_EQ(invoice.invoice_type(), v1::INVOICE_TYPE_RECURRING);
  EXPECT_EQ(invoice.billing_period().through().day(), 31);
  ASSERT_EQ(invoice.lines_size(), 2);
  EXPECT_EQ(invoice.lines(0).quantity(), 3);
  EXPECT_EQ(invoice.lines(0).amount_minor(), 13000);
  EXPECT_EQ(invoice.lines(1).description(), "=1+1 discount");
  EXPECT_EQ(invoice.lines(1).amount_minor(), -1000);
  const v1::Invoice note = Invoice("acme", "CN-1");
  EXPECT_EQ(note.document_type(), v1::DOCUMENT_TYPE_CREDIT_NOTE);
  EXPECT_EQ(note.amends(), "INV-1");
  EXPECT_EQ(note.total().amount_minor(), 2000);
  ASSERT_EQ(note.lines_size(), 1);
  EXPECT_EQ(note.lines(0).amount_minor(), 2000);
  EXPECT_EQ(Invoice("acme", "INV-2").status(), v1::INVOICE_STATUS_OPEN);
  EXPECT_EQ(Invoice("gov-7", "INV-1").total().currency_code(), "JPY");
  EXPECT_EQ(Invoice("gov-7", "INV-1").lines(0).description(), "Support, gold");

  const CommandOutput again = Import(kInvoices, kLines);
  EXPECT_EQ(again.code, 0);
  EXPECT_EQ(again.text,
            "4 rows: 0 invoices recorded, 3 unchanged; 0 credit notes recorded, 1 unchanged; 0 "
            "payments recorded, 2 unchanged; 0 bad rows; 2 accounts; 0 episodes of suspension "
            "opened\n");
  EXPECT_EQ(ImportAccounts(kAccounts).text,
            "2 rows: 0 accounts registered, 2 unchanged; 0 bad rows\n");
}

TEST_F(ImportDocuments, ABadRowHoldsNothingBack) {
  const CommandOutput accounts = ImportAccounts(std::string(kAccounts) +
                                                "bad id,x,PUBLIC,DIRECT_BILL,\n"
                                                "late,x,PUBLIC,DIRECT_BILL,2026-12-31\n"
                                                "last,x,,,2026-01-01\n");
  EXPECT_EQ(accounts.code, 7) << accounts.text;
  EXPECT_NE(accounts.text.find("line 4: account_id: 'bad id' is no id"), std::string::npos);
  EXPECT_NE(accounts.text.find("line 5: "), std::string::npos) << accounts.text;
  EXPECT_NE(accounts.text.find("5 rows: 3 accounts registered, 0 unchanged; 2 bad rows\n"),
            std::string::npos)
      << accounts.text;
  const CommandOutput other =
      ImportAccounts("account_id,display_name,standing_from\nacme,Other,2026-01-01\n");
  EXPECT_EQ(other.code, 7);
  EXPECT_NE(other.text.find("line 2: account acme is registered with other content"),
            std::string::npos)
      << other.text;

  const CommandOutput import =
      Import(std::string(kInvoices) +
                 "INV-3,acme,Invoice,,2026-02-01,,10.00,USD,,,,,\n"
                 "CN-2,acme,Credit Note,NONE,2026-02-10,,1.00,USD,,,,,\n",
             std::string(kLines) + "acme,INV-3,Too much,,,11.00\nacme,INV-9,Nothing,,,1.00\n");
  EXPECT_EQ(import.code, 7);
  EXPECT_NE(import.text.find("line 6: /"), std::string::npos) << import.text;
  EXPECT_NE(
      import.text.find(" line 6: 1 line of INV-3 sums to 11.00 USD, the total is 10.00 USD\n"),
      std::string::npos)
      << import.text;
  EXPECT_NE(import.text.find("line 7: credit note CN-2 refused: "), std::string::npos)
      << import.text;
  EXPECT_NE(import.text.find(" line 7: no row of the file of invoices is for INV-9\n"),
            std::string::npos)
      << import.text;
  EXPECT_NE(import.text.find("2 bad rows; 1 bad line; "), std::string::npos) << import.text;
  EXPECT_TRUE(HasInvoice("acme", "INV-2"));
  EXPECT_FALSE(HasInvoice("acme", "INV-3"));
  EXPECT_EQ(Invoice("acme", "INV-1").lines_size(), 2);
}

TEST_F(ImportDocuments, ADryRunSendsNothing) {
  EXPECT_EQ(ImportAccounts(kAccounts, "--dry-run").text,
            "dry run, nothing was sent; 2 rows: 2 accounts; 0 bad rows\n");
  EXPECT_EQ(Import(kInvoices, kLines, "--dry-run").text,
            "dry run, nothing was sent; 4 rows: 3 invoices, 1 credit note, 2 payments and 0 left "
            "out; 0 bad rows; 2 accounts\n");
  EXPECT_EQ(Run("billing acme").code, 4);
}

TEST_F(ImportDocuments, APaymentThatCoversNothingIsToldAsCredit) {
  EXPECT_EQ(ImportAccounts(kAccounts).code, 0);
  const CommandOutput paid =
      Run("admin payment acme --id P-1 --amount '30.00 USD' --for INV-9=25.00");
  EXPECT_EQ(paid.code, 0) << paid.text;
  EXPECT_NE(paid.text.find("unapplied credit is now 30.00 USD: money that covers no invoice\n"),
            std::string::npos)
      << paid.text;
}

}  // namespace
}  // namespace reinstate::testing
