// Lists: complete, stable under pages, bound to their caller.

#include <gtest/gtest.h>

#include "tests/support/server_fixture.h"

namespace reinstate::testing {
namespace {

TEST(Lists, AccountsByStandingAtThisInstantAcrossPages) {
  ServerFixture fixture;
  fixture.SetClock("2026-01-10T12:00:00Z");
  for (int i = 0; i < 12; ++i) {
    const std::string id = "acct-" + std::to_string(100 + i);
    fixture.Register(id, "2026-01-10T00:00:00Z");
    if (i % 3 == 0) fixture.RecordInvoice(id, "INV-1", 100, "2026-01-10", "2026-01-10");
  }
  fixture.SetClock("2026-03-12T00:00:00Z");  // no write since: the lists must know it all the same
  const Caller caller = fixture.As(rpc::Role::kAuditor);
  const auto list = [&](std::vector<v1::Standing> standings) {
    std::vector<std::string> ids;
    v1::ListAccountsRequest request;
    for (const v1::Standing standing : standings) request.add_standings(standing);
    request.set_page_size(3);
    do {
      grpc::ClientContext context;
      v1::ListAccountsResponse response;
      const auto status = caller.admin->ListAccounts(&context, request, &response);
      EXPECT_TRUE(status.ok()) << status.error_message();
      EXPECT_LE(response.accounts_size(), 3);
      for (const auto& account : response.accounts()) ids.push_back(account.account().account_id());
      request.set_page_token(response.next_page_token());
    } while (!request.page_token().empty());
    return ids;
  };
  const std::vector<std::string> suspended = {"acct-100", "acct-103", "acct-106", "acct-109"};
  EXPECT_EQ(list({v1::STANDING_SUSPENDED}), suspended);
  EXPECT_EQ(list({v1::STANDING_ACTIVE}).size(), 8u);
  EXPECT_EQ(list({v1::STANDING_AT_RISK}).size(), 0u);
  EXPECT_EQ(list({}).size(), 12u);
}

TEST(Lists, APageTokenIsBoundToItsListAndItsCaller) {
  ServerFixture fixture;
  fixture.SetClock("2026-01-10T12:00:00Z");
  for (const char* id : {"a", "b", "c"}) fixture.Register(id, "2026-01-10T00:00:00Z");
  v1::ListAccountsRequest request;
  request.set_page_size(1);
  grpc::ClientContext first_context;
  v1::ListAccountsResponse first;
  ASSERT_TRUE(
      fixture.As(rpc::Role::kAuditor).admin->ListAccounts(&first_context, request, &first).ok());
  request.set_page_token(first.next_page_token());
  const auto reason = [&](const v1::ListAccountsRequest& next, const std::string& subject) {
    grpc::ClientContext context;
    v1::ListAccountsResponse response;
    return ReasonOf(fixture.As(rpc::Role::kAuditor, "", subject)
                        .admin->ListAccounts(&context, next, &response));
  };
  EXPECT_EQ(reason(request, "tester"), "OK");
  EXPECT_EQ(reason(request, "somebody-else"), "INVALID_PAGE_TOKEN");
  v1::ListAccountsRequest other = request;
  other.add_standings(v1::STANDING_ACTIVE);
  EXPECT_EQ(reason(other, "tester"), "INVALID_PAGE_TOKEN");
  request.mutable_page_token()->back() ^= 1;
  EXPECT_EQ(reason(request, "tester"), "INVALID_PAGE_TOKEN");
}

TEST(Lists, InvoicesNewestFirstWithWhatIsLeft) {
  ServerFixture fixture;
  fixture.SetClock("2026-06-10T12:00:00Z");
  fixture.Register("acme", "2026-06-01T00:00:00Z");
  for (int i = 1; i <= 5; ++i) {
    fixture.RecordInvoice("acme", "INV-" + std::to_string(i), 100, "2026-05-0" + std::to_string(i),
                          "2026-05-2" + std::to_string(i));
  }
  fixture.RecordPayment("acme", "PAY-1", 250, "2026-06-10T12:00:00Z");
  const Caller caller = fixture.As(rpc::Role::kBillingAdmin, "acme");
  v1::ListInvoicesRequest request;
  request.set_account_id("acme");
  request.set_page_size(2);
  std::vector<std::string> seen;
  do {
    grpc::ClientContext context;
    v1::ListInvoicesResponse response;
    ASSERT_TRUE(caller.billing->ListInvoices(&context, request, &response).ok());
    for (const v1::Invoice& invoice : response.invoices()) {
      seen.push_back(invoice.invoice_id() + " " +
                     std::to_string(invoice.residual().amount_minor()) + " " +
                     v1::InvoiceStatus_Name(invoice.status()).substr(15) + " " +
                     std::to_string(invoice.days_overdue()));
    }
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  const std::vector<std::string> expected = {"INV-5 100 OPEN 16", "INV-4 100 OPEN 17",
                                             "INV-3 50 PARTIALLY_PAID 18", "INV-2 0 PAID 0",
                                             "INV-1 0 PAID 0"};
  EXPECT_EQ(seen, expected);
}

TEST(Lists, TransitionsAcrossPagesHaveNoGapAndNoRepeat) {
  ServerFixture fixture;
  fixture.SetClock("2026-06-10T12:00:00Z");
  fixture.Register("acme", "2026-06-01T00:00:00Z");
  const Caller caller = fixture.As(rpc::Role::kOperator);
  for (int i = 0; i < 4; ++i) {
    v1::PlaceHoldRequest place;
    place.set_account_id("acme");
    place.set_request_id(NewRequestId());
    place.set_hold_id("H-" + std::to_string(i));
    place.set_reason("a test");
    v1::ReleaseHoldRequest release;
    release.set_account_id("acme");
    release.set_request_id(NewRequestId());
    release.set_hold_id(place.hold_id());
    grpc::ClientContext place_context, release_context;
    v1::PlaceHoldResponse placed;
    v1::ReleaseHoldResponse released;
    ASSERT_TRUE(caller.admin->PlaceHold(&place_context, place, &placed).ok());
    fixture.SetClock("2026-06-1" + std::to_string(i + 1) + "T12:00:00Z");
    ASSERT_TRUE(caller.admin->ReleaseHold(&release_context, release, &released).ok());
    EXPECT_EQ(released.standing(), v1::STANDING_ACTIVE);
  }
  v1::ListStatusTransitionsRequest request;
  request.set_account_id("acme");
  request.set_page_size(3);
  std::vector<int64_t> sequences;
  do {
    grpc::ClientContext context;
    v1::ListStatusTransitionsResponse response;
    ASSERT_TRUE(caller.status->ListStatusTransitions(&context, request, &response).ok());
    for (const auto& entry : response.transitions()) sequences.push_back(entry.sequence());
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  EXPECT_EQ(sequences, (std::vector<int64_t>{8, 7, 6, 5, 4, 3, 2, 1}));
}

// "acct-0" to "acct-5": the even ones are resellers; 0 owes since 10 January, 1 since 1 February,
// 2 and 3 are held, 3 until 1 April.
class Filters : public ::testing::Test {
 protected:
  Filters() {
    fixture_.SetClock("2026-01-10T12:00:00Z");
    for (int i = 0; i < 6; ++i) {
      v1::RegisterAccountRequest request;
      request.set_account_id("acct-" + std::to_string(i));
      request.set_request_id(NewRequestId());
      request.set_cloud(v1::CLOUD_PUBLIC);
      request.set_partner_type(i % 2 == 0 ? v1::PARTNER_TYPE_INDIRECT_RESELLER
                                          : v1::PARTNER_TYPE_DIRECT_BILL);
      grpc::ClientContext context;
      v1::RegisterAccountResponse response;
      EXPECT_TRUE(caller().admin->RegisterAccount(&context, request, &response).ok());
    }
    fixture_.RecordInvoice("acct-0", "INV-1", 100, "2026-01-10", "2026-01-10");
    fixture_.RecordInvoice("acct-1", "INV-1", 100, "2026-01-10", "2026-02-01");
    PlaceHold("acct-2", "");
    PlaceHold("acct-3", "2026-04-01T00:00:00Z");
    fixture_.SetClock("2026-03-12T00:00:00Z");  // acct-0 is suspended from now on, acct-1 at risk
  }

  Caller caller() const { return fixture_.As(rpc::Role::kOperator); }

  void PlaceHold(const std::string& account_id, const std::string& expires_at) {
    v1::PlaceHoldRequest request;
    request.set_account_id(account_id);
    request.set_request_id(NewRequestId());
    request.set_hold_id("H-1");
    request.set_reason("a test");
    if (!expires_at.empty()) *request.mutable_expires_at() = At(expires_at);
    grpc::ClientContext context;
    v1::PlaceHoldResponse response;
    EXPECT_TRUE(caller().admin->PlaceHold(&context, request, &response).ok());
  }

  // The numbers of the accounts, over pages of one.
  std::string List(v1::ListAccountsRequest request) {
    std::string found;
    request.set_page_size(1);
    do {
      grpc::ClientContext context;
      v1::ListAccountsResponse response;
      const auto status = caller().admin->ListAccounts(&context, request, &response);
      EXPECT_TRUE(status.ok()) << status.error_message();
      for (const auto& account : response.accounts()) {
        found += account.account().account_id().back();
      }
      request.set_page_token(response.next_page_token());
    } while (!request.page_token().empty());
    return found;
  }

  ServerFixture fixture_;
};

TEST_F(Filters, ByCauseAndPartnerType) {
  v1::ListAccountsRequest request;
  EXPECT_EQ(List(request), "012345");
  request.add_causes(v1::CAUSE_KIND_BILLING_OVERDUE);
  EXPECT_EQ(List(request), "0");
  request.add_causes(v1::CAUSE_KIND_MANUAL_HOLD);
  EXPECT_EQ(List(request), "023");
  request.add_partner_types(v1::PARTNER_TYPE_INDIRECT_RESELLER);
  EXPECT_EQ(List(request), "02");
  request.clear_causes();
  request.add_standings(v1::STANDING_ACTIVE);
  EXPECT_EQ(List(request), "4");
  request.add_partner_types(v1::PARTNER_TYPE_DIRECT_BILL);
  EXPECT_EQ(List(request), "45");
}

TEST_F(Filters, ByTheNextChangeOfStanding) {
  const auto within = [&](const std::string& from, const std::string& until) {
    v1::ListAccountsRequest request;
    if (!from.empty()) *request.mutable_next_change_from() = At(from);
    if (!until.empty()) *request.mutable_next_change_until() = At(until);
    return List(request);
  };
  EXPECT_EQ(within("", "9999-01-01T00:00:00Z"), "13");
  EXPECT_EQ(within("2026-01-01T00:00:00Z", ""), "13");
  EXPECT_EQ(within("", "2026-04-01T00:00:00Z"), "");
  EXPECT_EQ(within("2026-04-01T00:00:00Z", "2026-04-01T00:00:00.000001Z"), "3");
  EXPECT_EQ(within("2026-04-01T00:00:00.000001Z", ""), "1");
  EXPECT_EQ(within("2026-04-03T00:00:00Z", "2026-04-04T00:00:00Z"), "1");
  // Of acct-0 the change is past, though no write has recorded it.
  EXPECT_EQ(within("2026-03-01T00:00:00Z", "2026-03-31T00:00:00Z"), "");
  v1::ListAccountsRequest wrong;
  *wrong.mutable_next_change_from() = At("2026-04-01T00:00:00Z");
  *wrong.mutable_next_change_until() = At("2026-04-01T00:00:00Z");
  grpc::ClientContext context;
  v1::ListAccountsResponse response;
  EXPECT_EQ(ReasonOf(caller().admin->ListAccounts(&context, wrong, &response)), "INVALID_FIELD");
}

TEST_F(Filters, GetAccountShowsWhatWasRegistered) {
  v1::GetAccountRequest request;
  request.set_account_id("acct-2");
  grpc::ClientContext context, absent_context;
  v1::GetAccountResponse response;
  ASSERT_TRUE(caller().admin->GetAccount(&context, request, &response).ok());
  EXPECT_EQ(response.account().account_id(), "acct-2");
  EXPECT_EQ(response.account().partner_type(), v1::PARTNER_TYPE_INDIRECT_RESELLER);
  EXPECT_EQ(response.account().registered_at().seconds(), At("2026-01-10T12:00:00Z").seconds());
  EXPECT_EQ(response.revision(), 2);
  request.set_account_id("absent");
  EXPECT_EQ(ReasonOf(caller().admin->GetAccount(&absent_context, request, &response)),
            "ACCOUNT_NOT_FOUND");
}

TEST(Lists, AuditEntriesNameEveryWriteNewestFirst) {
  ServerFixture fixture;
  fixture.SetClock("2026-06-10T12:00:00Z");
  fixture.Register("acme", "2026-06-01T00:00:00Z");
  for (int i = 1; i <= 4; ++i) {
    fixture.RecordPayment("acme", "PAY-" + std::to_string(i), 100, "2026-06-10T12:00:00Z");
  }
  const Caller caller = fixture.As(rpc::Role::kAuditor);
  v1::ListAuditEntriesRequest request;
  request.set_account_id("acme");
  request.set_page_size(2);
  std::vector<v1::AuditEntry> entries;
  do {
    grpc::ClientContext context;
    v1::ListAuditEntriesResponse response;
    ASSERT_TRUE(caller.admin->ListAuditEntries(&context, request, &response).ok());
    EXPECT_LE(response.entries_size(), 2);
    entries.insert(entries.end(), response.entries().begin(), response.entries().end());
    request.set_page_token(response.next_page_token());
  } while (!request.page_token().empty());
  ASSERT_EQ(entries.size(), 5u);
  for (size_t i = 0; i < entries.size(); ++i) {
    EXPECT_EQ(entries[i].sequence(), static_cast<int64_t>(5 - i));
    EXPECT_EQ(entries[i].revision(), entries[i].sequence());
    EXPECT_EQ(entries[i].recorded_at().seconds(), At("2026-06-10T12:00:00Z").seconds());
    EXPECT_GT(entries[i].real_at().seconds(), entries[i].recorded_at().seconds() - 400 * 86400);
  }
  EXPECT_EQ(entries[0].subject_id(), "PAY-4");
  EXPECT_EQ(entries[0].method(), "reinstate.v1.BillingAdminService/RecordPayment");
  EXPECT_EQ(entries[0].reason(), "a test");
  EXPECT_NE(entries[0].principal().find("tester"), std::string::npos);
  EXPECT_FALSE(entries[0].request_id().empty());
  request.set_account_id("absent");
  request.clear_page_token();
  grpc::ClientContext context;
  v1::ListAuditEntriesResponse response;
  EXPECT_EQ(ReasonOf(caller.admin->ListAuditEntries(&context, request, &response)),
            "ACCOUNT_NOT_FOUND");
}

}  // namespace
}  // namespace reinstate::testing
