// The CSV file of an import: its flags, its header, its rows.

#pragma once

#include <CLI/CLI.hpp>
#include <cstdint>
#include <fstream>
#include <functional>
#include <istream>
#include <string>
#include <vector>

#include "client/cli/csv.h"
#include "client/cli/failure.h"
#include "client/cli/import_rows.h"
#include "client/cli/mapping.h"

namespace reinstate::cli {

struct SourceArguments {
  std::string file;  // - for stdin
  std::vector<std::string> map;
  std::string map_file;
  std::string date_format = "YYYY-MM-DD";
  std::string delimiter = ",";
};

// FILE, --map, --map-file, --date-format, --delimiter. `files` are those the mapping is for.
void AddSourceOptions(CLI::App* command, SourceArguments* arguments,
                      const std::vector<ImportFile>& files);

Outcome<ColumnMapping> MappingOf(const SourceArguments& arguments,
                                 const std::vector<ImportFile>& files);

// The delimiter as one character.
Outcome<char> DelimiterOf(const SourceArguments& arguments);

class SourceFile {
 public:
  Outcome<bool> Open(const std::string& path);
  std::istream* stream();
  // 0 where it is not known.
  std::int64_t size() const { return size_; }

 private:
  std::ifstream file_;
  bool stdin_ = false;
  std::int64_t size_ = 0;  // bytes
};

// The header, and with it the columns of the rules.
Outcome<bool> ReadHeader(CsvReader* reader, const ColumnMapping& mapping, ImportFile file,
                         RowRules* rules);

// Calls `row` for each record until it fails, and `bad` for each that cannot be read.
Outcome<bool> ReadRows(CsvReader* reader,
                       const std::function<Outcome<bool>(const CsvReader::Record&)>& row,
                       const std::function<void(std::int64_t, const std::string&)>& bad);

}  // namespace reinstate::cli
