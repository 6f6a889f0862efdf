#include "client/cli/csv.h"

#include <gtest/gtest.h>

#include <sstream>
#include <string>
#include <vector>

namespace reinstate::cli {
namespace {

using Fields = std::vector<std::string>;

struct Case {
  const char* name;
  std::string text;
  std::vector<Fields> records;
};

class CsvRecords : public testing::TestWithParam<Case> {};

TEST_P(CsvRecords, AreReadAsTheyStand) {
  std::istringstream input(GetParam().text);
  CsvReader reader(&input);
  std::vector<Fields> records;
  CsvReader::Record record;
  CsvReader::State state = reader.Next(&record);
  for (; state == CsvReader::State::kRecord; state = reader.Next(&record)) {
    records.push_back(record.fields);
  }
  EXPECT_EQ(state, CsvReader::State::kEnd) << record.error;
  EXPECT_EQ(records, GetParam().records);
  EXPECT_EQ(reader.bytes(), static_cast<std::int64_t>(GetParam().text.size()));
}

INSTANTIATE_TEST_SUITE_P(
    Csv, CsvRecords,
    testing::Values(
        Case{"Nothing", "", {}}, Case{"OnlyLineEnds", "\n\r\n\n", {}},
        Case{"Plain", "a,b\n1,2\n", {{"a", "b"}, {"1", "2"}}},
        Case{"NoLastLineEnd", "a,b\n1,2", {{"a", "b"}, {"1", "2"}}},
        Case{"CrLf", "a,b\r\n1,2\r\n", {{"a", "b"}, {"1", "2"}}},
        Case{"ByteOrderMark",
             "\xEF\xBB\xBF"
             "a,b\n",
             {{"a", "b"}}},
        Case{"EmptyFields", ",\n,,x\n", {{"", ""}, {"", "", "x"}}},
        Case{"TrailingDelimiterAtEnd", "a,", {{"a", ""}}},
        Case{"Quoted", "\"a\",\"b c\"\n", {{"a", "b c"}}},
        Case{"QuotedDelimiter", "\"a,b\",c\n", {{"a,b", "c"}}},
        Case{"QuotedLineEnds", "\"a\nb\r\nc\",d\n", {{"a\nb\r\nc", "d"}}},
        Case{"DoubledQuotes", "\"say \"\"hi\"\"\",\"\"\"\"\n", {{"say \"hi\"", "\""}}},
        Case{"EmptyQuoted", "\"\",x\n", {{"", "x"}}}, Case{"QuotedAtEnd", "x,\"a\"", {{"x", "a"}}},
        Case{"LoneCarriageReturnIsData", "a\rb,c\n", {{"a\rb", "c"}}},
        Case{"SpacesStay", " a , b \n", {{" a ", " b "}}},
        Case{"EmptyLinesSkipped", "a\n\n\r\nb\n", {{"a"}, {"b"}}},
        Case{"Utf8", "M\xC3\xBCller,\xE2\x82\xAC\n", {{"M\xC3\xBCller", "\xE2\x82\xAC"}}}),
    [](const auto& tested) { return std::string(tested.param.name); });

TEST(Csv, CountsPhysicalLines) {
  std::istringstream input("h\n\n\"a\nb\"\nc\n");
  CsvReader reader(&input);
  CsvReader::Record record;
  std::vector<std::int64_t> lines;
  while (reader.Next(&record) == CsvReader::State::kRecord) lines.push_back(record.line);
  EXPECT_EQ(lines, (std::vector<std::int64_t>{1, 3, 5}));
}

TEST(Csv, TakesAnotherDelimiter) {
  std::istringstream input("a;b,c\n");
  CsvReader reader(&input, ';');
  CsvReader::Record record;
  ASSERT_EQ(reader.Next(&record), CsvReader::State::kRecord);
  EXPECT_EQ(record.fields, (Fields{"a", "b,c"}));
}

TEST(Csv, GoesOnBehindAMalformedRecord) {
  for (const std::string bad : {"a\"b,c", "\"a\"b,c"}) {
    std::istringstream input(bad + "\nx,y\n");
    CsvReader reader(&input);
    CsvReader::Record record;
    EXPECT_EQ(reader.Next(&record), CsvReader::State::kBadRecord) << bad;
    EXPECT_EQ(record.line, 1);
    EXPECT_NE(record.error.find("field 1"), std::string::npos) << record.error;
    EXPECT_EQ(reader.Next(&record), CsvReader::State::kRecord) << bad;
    EXPECT_EQ(record.fields, (Fields{"x", "y"}));
    EXPECT_EQ(record.line, 2);
  }
}

TEST(Csv, NamesTheLineOfAQuoteThatIsNeverClosed) {
  std::istringstream input("a\nx,\"b\nc\n");
  CsvReader reader(&input);
  CsvReader::Record record;
  ASSERT_EQ(reader.Next(&record), CsvReader::State::kRecord);
  EXPECT_EQ(reader.Next(&record), CsvReader::State::kBadRecord);
  EXPECT_EQ(record.line, 2);
  EXPECT_EQ(record.error, "the quote opened on line 2 is never closed");
  EXPECT_EQ(reader.Next(&record), CsvReader::State::kEnd);
}

TEST(Csv, StopsBeforeARecordFillsTheMemory) {
  std::istringstream input("\"" + std::string(std::size_t{1} << 21U, 'x'));
  CsvReader reader(&input);
  CsvReader::Record record;
  EXPECT_EQ(reader.Next(&record), CsvReader::State::kBroken);
  EXPECT_NE(record.error.find("nothing behind it was read"), std::string::npos);
}

TEST(Csv, RefusesUtf16) {
  std::istringstream input(
      std::string("\xFF\xFE"
                  "a\0,\0b\0",
                  8));
  CsvReader reader(&input);
  CsvReader::Record record;
  EXPECT_EQ(reader.Next(&record), CsvReader::State::kBroken);
  EXPECT_EQ(record.error, "the file is UTF-16; save it as UTF-8");
}

}  // namespace
}  // namespace reinstate::cli
