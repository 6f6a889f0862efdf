// What a watch tells: every event once, in order, from any server, on from any resume token.

#include "tests/support/watch.h"

#include <gtest/gtest.h>

#include <atomic>
#include <map>
#include <pqxx/pqxx>
#include <random>
#include <thread>

#include "absl/time/clock.h"
#include "tests/support/server_fixture.h"

namespace reinstate::testing {
namespace {

void PlaceHold(const Caller& caller, const std::string& account_id, const std::string& hold_id) {
  v1::PlaceHoldRequest request;
  request.set_account_id(account_id);
  request.set_request_id(NewRequestId());
  request.set_hold_id(hold_id);
  request.set_reason("an internal matter");
  request.set_internal(true);
  grpc::ClientContext context;
  v1::PlaceHoldResponse response;
  const grpc::Status answer = caller.admin->PlaceHold(&context, request, &response);
  EXPECT_TRUE(answer.ok()) << answer.error_message();
}

void ReleaseHold(const Caller& caller, const std::string& account_id, const std::string& hold_id) {
  v1::ReleaseHoldRequest request;
  request.set_account_id(account_id);
  request.set_request_id(NewRequestId());
  request.set_hold_id(hold_id);
  grpc::ClientContext context;
  v1::ReleaseHoldResponse response;
  const grpc::Status answer = caller.admin->ReleaseHold(&context, request, &response);
  EXPECT_TRUE(answer.ok()) << answer.error_message();
}

// Two events an account and number.
void HoldAndRelease(const Caller& caller, const std::string& account_id, int number) {
  const std::string hold_id = "H-" + std::to_string(number);
  PlaceHold(caller, account_id, hold_id);
  ReleaseHold(caller, account_id, hold_id);
}

std::string Key(const v1::StatusEvent& event) {
  return event.account_id() + " " + std::to_string(event.sequence());
}

TEST(WatchAccounts, AWriteOnOneServerIsSeenOnTheOther) {
  ServerFixture fixture;
  fixture.Register("acme", "2026-01-10T00:00:00Z");
  const std::unique_ptr<Server> second = fixture.StartSecond();
  Watch watch(fixture.AsAt(*second, rpc::Role::kGlobalAdmin, "acme"), WatchRequest({"acme"}));
  v1::WatchAccountStatusesResponse first;
  ASSERT_TRUE(watch.NextMessage(first));
  ASSERT_EQ(first.events_size(), 1);
  EXPECT_EQ(first.events(0).snapshot().standing(), v1::STANDING_ACTIVE);
  EXPECT_EQ(first.events(0).snapshot().revision(), 1);
  EXPECT_EQ(first.events(0).sequence(), 0);
  const Caller writer = fixture.As(rpc::Role::kOperator);
  absl::Duration slowest;
  for (int i = 0; i < 20; ++i) {
    const std::string hold_id = "H-" + std::to_string(i / 2);
    const absl::Time began = absl::Now();
    i % 2 == 0 ? PlaceHold(writer, "acme", hold_id) : ReleaseHold(writer, "acme", hold_id);
    const auto event = watch.NextEvent();
    slowest = std::max(slowest, absl::Now() - began);
    ASSERT_TRUE(event);
    EXPECT_EQ(Key(*event), "acme " + std::to_string(i + 1));
    const v1::StatusTransition& transition = event->transition();
    EXPECT_EQ(transition.sequence(), i + 1);
    EXPECT_EQ(transition.revision(), i + 2);
    EXPECT_EQ(transition.to(), i % 2 == 0 ? v1::STANDING_SUSPENDED : v1::STANDING_ACTIVE);
    EXPECT_EQ(transition.causes_added_size(), i % 2 == 0 ? 1 : 0);
    EXPECT_EQ(transition.causes_removed_size(), i % 2 == 0 ? 0 : 1);
    EXPECT_EQ(event->DebugString().find("internal matter"), std::string::npos);
  }
  std::cout << "slowest from the call to the event: " << slowest << "\n";
}

TEST(WatchAccounts, AResumeTokenGoesOnBehindItsMessageOnAnyServer) {
  ServerFixture fixture;
  for (const char* id : {"acme", "globex", "other"}) fixture.Register(id, "2026-01-10T00:00:00Z");
  const Caller writer = fixture.As(rpc::Role::kOperator);
  const auto request = WatchRequest({"globex", "acme"});
  std::string token;
  {
    Watch watch(writer, request);
    v1::WatchAccountStatusesResponse first;
    ASSERT_TRUE(watch.NextMessage(first));
    HoldAndRelease(writer, "acme", 0);
    ASSERT_EQ(watch.Take(2).size(), 2u);
    token = watch.resume_token();
  }
  HoldAndRelease(writer, "other", 0);
  HoldAndRelease(writer, "globex", 0);
  HoldAndRelease(writer, "acme", 1);
  // One that knows none of it by itself.
  const std::unique_ptr<Server> second = fixture.StartSecond();
  for (const Caller& caller :
       {fixture.As(rpc::Role::kOperator), fixture.AsAt(*second, rpc::Role::kOperator)}) {
    Watch watch(caller, WatchRequest({"globex", "acme"}, token));
    std::vector<std::string> keys;
    for (const auto& event : watch.Take(4)) keys.push_back(Key(event));
    EXPECT_EQ(keys, (std::vector<std::string>{"globex 1", "globex 2", "acme 3", "acme 4"}));
  }
}

TEST(WatchAccounts, WhoMayWatchWhom) {
  ServerFixture fixture;
  fixture.Register("acme", "2026-01-10T00:00:00Z");
  fixture.Register("other", "2026-01-10T00:00:00Z");
  const Caller partner = fixture.As(rpc::Role::kHelpdeskAgent, "acme");
  const Caller reader = fixture.As(rpc::Role::kSvcReader);
  EXPECT_EQ(WatchRefusal(partner, WatchRequest({"acme"})), "OK");
  for (const char* id : {"other", "absent"}) {
    EXPECT_EQ(WatchRefusal(partner, WatchRequest({id})), "NOT_PERMITTED");
    EXPECT_EQ(WatchRefusal(partner, WatchRequest({"acme", id})), "NOT_PERMITTED");
  }
  EXPECT_EQ(WatchRefusal(partner, WatchRequest({})), "NOT_PERMITTED");
  EXPECT_EQ(WatchRefusal(reader, WatchRequest({})), "OK");
  EXPECT_EQ(WatchRefusal(reader, WatchRequest({"acme", "other", "acme"})), "OK");
  EXPECT_EQ(WatchRefusal(reader, WatchRequest({"acme", "absent"})), "ACCOUNT_NOT_FOUND");
  EXPECT_EQ(WatchRefusal(reader, WatchRequest({"no id"})), "INVALID_FIELD");
  EXPECT_EQ(WatchRefusal(reader, v1::WatchAccountStatusesRequest()), "INVALID_FIELD");
  auto both = WatchRequest({"acme"});
  both.set_all_accounts(true);
  EXPECT_EQ(WatchRefusal(reader, both), "INVALID_FIELD");
}

TEST(WatchAccounts, ATokenIsOfItsCallerAndItsWatch) {
  ServerFixture fixture;
  fixture.Register("acme", "2026-01-10T00:00:00Z");
  const Caller reader = fixture.As(rpc::Role::kSvcReader);
  Watch watch(reader, WatchRequest({"acme"}));
  v1::WatchAccountStatusesResponse first;
  ASSERT_TRUE(watch.NextMessage(first));
  const std::string token = watch.resume_token();
  std::string altered = token;
  altered.back() = altered.back() == 'A' ? 'B' : 'A';
  EXPECT_EQ(WatchRefusal(reader, WatchRequest({"acme"}, token)), "OK");
  EXPECT_EQ(WatchRefusal(reader, WatchRequest({"acme"}, altered)), "INVALID_PAGE_TOKEN");
  EXPECT_EQ(WatchRefusal(reader, WatchRequest({"acme"}, "rubbish")), "INVALID_PAGE_TOKEN");
  EXPECT_EQ(WatchRefusal(reader, WatchRequest({}, token)), "INVALID_PAGE_TOKEN");
  EXPECT_EQ(WatchRefusal(fixture.As(rpc::Role::kSvcReader, "", "somebody else"),
                         WatchRequest({"acme"}, token)),
            "INVALID_PAGE_TOKEN");
}

TEST(WatchAccounts, HeartbeatsCarryATokenThatGoesOn) {
  ServerFixture fixture([](Config& config) { config.watch.heartbeat_ms = 50; });
  fixture.Register("acme", "2026-01-10T00:00:00Z");
  const Caller caller = fixture.As(rpc::Role::kOperator);
  Watch watch(caller, WatchRequest({}));
  v1::WatchAccountStatusesResponse message;
  for (int i = 0; i < 4; ++i) {
    ASSERT_TRUE(watch.NextMessage(message));
    EXPECT_EQ(message.events_size(), 0);
  }
  HoldAndRelease(caller, "acme", 0);
  Watch resumed(caller, WatchRequest({}, message.resume_token()));
  const auto events = resumed.Take(2);
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(Key(events[1]), "acme 2");
}

// A transaction that began before others and ends after them.
TEST(WatchAccounts, ASlowWriterIsNeitherMissedNorPassed) {
  ServerFixture fixture;
  fixture.Register("acme", "2026-01-10T00:00:00Z");
  fixture.Register("slow", "2026-01-10T00:00:00Z");
  const Caller caller = fixture.As(rpc::Role::kOperator);
  Watch watch(caller, WatchRequest({}));
  v1::WatchAccountStatusesResponse first;
  ASSERT_TRUE(watch.NextMessage(first));
  pqxx::connection connection(fixture.database().superuser_url());
  pqxx::work slow(connection);
  slow.exec("UPDATE accounts SET last_event = 1, last_transition = 1 WHERE account_id = 'slow'");
  HoldAndRelease(caller, "acme", 0);
  slow.exec(
      "INSERT INTO status_transitions VALUES ('slow', 1, 'ACTIVE', 'SUSPENDED', "
      "'{MANUAL_HOLD}', '{}', now(), now(), 'FACT', 'H', 'somebody', 1, 2)");
  slow.exec(
      "INSERT INTO status_events VALUES ('slow', 1, pg_current_xact_id(), now(), 1, NULL, NULL)");
  HoldAndRelease(caller, "acme", 1);
  slow.commit();
  std::vector<std::string> keys;
  for (const auto& event : watch.Take(5)) keys.push_back(Key(event));
  EXPECT_EQ(keys, (std::vector<std::string>{"slow 1", "acme 1", "acme 2", "acme 3", "acme 4"}));
}

TEST(WatchAccounts, AnExpiredTokenIsOutOfRangeAndNamesTheEarliest) {
  ServerFixture fixture;
  fixture.Register("acme", "2026-01-10T00:00:00Z");
  const Caller caller = fixture.As(rpc::Role::kOperator);
  std::string token;
  {
    Watch watch(caller, WatchRequest({}));
    v1::WatchAccountStatusesResponse first;
    ASSERT_TRUE(watch.NextMessage(first));
    token = watch.resume_token();
  }
  pqxx::connection connection(fixture.database().superuser_url());
  pqxx::nontransaction work(connection);
  work.exec(
      "INSERT INTO status_event_horizon VALUES (1, '2090-01-01 00:00:00+00') "
      "ON CONFLICT (id) DO UPDATE SET pruned_before = excluded.pruned_before");
  // What a server still holds it gives; one that begins now holds nothing so old.
  fixture.Register("later", "2026-01-10T00:00:00Z");
  // Transactions of other databases hold the frontier back, too.
  const std::string id = work.exec1("SELECT pg_current_xact_id()")[0].c_str();
  const std::string passed = "SELECT pg_snapshot_xmin(pg_current_snapshot()) > '" + id + "'::xid8";
  for (int i = 0; i < 3000 && !work.exec1(passed)[0].as<bool>(); ++i) {
    absl::SleepFor(absl::Milliseconds(20));
  }
  const std::unique_ptr<Server> second = fixture.StartSecond();
  Watch watch(fixture.AsAt(*second, rpc::Role::kOperator), WatchRequest({}, token));
  v1::WatchAccountStatusesResponse message;
  EXPECT_FALSE(watch.NextMessage(message));
  const grpc::Status status = watch.Finish();
  EXPECT_EQ(status.error_code(), grpc::StatusCode::OUT_OF_RANGE);
  EXPECT_EQ(ReasonOf(status), "RESUME_TOKEN_EXPIRED");
  EXPECT_NE(status.error_message().find("2090-01-01T00:00:00Z"), std::string::npos);
  EXPECT_EQ(MetadataOf(status, "earliest"), "2090-01-01T00:00:00Z");
}

// One that stops reading holds up nobody, and finds each event once when it goes on, also those
// that the server does not hold any more.
TEST(WatchAccounts, ASlowWatchHoldsUpNobodyAndMissesNothing) {
  constexpr int kRounds = 700;
  constexpr size_t kEvents = size_t{2} * kRounds;
  ServerFixture fixture([](Config& config) { config.watch.buffered_events = 1000; });
  fixture.Register("acme", "2026-01-10T00:00:00Z");
  const Caller caller = fixture.As(rpc::Role::kOperator);
  Watch slow(caller, WatchRequest({"acme"}));
  Watch quick(caller, WatchRequest({"acme"}));
  v1::WatchAccountStatusesResponse first;
  ASSERT_TRUE(slow.NextMessage(first));
  ASSERT_TRUE(quick.NextMessage(first));
  std::thread reading([&] { EXPECT_EQ(quick.Take(kEvents).size(), kEvents); });
  for (int i = 0; i < kRounds; ++i) HoldAndRelease(caller, "acme", i);
  reading.join();
  const auto events = slow.Take(kEvents);
  ASSERT_EQ(events.size(), kEvents);
  for (size_t i = 0; i < events.size(); ++i) {
    ASSERT_EQ(events[i].sequence(), static_cast<int64_t>(i) + 1);
  }
}

TEST(WatchAccounts, ManyWritersManyAccountsAndWatchesThatBreak) {
  constexpr int kAccounts = 24, kWriters = 6, kRounds = 5;
  ServerFixture fixture;
  const std::unique_ptr<Server> second = fixture.StartSecond();
  for (int i = 0; i < kAccounts; ++i) {
    fixture.Register("acc-" + std::to_string(i), "2026-01-10T00:00:00Z");
  }
  const unsigned seed = std::random_device{}();
  std::cout << "seed " << seed << "\n";
  Watch steady(fixture.AsAt(*second, rpc::Role::kOperator), WatchRequest({}));
  v1::WatchAccountStatusesResponse first;
  ASSERT_TRUE(steady.NextMessage(first));
  // Ends after a message now and then, and goes on at one of both servers.
  std::vector<v1::StatusEvent> broken;
  constexpr size_t kExpected = size_t{2} * kAccounts * kRounds;
  std::thread breaking([&] {
    std::minstd_rand random(seed);
    std::string token = first.resume_token();
    for (int turns = 0; turns < 10000 && broken.size() < kExpected; ++turns) {
      const Caller caller = random() % 2 == 0 ? fixture.As(rpc::Role::kOperator)
                                              : fixture.AsAt(*second, rpc::Role::kOperator);
      Watch watch(caller, WatchRequest({}, token));
      for (auto messages = random() % 3 + 1; messages > 0; --messages) {
        v1::WatchAccountStatusesResponse message;
        if (!watch.NextMessage(message)) break;
        broken.insert(broken.end(), message.events().begin(), message.events().end());
        if (broken.size() >= kExpected) break;
      }
      token = watch.resume_token().empty() ? token : watch.resume_token();
    }
  });
  std::vector<std::thread> writers;
  writers.reserve(kWriters);
  for (int writer = 0; writer < kWriters; ++writer) {
    writers.emplace_back([&, writer] {
      const Caller caller = writer % 2 == 0 ? fixture.As(rpc::Role::kOperator)
                                            : fixture.AsAt(*second, rpc::Role::kOperator);
      for (int i = 0; i < kRounds * kAccounts / kWriters; ++i) {
        const int account = (writer * kAccounts / kWriters + i * 7) % kAccounts;
        HoldAndRelease(caller, "acc-" + std::to_string(account), writer * 1000 + i);
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
  pqxx::connection connection(fixture.database().superuser_url());
  pqxx::nontransaction work(connection);
  // Overlapping holds of one account make fewer changes.
  const auto written = work.exec1("SELECT count(*) FROM status_events")[0].as<size_t>();
  // The rest ends the watch that breaks.
  for (size_t i = written; i < kExpected; i += 2) {
    HoldAndRelease(fixture.As(rpc::Role::kOperator), "acc-0", static_cast<int>(100000 + i));
  }
  const auto events = steady.Take(kExpected);
  breaking.join();
  ASSERT_EQ(events.size(), kExpected);
  ASSERT_GE(broken.size(), kExpected);
  std::map<std::string, int64_t> last;
  for (size_t i = 0; i < kExpected; ++i) {
    EXPECT_EQ(events[i].sequence(), ++last[events[i].account_id()]) << Key(events[i]);
    EXPECT_EQ(Key(broken[i]), Key(events[i])) << i;
  }
}

}  // namespace
}  // namespace reinstate::testing
