#include "server/files/invoice_file.h"

#include <openssl/sha.h>

#include "absl/strings/escaping.h"
#include "server/domain/ids.h"
#include "server/files/invoice_pdf.h"
#include "server/files/reconciliation_csv.h"

namespace reinstate::files {
namespace {

std::string Sha256Hex(std::string_view bytes) {
  std::string digest(SHA256_DIGEST_LENGTH, '\0');
  SHA256(reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
         reinterpret_cast<unsigned char*>(digest.data()));
  return absl::BytesToHexString(digest);
}

constexpr std::string_view Ending(FileKind kind) {
  return kind == FileKind::kPdf ? ".pdf" : ".csv";
}

}  // namespace

Result<FileContent> MakeFile(const IssuedDocument& document, FileKind kind) {
  auto bytes = kind == FileKind::kPdf ? MakeInvoicePdf(document) : MakeReconciliationCsv(document);
  if (!bytes.ok()) return bytes.error();
  std::string sha256 = Sha256Hex(*bytes);
  return FileContent{std::move(*bytes), std::move(sha256)};
}

std::string FileName(const FileId& file) {
  return file.invoice_id + std::string(Ending(file.kind));
}

std::optional<NameParts> ParseFileName(std::string_view name) {
  for (const FileKind kind : {FileKind::kPdf, FileKind::kReconciliationCsv}) {
    if (!name.ends_with(Ending(kind))) continue;
    name.remove_suffix(Ending(kind).size());
    if (!ValidId(name)) return std::nullopt;
    return NameParts{std::string(name), kind};
  }
  return std::nullopt;
}

const char* MediaType(FileKind kind) {
  return kind == FileKind::kPdf ? "application/pdf" : "text/csv; charset=utf-8; header=present";
}

}  // namespace reinstate::files
