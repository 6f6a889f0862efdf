// The publisher records what time brings about: once, in order, and without changing an answer.

#include "server/background/publisher.h"

#include <gtest/gtest.h>

#include "absl/time/clock.h"
#include "absl/time/time.h"
#include "tests/support/log_of.h"
#include "tests/support/rows.h"
#include "tests/support/watch.h"

namespace reinstate::testing {
namespace {

void Off(Config& config) { config.publisher.enabled = false; }
void Quick(Config& config) { config.publisher.interval_ms = 20; }

std::string Told(const v1::StatusEvent& event) {
  const auto text = [](const google::protobuf::Timestamp& instant) {
    return absl::FormatTime("%m-%d", absl::FromUnixSeconds(instant.seconds()), absl::UTCTimeZone());
  };
  if (event.has_warning()) {
    return std::to_string(event.warning().offset_days()) + " days before " +
           text(event.warning().suspension_at()) + " at " + text(event.warning().warned_at());
  }
  return v1::Standing_Name(event.transition().to()) + " at " +
         text(event.transition().effective_at());
}

std::vector<std::string> Told(const std::vector<v1::StatusEvent>& events) {
  std::vector<std::string> told;
  told.reserve(events.size());
  for (const v1::StatusEvent& event : events) told.push_back(Told(event));
  return told;
}

// Known on 20 January: the suspension is on 2 April.
void KnowOneSuspension(const ServerFixture& fixture) {
  fixture.SetClock("2026-01-20T09:00:00Z");
  fixture.Register("acme", "2026-01-01T00:00:00Z");
  fixture.RecordInvoice("acme", "INV-1", 100, "2026-01-20", "2026-01-31");
}

const std::vector<std::string> kUntilSuspended = {
    "STANDING_AT_RISK at 03-03",     "30 days before 04-02 at 03-03",
    "14 days before 04-02 at 03-19", "7 days before 04-02 at 03-26",
    "1 days before 04-02 at 04-01",  "STANDING_SUSPENDED at 04-02"};

TEST(Publisher, DayByDayTellsEachThingWhenItIsDue) {
  const ServerFixture fixture(Quick);
  KnowOneSuspension(fixture);
  const Caller caller = fixture.As(rpc::Role::kGlobalAdmin, "acme");
  Watch watch(caller, WatchRequest({"acme"}));
  v1::WatchAccountStatusesResponse first;
  ASSERT_TRUE(watch.NextMessage(first));
  Rows rows(fixture);
  const char* const days[] = {"03-02T23:59:59", "03-03T00:00:00", "03-19T00:00:00",
                              "03-26T00:00:00", "04-01T00:00:00", "04-02T00:00:00"};
  const int events[] = {0, 2, 3, 4, 5, 6};
  for (int i = 0; i < 6; ++i) {
    fixture.SetClock("2026-" + std::string(days[i]) + "Z");
    ASSERT_TRUE(rows.WaitUntilPublished());
    EXPECT_EQ(rows.Count("status_events"), events[i]) << days[i];
  }
  EXPECT_EQ(Told(watch.Take(6)), kUntilSuspended);
  EXPECT_EQ(fixture.StatusOf("acme").revision(), 2);
}

TEST(Publisher, AfterAMonthOfBeingDownItTellsTheSameInOrder) {
  const ServerFixture fixture(Off);
  KnowOneSuspension(fixture);
  fixture.SetClock("2026-05-10T09:00:00Z");
  const auto before = LogOf(fixture.As(rpc::Role::kOperator), "acme");
  ASSERT_EQ(before.size(), 2u);
  const Caller caller = fixture.As(rpc::Role::kGlobalAdmin, "acme");
  Watch watch(caller, WatchRequest({"acme"}));
  v1::WatchAccountStatusesResponse first;
  ASSERT_TRUE(watch.NextMessage(first));
  EXPECT_EQ(first.events(0).snapshot().standing(), v1::STANDING_SUSPENDED);
  const std::unique_ptr<Server> publishing =
      fixture.StartSecond([](Config& config) { config.publisher = {}; });
  EXPECT_EQ(Told(watch.Take(6)), kUntilSuspended);
  const auto after = LogOf(fixture.As(rpc::Role::kOperator), "acme");
  ASSERT_EQ(after.size(), 2u);
  for (size_t i = 0; i < 2; ++i) {
    EXPECT_EQ(after[i].DebugString(), before[i].DebugString());
    EXPECT_EQ(after[i].observed_at().seconds(), after[i].effective_at().seconds());
  }
}

TEST(Publisher, AWriteTellsFirstWhatIsDue) {
  const ServerFixture fixture(Off);
  KnowOneSuspension(fixture);
  const Caller caller = fixture.As(rpc::Role::kGlobalAdmin, "acme");
  Watch watch(caller, WatchRequest({"acme"}));
  v1::WatchAccountStatusesResponse first;
  ASSERT_TRUE(watch.NextMessage(first));
  fixture.SetClock("2026-04-10T09:00:00Z");
  fixture.RecordInvoice("acme", "INV-2", 100, "2026-04-10", "2026-05-30");
  EXPECT_EQ(Told(watch.Take(6)), kUntilSuspended);
}

TEST(Publisher, WarningsMergeAreDroppedWhenCuredAndFollowANewDate) {
  const ServerFixture fixture(Quick);
  fixture.SetClock("2026-01-20T09:00:00Z");
  fixture.Register("acme", "2026-01-01T00:00:00Z");
  const Caller caller = fixture.As(rpc::Role::kGlobalAdmin, "acme");
  Watch watch(caller, WatchRequest({"acme"}));
  v1::WatchAccountStatusesResponse first;
  ASSERT_TRUE(watch.NextMessage(first));
  Rows rows(fixture);
  const auto at = [&](const std::string& instant) {
    fixture.SetClock(instant);
    EXPECT_TRUE(rows.WaitUntilPublished());
  };
  // Known ten days before: 30 and 14 merge.
  at("2026-03-23T09:00:00Z");
  fixture.RecordInvoice("acme", "INV-1", 100, "2026-01-21", "2026-01-31");
  EXPECT_EQ(Told(watch.Take(2)), (std::vector<std::string>{"STANDING_AT_RISK at 03-23",
                                                           "14 days before 04-02 at 03-23"}));
  // Another write about it warns no second time; a nearer date is another suspension.
  fixture.RecordInvoice("acme", "INV-2", 100, "2026-03-23", "2026-03-24");
  fixture.RecordInvoice("acme", "INV-3", 100, "2026-01-21", "2026-01-29");
  EXPECT_EQ(Told(watch.Take(1)), (std::vector<std::string>{"14 days before 03-31 at 03-23"}));
  at("2026-03-24T00:00:00Z");
  EXPECT_EQ(Told(watch.Take(1)), (std::vector<std::string>{"7 days before 03-31 at 03-24"}));
  // Cured but for INV-2, which suspends on 24 May: 30 days before is 24 April.
  fixture.RecordPayment("acme", "P-1", 200, "2026-03-24T00:00:00Z");
  EXPECT_EQ(Told(watch.Take(1)), (std::vector<std::string>{"STANDING_ACTIVE at 03-24"}));
  at("2026-04-24T00:00:00Z");
  EXPECT_EQ(Told(watch.Take(2)), (std::vector<std::string>{"STANDING_AT_RISK at 04-24",
                                                           "30 days before 05-24 at 04-24"}));
  EXPECT_EQ(rows.Count("status_warnings"), 4);
}

TEST(Publisher, TwoAtOnceTellEachThingOnce) {
  constexpr int kAccounts = 300;
  const ServerFixture fixture(Off);
  fixture.SetClock("2026-01-20T09:00:00Z");
  for (int i = 0; i < kAccounts; ++i) {
    const std::string id = "acc-" + std::to_string(i);
    fixture.Register(id, "2026-01-01T00:00:00Z");
    fixture.RecordInvoice(id, "INV-1", 100, "2026-01-20", "2026-01-31");
  }
  fixture.SetClock("2026-05-10T09:00:00Z");
  const absl::Time began = absl::Now();
  const std::unique_ptr<Server> one = fixture.StartSecond([](Config& config) {
    Quick(config);
    config.publisher.enabled = true;
  });
  const std::unique_ptr<Server> other = fixture.StartSecond([](Config& config) {
    Quick(config);
    config.publisher.enabled = true;
  });
  Rows rows(fixture);
  ASSERT_TRUE(rows.WaitUntilPublished());
  std::cout << kAccounts << " accounts, " << rows.Count("status_events") << " events, "
            << absl::Now() - began << "\n";
  EXPECT_EQ(rows.Count("status_transitions"), 2 * kAccounts);
  EXPECT_EQ(rows.Count("status_warnings"), 4 * kAccounts);
  EXPECT_EQ(rows.Count("status_events"), 6 * kAccounts);
  EXPECT_EQ(rows.Count("(SELECT FROM status_events GROUP BY account_id HAVING count(*) = 6 AND "
                       "max(sequence) = 6) AS complete"),
            kAccounts);
}

TEST(Publisher, SettlesTicketsAsAWriteWould) {
  const ServerFixture fixture(Quick);
  fixture.SetClock("2026-01-20T09:00:00Z");
  fixture.Register("acme", "2026-01-01T00:00:00Z");
  const Caller staff = fixture.As(rpc::Role::kOperator);
  v1::PlaceHoldRequest hold;
  hold.set_account_id("acme");
  hold.set_request_id(NewRequestId());
  hold.set_hold_id("H-1");
  hold.set_reason("a test");
  *hold.mutable_expires_at() = At("2026-01-25T00:00:00Z");
  grpc::ClientContext hold_context;
  v1::PlaceHoldResponse held;
  ASSERT_TRUE(staff.admin->PlaceHold(&hold_context, hold, &held).ok());
  v1::CreateTicketRequest create;
  create.set_account_id("acme");
  create.set_request_id(NewRequestId());
  create.set_topic_id("account-reinstatement");
  create.set_subject("please");
  create.set_description("we were held");
  grpc::ClientContext create_context;
  v1::CreateTicketResponse created;
  const grpc::Status opened = fixture.As(rpc::Role::kGlobalAdmin, "acme")
                                  .tickets->CreateTicket(&create_context, create, &created);
  ASSERT_TRUE(opened.ok()) << opened.error_message();
  fixture.SetClock("2026-01-26T00:00:00Z");
  Rows rows(fixture);
  ASSERT_TRUE(rows.WaitUntilPublished());
  EXPECT_EQ(rows.Column("SELECT state FROM tickets"), std::vector<std::string>{"SOLVED"});
}

TEST(Publisher, ForgetsOldEventsAndGoesOnCounting) {
  const ServerFixture fixture(Off);
  KnowOneSuspension(fixture);
  fixture.SetClock("2026-04-10T09:00:00Z");
  fixture.RecordInvoice("acme", "INV-2", 100, "2026-04-10", "2026-05-30");
  Rows rows(fixture);
  ASSERT_EQ(rows.Count("status_events"), 6);
  std::string token;
  {
    Watch watch(fixture.As(rpc::Role::kOperator), WatchRequest({"acme"}));
    v1::WatchAccountStatusesResponse first;
    ASSERT_TRUE(watch.NextMessage(first));
    EXPECT_EQ(first.events(0).sequence(), 6);
    token = watch.resume_token();
  }
  rows.Execute(
      "UPDATE status_events SET created_at = created_at - interval '1 day' "
      "WHERE sequence < 6");
  const std::unique_ptr<Server> publishing = fixture.StartSecond([](Config& config) {
    config.publisher.enabled = true;
    config.publisher.event_retention_s = 3600;
  });
  ASSERT_TRUE(rows.Wait("status_events WHERE sequence < 6"));
  EXPECT_EQ(rows.Count("status_events"), 1);
  EXPECT_EQ(rows.Count("status_warnings"), 4);
  EXPECT_EQ(rows.Count("status_transitions"), 2);
  // The token is younger than what is kept.
  fixture.RecordPayment("acme", "P-1", 200, "2026-04-10T09:00:00Z");
  v1::ReinstateAccountRequest reinstate;
  reinstate.set_account_id("acme");
  reinstate.set_request_id(NewRequestId());
  reinstate.set_reason("paid");
  grpc::ClientContext context;
  v1::ReinstateAccountResponse response;
  const Caller staff = fixture.As(rpc::Role::kOperator);
  const auto answer = staff.admin->ReinstateAccount(&context, reinstate, &response);
  ASSERT_TRUE(answer.ok()) << answer.error_message();
  Watch watch(staff, WatchRequest({"acme"}, token));
  // What the snapshot contains may come again.
  std::optional<v1::StatusEvent> event = watch.NextEvent();
  if (event && event->sequence() == 6) event = watch.NextEvent();
  ASSERT_TRUE(event);
  EXPECT_EQ(event->sequence(), 7);
  EXPECT_EQ(event->transition().trigger(), v1::TRANSITION_TRIGGER_DECISION);
}

}  // namespace
}  // namespace reinstate::testing
