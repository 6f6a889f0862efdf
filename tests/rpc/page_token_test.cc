#include "server/rpc/page_token.h"

#include <gtest/gtest.h>

#include <string>

#include "reinstate/v1/account_status_service.pb.h"
#include "reinstate/v1/billing_admin_service.pb.h"
#include "reinstate/v1/dev_service.pb.h"
#include "server/rpc/base64url.h"

namespace reinstate::rpc {
namespace {

const std::string kKey(32, 'k');
constexpr PageBinding kBinding{"reinstate.v1.AccountStatusService.ListStatusTransitions",
                               "user:issuer|alice", "hash"};

void ExpectRefused(const Result<std::string>& opened) {
  ASSERT_FALSE(opened.ok());
  EXPECT_EQ(opened.error().reason, Reason::kInvalidPageToken);
  EXPECT_EQ(opened.error().message, "the page token is not of this list; start again without one");
}

TEST(PageTokenTest, OpensWhatItSealed) {
  for (const std::string& cursor : {std::string(), std::string("a"),
                                    std::string("2024-01-01|\0x", 13), std::string(700, 'z')}) {
    const std::string token = SealPageToken(kKey, kBinding, cursor);
    EXPECT_LE(token.size(), 1024u);
    const auto opened = OpenPageToken(kKey, kBinding, token);
    ASSERT_TRUE(opened.ok());
    EXPECT_EQ(*opened, cursor);
  }
}

TEST(PageTokenTest, IsBoundToKeyMethodCallerAndRequest) {
  const std::string token = SealPageToken(kKey, kBinding, "cursor");
  ExpectRefused(OpenPageToken(std::string(32, 'l'), kBinding, token));
  PageBinding other = kBinding;
  other.method = "reinstate.v1.BillingSummaryService.ListInvoices";
  ExpectRefused(OpenPageToken(kKey, other, token));
  other = kBinding;
  other.principal = "user:issuer|bob";
  ExpectRefused(OpenPageToken(kKey, other, token));
  other = kBinding;
  other.request_hash = "hush";
  ExpectRefused(OpenPageToken(kKey, other, token));
}

TEST(PageTokenTest, KeepsItsPartsApart) {
  const PageBinding left{"ab", "c", "d"};
  const PageBinding right{"a", "bc", "d"};
  ExpectRefused(OpenPageToken(kKey, right, SealPageToken(kKey, left, "")));
}

TEST(PageTokenTest, RefusesEveryAlteredCharacter) {
  const std::string token = SealPageToken(kKey, kBinding, "cursor");
  for (size_t i = 0; i < token.size(); ++i) {
    std::string altered = token;
    altered[i] = altered[i] == 'A' ? 'B' : 'A';
    ExpectRefused(OpenPageToken(kKey, kBinding, altered));
    ExpectRefused(OpenPageToken(kKey, kBinding, token.substr(0, i)));
  }
}

TEST(PageTokenTest, RefusesOtherSpellingsOfTheSameToken) {
  const std::string token = SealPageToken(kKey, kBinding, "cursor!");
  for (const std::string& other : {token + "=", token + "==", " " + token, token + "\n",
                                   token + "A", token + std::string(2000, 'A')}) {
    ExpectRefused(OpenPageToken(kKey, kBinding, other));
  }
}

TEST(Base64UrlTest, TakesOnlyItsOwnSpelling) {
  EXPECT_EQ(EncodeBase64Url("\xfb\xff"), "-_8");
  EXPECT_EQ(DecodeBase64Url("-_8"), "\xfb\xff");
  EXPECT_EQ(DecodeBase64Url(""), "");
  for (const char* other : {"-_9", "+/8", "-_8=", "-_ 8", "-", "-_8\n", "-_8*"}) {
    EXPECT_FALSE(DecodeBase64Url(other)) << other;
  }
}

TEST(RequestHashTest, ClearsOnlyTheNamedFields) {
  v1::ListStatusTransitionsRequest request;
  request.set_account_id("acme");
  const std::string hash = RequestHash(request, {"page_token", "page_size"});
  EXPECT_EQ(hash.size(), 32u);
  request.set_page_size(7);
  request.set_page_token("token");
  EXPECT_EQ(RequestHash(request, {"page_token", "page_size"}), hash);
  EXPECT_NE(RequestHash(request, {"page_token"}), hash);
  EXPECT_EQ(request.page_token(), "token");
  request.set_account_id("acmf");
  EXPECT_NE(RequestHash(request, {"page_token", "page_size"}), hash);
}

TEST(RequestHashTest, ServesIdempotency) {
  v1::RecordPaymentRequest one;
  one.set_account_id("acme");
  one.mutable_payment()->mutable_amount()->set_amount_minor(100);
  v1::RecordPaymentRequest two = one;
  one.set_request_id("r1");
  two.set_request_id("r2");
  EXPECT_EQ(RequestHash(one, {"request_id"}), RequestHash(two, {"request_id"}));
  EXPECT_NE(RequestHash(one, {}), RequestHash(two, {}));
  two.mutable_payment()->mutable_amount()->set_amount_minor(101);
  EXPECT_NE(RequestHash(one, {"request_id"}), RequestHash(two, {"request_id"}));
}

TEST(RequestHashTest, PassesOverFieldsThatAreNotThere) {
  EXPECT_EQ(RequestHash(v1::GetClockRequest(), {"page_token"}),
            RequestHash(v1::GetClockRequest(), {}));
}

}  // namespace
}  // namespace reinstate::rpc
