// Which function answers which RPC. Two kinds: blocking handlers run on worker threads; hot ones
// run on the transport's thread, must not block, and answer through `done` from any thread. Streams
// come in the same two kinds.

#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "server/rpc/call.h"

namespace reinstate::rpc {

using Message = google::protobuf::Message;
using BlockingHandler = std::function<Status(const Call&, const Message&, Message&)>;
using HotHandler = std::function<void(const Call&, const Message&, Message&, Done)>;

// Gives the messages of one stream. It is asked for one when the one before was sent, so it needs
// no queue.
class Source {
 public:
  // True: the message is filled in. False: there are no more.
  using Done = std::function<void(const Result<bool>&)>;

  virtual ~Source() = default;
  // Calls `done` once, from any thread, also before it returns; call and message live until then.
  // `call.deadline` is the message's own.
  virtual void Next(const Call& call, Message& message, Done done) = 0;
  // The stream is to end: a Next under way, and any that follows, calls its `done` at once, no
  // matter with what. Comes from any thread, also beside Next.
  virtual void Cancel() {}
};

// The same as a function that blocks: false where there are no more.
template <typename Response>
using Pull = std::function<Result<bool>(const Call&, Response&)>;

using StreamHandler = std::function<Result<std::unique_ptr<Source>>(const Call&, const Message&)>;

struct Handler {
  BlockingHandler blocking;  // one of the four
  HotHandler hot;
  StreamHandler stream;
  StreamHandler hot_stream;

  bool streams() const { return stream || hot_stream; }
};

class Handlers {
 public:
  // `method` is its name in full: "reinstate.v1.DevService/GetClock". The service must outlive
  // every call.
  template <typename Service, typename Request, typename Response>
  void Add(const std::string& method, Service* service,
           Status (Service::*handler)(const Call&, const Request&, Response&)) {
    handlers_[method].blocking = [=](const Call& call, const Message& request, Message& response) {
      return (service->*handler)(call, static_cast<const Request&>(request),
                                 static_cast<Response&>(response));
    };
  }

  // Call, request and response live until `done` was called.
  template <typename Service, typename Request, typename Response>
  void AddHot(const std::string& method, Service* service,
              void (Service::*handler)(const Call&, const Request&, Response&, Done)) {
    handlers_[method].hot = [=](const Call& call, const Message& request, Message& response,
                                Done done) {
      (service->*handler)(call, static_cast<const Request&>(request),
                          static_cast<Response&>(response), std::move(done));
    };
  }

  // `open` runs on a worker thread and checks what can be checked before the first message; what it
  // returns runs there too, once a message. Neither holds a thread while the peer reads.
  template <typename Service, typename Request, typename Response>
  void AddStream(const std::string& method, Service* service,
                 Result<Pull<Response>> (Service::*open)(const Call&, const Request&)) {
    handlers_[method].stream = [=](const Call& call, const Message& request) {
      auto pull = (service->*open)(call, static_cast<const Request&>(request));
      if (!pull.ok()) return Result<std::unique_ptr<Source>>(pull.error());
      return Result<std::unique_ptr<Source>>(
          std::make_unique<PullSource<Response>>(std::move(*pull)));
    };
  }

  // For messages that come when they come: `open` and the source must not block.
  template <typename Service, typename Request>
  void AddHotStream(const std::string& method, Service* service,
                    Result<std::unique_ptr<Source>> (Service::*open)(const Call&, const Request&)) {
    handlers_[method].hot_stream = [=](const Call& call, const Message& request) {
      return (service->*open)(call, static_cast<const Request&>(request));
    };
  }

  // Null where nothing answers the RPC.
  const Handler* Find(const std::string& method) const {
    const auto found = handlers_.find(method);
    return found == handlers_.end() ? nullptr : &found->second;
  }

 private:
  template <typename Response>
  class PullSource final : public Source {
   public:
    explicit PullSource(Pull<Response> pull) : pull_(std::move(pull)) {}
    void Next(const Call& call, Message& message, Done done) override {
      done(pull_(call, static_cast<Response&>(message)));
    }

   private:
    const Pull<Response> pull_;
  };

  std::map<std::string, Handler> handlers_;
};

}  // namespace reinstate::rpc
