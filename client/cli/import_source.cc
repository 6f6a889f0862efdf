#include "client/cli/import_source.h"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <system_error>

namespace reinstate::cli {

void AddSourceOptions(CLI::App* command, SourceArguments* arguments,
                      const std::vector<ImportFile>& files) {
  command->add_option("FILE", arguments->file, "CSV with a header; - for stdin")->required();
  command
      ->add_option("--map", arguments->map,
                   "field=Column where a column is not named like its field; fields: " +
                       FieldNames(files) + "; repeatable")
      ->allow_extra_args(false);
  command->add_option("--map-file", arguments->map_file, "Lines field = Column, # comments");
  command->add_option("--date-format", arguments->date_format,
                      "Such as M/D/YYYY or D.M.YYYY; default YYYY-MM-DD");
  command->add_option("--delimiter", arguments->delimiter, "Between fields; default a comma");
}

Outcome<ColumnMapping> MappingOf(const SourceArguments& arguments,
                                 const std::vector<ImportFile>& files) {
  ColumnMapping mapping(files);
  if (!arguments.map_file.empty()) {
    std::ifstream file(arguments.map_file);
    if (!file) {
      return Failure{
          ExitCode::kRefused,
          "map file " + arguments.map_file + " cannot be opened: " + std::strerror(errno), ""};
    }
    Outcome<bool> added = mapping.AddFile(file, arguments.map_file);
    if (!added.ok()) return added.error();
  }
  for (const std::string& pair : arguments.map) {
    Outcome<bool> added = mapping.AddPair(pair);
    if (!added.ok()) return added.error();
  }
  return mapping;
}

Outcome<char> DelimiterOf(const SourceArguments& arguments) {
  if (arguments.delimiter.size() != 1 || arguments.delimiter == "\"") {
    return UsageFailure("the delimiter must be one character", "such as --delimiter ';'");
  }
  return arguments.delimiter[0];
}

Outcome<bool> SourceFile::Open(const std::string& path) {
  stdin_ = path == "-";
  if (stdin_) return true;
  file_.open(path, std::ios::binary);
  std::error_code error;
  const auto bytes = std::filesystem::file_size(path, error);
  if (!file_ || error) {
    return Failure{ExitCode::kRefused,
                   path + " cannot be read: " + (error ? error.message() : std::strerror(errno)),
                   ""};
  }
  size_ = static_cast<std::int64_t>(bytes);
  return true;
}

std::istream* SourceFile::stream() {
  if (stdin_) return &std::cin;
  return &file_;
}

Outcome<bool> ReadHeader(CsvReader* reader, const ColumnMapping& mapping, ImportFile file,
                         RowRules* rules) {
  CsvReader::Record header;
  const CsvReader::State state = reader->Next(&header);
  if (state == CsvReader::State::kEnd) {
    return Failure{ExitCode::kRefused, "the file is empty", "it must begin with a header line"};
  }
  if (state != CsvReader::State::kRecord) {
    return Failure{ExitCode::kRefused, "the header cannot be read: " + header.error, ""};
  }
  auto columns = mapping.Resolve(header.fields, file);
  if (!columns.ok()) return columns.error();
  rules->columns = *columns;
  rules->field_count = header.fields.size();
  return true;
}

Outcome<bool> ReadRows(CsvReader* reader,
                       const std::function<Outcome<bool>(const CsvReader::Record&)>& row,
                       const std::function<void(std::int64_t, const std::string&)>& bad) {
  CsvReader::Record record;
  for (;;) {
    const CsvReader::State state = reader->Next(&record);
    if (state == CsvReader::State::kEnd) return true;
    if (state == CsvReader::State::kRecord) {
      Outcome<bool> done = row(record);
      if (!done.ok()) return done;
      continue;
    }
    bad(record.line, record.error);
    if (state == CsvReader::State::kBroken) return true;
  }
}

}  // namespace reinstate::cli
