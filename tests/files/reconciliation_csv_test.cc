// DOMAIN 5, files: the reconciliation file, read back by a reader that takes RFC 4180 and no more.

#include "server/files/reconciliation_csv.h"

#include <gtest/gtest.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "server/domain/money.h"
#include "tests/files/documents.h"

namespace reinstate::files {
namespace {

using Record = std::vector<std::string>;

// One cell and what ended it (',' or '\n' for CRLF); nothing where RFC 4180 is broken.
std::optional<char> ReadCell(std::string_view& rest, std::string& cell) {
  const bool quoted = rest.starts_with('"');
  if (quoted) {
    for (rest.remove_prefix(1);;) {
      const size_t quote = rest.find('"');
      if (quote == std::string_view::npos) return std::nullopt;
      cell += rest.substr(0, quote);
      rest.remove_prefix(quote + 1);
      if (!rest.starts_with('"')) break;
      cell += '"';
      rest.remove_prefix(1);
    }
  } else {
    const size_t end = rest.find_first_of(",\r\n\"");
    if (end == std::string_view::npos) return std::nullopt;
    cell = rest.substr(0, end);
    rest.remove_prefix(end);
  }
  if (rest.starts_with(',')) {
    rest.remove_prefix(1);
    return ',';
  }
  if (!rest.starts_with("\r\n")) return std::nullopt;
  rest.remove_prefix(2);
  return '\n';
}

std::optional<std::vector<Record>> Parse(std::string_view rest) {
  std::vector<Record> records;
  while (!rest.empty()) {
    Record record;
    for (char end = ','; end == ',';) {
      std::string cell;
      const auto ended = ReadCell(rest, cell);
      if (!ended) return std::nullopt;
      record.push_back(std::move(cell));
      end = *ended;
    }
    records.push_back(std::move(record));
  }
  return records;
}

std::vector<Record> RecordsOf(const IssuedDocument& document) {
  const auto csv = MakeReconciliationCsv(document);
  if (!csv.ok()) {
    ADD_FAILURE() << csv.error().message;
    return {};
  }
  auto records = Parse(*csv);
  EXPECT_TRUE(records) << "not RFC 4180:\n" << *csv;
  return records.value_or(std::vector<Record>{});
}

TEST(ReconciliationCsv, Domain5_ListsLinesThenTheControlRecord) {
  EXPECT_EQ(*MakeReconciliationCsv(OneLine()),
            "record,document_type,invoice_id,reference,description,quantity,amount,currency,"
            "row_count\r\n"
            "LINE,INVOICE,INV-2026-0001,L-1,\"Business Standard, annual plan\",25,1234.50,USD,\r\n"
            "CONTROL,INVOICE,INV-2026-0001,,,,1234.50,USD,1\r\n");
}

TEST(ReconciliationCsv, Domain5_RowCountAndControlTotalFitTheLines) {
  const IssuedDocument document = ManyLines(120);
  const auto records = RecordsOf(document);
  ASSERT_EQ(records.size(), 122U);
  for (const Record& record : records) EXPECT_EQ(record.size(), 9U);
  int64_t sum = 0;
  for (size_t i = 1; i <= 120; ++i) {
    std::string digits = records[i][6];
    digits.erase(digits.find('.'), 1);
    sum += std::stoll(digits);
  }
  EXPECT_EQ(sum, document.invoice.total_minor);
  EXPECT_EQ(records.back()[0], "CONTROL");
  EXPECT_EQ(records.back()[6], FormatNumber(document.invoice.total_minor, "USD"));
  EXPECT_EQ(records.back()[8], "120");
}

TEST(ReconciliationCsv, Domain5_NoTextBecomesAFormula) {
  struct Row {
    const char* description;
    const char* cell;
  };
  for (const Row& row : std::vector<Row>{{"=1+1", "'=1+1"},
                                         {"+1", "'+1"},
                                         {"-1", "'-1"},
                                         {"@SUM(A1)", "'@SUM(A1)"},
                                         {"\t=1", "'\t'=1"},
                                         {"x;=1+1", "x;'=1+1"},
                                         {"x; y;z", "x; y;z"},
                                         {"x;\t@A", "x;'\t'@A"},
                                         {"\r=1", "'\r=1"},
                                         {"\n=1", "'\n=1"},
                                         {"\uff1d1", "'\uff1d1"},
                                         {"'quoted'", "''quoted'"},
                                         {"=A1,\"x\"", "'=A1,\"x\""},
                                         {"a=1", "a=1"},
                                         {"Καφές \"extra\", ρ", "Καφές \"extra\", ρ"},
                                         {"two\r\nlines", "two\r\nlines"},
                                         {"", ""}}) {
    IssuedDocument document = OneLine();
    document.invoice.lines[0].description = document.invoice.lines[0].reference = row.description;
    const auto records = RecordsOf(document);
    ASSERT_EQ(records.size(), 3U) << row.description;
    EXPECT_EQ(records[1][3], row.cell);
    EXPECT_EQ(records[1][4], row.cell);
  }
}

TEST(ReconciliationCsv, Domain5_AmountsStayNumbersOfTheirCurrency) {
  IssuedDocument document = OneLine();
  document.invoice.lines = {{"a", "1", 0, 1500}, {"discount", "2", -1, -500}};
  struct Row {
    const char* currency;
    const char* discount;
    const char* total;
  };
  document.invoice.total_minor = 1000;
  for (const Row& row :
       {Row{"USD", "-5.00", "10.00"}, Row{"JPY", "-500", "1000"}, Row{"KWD", "-0.500", "1.000"}}) {
    document.invoice.currency = row.currency;
    const auto records = RecordsOf(document);
    ASSERT_EQ(records.size(), 4U);
    EXPECT_EQ(records[1][5], "");
    EXPECT_EQ(records[2][5], "-1");
    EXPECT_EQ(records[2][6], row.discount);
    EXPECT_EQ(records[3][6], row.total);
    EXPECT_EQ(records[3][7], row.currency);
  }
}

TEST(ReconciliationCsv, Domain5_ADocumentWithoutLinesHasOneOverItsTotal) {
  IssuedDocument document = OneLine();
  document.invoice.lines.clear();
  document.invoice.amends = "INV-2026-0000";
  const auto records = RecordsOf(document);
  ASSERT_EQ(records.size(), 3U);
  EXPECT_EQ(records[1][1], "CREDIT_NOTE");
  EXPECT_EQ(records[1][6], "1234.50");
  EXPECT_EQ(records[2][8], "1");
}

TEST(ReconciliationCsv, Domain5_LinesThatDoNotSumToTheTotalAreNeverShown) {
  IssuedDocument document = OneLine();
  document.invoice.lines[0].amount_minor += 1;
  EXPECT_FALSE(MakeReconciliationCsv(document).ok());
  document.invoice.lines = {{"a", "1", 1, INT64_MAX}, {"b", "2", 1, 1}};
  EXPECT_FALSE(MakeReconciliationCsv(document).ok());
}

}  // namespace
}  // namespace reinstate::files
