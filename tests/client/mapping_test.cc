#include "client/cli/mapping.h"

#include <gtest/gtest.h>

#include <sstream>

namespace reinstate::cli {
namespace {

ColumnMapping Complete() {
  ColumnMapping mapping({ImportFile::kInvoices, ImportFile::kLines});
  for (const char* pair :
       {"invoice_id=No", "account_id=Customer", "issued_on=Date", "total = Amount"}) {
    EXPECT_TRUE(mapping.AddPair(pair).ok());
  }
  return mapping;
}

TEST(Mapping, FindsColumnsByName) {
  const auto columns =
      Complete().Resolve({"Date", "x", "No", " Customer ", "Amount"}, ImportFile::kInvoices);
  ASSERT_TRUE(columns.ok());
  EXPECT_EQ(columns->at(ImportField::kInvoiceId), 2U);
  EXPECT_EQ(columns->at(ImportField::kAccountId), 3U);
  EXPECT_EQ(columns->at(ImportField::kIssuedOn), 0U);
  EXPECT_EQ(columns->at(ImportField::kTotal), 4U);
  EXPECT_EQ(columns->count(ImportField::kSettledOn), 0U);
}

TEST(Mapping, NamesMissingColumnsAndThoseThereAre) {
  const auto columns = Complete().Resolve({"Date", "Amount"}, ImportFile::kInvoices);
  ASSERT_FALSE(columns.ok());
  EXPECT_EQ(FailureLine(columns.error()),
            "columns 'No' (invoice_id), 'Customer' (account_id) are not in the header; "
            "the columns there are: Date, Amount");
}

TEST(Mapping, RefusesAColumnThatStandsTwice) {
  EXPECT_FALSE(
      Complete().Resolve({"No", "Customer", "Date", "Amount", "No"}, ImportFile::kInvoices).ok());
}

TEST(Mapping, SaysWhichFieldsHaveNoColumn) {
  ColumnMapping mapping({ImportFile::kInvoices, ImportFile::kLines});
  EXPECT_TRUE(mapping.AddPair("invoice_id=No").ok());
  EXPECT_EQ(FailureLine(mapping.Resolve({"No", "issued_on"}, ImportFile::kInvoices).error()),
            "no column is named for account_id, total; add --map account_id=COLUMN or a "
            "--map-file; the columns there are: No, issued_on");
}

TEST(Mapping, AFieldThatNoPairNamesHasTheColumnOfItsOwnName) {
  ColumnMapping mapping({ImportFile::kInvoices, ImportFile::kLines});
  EXPECT_TRUE(mapping.AddPair("lines.amount=Net").ok());
  const auto lines =
      mapping.Resolve({"invoice_id", "amount", "description", "Net"}, ImportFile::kLines);
  ASSERT_TRUE(lines.ok());
  EXPECT_EQ(lines->at(ImportField::kLineInvoiceId), 0U);
  EXPECT_EQ(lines->at(ImportField::kLineAmount), 3U);
  EXPECT_EQ(lines->count(ImportField::kLineQuantity), 0U);
  const auto accounts = ColumnMapping({ImportFile::kAccounts})
                            .Resolve({"account_id", "cloud"}, ImportFile::kAccounts);
  ASSERT_TRUE(accounts.ok());
  EXPECT_EQ(accounts->at(ImportField::kCloud), 1U);
}

TEST(Mapping, KnowsTheFieldsOfItsOwnFilesOnly) {
  ColumnMapping mapping({ImportFile::kAccounts});
  EXPECT_FALSE(mapping.AddPair("total=Amount").ok());
  EXPECT_TRUE(mapping.AddPair("display_name=Name").ok());
}

TEST(Mapping, RefusesUnknownFieldsAndHalfPairs) {
  ColumnMapping mapping({ImportFile::kInvoices, ImportFile::kLines});
  EXPECT_NE(mapping.AddPair("invoice=No").error().todo.find("invoice_id, account_id"),
            std::string::npos);
  for (const char* pair : {"", "invoice_id", "invoice_id=", "=No"}) {
    EXPECT_FALSE(mapping.AddPair(pair).ok()) << pair;
  }
}

TEST(Mapping, ReadsAFileWithComments) {
  std::istringstream file(
      "# columns of the export\r\n\r\ninvoice_id = Invoice = No\r\n"
      "  account_id=Customer #1\n");
  ColumnMapping mapping({ImportFile::kInvoices, ImportFile::kLines});
  ASSERT_TRUE(mapping.AddFile(file, "m").ok());
  const auto columns =
      mapping.Resolve({"Invoice = No", "Customer #1", "issued_on", "total"}, ImportFile::kInvoices);
  ASSERT_TRUE(columns.ok());
  EXPECT_EQ(columns->at(ImportField::kAccountId), 1U);
}

TEST(Mapping, NamesTheLineOfAFileThatIsWrong) {
  std::istringstream file("invoice_id = a\nnonsense\n");
  ColumnMapping mapping({ImportFile::kInvoices, ImportFile::kLines});
  EXPECT_EQ(mapping.AddFile(file, "map.txt").error().what,
            "map.txt line 2: mapping 'nonsense' is not understood");
}

TEST(Mapping, ALaterPairReplacesAnEarlierOne) {
  ColumnMapping mapping({ImportFile::kInvoices, ImportFile::kLines});
  EXPECT_TRUE(mapping.AddPair("invoice_id=a").ok());
  EXPECT_TRUE(mapping.AddPair("invoice_id=b").ok());
  EXPECT_EQ(mapping.Resolve({"a", "b", "account_id", "issued_on", "total"}, ImportFile::kInvoices)
                ->at(ImportField::kInvoiceId),
            1U);
}

}  // namespace
}  // namespace reinstate::cli
