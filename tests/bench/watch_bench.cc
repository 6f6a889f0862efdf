// P9: many watches of one account on one server. What each costs the server in memory, and how long
// after a write was answered the last of them has its event. The watches are a process of their
// own, fifty a connection, TLS on. Run beside a PostgreSQL of its own:
//   scripts/with-postgres build/release/tests/bench/reinstate_watch_bench [WATCHES]

#include <spdlog/spdlog.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <unistd.h>

#include "tests/support/server_fixture.h"
#include "tests/support/watch.h"

namespace reinstate::testing {
namespace {

using std::chrono::steady_clock;

constexpr int kRounds = 10;              // an event for every watch each
constexpr int kWatchesAConnection = 50;  // the server admits 64
constexpr double kMostSeconds = 1;
constexpr double kMostKilobytes = 40;

// The watches' process: tells when all have begun, and when all have an event.
class Counter {
 public:
  explicit Counter(int watches) : watches_(watches) {}

  void CountBegun() { Count(begun_, "begun"); }
  void CountEvent() { Count(events_, "told"); }

 private:
  void Count(std::atomic<int>& counter, const char* what) const {
    if (++counter % watches_ != 0) return;
    std::puts(what);
    std::fflush(stdout);
    if (counter == watches_ * kRounds) std::_Exit(0);
  }

  const int watches_;
  std::atomic<int> begun_{0}, events_{0};
};

class WatchReader : public grpc::ClientReadReactor<v1::WatchAccountStatusesResponse> {
 public:
  WatchReader(const Caller& caller, Counter& counter)
      : counter_(counter), request_(WatchRequest({"acme"})) {
    caller.status->async()->WatchAccountStatuses(&context_, &request_, this);
    StartRead(&message_);
    StartCall();
  }

  void OnReadDone(bool ok) override {
    if (!ok) return;
    for (const v1::StatusEvent& event : message_.events()) {
      event.has_snapshot() ? counter_.CountBegun() : counter_.CountEvent();
    }
    StartRead(&message_);
  }
  void OnDone(const grpc::Status& status) override {
    std::cerr << "a watch has ended: " << status.error_message() << "\n";
    std::_Exit(1);
  }

 private:
  Counter& counter_;
  grpc::ClientContext context_;
  const v1::WatchAccountStatusesRequest request_;
  v1::WatchAccountStatusesResponse message_;
};

[[noreturn]] void RunWatches(int watches, const std::string& address, const std::string& ca_file,
                             const std::string& token) {
  Counter counter(watches);
  grpc::ChannelArguments own_connection;
  own_connection.SetInt(GRPC_ARG_USE_LOCAL_SUBCHANNEL_POOL, 1);
  std::vector<Caller> callers;
  std::vector<std::unique_ptr<WatchReader>> readers;
  for (int i = 0; i < watches; ++i) {
    if (i % kWatchesAConnection == 0) {
      callers.push_back(Connect(address, ca_file, token, own_connection));
    }
    readers.push_back(std::make_unique<WatchReader>(callers.back(), counter));
  }
  while (true) pause();
}

class WatchesProcess {
 public:
  WatchesProcess(const ServerFixture& fixture, int watches) {
    char program[4096] = {};
    if (readlink("/proc/self/exe", program, sizeof program - 1) < 0) Fail();
    const std::string command = std::string(program) + " " + std::to_string(watches) + " " +
                                fixture.address() + " " + fixture.ca_file() + " " +
                                fixture.Token(rpc::Role::kSvcReader);
    output_ = popen(command.c_str(), "r");
    if (output_ == nullptr) Fail();
  }
  ~WatchesProcess() { pclose(output_); }
  WatchesProcess(const WatchesProcess&) = delete;
  WatchesProcess& operator=(const WatchesProcess&) = delete;

  void Await(const std::string& what) {
    char line[100] = {};
    if (std::fgets(line, sizeof line, output_) == nullptr || line != what + "\n") Fail();
  }

 private:
  [[noreturn]] static void Fail() { throw std::runtime_error("the watches do not go on"); }
  std::FILE* output_;
};

double ResidentKilobytes() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    if (word != "VmRSS:") continue;
    double kilobytes = 0;
    status >> kilobytes;
    return kilobytes;
  }
  throw std::runtime_error("this process does not know its size");
}

// A hold, or its end: either changes the standing.
void ChangeStanding(const Caller& caller, int round) {
  grpc::ClientContext context;
  grpc::Status status;
  const auto fill = [round](auto& request) {
    request.set_account_id("acme");
    request.set_request_id(NewRequestId());
    request.set_hold_id("H-" + std::to_string(round / 2));
  };
  if (round % 2 == 0) {
    v1::PlaceHoldRequest request;
    fill(request);
    request.set_reason("the bench");
    v1::PlaceHoldResponse response;
    status = caller.admin->PlaceHold(&context, request, &response);
  } else {
    v1::ReleaseHoldRequest request;
    fill(request);
    v1::ReleaseHoldResponse response;
    status = caller.admin->ReleaseHold(&context, request, &response);
  }
  if (!status.ok()) throw std::runtime_error(status.error_message());
}

void Report(const std::string& what, double value, const char* unit, double most, int& code) {
  const bool ok = value <= most;
  std::cout << "P9 " << what << " " << value << unit << " <= " << most << (ok ? " ok" : " short")
            << "\n";
  if (!ok) code = 1;
}

int Run(int watches) {
  spdlog::set_level(spdlog::level::warn);  // no line a call
  const ServerFixture fixture;
  fixture.SetClock("2026-03-16T12:00:00Z");
  fixture.Register("acme", "2026-01-01T00:00:00Z");
  const Caller caller = fixture.As(rpc::Role::kOperator);
  const double before = ResidentKilobytes();
  WatchesProcess process(fixture, watches);
  process.Await("begun");
  const double kilobytes = (ResidentKilobytes() - before) / watches;
  std::vector<double> seconds;
  for (int round = 0; round < kRounds; ++round) {
    ChangeStanding(caller, round);
    const auto answered = steady_clock::now();
    process.Await("told");
    seconds.push_back(std::chrono::duration<double>(steady_clock::now() - answered).count());
  }
  std::sort(seconds.begin(), seconds.end());
  std::cout << watches << " watches, the last told after " << seconds[seconds.size() / 2]
            << " s (median), " << seconds.back() << " s (most of " << kRounds << ")\n";
  int code = 0;
  Report("told", seconds[seconds.size() / 2], " s", kMostSeconds, code);
  Report("memory", kilobytes, " kB a watch", kMostKilobytes, code);
  return code;
}

}  // namespace
}  // namespace reinstate::testing

int main(int argc, char** argv) {
  const int watches = argc > 1 ? std::atoi(argv[1]) : 10000;
  try {
    if (argc == 5) reinstate::testing::RunWatches(watches, argv[2], argv[3], argv[4]);
    return reinstate::testing::Run(watches);
  } catch (const std::exception& error) {
    std::cerr << "watch_bench: " << error.what() << "\n";
    return 1;
  }
}
