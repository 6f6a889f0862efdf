// All streams that are open, and the thread that ends those whose time is over.

#pragma once

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "server/rpc/authenticator.h"
#include "server/rpc/stream.h"

namespace reinstate::rpc {

// Looks at each stream four times a second: its deadline and whether the peer reads; once a second
// also whether its token is still good, so that neither an expired nor a withdrawn one is outlived.
class OpenStreams {
 public:
  OpenStreams(Authenticator& authenticator, std::chrono::milliseconds longest_write);
  ~OpenStreams();

  // Watches the stream for as long as it lives; ends it where the server is stopping. Any thread.
  void Add(const std::shared_ptr<Stream>& stream);

  // Ends all streams, also those that come after it, with SERVER_STOPPING. Does not wait.
  void Stop();

 private:
  void Run();
  std::vector<std::shared_ptr<Stream>> Living();
  void Check(Stream& stream, bool token_too, std::chrono::milliseconds longest_write);

  Authenticator& authenticator_;
  const std::chrono::milliseconds longest_write_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::weak_ptr<Stream>> streams_;
  bool stopping_ = false;  // the server
  bool over_ = false;      // this object
  std::thread thread_;     // last: it uses all of the above
};

}  // namespace reinstate::rpc
