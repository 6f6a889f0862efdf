// The files of invoices over gRPC: links, downloads from an offset, lines with their control total.

#include <gtest/gtest.h>
#include <httplib.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <pqxx/pqxx>
#include <string>
#include <vector>

#include "tests/support/command_line.h"
#include "tests/support/server_fixture.h"

namespace reinstate::testing {
namespace {

rpc::TempFile& LinkKeys() {
  static auto* const kFile = new rpc::TempFile("k1 " + std::string(64, '1') + "\n");
  return *kFile;
}

void ServeFiles(Config& config) {
  chmod(LinkKeys().path().c_str(), S_IRUSR | S_IWUSR);
  config.file_links.listen = "127.0.0.1:0";
  config.file_links.base_url = "https://localhost";
  config.file_links.key_file = LinkKeys().path();
}

class InvoiceFiles : public ::testing::Test {
 protected:
  static constexpr int kLines = 1000;

  void SetUp() override {
    fixture_.SetClock("2026-07-15T12:00:00Z");
    for (const char* account : {"contoso", "fabrikam"}) {
      fixture_.Register(account, "2026-06-01T00:00:00Z");
    }
    const Caller staff = fixture_.As(rpc::Role::kOperator);
    v1::SetPaymentInstructionsRequest instructions;
    instructions.set_account_id("contoso");
    instructions.set_request_id(NewRequestId());
    instructions.set_reason("a test");
    instructions.mutable_instructions()->set_method("wire");
    instructions.mutable_instructions()->set_beneficiary("Reinstate Cloud");
    instructions.mutable_instructions()->set_account_number("DE02 1203 0000 0000 2020 51");
    grpc::ClientContext context;
    v1::SetPaymentInstructionsResponse set;
    const auto status = staff.billing_admin->SetPaymentInstructions(&context, instructions, &set);
    ASSERT_TRUE(status.ok()) << status.error_message();
    RecordWithLines();
  }

  void RecordWithLines() {
    v1::RecordInvoiceRequest request;
    request.set_account_id("contoso");
    request.set_request_id(NewRequestId());
    request.set_reason("a test");
    v1::InvoiceContent& invoice = *request.mutable_invoice();
    invoice.set_invoice_id("INV-1");
    *invoice.mutable_issued_on() = Day("2026-07-01");
    *invoice.mutable_billing_period()->mutable_from() = Day("2026-06-01");
    *invoice.mutable_billing_period()->mutable_through() = Day("2026-06-30");
    for (int i = 1; i <= kLines; ++i) {
      v1::LineItem* line = invoice.add_lines();
      line->set_description("Seats of plan " + std::to_string(i));
      line->set_reference("SUB-" + std::to_string(i));
      line->set_quantity(i);
      line->set_amount_minor(i);
    }
    invoice.mutable_total()->set_currency_code("EUR");
    invoice.mutable_total()->set_amount_minor(kLines * (kLines + 1) / 2);
    grpc::ClientContext context;
    v1::RecordInvoiceResponse response;
    const auto status = fixture_.As(rpc::Role::kOperator)
                            .billing_admin->RecordInvoice(&context, request, &response);
    ASSERT_TRUE(status.ok()) << status.error_message();
  }

  template <typename Request>
  static Request About(const std::string& account_id, const std::string& invoice_id) {
    Request request;
    request.set_account_id(account_id);
    request.set_invoice_id(invoice_id);
    return request;
  }

  v1::GetInvoiceFileResponse File(v1::InvoiceFileKind kind) {
    auto request = About<v1::GetInvoiceFileRequest>("contoso", "INV-1");
    request.set_kind(kind);
    grpc::ClientContext context;
    v1::GetInvoiceFileResponse response;
    const auto status = partner_.billing->GetInvoiceFile(&context, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  }

  struct Download {
    std::string reason;  // "OK" where it ended well
    std::string bytes;
    std::vector<v1::DownloadInvoiceFileResponse> chunks;
  };

  Download Bytes(v1::InvoiceFileKind kind, int64_t offset, const std::string& account_id,
                 const std::string& invoice_id) {
    auto request = About<v1::DownloadInvoiceFileRequest>(account_id, invoice_id);
    request.set_kind(kind);
    request.set_offset(offset);
    grpc::ClientContext context;
    const auto reader = partner_.billing->DownloadInvoiceFile(&context, request);
    Download download;
    v1::DownloadInvoiceFileResponse chunk;
    while (reader->Read(&chunk)) {
      EXPECT_EQ(chunk.offset(), offset + static_cast<int64_t>(download.bytes.size()));
      download.bytes += chunk.data();
      download.chunks.push_back(chunk);
    }
    download.reason = ReasonOf(reader->Finish());
    return download;
  }
  Download Bytes(v1::InvoiceFileKind kind, int64_t offset = 0) {
    return Bytes(kind, offset, "contoso", "INV-1");
  }

  std::string OpenLink(const std::string& url) {
    httplib::SSLClient client("localhost", fixture_.server().file_port());
    client.set_ca_cert_path(fixture_.ca_file());
    client.enable_server_certificate_verification(true);
    const auto got = client.Get(url.substr(std::string("https://localhost").size()));
    return got && got->status == 200 ? got->body : "no";
  }

  ServerFixture fixture_{&ServeFiles};
  const Caller partner_ = fixture_.As(rpc::Role::kBillingAdmin, "contoso");
};

constexpr auto kPdf = v1::INVOICE_FILE_KIND_PDF;
constexpr auto kCsv = v1::INVOICE_FILE_KIND_RECONCILIATION_CSV;

TEST_F(InvoiceFiles, R26_R27_ALinkOpensTheBytesThatTheDownloadGives) {
  for (const auto kind : {kPdf, kCsv}) {
    const auto file = File(kind);
    const Download download = Bytes(kind);
    EXPECT_EQ(download.reason, "OK");
    ASSERT_FALSE(download.chunks.empty());
    EXPECT_EQ(OpenLink(file.link().url()), download.bytes);
    EXPECT_EQ(file.link().kind(), kind);
    EXPECT_EQ(file.size_bytes(), static_cast<int64_t>(download.bytes.size()));
    EXPECT_EQ(file.sha256(), download.chunks.front().sha256());
    EXPECT_EQ(file.sha256().size(), 64U);
    EXPECT_EQ(download.chunks.back().size_bytes(), file.size_bytes());
  }
  EXPECT_EQ(File(kPdf).file_name(), "INV-1.pdf");
  EXPECT_EQ(File(kCsv).media_type().substr(0, 8), "text/csv");
  EXPECT_NE(Bytes(kCsv).bytes.find("CONTROL,INVOICE,INV-1,,,,5005.00,EUR,1000\r\n"),
            std::string::npos);
}

TEST_F(InvoiceFiles, ADownloadGoesOnFromAnyOffset) {
  const Download whole = Bytes(kPdf);
  ASSERT_GT(whole.chunks.size(), 1U) << "large enough for several chunks";
  const auto size = static_cast<int64_t>(whole.bytes.size());
  for (const int64_t offset : {int64_t{1}, size / 2, size - 1, size}) {
    const Download rest = Bytes(kPdf, offset);
    EXPECT_EQ(rest.reason, "OK");
    EXPECT_EQ(rest.bytes, whole.bytes.substr(static_cast<size_t>(offset)));
  }
  EXPECT_EQ(Bytes(kPdf, size + 1).reason, "OFFSET_BEYOND_END");
  EXPECT_EQ(Bytes(kPdf, -1).reason, "INVALID_FIELD");
}

TEST_F(InvoiceFiles, R27_LinesComeInOrderAndTheControlTotalLast) {
  for (const int cursor : {0, 1, 500, 999, 1000}) {
    auto request = About<v1::StreamReconciliationRequest>("contoso", "INV-1");
    request.set_cursor(cursor);
    grpc::ClientContext context;
    const auto reader = partner_.billing->StreamReconciliation(&context, request);
    v1::StreamReconciliationResponse message;
    int seen = cursor;
    bool controlled = false;
    while (reader->Read(&message)) {
      EXPECT_FALSE(controlled) << "it is the last";
      for (const v1::LineItem& line : message.lines()) {
        EXPECT_EQ(line.reference(), "SUB-" + std::to_string(++seen));
      }
      EXPECT_EQ(message.cursor(), seen);
      controlled = message.has_control();
    }
    EXPECT_TRUE(reader->Finish().ok());
    EXPECT_TRUE(controlled);
    EXPECT_EQ(seen, kLines);
    EXPECT_EQ(message.control().line_count(), kLines);
    EXPECT_EQ(message.control().total().amount_minor(), 500500);
  }
  auto request = About<v1::StreamReconciliationRequest>("contoso", "INV-1");
  request.set_cursor(kLines + 1);
  grpc::ClientContext context;
  const auto reader = partner_.billing->StreamReconciliation(&context, request);
  v1::StreamReconciliationResponse message;
  EXPECT_FALSE(reader->Read(&message));
  EXPECT_EQ(ReasonOf(reader->Finish()), "OFFSET_BEYOND_END");
}

TEST_F(InvoiceFiles, AForeignInvoiceAndAnAbsentOneAnswerAlike) {
  fixture_.RecordInvoice("fabrikam", "INV-9", 100, "2026-07-01", "2026-07-31");
  EXPECT_EQ(Bytes(kPdf, 0, "contoso", "INV-9").reason, "INVOICE_NOT_FOUND");
  EXPECT_EQ(Bytes(kPdf, 0, "contoso", "INV-8").reason, "INVOICE_NOT_FOUND");
  EXPECT_EQ(Bytes(kPdf, 0, "fabrikam", "INV-9").reason, "NOT_PERMITTED");
  EXPECT_EQ(Bytes(kPdf, 0, "nobody", "INV-9").reason, "NOT_PERMITTED");
}

TEST_F(InvoiceFiles, TheBytesAreFixedAtIssue) {
  const std::string pdf = Bytes(kPdf).bytes;
  const std::string csv = Bytes(kCsv).bytes;
  pqxx::connection connection(fixture_.database().superuser_url());
  pqxx::work work(connection);
  work.exec("UPDATE accounts SET display_name = 'Another Name'");
  work.commit();
  fixture_.RecordPayment("contoso", "PAY-1", 100, "2026-07-10T00:00:00Z");
  fixture_.SetClock("2026-12-01T00:00:00Z");
  EXPECT_EQ(Bytes(kPdf).bytes, pdf);
  EXPECT_EQ(Bytes(kCsv).bytes, csv);
}

TEST_F(InvoiceFiles, R26_R27_TheSummaryAndTheInvoiceCarryLinksThatOpen) {
  v1::GetBillingSummaryRequest request;
  request.set_account_id("contoso");
  grpc::ClientContext context;
  v1::GetBillingSummaryResponse response;
  ASSERT_TRUE(partner_.billing->GetBillingSummary(&context, request, &response).ok());
  ASSERT_EQ(response.summary().recent_invoices_size(), 1);
  const v1::Invoice& recent = response.summary().recent_invoices(0);
  ASSERT_EQ(recent.file_links_size(), 2);
  EXPECT_EQ(OpenLink(recent.file_links(0).url()), Bytes(kPdf).bytes);
  EXPECT_EQ(OpenLink(recent.file_links(1).url()), Bytes(kCsv).bytes);
  v1::GetInvoiceResponse invoice;
  grpc::ClientContext another;
  ASSERT_TRUE(partner_.billing
                  ->GetInvoice(&another, About<v1::GetInvoiceRequest>("contoso", "INV-1"), &invoice)
                  .ok());
  EXPECT_EQ(invoice.invoice().file_links_size(), 2);
}

std::string Contents(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

TEST_F(InvoiceFiles, TheCommandSavesBothFilesWhole) {
  const rpc::TempFile token(fixture_.Token(rpc::Role::kBillingAdmin, "contoso"));
  const std::string pdf = token.path() + ".pdf", csv = token.path() + ".csv";
  const auto saved =
      RunCommand(REINSTATE_CLI, fixture_, token,
                 "invoice get contoso INV-1 --pdf " + pdf + " --reconciliation " + csv);
  EXPECT_EQ(saved.code, 0) << saved.text;
  EXPECT_NE(saved.text.find(File(kPdf).sha256()), std::string::npos) << saved.text;
  EXPECT_EQ(Contents(pdf), Bytes(kPdf).bytes);
  EXPECT_EQ(Contents(csv), Bytes(kCsv).bytes);
  const auto refused =
      RunCommand(REINSTATE_CLI, fixture_, token, "invoice get contoso INV-7 --pdf " + pdf);
  EXPECT_EQ(refused.code, 4) << refused.text;
  EXPECT_EQ(Contents(pdf), Bytes(kPdf).bytes) << "and the file is as it was";
  const auto nowhere = RunCommand(REINSTATE_CLI, fixture_, token,
                                  "invoice get contoso INV-1 --pdf /nonexistent/a.pdf");
  EXPECT_EQ(nowhere.code, 1) << nowhere.text;
  EXPECT_NE(nowhere.text.find("/nonexistent/a.pdf cannot be written"), std::string::npos)
      << nowhere.text;
  std::filesystem::remove(pdf);
  std::filesystem::remove(csv);
}

TEST(InvoiceFilesWithoutLinks, TheFileIsThereAllTheSame) {
  const ServerFixture fixture;
  fixture.Register("contoso", "2026-06-01T00:00:00Z");
  fixture.RecordInvoice("contoso", "INV-1", 100, "2026-07-01", "2026-07-31");
  v1::GetInvoiceFileRequest request;
  request.set_account_id("contoso");
  request.set_invoice_id("INV-1");
  request.set_kind(kPdf);
  grpc::ClientContext context;
  v1::GetInvoiceFileResponse response;
  const Caller reader = fixture.As(rpc::Role::kSvcReader);
  ASSERT_TRUE(reader.billing->GetInvoiceFile(&context, request, &response).ok());
  EXPECT_FALSE(response.has_link());
  EXPECT_GT(response.size_bytes(), 1000);
}

}  // namespace
}  // namespace reinstate::testing
