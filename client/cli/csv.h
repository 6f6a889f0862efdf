// Reads CSV by RFC 4180, one record at a time.

#pragma once

#include <cstdint>
#include <istream>
#include <string>
#include <vector>

namespace reinstate::cli {

// Quoted fields may hold delimiters, line ends and doubled quotes. Lines end with CRLF or LF. A
// UTF-8 byte order mark is skipped, as are empty lines.
class CsvReader {
 public:
  enum class State {
    kRecord,
    kBadRecord,  // this one is malformed; the next call goes on behind its line
    kEnd,
    kBroken,  // nothing more can be read
  };

  struct Record {
    std::vector<std::string> fields;
    std::int64_t line = 0;  // of its first character, from 1
    std::string error;      // for kBadRecord and kBroken
  };

  // The stream must outlive the reader.
  explicit CsvReader(std::istream* input, char delimiter = ',')
      : input_(input), delimiter_(delimiter) {}

  // Reuses the record's memory.
  State Next(Record* record);

  // Consumed so far, for progress.
  std::int64_t bytes() const { return bytes_; }

 private:
  enum class FieldEnd { kDelimiter, kLine, kMalformed, kTooLarge };

  int Get();
  int Peek();
  bool SkipByteOrderMark(Record* record);
  bool TakeLineEnd();
  void SkipLine();
  FieldEnd ReadField(Record* record);
  FieldEnd ReadQuoted(Record* record, std::string* field);
  FieldEnd ReadPlain(Record* record, std::string* field);

  std::istream* input_;
  char delimiter_;
  // A CR that was read to see that no LF follows it; a pipe cannot be read backwards.
  bool pushed_back_ = false;
  std::int64_t line_ = 1;
  std::int64_t bytes_ = 0;
  std::size_t record_bytes_ = 0;
};

}  // namespace reinstate::cli
