// RELIABILITY, security: links are bearer rights; whatever was not signed as it stands opens
// nothing.

#include "server/files/file_link.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace reinstate::files {
namespace {

constexpr char kBase[] = "https://files.example";
const std::string kOld = "old " + std::string(64, 'a') + "\n";
const std::string kNew = "new " + std::string(64, 'B') + "\n";
const FileId kFile{"contoso", "INV-2026-0001", FileKind::kPdf};

struct Fixture {
  absl::Time now = absl::FromUnixSeconds(1783000000);
  std::string keys = kOld;
  std::unique_ptr<FileLinks> links = Make();

  std::unique_ptr<FileLinks> Make() {
    auto made = FileLinks::Create(
        kBase, [this]() -> Result<std::string> { return keys; }, [this] { return now; });
    return made.ok() ? std::move(*made) : nullptr;
  }
  std::string Target(const FileId& file = kFile) const {
    return links->Sign(file).url.substr(sizeof kBase - 1);
  }
};

TEST(FileLinks, OpenTheFileThatWasSigned) {
  const Fixture fixture;
  for (const FileId& file :
       {kFile, FileId{"contoso", "INV-2026-0001", FileKind::kReconciliationCsv},
        FileId{"a", "x.pdf", FileKind::kReconciliationCsv}, FileId{"a.b_c-d", "1", FileKind::kPdf},
        FileId{std::string(64, 'a'), std::string(64, 'b'), FileKind::kPdf}}) {
    const FileLink link = fixture.links->Sign(file);
    EXPECT_EQ(link.expires_at, fixture.now + absl::Minutes(30));
    EXPECT_EQ(link.url.find(kBase), 0U);
    const auto opened = fixture.links->Verify(fixture.Target(file));
    ASSERT_TRUE(opened) << link.url;
    EXPECT_EQ(opened->file, file);
    EXPECT_EQ(opened->account.account_id(), file.account_id);
  }
}

TEST(FileLinks, EveryChangedByteIsRefused) {
  const Fixture fixture;
  const std::string target = fixture.Target();
  ASSERT_TRUE(fixture.links->Verify(target));
  for (size_t at = 0; at < target.size(); ++at) {
    for (int byte = 0; byte < 256; ++byte) {
      std::string changed = target;
      changed[at] = static_cast<char>(byte);
      if (changed == target) continue;
      ASSERT_FALSE(fixture.links->Verify(changed)) << at << ": " << changed;
    }
  }
}

TEST(FileLinks, EveryCutAndEveryAdditionIsRefused) {
  const Fixture fixture;
  const std::string target = fixture.Target();
  for (size_t at = 0; at <= target.size(); ++at) {
    if (at < target.size()) {
      ASSERT_FALSE(fixture.links->Verify(target.substr(0, at)));
      ASSERT_FALSE(fixture.links->Verify(target.substr(0, at) + target.substr(at + 1)));
    }
    for (const char* more : {"0", "/", "&", "%00", "+", ".", " ", "A", "&expires=9999999999"}) {
      ASSERT_FALSE(fixture.links->Verify(target.substr(0, at) + more + target.substr(at)));
    }
  }
}

TEST(FileLinks, NoiseIsRefused) {
  const Fixture fixture;
  std::mt19937 random(7);
  const std::string target = fixture.Target();
  for (int i = 0; i < 20000; ++i) {
    std::string noise = target;
    for (int changes = 1 + static_cast<int>(random() % 6); changes > 0; --changes) {
      const size_t at = random() % noise.size();
      if (random() % 2 == 0) {
        noise[at] = static_cast<char>(random());
      } else {
        noise.insert(at, noise.substr(random() % noise.size(), random() % 20));
      }
    }
    if (noise != target) {
      ASSERT_FALSE(fixture.links->Verify(noise)) << noise;
    }
  }
  EXPECT_FALSE(fixture.links->Verify(""));
  EXPECT_FALSE(fixture.links->Verify(std::string(100000, '/')));
}

TEST(FileLinks, ASignatureOpensNoOtherAccountInvoiceOrKind) {
  const Fixture fixture;
  const std::string target = fixture.Target();
  const std::string query = target.substr(target.find('?'));
  for (const char* path :
       {"/files/fabrikam/INV-2026-0001.pdf", "/files/contoso/INV-2026-0002.pdf",
        "/files/contoso/INV-2026-0001.csv", "/files/contosoI/NV-2026-0001.pdf"}) {
    EXPECT_FALSE(fixture.links->Verify(path + query)) << path;
  }
  EXPECT_TRUE(fixture.links->Verify("/files/contoso/INV-2026-0001.pdf" + query));
}

TEST(FileLinks, ExpireAfterHalfAnHour) {
  Fixture fixture;
  const std::string target = fixture.Target();
  fixture.now += absl::Minutes(30) - absl::Milliseconds(1);
  EXPECT_TRUE(fixture.links->Verify(target));
  fixture.now += absl::Milliseconds(1);
  EXPECT_FALSE(fixture.links->Verify(target));
}

TEST(FileLinks, KeysRotateWithoutBreakingLinks) {
  Fixture fixture;
  const std::string by_old = fixture.Target();
  fixture.keys = kOld + kNew;
  ASSERT_TRUE(fixture.links->Reload().ok());
  EXPECT_NE(fixture.Target().find("key=old"), std::string::npos);
  fixture.keys = kNew + kOld;
  ASSERT_TRUE(fixture.links->Reload().ok());
  const std::string by_new = fixture.Target();
  EXPECT_NE(by_new.find("key=new"), std::string::npos);
  EXPECT_TRUE(fixture.links->Verify(by_old));
  fixture.keys = kNew;
  ASSERT_TRUE(fixture.links->Reload().ok());
  EXPECT_FALSE(fixture.links->Verify(by_old));
  EXPECT_TRUE(fixture.links->Verify(by_new));
  fixture.keys = "new " + std::string(64, 'c');
  ASSERT_TRUE(fixture.links->Reload().ok());
  EXPECT_FALSE(fixture.links->Verify(by_new)) << "the same id with another secret";
}

TEST(FileLinks, ABadKeyFileIsRefusedAndChangesNothing) {
  Fixture fixture;
  const std::string target = fixture.Target();
  for (const std::string& bad :
       {std::string(), std::string("\n"), std::string("id"), "id " + std::string(62, 'a'),
        "id " + std::string(65, 'a'), "id " + std::string(258, 'a'), "id " + std::string(64, 'g'),
        "-id " + std::string(64, 'a'), kOld + kOld, "id  " + std::string(64, 'a'),
        "id " + std::string(64, 'a') + " more"}) {
    fixture.keys = bad;
    const Status reloaded = fixture.links->Reload();
    ASSERT_FALSE(reloaded.ok()) << bad;
    EXPECT_EQ(reloaded.error().message.find("aaaa"), std::string::npos);
    EXPECT_TRUE(fixture.links->Verify(target));
    EXPECT_EQ(fixture.Make(), nullptr);
  }
}

}  // namespace
}  // namespace reinstate::files
