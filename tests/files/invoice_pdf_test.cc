// DOMAIN 5, files: the PDF, as poppler reads it back.

#include "server/files/invoice_pdf.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmath>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <memory>
#include <regex>
#include <set>
#include <string>

#include "tests/files/documents.h"

namespace reinstate::files {
namespace {

// What `command`, one of poppler's, prints about the PDF.
std::string Ask(const std::string& pdf, const std::string& command) {
  const std::string path = testing::TempDir() + "invoice-" + std::to_string(getpid()) + ".pdf";
  std::ofstream(path, std::ios::binary) << pdf;
  const std::unique_ptr<FILE, decltype(&pclose)> pipe(
      popen((command + " " + path + " - 2>/dev/null").c_str(), "r"), &pclose);
  std::string output;
  char buffer[4096];
  for (size_t got = 0; (got = fread(buffer, 1, sizeof buffer, pipe.get())) > 0;) {
    output.append(buffer, got);
  }
  std::remove(path.c_str());
  return output;
}

std::string PdfOf(const IssuedDocument& document) {
  const auto pdf = MakeInvoicePdf(document);
  if (!pdf.ok()) ADD_FAILURE() << pdf.error().message << ": " << pdf.error().for_log;
  return pdf.ok() ? *pdf : "";
}

std::string TextOf(const IssuedDocument& document) {
  return Ask(PdfOf(document), "pdftotext -layout");
}

int Count(const std::string& text, const std::string& part) {
  int count = 0;
  for (size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

void ExpectAll(const std::string& text, const std::vector<std::string>& parts) {
  for (const std::string& part : parts) {
    EXPECT_NE(text.find(part), std::string::npos) << part << "\nis not in:\n" << text;
  }
}

TEST(InvoicePdf, Domain5_ShowsTheDocumentAndItsInstructions) {
  const std::string text = TextOf(OneLine());
  ExpectAll(text, {"Invoice", "INV-2026-0001", "Contoso Ltd", "Account contoso", "1 July 2026",
                   "30 August 2026", "1 June 2026 – 30 June 2026", "1,234.50 USD", "L-1",
                   "Business Standard, annual plan", "25", "How to pay", "Bank transfer",
                   "Reinstate Cloud Services BV", "NL91 ABNA 0417 1643 00", "ABNANL2A",
                   "30 September 2026", "Page 1 of 1"});
}

TEST(InvoicePdf, Domain5_WhatIsNotToldIsLeftOut) {
  IssuedDocument document = OneLine();
  document.invoice.instructions.reset();
  document.invoice.period.reset();
  document.invoice.lines = {{"Consulting", "", 0, document.invoice.total_minor}};
  const std::string text = TextOf(document);
  for (const char* absent : {"How to pay", "Billing period", "Item", "Quantity", "Reduces"}) {
    EXPECT_EQ(Count(text, absent), 0) << absent;
  }
  document.invoice.instructions = PaymentInstructions{.method = "Direct debit",
                                                      .beneficiary = {},
                                                      .account_number = {},
                                                      .bank_code = {},
                                                      .reference = {},
                                                      .valid_until = {}};
  const std::string with_method = TextOf(document);
  EXPECT_EQ(Count(with_method, "Direct debit"), 1);
  EXPECT_EQ(Count(with_method, "Bank code") + Count(with_method, "Valid until"), 0);
}

TEST(InvoicePdf, Domain5_ACreditNoteSaysWhatItReduces) {
  IssuedDocument document = OneLine();

  document.invoice.invoice_id = "CN-1";
  document.invoice.amends = "INV-2026-0001";
  document.invoice.instructions.reset();
  const std::string text = TextOf(document);
  ExpectAll(text, {"Credit note", "CN-1", "Credited to", "Reduces invoice", "INV-2026-0001",
                   "Total credited", "1,234.50 USD"});
  EXPECT_EQ(Count(text, "Due"), 0);
  EXPECT_EQ(Count(text, "Total due"), 0);
}

TEST(InvoicePdf, Domain5_ManyLinesGoOverPagesWithTheSumCarried) {
  const std::string text = TextOf(ManyLines(120));
  const int pages = Count(text, "\f");
  EXPECT_GE(pages, 5);
  EXPECT_EQ(Count(text, " of " + std::to_string(pages)), pages);
  for (int i = 1; i <= 120; ++i) EXPECT_EQ(Count(text, "SUB-" + std::to_string(1000 + i)), 1) << i;
  const int tables = Count(text, "Description");
  EXPECT_EQ(Count(text, "Carried forward"), tables - 1);
  EXPECT_EQ(Count(text, "Brought forward"), tables - 1);
  EXPECT_EQ(Count(text, "Total  "), 1) << "only at the end, beside \"Total due\"";
  EXPECT_GT(text.find("Total  "), text.find("SUB-1120"));
  EXPECT_EQ(Count(text, "Invoice INV-2026-0001"), 2 * pages - 1) << "each foot, each later head";
}

TEST(InvoicePdf, Domain5_NothingLeavesThePageAtAnyNumberOfLines) {
  for (int count = 10; count <= 30; ++count) {
    const std::string words = Ask(PdfOf(ManyLines(count)), "pdftotext -bbox");
    static const std::regex kWord("xMax=\"([0-9.]+)\" yMax=\"([0-9.]+)\">([^<]*)<");
    for (std::sregex_iterator at(words.begin(), words.end(), kWord), end; at != end; ++at) {
      EXPECT_LT(std::stod((*at)[1]), 550) << count << ": " << (*at)[3];
      EXPECT_LT(std::stod((*at)[2]), 815) << count << ": " << (*at)[3];
    }
  }
}

TEST(InvoicePdf, Domain5_AmountsEndAtOneEdge) {
  IssuedDocument document = OneLine();
  document.invoice.instructions.reset();
  document.invoice.lines = {{"a", "1", 1, 99}, {"b", "2", 1, -1250}, {"c", "3", 1, 100000000}};
  document.invoice.total_minor = 100000000 + 99 - 1250;
  const std::string words = Ask(PdfOf(document), "pdftotext -bbox");
  std::set<int64_t> edges;  // tenths of a point
  for (const char* amount : {"0.99", "-12.50", "1,000,000.00"}) {
    std::smatch match;
    const std::regex word("xMax=\"([0-9.]+)\" yMax=\"[0-9.]+\">" + std::string(amount) + "<");
    ASSERT_TRUE(std::regex_search(words, match, word)) << amount;
    edges.insert(std::lround(std::stod(match[1]) * 10));
  }
  EXPECT_EQ(edges.size(), 1U);
}

TEST(InvoicePdf, Domain5_AmountsHaveTheDigitsOfTheirCurrency) {
  IssuedDocument document = OneLine();
  struct Row {
    const char* currency;
    const char* total;
  };
  for (const Row& row : {Row{"JPY", "123,450 JPY"}, Row{"KWD", "123.450 KWD"},
                         Row{"EUR", "1,234.50 EUR"}, Row{"CLF", "12.3450 CLF"}}) {
    document.invoice.currency = row.currency;
    EXPECT_EQ(Count(TextOf(document), row.total), 3) << row.currency;
  }
}

TEST(InvoicePdf, Domain5_NamesAreWholeInTheirScripts) {
  IssuedDocument document = OneLine();
  document.billed_name = "Ελληνική Εταιρεία";
  document.invoice.lines[0].description = "Подписка «Облако», Żółć, Çağrı, Ñandú";
  document.invoice.instructions->beneficiary = "Société Générale d’Hébergement";
  ExpectAll(TextOf(document), {"Ελληνική Εταιρεία", "Подписка «Облако», Żółć, Çağrı, Ñandú",
                               "Société Générale d’Hébergement"});
}

TEST(InvoicePdf, Domain5_LongTextsWrapAndOnlyDescriptionsAreCut) {
  IssuedDocument document = OneLine();
  document.account_id = std::string(64, 'W');
  document.invoice.invoice_id = std::string(64, 'M');
  document.invoice.lines[0].description = std::string(3000, 'x');
  document.invoice.lines[0].reference = std::string(64, 'i');
  document.invoice.instructions->account_number = std::string(120, '9');
  const std::string text = TextOf(document);
  EXPECT_EQ(Count(text, "W"), 64 + Count(text.substr(text.rfind("Account ")), "W"));
  EXPECT_EQ(Count(text, "9"), 120);
  EXPECT_EQ(Count(text, "…"), 2) << "the description and the foot";
  EXPECT_EQ(Count(text, "\f"), 1);
}

TEST(InvoicePdf, Domain5_TheLargestAmountsFit) {
  IssuedDocument document = OneLine();
  document.invoice.total_minor = INT64_MAX;
  document.invoice.lines = {{"Everything", "SKU", INT64_MAX, INT64_MAX}};
  ExpectAll(TextOf(document), {"92,233,720,368,547,758.07 USD", "9223372036854775807"});
}

TEST(InvoicePdf, Domain5_BadTextIsNoFailure) {
  IssuedDocument document = OneLine();
  document.billed_name = "a\xff\xc3 b\n\t\u202ec\U0001F600 株";
  document.invoice.lines[0].description = "";
  document.invoice.lines[0].reference = " ";
  EXPECT_NE(TextOf(document).find("a��"), std::string::npos);
  document.billed_name = "";
  EXPECT_GE(Count(TextOf(document), "contoso"), 2) << "the id stands in for a name";
}

TEST(InvoicePdf, Domain5_SameBytesEachTimeAndInEachProcess) {
  const IssuedDocument document = ManyLines(60);
  const std::string once = PdfOf(document);
  EXPECT_EQ(once, PdfOf(document));
  const std::string path = testing::TempDir() + "other-" + std::to_string(getpid()) + ".pdf";
  const pid_t child = fork();
  if (child == 0) {
    const auto pdf = MakeInvoicePdf(document);
    std::ofstream(path, std::ios::binary) << (pdf.ok() ? *pdf : "");
    _exit(0);
  }
  waitpid(child, nullptr, 0);
  std::ifstream file(path, std::ios::binary);
  EXPECT_EQ(once, std::string(std::istreambuf_iterator<char>(file), {}));
  std::remove(path.c_str());
}

TEST(InvoicePdf, Domain5_FailuresAreErrorsWithoutFileNames) {
  const auto no_font = MakeInvoicePdf(OneLine(), {"/nonexistent.ttf", "/nonexistent.ttf"});
  ASSERT_FALSE(no_font.ok());
  EXPECT_EQ(no_font.error().message.find("nonexistent"), std::string::npos);
  EXPECT_NE(no_font.error().for_log.find("nonexistent"), std::string::npos);
  const auto no_true_type = MakeInvoicePdf(OneLine(), {"/etc/passwd", "/etc/passwd"});
  EXPECT_FALSE(no_true_type.ok());
  IssuedDocument wrong = OneLine();
  wrong.invoice.total_minor += 1;
  EXPECT_FALSE(MakeInvoicePdf(wrong).ok());
}

}  // namespace
}  // namespace reinstate::files
