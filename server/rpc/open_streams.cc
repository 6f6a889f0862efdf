#include "server/rpc/open_streams.h"

#include <algorithm>

namespace reinstate::rpc {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kTick{250};
constexpr int kTicksOfToken = 4;
// Of one that does not read while the server stops.
constexpr milliseconds kLastWrite{1000};

Error Stopping() {
  return {.reason = Reason::kServerStopping,
          .message = "the server is stopping; call again to go on at another"};
}

}  // namespace

OpenStreams::OpenStreams(Authenticator& authenticator, milliseconds longest_write)
    : authenticator_(authenticator), longest_write_(longest_write), thread_([this] { Run(); }) {}

OpenStreams::~OpenStreams() {
  {
    const std::lock_guard lock(mutex_);
    over_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void OpenStreams::Add(const std::shared_ptr<Stream>& stream) {
  {
    const std::lock_guard lock(mutex_);
    streams_.push_back(stream);
    if (!stopping_) return;
  }
  stream->End(Stopping());
}

void OpenStreams::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  for (const auto& stream : Living()) stream->End(Stopping());
}

std::vector<std::shared_ptr<Stream>> OpenStreams::Living() {
  std::vector<std::shared_ptr<Stream>> living;
  const std::lock_guard lock(mutex_);
  for (const auto& stream : streams_) {
    if (auto held = stream.lock()) living.push_back(std::move(held));
  }
  streams_.assign(living.begin(), living.end());
  return living;
}

void OpenStreams::Run() {
  for (int tick = 1;; ++tick) {
    milliseconds longest_write = longest_write_;
    {
      std::unique_lock lock(mutex_);
      if (changed_.wait_for(lock, kTick, [this] { return over_; })) return;
      if (stopping_) longest_write = std::min(longest_write, kLastWrite);
    }
    for (const auto& stream : Living()) Check(*stream, tick % kTicksOfToken == 0, longest_write);
  }
}

void OpenStreams::Check(Stream& stream, bool token_too, milliseconds longest_write) {
  stream.CheckTime(std::chrono::steady_clock::now(), longest_write);
  if (!token_too) return;
  const auto principal = authenticator_.Authenticate(stream.authorization());
  if (!principal.ok()) stream.End(principal.error());
}

}  // namespace reinstate::rpc
