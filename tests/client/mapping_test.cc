#include "client/cli/mapping.h"

#include <gtest/gtest.h>

#include <sstream>

namespace reinstate::cli {
namespace {

ColumnMapping Complete() {
  ColumnMapping mapping;
  for (const char* pair :
       {"invoice_id=No", "account_id=Customer", "issued_on=Date", "total = Amount"}) {
    EXPECT_TRUE(mapping.AddPair(pair).ok());
  }
  return mapping;
}

TEST(Mapping, FindsColumnsByName) {
  const auto columns = Complete().Resolve({"Date", "x", "No", " Customer ", "Amount"});
  ASSERT_TRUE(columns.ok());
  EXPECT_EQ(columns->at(ImportField::kInvoiceId), 2U);
  EXPECT_EQ(columns->at(ImportField::kAccountId), 3U);
  EXPECT_EQ(columns->at(ImportField::kIssuedOn), 0U);
  EXPECT_EQ(columns->at(ImportField::kTotal), 4U);
  EXPECT_EQ(columns->count(ImportField::kSettledOn), 0U);
}

TEST(Mapping, NamesMissingColumnsAndThoseThereAre) {
  const auto columns = Complete().Resolve({"Date", "Amount"});
  ASSERT_FALSE(columns.ok());
  EXPECT_EQ(FailureLine(columns.error()),
            "columns 'No' (invoice_id), 'Customer' (account_id) are not in the header; "
            "the columns there are: Date, Amount");
}

TEST(Mapping, RefusesAColumnThatStandsTwice) {
  EXPECT_FALSE(Complete().Resolve({"No", "Customer", "Date", "Amount", "No"}).ok());
}

TEST(Mapping, SaysWhichFieldsHaveNoColumn) {
  ColumnMapping mapping;
  EXPECT_TRUE(mapping.AddPair("invoice_id=No").ok());
  EXPECT_EQ(mapping.CheckComplete().error().what,
            "no column is named for account_id, issued_on, total");
  EXPECT_TRUE(Complete().CheckComplete().ok());
}

TEST(Mapping, RefusesUnknownFieldsAndHalfPairs) {
  ColumnMapping mapping;
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
  ColumnMapping mapping;
  ASSERT_TRUE(mapping.AddFile(file, "m").ok());
  const auto columns = mapping.Resolve({"Invoice = No", "Customer #1"});
  ASSERT_TRUE(columns.ok());
  EXPECT_EQ(columns->at(ImportField::kAccountId), 1U);
}

TEST(Mapping, NamesTheLineOfAFileThatIsWrong) {
  std::istringstream file("invoice_id = a\nnonsense\n");
  ColumnMapping mapping;
  EXPECT_EQ(mapping.AddFile(file, "map.txt").error().what,
            "map.txt line 2: mapping 'nonsense' is not understood");
}

TEST(Mapping, ALaterPairReplacesAnEarlierOne) {
  ColumnMapping mapping;
  EXPECT_TRUE(mapping.AddPair("invoice_id=a").ok());
  EXPECT_TRUE(mapping.AddPair("invoice_id=b").ok());
  EXPECT_EQ(mapping.Resolve({"a", "b"})->at(ImportField::kInvoiceId), 1U);
}

}  // namespace
}  // namespace reinstate::cli
