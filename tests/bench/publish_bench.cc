// P7: accounts that cross a date at one instant. How long until a watch has every transition, and
// what reads take meanwhile beside what they took before. Server, database, watch and readers are
// all on this machine. Run beside a PostgreSQL of its own:
//   scripts/with-postgres build/release/tests/bench/reinstate_publish_bench [ACCOUNTS]

#include <spdlog/spdlog.h>
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <optional>
#include <pqxx/pqxx>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/server_fixture.h"

namespace reinstate::testing {
namespace {

using std::chrono::steady_clock;

// An invoice due on 2026-01-15 suspends at midnight of 2026-03-17, by the policy's 60 days.
constexpr char kIssued[] = "2026-01-01";
constexpr char kDue[] = "2026-01-15";
constexpr char kBefore[] = "2026-03-16T12:00:00Z";
constexpr char kCrossing[] = "2026-03-17T00:00:00Z";
constexpr int kWriters = 8;
constexpr int kReaders = 2;
constexpr std::chrono::milliseconds kBetweenReads(10);
constexpr std::chrono::seconds kBaseline(20);
constexpr double kMostSeconds = 60;
constexpr double kMostRatio = 2;

void Require(const grpc::Status& status) {
  if (!status.ok()) throw std::runtime_error(status.error_message());
}

double Since(steady_clock::time_point begin) {
  return std::chrono::duration<double>(steady_clock::now() - begin).count();
}

std::string AccountId(int number) { return "account-" + std::to_string(number); }

void MakeAccounts(const ServerFixture& fixture, int accounts) {
  std::atomic<int> next{0};
  std::vector<std::thread> writers;
  writers.reserve(kWriters);
  for (int i = 0; i < kWriters; ++i) {
    writers.emplace_back([&] {
      for (int number = next++; number < accounts; number = next++) {
        fixture.Register(AccountId(number), "2026-01-01T00:00:00Z");
        fixture.RecordInvoice(AccountId(number), "INV", 1000, kIssued, kDue);
      }
    });
  }
  for (std::thread& writer : writers) writer.join();
}

// Milliseconds of paced reads of random accounts, until told to stop.
class Readers {
 public:
  Readers(const ServerFixture& fixture, int accounts) {
    for (int i = 0; i < kReaders; ++i) {
      threads_.emplace_back([this, &fixture, accounts, i] { Read(fixture, accounts, i); });
    }
  }

  double P99() {
    stop_ = true;
    for (std::thread& thread : threads_) thread.join();
    std::vector<double> all;
    for (const auto& of_one : taken_) all.insert(all.end(), of_one.begin(), of_one.end());
    if (all.empty()) throw std::runtime_error("nothing was read");
    std::sort(all.begin(), all.end());
    return all[all.size() * 99 / 100];
  }

 private:
  void Read(const ServerFixture& fixture, int accounts, int reader) {
    const Caller caller = fixture.As(rpc::Role::kSvcReader);
    for (int i = reader; !stop_; i += 7919) {  // a prime, so that it goes all over them
      v1::GetAccountStatusRequest request;
      request.set_account_id(AccountId(i % accounts));
      grpc::ClientContext context;
      v1::GetAccountStatusResponse response;
      const auto begin = steady_clock::now();
      Require(caller.status->GetAccountStatus(&context, request, &response));
      taken_[reader].push_back(Since(begin) * 1000);
      std::this_thread::sleep_until(begin + kBetweenReads);
    }
  }

  std::atomic<bool> stop_{false};
  std::vector<double> taken_[kReaders];
  std::vector<std::thread> threads_;
};

// Until nothing that is due is left, as after a server has been up for a while.
void Settle(const TestDatabase& database) {
  pqxx::connection connection(database.superuser_url());
  pqxx::nontransaction work(connection);
  const auto due = [&] {
    return work
        .exec1("SELECT count(*) FROM account_timelines WHERE next_event_at <= '" +
               std::string(kBefore) + "'")[0]
        .as<int>();
  };
  while (due() > 0) std::this_thread::sleep_for(std::chrono::milliseconds(500));
  work.exec("ANALYZE");
  work.exec("CHECKPOINT");
}

// Counts transitions of all accounts; calls `begun` once the watch is under way.
void WatchTransitions(const ServerFixture& fixture, int accounts,
                      const std::function<void()>& begun) {
  const Caller caller = fixture.As(rpc::Role::kSvcReader);
  v1::WatchAccountStatusesRequest request;
  request.set_all_accounts(true);
  grpc::ClientContext context;
  const auto reader = caller.status->WatchAccountStatuses(&context, request);
  v1::WatchAccountStatusesResponse message;
  if (!reader->Read(&message)) Require(reader->Finish());
  begun();
  for (int seen = 0; seen < accounts;) {
    if (!reader->Read(&message)) Require(reader->Finish());
    for (const v1::StatusEvent& event : message.events()) seen += event.has_transition() ? 1 : 0;
  }
  context.TryCancel();
}

void Report(const std::string& what, double value, const char* unit, double most, int& code) {
  const bool ok = value <= most;
  std::cout << "P7 " << what << " " << value << unit << " <= " << most << (ok ? " ok" : " short")
            << "\n";
  if (!ok) code = 1;
}

int Run(int accounts) {
  spdlog::set_level(spdlog::level::warn);  // no line a call
  const ServerFixture fixture;
  fixture.SetClock(kBefore);
  const auto begin = steady_clock::now();
  MakeAccounts(fixture, accounts);
  std::cout << accounts << " accounts made in " << Since(begin) << " s\n";
  Settle(fixture.database());

  Readers before(fixture, accounts);
  std::this_thread::sleep_for(kBaseline);
  const double p99_before = before.P99();

  std::optional<Readers> meanwhile;
  steady_clock::time_point crossed;
  WatchTransitions(fixture, accounts, [&] {
    meanwhile.emplace(fixture, accounts);
    fixture.SetClock(kCrossing);
    crossed = steady_clock::now();
  });
  const double seconds = Since(crossed);
  const double p99 = meanwhile->P99();
  std::cout << "all transitions told after " << seconds << " s, "
            << static_cast<double>(accounts) / seconds << " a second\n"
            << "reads, p99: " << p99_before << " ms before, " << p99 << " ms meanwhile\n";
  int code = 0;
  Report("published", seconds, " s", kMostSeconds, code);
  Report("reads", p99 / p99_before, "", kMostRatio, code);
  return code;
}

}  // namespace
}  // namespace reinstate::testing

int main(int argc, char** argv) {
  try {
    return reinstate::testing::Run(argc > 1 ? std::atoi(argv[1]) : 100000);
  } catch (const std::exception& error) {
    std::cerr << "publish_bench: " << error.what() << "\n";
    return 1;
  }
}
