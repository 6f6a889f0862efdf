// The files of a document by their kinds and names.

#include "server/files/invoice_file.h"

#include <gtest/gtest.h>

#include "tests/files/documents.h"

namespace reinstate::files {
namespace {

TEST(InvoiceFile, IsMadeByKindWithItsDigest) {
  const auto pdf = MakeFile(OneLine(), FileKind::kPdf);
  ASSERT_TRUE(pdf.ok());
  EXPECT_EQ(pdf->bytes.substr(0, 5), "%PDF-");
  const auto csv = MakeFile(OneLine(), FileKind::kReconciliationCsv);
  ASSERT_TRUE(csv.ok());
  EXPECT_EQ(csv->bytes.substr(0, 7), "record,");
  EXPECT_EQ(csv->sha256_hex.size(), 64U);
  EXPECT_NE(csv->sha256_hex, pdf->sha256_hex);
  EXPECT_EQ(csv->sha256_hex, MakeFile(OneLine(), FileKind::kReconciliationCsv)->sha256_hex);
  IssuedDocument wrong = OneLine();
  wrong.invoice.total_minor = 1;
  EXPECT_FALSE(MakeFile(wrong, FileKind::kReconciliationCsv).ok());
}

TEST(InvoiceFile, NamesReadBack) {
  for (const FileId& file :
       {FileId{"a", "INV-1", FileKind::kPdf}, FileId{"a", "x.csv", FileKind::kPdf},
        FileId{"a", "x.pdf", FileKind::kReconciliationCsv}}) {
    const auto parts = ParseFileName(FileName(file));
    ASSERT_TRUE(parts);
    EXPECT_EQ(parts->invoice_id, file.invoice_id);
    EXPECT_EQ(parts->kind, file.kind);
  }
  for (const char* bad : {"", ".pdf", "a", "a.txt", "a/b.pdf", "..pdf", "a b.csv"}) {
    EXPECT_FALSE(ParseFileName(bad)) << bad;
  }
}

}  // namespace
}  // namespace reinstate::files
