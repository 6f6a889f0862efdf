// watch.

#include <reinstate/v1/account_status_client.h>
#include <reinstate/v1/account_status_service.pb.h>

#include <google/protobuf/util/time_util.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <ctime>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "client/cli/commands.h"
#include "client/cli/dates.h"
#include "client/cli/session.h"
#include "client/cli/watch_text.h"
#include "client/runtime/retry.h"

namespace reinstate::cli {
namespace {

using std::chrono::steady_clock;

constexpr std::int64_t kTickNs = 100'000'000;
constexpr int kAttempts = 10;  // in a row without a message

struct WatchArguments {
  std::vector<std::string> accounts;
  bool all = false;
  std::string resume;
  std::string duration;
  int count = 0;  // 0: no limit
};

// Ends the watch at Ctrl-C, at SIGTERM, or when its time is over. Must be made before the process
// has other threads, so that they leave the signals to it.
class Ending {
 public:
  explicit Ending(std::optional<steady_clock::time_point> at) : at_(at) {
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGINT);
    sigaddset(&signals_, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
    thread_ = std::thread([this] { Wait(); });
  }
  ~Ending() {
    over_ = true;
    thread_.join();
  }

  const client::Cancellation& cancellation() const { return cancellation_; }

 private:
  void Wait() {
    const timespec tick{0, kTickNs};
    while (!over_) {
      const bool asked = sigtimedwait(&signals_, nullptr, &tick) > 0;
      if (!asked && !(at_ && steady_clock::now() >= *at_)) continue;
      cancellation_.Cancel();
      return;
    }
  }

  const std::optional<steady_clock::time_point> at_;
  const client::Cancellation cancellation_;
  sigset_t signals_{};
  std::atomic<bool> over_{false};
  std::thread thread_;
};

class Watching {
 public:
  Watching(Session* session, const WatchArguments& arguments, const Console& console,
           const client::Cancellation& cancellation)
      : session_(session), arguments_(arguments), console_(console), cancellation_(cancellation) {
    for (const std::string& account : arguments.accounts) request_.add_account_ids(account);
    request_.set_all_accounts(arguments.all);
    request_.set_resume_token(arguments.resume);
  }

  Outcome<ExitCode> Run() {
    if (arguments_.all) *console_.err << "watching all accounts; Ctrl-C ends it" << std::endl;
    std::optional<client::CallError> error;
    while (!Done()) {
      error = ReadStream();
      if (Done()) break;
      const bool lapsed = !error || error->code == client::StatusCode::kDeadlineExceeded;
      if (!(lapsed || client::IsRetryable(*error)) || ++failures_ > kAttempts) break;
      if (!lapsed && failures_ == 1) {
        *console_.err << "the connection is lost; trying again" << std::endl;
      }
      const client::RetryRules rules = client::RealRetryRules({});
      const client::CallError none;
      cancellation_.Wait(
          client::RetryDelay(rules.policy, failures_, error ? *error : none, rules.spread()));
    }
    if (told_) {
      *console_.err << "go on with --resume " << request_.resume_token() << std::endl;
    }
    if (!Done() && error) return session_->Explain(*error);
    return ExitCode::kOk;
  }

 private:
  bool Done() const {
    return cancellation_.cancelled() || (arguments_.count > 0 && shown_ >= arguments_.count) ||
           !*console_.out;
  }

  // The error that ended it; nothing where it is done, or the server ended it.
  std::optional<client::CallError> ReadStream() {
    for (auto& message : session_->Stream(&client::AccountStatusClient::WatchAccountStatuses,
                                          request_, cancellation_)) {
      if (!message.ok()) return message.error();
      failures_ = 0;
      told_ = true;
      request_.set_resume_token(message->resume_token());
      Show(*message);
      if (Done()) break;
    }
    return std::nullopt;
  }

  void Show(const v1::WatchAccountStatusesResponse& message) {
    if (console_.json) *console_.out << ToJsonLine(message);
    for (const v1::StatusEvent& event : message.events()) {
      if (!event.has_snapshot()) ++shown_;
      if (!console_.json) *console_.out << WatchEventText(event, console_.colour) << '\n';
    }
    console_.out->flush();
  }

  Session* const session_;
  const WatchArguments& arguments_;
  const Console& console_;
  const client::Cancellation& cancellation_;
  v1::WatchAccountStatusesRequest request_;
  int shown_ = 0;  // events, not snapshots
  int failures_ = 0;
  bool told_ = false;  // at least one message, whose token can be gone on with
};

Outcome<ExitCode> RunWatch(const GlobalFlags& flags, const WatchArguments& arguments,
                           const Console& console) {
  if (arguments.all == !arguments.accounts.empty()) {
    return UsageFailure(
        arguments.all ? "accounts are named, and --all is given" : "it is not said whom to watch",
        "name accounts, or give --all");
  }
  std::optional<steady_clock::time_point> until;
  if (!arguments.duration.empty()) {
    const auto duration = ParseDuration(arguments.duration);
    if (!duration.ok()) return duration.error();
    until = steady_clock::now() +
            std::chrono::milliseconds(
                google::protobuf::util::TimeUtil::DurationToMilliseconds(*duration));
  }
  const Ending ending(until);
  Outcome<Session> session = Session::Open(flags);
  if (!session.ok()) return session.error();
  return Watching(&*session, arguments, console, ending.cancellation()).Run();
}

}  // namespace

void AddWatchCommand(CLI::App& app, Invocation* invocation) {
  const auto arguments = std::make_shared<WatchArguments>();
  CLI::App* watch = app.add_subcommand(
      "watch", "Show changes of standing and warnings as they come; Ctrl-C ends it");
  watch->add_option("ACCOUNT", arguments->accounts, "The accounts' ids");
  watch->add_flag("--all", arguments->all, "All accounts");
  watch->add_option("--resume", arguments->resume,
                    "Go on where a watch of the same accounts ended, by the token it printed");
  watch->add_option("--for", arguments->duration, "End after so long, such as 30s or 10m");
  watch->add_option("--count", arguments->count, "End once so many changes and warnings were shown")
      ->check(CLI::PositiveNumber.description(""));
  watch->callback([=] {
    invocation->run = [=](const Console& console) {
      return RunWatch(invocation->flags, *arguments, console);
    };
  });
}

}  // namespace reinstate::cli
