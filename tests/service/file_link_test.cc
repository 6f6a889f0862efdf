// Links to invoices' files, end to end: keys from their file, HTTPS, rows behind row-level
// security.

#include <gtest/gtest.h>
#include <httplib.h>
#include <sys/stat.h>

#include <memory>
#include <string>

#include "absl/time/clock.h"
#include "server/files/file_link.h"
#include "tests/support/server_fixture.h"

namespace reinstate::testing {
namespace {

const std::string kFirst = "k1 " + std::string(64, '1') + "\n";
const std::string kSecond = "k2 " + std::string(64, '2') + "\n";

rpc::TempFile& KeyFile() {
  static auto* const kFile = new rpc::TempFile(kFirst);
  return *kFile;
}

void ServeFiles(Config& config) {
  KeyFile().Write(kFirst);
  chmod(KeyFile().path().c_str(), S_IRUSR | S_IWUSR);
  config.file_links.listen = "127.0.0.1:0";
  config.file_links.base_url = "https://localhost";
  config.file_links.key_file = KeyFile().path();
}

class FileLink : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const char* account : {"contoso", "fabrikam"}) {
      fixture_.Register(account, "2026-06-01T00:00:00Z");
    }
    fixture_.RecordInvoice("contoso", "INV-1", 123450, "2026-07-01", "2026-08-30");
  }

  static std::string Target(const std::string& keys, const std::string& account_id,
                            const std::string& invoice_id, files::FileKind kind) {
    const auto links = files::FileLinks::Create(
        "", [&keys]() -> Result<std::string> { return keys; }, [] { return absl::Now(); });
    return (*links)->Sign({account_id, invoice_id, kind}).url;
  }

  // The response's status and body.
  std::pair<int, std::string> Get(const std::string& target) {
    httplib::SSLClient client("localhost", fixture_.server().file_port());
    client.set_ca_cert_path(fixture_.ca_file());
    client.enable_server_certificate_verification(true);
    const auto got = client.Get(target);
    return got ? std::pair(got->status, got->body) : std::pair(0, httplib::to_string(got.error()));
  }

  ServerFixture fixture_{&ServeFiles};
};

TEST_F(FileLink, OpensTheFilesOfARecordedInvoice) {
  const auto [pdf_status, pdf] = Get(Target(kFirst, "contoso", "INV-1", files::FileKind::kPdf));
  EXPECT_EQ(pdf_status, 200) << pdf;
  EXPECT_EQ(pdf.substr(0, 5), "%PDF-");
  const auto [csv_status, csv] =
      Get(Target(kFirst, "contoso", "INV-1", files::FileKind::kReconciliationCsv));
  EXPECT_EQ(csv_status, 200);
  EXPECT_NE(csv.find("CONTROL,INVOICE,INV-1,,,,1234.50,USD,1\r\n"), std::string::npos) << csv;
}

TEST_F(FileLink, OpensNothingOfAnotherAccountOrThatIsAbsent) {
  const auto kind = files::FileKind::kPdf;
  EXPECT_EQ(Get(Target(kFirst, "fabrikam", "INV-1", kind)).first, 404);
  EXPECT_EQ(Get(Target(kFirst, "contoso", "INV-2", kind)).first, 404);
  EXPECT_EQ(Get(Target(kFirst, "nobody", "INV-1", kind)).first, 404);
  EXPECT_EQ(Get(Target(kSecond, "contoso", "INV-1", kind)).first, 404);
}

TEST_F(FileLink, KeysRotateOnReload) {
  const std::string by_second = Target(kSecond, "contoso", "INV-1", files::FileKind::kPdf);
  KeyFile().Write(kSecond);
  EXPECT_EQ(Get(by_second).first, 404);
  ASSERT_TRUE(fixture_.server().Reload().ok());
  EXPECT_EQ(Get(by_second).first, 200);
  chmod(KeyFile().path().c_str(), 0644);
  EXPECT_FALSE(fixture_.server().Reload().ok()) << "others may read it";
  EXPECT_EQ(Get(by_second).first, 200) << "and nothing changed";
}

TEST_F(FileLink, AKeyFileThatOthersMayReadStopsTheStart) {
  EXPECT_THROW(ServerFixture([](Config& config) {
                 ServeFiles(config);
                 chmod(KeyFile().path().c_str(), 0640);
               }),
               std::runtime_error);
}

}  // namespace
}  // namespace reinstate::testing
