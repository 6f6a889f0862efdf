// The files of a document: which there are, what they hold, what they are called.

#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "server/domain/error.h"
#include "server/files/listed_lines.h"

namespace reinstate::files {

enum class FileKind { kPdf, kReconciliationCsv };

// Names one file. Both ids fit domain's ValidId.
struct FileId {
  std::string account_id;
  std::string invoice_id;
  FileKind kind = FileKind::kPdf;

  friend bool operator==(const FileId&, const FileId&) = default;
};

struct FileContent {
  std::string bytes;
  std::string sha256_hex;  // of the bytes; 64 lower-case digits
};

// INTERNAL where the document cannot be shown.
Result<FileContent> MakeFile(const IssuedDocument& document, FileKind kind);

// "INV-1.pdf": safe in a path, a header and a file system.
std::string FileName(const FileId& file);

// What FileName is made of; nothing where the name is not of a file of ours.
struct NameParts {
  std::string invoice_id;
  FileKind kind;
};
std::optional<NameParts> ParseFileName(std::string_view name);

const char* MediaType(FileKind kind);

}  // namespace reinstate::files
