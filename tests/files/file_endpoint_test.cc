// The endpoint over real TLS: what a browser, curl and somebody hostile see.

#include "server/files/file_endpoint.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <httplib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "absl/time/clock.h"
#include "tests/client/tls_fixture.h"
#include "tests/files/documents.h"

namespace reinstate::files {
namespace {

using std::chrono::steady_clock;

std::string ReadAll(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

class FileEndpointTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = testing::TempDir() + "endpoint-" + std::string(6, 'X');
    ASSERT_NE(mkdtemp(folder_.data()), nullptr);
    const auto tls = testing_support::MakeKeyAndCertificate();
    std::ofstream(Path("key")) << tls.key_pem;
    std::ofstream(Path("certificate")) << tls.certificate_pem;
    links_ = std::move(*FileLinks::Create(
        "", []() -> Result<std::string> { return "k1 " + std::string(64, '5'); },
        [this] { return now_; }));
    Start({});
  }

  void TearDown() override {
    endpoint_.reset();
    for (const char* name : {"key", "certificate", "got"}) std::remove(Path(name).c_str());
    rmdir(folder_.c_str());
  }

  void Start(const FileEndpoint::Limits& limits) {
    endpoint_ = std::make_unique<FileEndpoint>(
        *links_, [this](const AccountScope&, const FileId& file) { return Fetch(file); }, limits);
    const Status status = endpoint_->Listen({"127.0.0.1:0", Path("certificate"), Path("key")});
    ASSERT_TRUE(status.ok()) << status.error().message;
  }

  Result<FileContent> Fetch(const FileId& file) const {
    if (file.invoice_id == "absent") return Error{Reason::kInvoiceNotFound, "no such invoice"};
    if (file.invoice_id == "down") return Error{Reason::kStoreUnavailable, "secret host db1"};
    if (file.invoice_id == "broken") return Error{Reason::kInternal, "secret detail"};
    return content_;
  }

  std::string Path(const std::string& name) const { return folder_ + "/" + name; }
  std::string Target(const std::string& invoice_id = "INV-1",
                     FileKind kind = FileKind::kPdf) const {
    return links_->Sign({"contoso", invoice_id, kind}).url;
  }
  std::unique_ptr<httplib::SSLClient> Client() const {
    auto client = std::make_unique<httplib::SSLClient>("localhost", endpoint_->port());
    client->set_ca_cert_path(Path("certificate"));
    client->enable_server_certificate_verification(true);
    return client;
  }
  httplib::Result Get(const std::string& target, const httplib::Headers& headers = {}) const {
    return Client()->Get(target, headers);
  }
  // curl's exit code.
  int Curl(const std::string& arguments) const {
    const std::string command = "curl -sS --cacert " + Path("certificate") + " " + arguments +
                                " 'https://localhost:" + std::to_string(endpoint_->port()) +
                                Target() + "' 2>/dev/null";
    return system(command.c_str());
  }

  absl::Time now_ = absl::FromUnixSeconds(1783000000);
  FileContent content_ = {std::string(100000, 'a') + "end", std::string(64, 'd')};
  std::string folder_;
  std::unique_ptr<FileLinks> links_;
  std::unique_ptr<FileEndpoint> endpoint_;
};

TEST_F(FileEndpointTest, ServesAFileWithHeadersThatKeepItSafe) {
  const auto pdf = Get(Target());
  ASSERT_TRUE(pdf) << pdf.error();
  EXPECT_EQ(pdf->status, 200);
  EXPECT_EQ(pdf->body, content_.bytes);
  EXPECT_EQ(pdf->get_header_value("Content-Type"), "application/pdf");
  EXPECT_EQ(pdf->get_header_value("Content-Disposition"), "inline; filename=\"INV-1.pdf\"");
  EXPECT_EQ(pdf->get_header_value("Cache-Control"), "no-store");
  EXPECT_EQ(pdf->get_header_value("X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(pdf->get_header_value("Accept-Ranges"), "bytes");
  EXPECT_EQ(pdf->get_header_value("ETag"), "\"" + content_.sha256_hex + "\"");
  const auto csv =
      Get(Target("INV-1", FileKind::kReconciliationCsv), {{"Accept-Encoding", "gzip"}});
  ASSERT_TRUE(csv);
  EXPECT_EQ(csv->get_header_value("Content-Type"), "text/csv; charset=utf-8; header=present");
  EXPECT_EQ(csv->get_header_value("Content-Disposition"), "attachment; filename=\"INV-1.csv\"");
  EXPECT_EQ(csv->get_header_value("Content-Length"), std::to_string(content_.bytes.size()));
  EXPECT_FALSE(csv->has_header("Content-Encoding"));
}

TEST_F(FileEndpointTest, HeadTellsTheSizeAlone) {
  const auto head = Client()->Head(Target());
  ASSERT_TRUE(head);
  EXPECT_EQ(head->status, 200);
  EXPECT_EQ(head->get_header_value("Content-Length"), std::to_string(content_.bytes.size()));
  EXPECT_TRUE(head->body.empty());
}

TEST_F(FileEndpointTest, EveryBadLinkGetsTheSameAnswer) {
  const std::string good = Target();
  std::string altered = good;
  altered.back() = altered.back() == '0' ? '1' : '0';
  std::string other_account = good;
  other_account.replace(other_account.find("contoso"), 7, "fabrika");
  std::string other_key = good;
  other_key.replace(other_key.find("key=k1"), 6, "key=k2");
  now_ -= absl::Minutes(31);
  const std::string expired = Target();
  now_ += absl::Minutes(31);
  std::vector<std::string> seen;
  for (const std::string& bad : {altered, other_account, other_key, expired, Target("absent"),
                                 std::string("/"), std::string("/metrics"), good + "&x=1"}) {
    const auto got = Get(bad, {{"Range", "bytes=0-3"}});
    ASSERT_TRUE(got) << bad;
    std::string answer = std::to_string(got->status) + got->body;
    for (const auto& [name, value] : got->headers) answer += name + value;
    seen.push_back(answer);
    EXPECT_EQ(got->status, 404) << bad;
    EXPECT_EQ(got->get_header_value("Cache-Control"), "no-store");
    EXPECT_EQ(answer, seen.front()) << bad;
  }
}

TEST_F(FileEndpointTest, FailuresTellNothingOfTheInside) {
  const auto down = Get(Target("down"));
  ASSERT_TRUE(down);
  EXPECT_EQ(down->status, 503);
  EXPECT_EQ(down->get_header_value("Retry-After"), "5");
  const auto broken = Get(Target("broken"));
  ASSERT_TRUE(broken);
  EXPECT_EQ(broken->status, 500);
  for (const auto* got : {&down, &broken}) {
    EXPECT_EQ((*got)->body.find("secret"), std::string::npos);
    EXPECT_EQ((*got)->get_header_value("Cache-Control"), "no-store");
  }
}

TEST_F(FileEndpointTest, ServesOneRange) {
  struct Row {
    const char* range;
    int status;
    const char* content_range;
    std::string body;
  };
  for (const Row& row :
       {Row{"bytes=100000-", 206, "bytes 100000-100002/100003", "end"},
        Row{"bytes=-2", 206, "bytes 100001-100002/100003", "nd"},
        Row{"bytes=0-0", 206, "bytes 0-0/100003", "a"},
        Row{"bytes=100001-999999999", 206, "bytes 100001-100002/100003", "nd"},
        Row{"bytes=100003-", 416, "bytes */100003", ""},
        Row{"bytes=0-1,4-5", 200, "", content_.bytes}, Row{"lines=1-2", 200, "", content_.bytes}}) {
    const auto got = Get(Target(), {{"Range", row.range}, {"Accept-Encoding", "gzip, br"}});
    ASSERT_TRUE(got) << row.range;
    if (got->status == 416 && row.status == 200) continue;  // the library refused to read it
    EXPECT_EQ(got->status, row.status) << row.range;
    EXPECT_EQ(got->get_header_value("Content-Range"), row.content_range) << row.range;
    EXPECT_EQ(got->body, row.body) << row.range;
  }
  const auto changed = Get(Target(), {{"Range", "bytes=5-"}, {"If-Range", "\"other\""}});
  ASSERT_TRUE(changed);
  EXPECT_EQ(changed->status, 200);
  const auto same =
      Get(Target(), {{"Range", "bytes=5-"}, {"If-Range", "\"" + content_.sha256_hex + "\""}});
  ASSERT_TRUE(same);
  EXPECT_EQ(same->status, 206);
}

TEST_F(FileEndpointTest, ManyRangesAreNoAmplification) {
  std::string ranges = "bytes=0-";
  while (ranges.size() < 7000) ranges += ",0-";
  const auto got = Get(Target(), {{"Range", ranges}});
  ASSERT_TRUE(got);
  EXPECT_LE(got->body.size(), content_.bytes.size());
}

TEST_F(FileEndpointTest, CurlDownloadsAndResumes) {
  EXPECT_EQ(Curl("--fail -o " + Path("got")), 0);
  EXPECT_EQ(ReadAll(Path("got")), content_.bytes);
  std::ofstream(Path("got"), std::ios::binary) << content_.bytes.substr(0, 4321);
  EXPECT_EQ(Curl("--fail -C - -o " + Path("got")), 0);
  EXPECT_EQ(ReadAll(Path("got")), content_.bytes);
  EXPECT_EQ(Curl("--fail -I"), 0);
  EXPECT_NE(Curl("--fail --tls-max 1.1 -o " + Path("got")), 0);
}

TEST_F(FileEndpointTest, OtherMethodsAreRefused) {
  for (const auto& got : {Client()->Post(Target(), "x", "text/plain"), Client()->Delete(Target()),
                          Client()->Put(Target(), std::string(100000, 'x'), "text/plain")}) {
    if (!got) continue;  // cut while it sent its body
    EXPECT_EQ(got->status, 405);
    EXPECT_EQ(got->get_header_value("Allow"), "GET, HEAD");
  }
}

TEST_F(FileEndpointTest, LargeRequestsAreCut) {
  httplib::Headers headers;
  for (int i = 0; i < 50; ++i) headers.emplace("X-" + std::to_string(i), std::string(1000, 'x'));
  const auto got = Get(Target(), headers);
  EXPECT_TRUE(!got || got->status >= 400);
  const auto long_target = Get("/" + std::string(8000, 'a'));
  EXPECT_TRUE(!long_target || long_target->status >= 400);
  EXPECT_EQ(Get(Target())->status, 200);
}

// A connection over which nothing is sent.
int Connect(int port) {
  const int connected = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(static_cast<uint16_t>(port));
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_EQ(connect(connected, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  return connected;
}

TEST_F(FileEndpointTest, ASlowSenderIsCutAndKeepsNobodyOut) {
  Start({.threads = 1, .longest_queue = 1, .longest_connection = std::chrono::seconds(1)});
  const int connected = Connect(endpoint_->port());
  SSL_CTX* const context = SSL_CTX_new(TLS_client_method());
  SSL* const ssl = SSL_new(context);
  SSL_set_fd(ssl, connected);
  ASSERT_EQ(SSL_connect(ssl), 1);
  const auto start = steady_clock::now();
  std::thread other([this] { EXPECT_EQ(Get(Target())->status, 200); });
  // A byte every tenth of a second would last for hours.
  while (steady_clock::now() - start < std::chrono::seconds(8)) {
    if (SSL_write(ssl, "G", 1) <= 0) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
  }
  EXPECT_LT(steady_clock::now() - start, std::chrono::seconds(5));
  other.join();
  SSL_free(ssl);
  SSL_CTX_free(context);
  close(connected);
}

TEST_F(FileEndpointTest, SilentConnectionsDoNotHoldUpStopping) {
  std::vector<int> silent(20);
  for (int& one : silent) one = Connect(endpoint_->port());
  const auto start = steady_clock::now();
  endpoint_.reset();
  EXPECT_LT(steady_clock::now() - start, std::chrono::seconds(8));
  for (const int connected : silent) close(connected);
}

TEST_F(FileEndpointTest, DoesNotStartOnWhatIsWrong) {
  FileEndpoint other(*links_,
                     [this](const AccountScope&, const FileId& file) { return Fetch(file); });
  const std::string taken = "127.0.0.1:" + std::to_string(endpoint_->port());
  EXPECT_FALSE(other.Listen({taken, Path("certificate"), Path("key")}).ok());
  FileEndpoint third(*links_,
                     [this](const AccountScope&, const FileId& file) { return Fetch(file); });
  EXPECT_FALSE(third.Listen({"127.0.0.1:0", Path("key"), Path("key")}).ok());
}

}  // namespace
}  // namespace reinstate::files
