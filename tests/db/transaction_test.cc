// The transaction helper, its retries, and the read batcher, when the database misbehaves.

#include "db/transaction.h"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <map>
#include <pqxx/pqxx>

#include "db/accounts.h"
#include "db/clock.h"
#include "db/codec.h"
#include "db/read_batcher.h"
#include "tests/support/database.h"
#include "tests/support/scopes.h"

namespace reinstate::testing {
namespace {

using db::Access;
using db::Visibility;
using std::chrono::milliseconds;
using std::chrono::steady_clock;

db::Deadline In(milliseconds time) { return steady_clock::now() + time; }

void TerminateOthers(const TestDatabase& database) {
  pqxx::connection connection(database.superuser_url());
  pqxx::nontransaction work(connection);
  work.exec(
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
      "AND pid <> pg_backend_pid()");
}

Account NewAccount(const std::string& id) {
  Account account;
  account.account_id = id;
  account.registered_at = absl::FromUnixSeconds(1767225600);
  account.standing_from = account.registered_at;
  return account;
}

TEST(Transaction, ALostConnectionIsReplacedAndTheTransactionRunAgain) {
  const TestDatabase database;
  db::Pool pool(database.app_url(), 1);
  const AccountScope scope = ScopeOf("acme");
  int runs = 0;
  const Status status =
      db::RunTransaction(pool, Visibility::Of(scope), Access::kWrite, In(milliseconds(5000)),
                         [&](db::Transaction& transaction) -> Status {
                           EXPECT_TRUE(InsertAccount(transaction, scope, NewAccount("acme")));
                           if (++runs == 1) TerminateOthers(database);
                           GetAccount(transaction, scope);
                           return Ok();
                         });
  EXPECT_TRUE(status.ok()) << status.error().message;
  EXPECT_EQ(runs, 2);
}

TEST(Transaction, AnErrorOfTheBodyRollsBack) {
  const TestDatabase database;
  db::Pool pool(database.app_url(), 1);
  const AccountScope scope = ScopeOf("acme");
  const auto run = [&](bool fail) {
    std::optional<db::AccountRow> found;
    const Status status =
        db::RunTransaction(pool, Visibility::Of(scope), Access::kWrite, In(milliseconds(5000)),
                           [&](db::Transaction& transaction) -> Status {
                             found = GetAccount(transaction, scope);
                             if (!fail) return Ok();
                             InsertAccount(transaction, scope, NewAccount("acme"));
                             return InvalidField("x", "is wrong");
                           });
    EXPECT_EQ(status.ok(), !fail);
    return found.has_value();
  };
  run(true);
  EXPECT_FALSE(run(false));
}

TEST(Transaction, ALockedRowEndsTheCallAtItsDeadline) {
  const TestDatabase database;
  db::Pool pool(database.app_url(), 2);
  const AccountScope scope = ScopeOf("acme");
  const auto insert = [&](db::Transaction& transaction) -> Status {
    InsertAccount(transaction, scope, NewAccount("acme"));
    return Ok();
  };
  ASSERT_TRUE(db::RunTransaction(pool, Visibility::Of(scope), Access::kWrite,
                                 In(milliseconds(5000)), insert)
                  .ok());
  Status inner = Ok();
  const Status outer = db::RunTransaction(
      pool, Visibility::Of(scope), Access::kWrite, In(milliseconds(5000)),
      [&](db::Transaction& transaction) -> Status {
        LockAccount(transaction, scope);
        inner = db::RunTransaction(pool, Visibility::Of(scope), Access::kWrite,
                                   In(milliseconds(100)), [&](db::Transaction& second) -> Status {
                                     LockAccount(second, scope);
                                     return Ok();
                                   });
        return Ok();
      });
  EXPECT_TRUE(outer.ok());
  ASSERT_FALSE(inner.ok());
  EXPECT_EQ(inner.error().reason, Reason::kDeadlineExceeded);
}

TEST(Transaction, AnAbsentDatabaseIsUnavailableAndNamesNothingOfTheInside) {
  db::Pool pool("host=/nonexistent dbname=secret_name", 1);
  const AccountScope scope = ScopeOf("acme");
  const Status status =
      db::RunTransaction(pool, Visibility::Of(scope), Access::kSnapshot, In(milliseconds(300)),
                         [](db::Transaction&) -> Status { return Ok(); });
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().reason, Reason::kStoreUnavailable);
  EXPECT_EQ(status.error().message.find("secret_name"), std::string::npos);
}

TEST(Transaction, ASnapshotCannotWrite) {
  const TestDatabase database;
  db::Pool pool(database.app_url(), 1);
  const AccountScope scope = ScopeOf("acme");
  const Status status =
      db::RunTransaction(pool, Visibility::Of(scope), Access::kSnapshot, In(milliseconds(2000)),
                         [&](db::Transaction& transaction) -> Status {
                           InsertAccount(transaction, scope, NewAccount("acme"));
                           return Ok();
                         });
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().reason, Reason::kInternal);
}

class Batcher : public ::testing::Test {
 protected:
  Batcher() : pool_(database_.app_url(), 2) {
    for (int i = 0; i < 50; ++i) {
      const AccountScope scope = ScopeOf("acct-" + std::to_string(i));
      AccountFacts facts;
      facts.account = NewAccount(scope.account_id());
      const Timeline timeline =
          BuildTimeline(facts, PolicySet({Policy()}), facts.account.registered_at);
      const Status status =
          db::RunTransaction(pool_, Visibility::Of(scope), Access::kWrite, In(milliseconds(5000)),
                             [&](db::Transaction& transaction) -> Status {
                               InsertAccount(transaction, scope, facts.account);
                               PutTimeline(transaction, scope, timeline, i + 1, 1,
                                           facts.account.registered_at, absl::InfiniteFuture());
                               return Ok();
                             });
      EXPECT_TRUE(status.ok());
    }
  }

  // The revision that was found; 0 where there is no such account, -1 for an error.
  static int64_t Read(db::ReadBatcher& batcher, const std::string& account_id) {
    std::promise<int64_t> revision;
    batcher.Get(ScopeOf(account_id), In(milliseconds(5000)),
                [&](const Result<db::ReadBatcher::Found>& found) {
                  revision.set_value(!found.ok() ? -1 : *found ? (*found)->revision : 0);
                });
    return revision.get_future().get();
  }

  TestDatabase database_;
  db::Pool pool_;
};

TEST_F(Batcher, EveryCallerGetsItsOwnAccount) {
  db::ReadBatcher batcher({database_.app_url(), 2, 16, 2000, 4096});
  std::atomic<int> wrong{0}, answered{0};
  std::promise<void> all;
  constexpr int kCalls = 2000;
  for (int i = 0; i < kCalls; ++i) {
    const int account = i % 60;  // ten of them do not exist
    batcher.Get(ScopeOf("acct-" + std::to_string(account)), In(milliseconds(10000)),
                [&, account](const Result<db::ReadBatcher::Found>& found) {
                  const bool right =
                      found.ok() && (account < 50 ? *found && (*found)->revision == account + 1
                                                  : *found == nullptr);
                  if (!right) ++wrong;
                  if (++answered == kCalls) all.set_value();
                });
  }
  all.get_future().wait();
  EXPECT_EQ(wrong, 0);
}

// Far more accounts than a statement takes of calls about one, some twice, some not there.
TEST_F(Batcher, ManyAtOnceAreOneAnswer) {
  db::ReadBatcher batcher({database_.app_url(), 1, 16, 2000, 4096});
  std::vector<AccountScope> scopes;
  scopes.reserve(120);
  for (int i = 0; i < 120; ++i) scopes.push_back(ScopeOf("acct-" + std::to_string(i % 60)));
  std::promise<std::map<std::string, int64_t>> answer;
  batcher.GetMany(scopes, In(milliseconds(5000)),
                  [&](const Result<db::ReadBatcher::FoundById>& found) {
                    std::map<std::string, int64_t> revisions;
                    if (found.ok()) {
                      for (const auto& [id, stored] : *found) {
                        revisions[id] = stored.ok() ? (*stored)->revision : -1;
                      }
                    }
                    answer.set_value(revisions);
                  });
  const auto revisions = answer.get_future().get();
  EXPECT_EQ(revisions.size(), 50u);
  for (const auto& [id, revision] : revisions)
    EXPECT_EQ(id, "acct-" + std::to_string(revision - 1));
}

TEST_F(Batcher, AnEarlierInstantHasTheVersionOfThen) {
  const AccountScope scope = ScopeOf("acct-7");
  const absl::Time registered = NewAccount("acct-7").registered_at;
  const Status status = db::RunTransaction(
      pool_, Visibility::Of(scope), Access::kWrite, In(milliseconds(5000)),
      [&](db::Transaction& transaction) -> Status {
        AccountFacts facts;
        facts.account = NewAccount("acct-7");
        const Timeline timeline = BuildTimeline(facts, PolicySet({Policy()}), registered);
        PutTimeline(transaction, scope, timeline, 9, 1, registered + absl::Hours(1),
                    absl::InfiniteFuture());
        return Ok();
      });
  ASSERT_TRUE(status.ok());
  db::ReadBatcher batcher({database_.app_url(), 1, 16, 2000, 4096});
  const auto revision_at = [&](absl::Time instant) {
    std::promise<int64_t> revision;
    batcher.GetAsOf(scope, instant, In(milliseconds(5000)),
                    [&](const Result<db::ReadBatcher::Found>& found) {
                      revision.set_value(!found.ok() ? -1 : *found ? (*found)->revision : 0);
                    });
    return revision.get_future().get();
  };
  EXPECT_EQ(revision_at(registered - absl::Microseconds(1)), 0);
  EXPECT_EQ(revision_at(registered), 8);
  EXPECT_EQ(revision_at(registered + absl::Hours(1) - absl::Microseconds(1)), 8);
  EXPECT_EQ(revision_at(registered + absl::Hours(1)), 9);
  EXPECT_EQ(revision_at(registered + absl::Hours(1000)), 9);
}

TEST_F(Batcher, ALostConnectionCostsNoCall) {
  db::ReadBatcher batcher({database_.app_url(), 1, 16, 2000, 4096});
  EXPECT_EQ(Read(batcher, "acct-7"), 8);
  TerminateOthers(database_);
  EXPECT_EQ(Read(batcher, "acct-7"), 8);
}

TEST_F(Batcher, AFullQueueShedsAtOnce) {
  db::ReadBatcher batcher({database_.app_url(), 1, 16, 2000, 0});
  Reason reason = Reason::kInternal;
  batcher.Get(ScopeOf("acct-1"), In(milliseconds(1000)),
              [&](const Result<db::ReadBatcher::Found>& found) { reason = found.error().reason; });
  EXPECT_EQ(reason, Reason::kOverloaded);
}

TEST_F(Batcher, ACallThatCameTooLateIsNotRead) {
  db::ReadBatcher batcher({database_.app_url(), 1, 16, 2000, 10});
  std::promise<Reason> reason;
  batcher.Get(
      ScopeOf("acct-1"), steady_clock::now() - milliseconds(1),
      [&](const Result<db::ReadBatcher::Found>& found) { reason.set_value(found.error().reason); });
  EXPECT_EQ(reason.get_future().get(), Reason::kDeadlineExceeded);
}

TEST(Codec, ATimelineSurvivesStorage) {
  AccountFacts facts;
  facts.account = NewAccount("acme");
  facts.invoices.push_back({"INV-1", "USD", 100, absl::CivilDay(2026, 1, 1),
                            absl::CivilDay(2026, 1, 31), facts.account.registered_at});
  facts.holds.push_back({"H-1", "a \"quoted\" reason, ü", true, facts.account.registered_at,
                         facts.account.registered_at + absl::Hours(5), std::nullopt, "me"});
  facts.abuse_signals.push_back({"S-1", AbuseSeverity::kSignificant, facts.account.registered_at,
                                 "mass mailing", "case 12", "risk"});
  const absl::Time later = facts.account.registered_at + absl::Hours(9);
  facts.exemptions.push_back({"E-1", CauseKind::kAccountAbuse, "a large order",
                              facts.account.registered_at, later, "ann"});
  facts.exemptions.push_back({"E-2", CauseKind::kAccountAbuse, "a large order",
                              facts.account.registered_at, later + absl::Hours(1), "ann", later});
  const Timeline timeline =
      BuildTimeline(facts, PolicySet({Policy()}), facts.account.registered_at);
  EXPECT_GE(timeline.segments.size(), 3u);
  EXPECT_EQ(db::DecodeTimeline(db::EncodeTimeline(timeline)), timeline);
}

TEST(Codec, ATimelineStoredBeforeThereWereInternalNotesIsRead) {
  const Timeline timeline =
      db::DecodeTimeline(R"({"segments":[[0,null,2,true,1,[[3,true,0,0]]]],)"
                         R"("evidence":[[3,1,"H-1",0,null,0,1,0,0,0,"","a reason",true]]})");
  ASSERT_EQ(timeline.evidence.size(), 1u);
  EXPECT_EQ(timeline.evidence[0].text, "a reason");
  EXPECT_TRUE(timeline.evidence[0].internal);
  EXPECT_EQ(timeline.evidence[0].internal_note, "");
}

}  // namespace
}  // namespace reinstate::testing
