// Which function answers which RPC. Two kinds: blocking handlers run on worker threads; hot ones
// run on the transport's thread, must not block, and answer through `done` from any thread.

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

struct Handler {
  BlockingHandler blocking;  // one of the two
  HotHandler hot;
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

  // Null where nothing answers the RPC.
  const Handler* Find(const std::string& method) const {
    const auto found = handlers_.find(method);
    return found == handlers_.end() ? nullptr : &found->second;
  }

 private:
  std::map<std::string, Handler> handlers_;
};

}  // namespace reinstate::rpc
