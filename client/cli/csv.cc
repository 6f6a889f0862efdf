#include "client/cli/csv.h"

#include <utility>

namespace reinstate::cli {
namespace {

// A quote that is never closed would otherwise swallow the rest of the file into memory.
constexpr std::size_t kMaxRecordBytes = std::size_t{1} << 20U;
constexpr int kEof = std::istream::traits_type::eof();

}  // namespace

int CsvReader::Get() {
  const int c = pushed_back_ ? '\r' : input_->rdbuf()->sbumpc();
  pushed_back_ = false;
  if (c == kEof) return c;
  ++bytes_;
  ++record_bytes_;
  if (c == '\n') ++line_;
  return c;
}

int CsvReader::Peek() { return pushed_back_ ? '\r' : input_->rdbuf()->sgetc(); }

bool CsvReader::SkipByteOrderMark(Record* record) {
  const int first = Peek();
  if (first == 0xFE || first == 0xFF) {
    record->error = "the file is UTF-16; save it as UTF-8";
    return false;
  }
  if (first != 0xEF) return true;
  Get();
  if (Get() == 0xBB && Get() == 0xBF) return true;
  record->error = "the file begins with bytes that are no UTF-8";
  return false;
}

// LF or CRLF. A CR that no LF follows is data and stays.
bool CsvReader::TakeLineEnd() {
  if (Peek() == '\n') {
    Get();
    return true;
  }
  if (Peek() != '\r' || pushed_back_) return false;
  Get();
  if (Peek() == '\n') {
    Get();
    return true;
  }
  pushed_back_ = true;
  --bytes_;
  --record_bytes_;
  return false;
}

void CsvReader::SkipLine() {
  for (int c = Peek(); c != kEof; c = Peek()) {
    Get();
    if (c == '\n') return;
  }
}

CsvReader::FieldEnd CsvReader::ReadQuoted(Record* record, std::string* field) {
  const std::int64_t opened = line_;
  Get();
  for (;;) {
    const int c = Get();
    if (c == kEof) {
      record->error = "the quote opened on line " + std::to_string(opened) + " is never closed";
      return FieldEnd::kMalformed;
    }
    if (record_bytes_ > kMaxRecordBytes) return FieldEnd::kTooLarge;
    if (c != '"') {
      *field += static_cast<char>(c);
    } else if (Peek() == '"') {
      Get();
      *field += '"';
    } else {
      break;
    }
  }
  if (Peek() == kEof || TakeLineEnd()) return FieldEnd::kLine;
  if (Peek() == static_cast<unsigned char>(delimiter_)) {
    Get();
    return FieldEnd::kDelimiter;
  }
  record->error =
      "text follows the closing quote of field " + std::to_string(record->fields.size() + 1);
  return FieldEnd::kMalformed;
}

CsvReader::FieldEnd CsvReader::ReadPlain(Record* record, std::string* field) {
  for (;;) {
    if (Peek() == kEof || TakeLineEnd()) return FieldEnd::kLine;
    const int c = Get();
    if (record_bytes_ > kMaxRecordBytes) return FieldEnd::kTooLarge;
    if (c == static_cast<unsigned char>(delimiter_)) return FieldEnd::kDelimiter;
    if (c == '"') {
      record->error = "a quote stands inside field " + std::to_string(record->fields.size() + 1) +
                      ", which is not quoted";
      return FieldEnd::kMalformed;
    }
    *field += static_cast<char>(c);
  }
}

CsvReader::FieldEnd CsvReader::ReadField(Record* record) {
  std::string field;
  const FieldEnd end = Peek() == '"' ? ReadQuoted(record, &field) : ReadPlain(record, &field);
  record->fields.push_back(std::move(field));
  return end;
}

CsvReader::State CsvReader::Next(Record* record) {
  record->fields.clear();
  record->error.clear();
  if (bytes_ == 0 && !SkipByteOrderMark(record)) return State::kBroken;
  while (TakeLineEnd()) {
  }
  record->line = line_;
  if (Peek() == kEof) return State::kEnd;
  record_bytes_ = 0;
  for (;;) {
    switch (ReadField(record)) {
      case FieldEnd::kDelimiter:
        continue;
      case FieldEnd::kLine:
        return State::kRecord;
      case FieldEnd::kMalformed:
        SkipLine();
        return State::kBadRecord;
      case FieldEnd::kTooLarge:
        record->error =
            "the record is larger than 1 MiB (is a quote left open?); nothing behind it was read";
        return State::kBroken;
    }
  }
}

}  // namespace reinstate::cli
