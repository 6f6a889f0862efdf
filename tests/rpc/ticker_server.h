// A server of test streams in this process: the product's transport and pipeline, real tokens.

#pragma once

#include <grpcpp/grpcpp.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "reinstate/test/v1/ticker_service.grpc.pb.h"
#include "server/rpc/authenticator.h"
#include "server/rpc/pipeline.h"
#include "tests/rpc/jwt_builder.h"

namespace reinstate::rpc {

using Reader = std::unique_ptr<grpc::ClientReader<test::v1::Tick>>;

// Answers from whichever thread calls Push or End.
class TickSource final : public Source {
 public:
  ~TickSource() override { ++destroyed; }
  void Next(const Call& call, Message& message, Done done) override;
  void Cancel() override;

  // The next message, or the end.
  void Push(const Result<bool>& more);
  // Forgets that it was asked, which it must be; destroys this.
  void Drop();

  std::atomic<int> asked{0};
  static std::atomic<int> destroyed;

 private:
  void Answer(std::unique_lock<std::mutex> lock);

  std::mutex mutex_;
  std::deque<Result<bool>> ready_;
  Message* message_ = nullptr;
  Done done_;
  int64_t number_ = 0;
  bool cancelled_ = false;
};

class Ticker {
 public:
  Result<Pull<test::v1::Tick>> OpenPull(const Call& call, const test::v1::TickRequest& request);
  Result<std::unique_ptr<Source>> OpenWatch(const Call& call, const test::v1::TickRequest& request);

  // Waits for the next watch. The source lives as long as its stream.
  TickSource* TakeWatch();

  std::atomic<int64_t> made{0};                  // messages of all pulls
  std::function<Status(int64_t number)> before;  // runs before each message of a pull

 private:
  std::mutex mutex_;
  std::condition_variable opened_;
  std::deque<TickSource*> watches_;
};

class TickerServer {
 public:
  explicit TickerServer(Pipeline::Limits limits = {});
  ~TickerServer() { Stop(std::chrono::seconds(10)); }

  // As the product stops: streams first.
  void Stop(std::chrono::milliseconds drain);

  // Empties the key file of the token's issuer, and reads it again.
  void WithdrawKeys();
  // Makes the server believe that so much time has passed.
  void PassTime(std::chrono::seconds time) { now_s += time.count(); }

  std::shared_ptr<grpc::Channel> NewChannel() const;
  // With a token that is good for 600 s.
  std::unique_ptr<grpc::ClientContext> NewContext(const std::string& subject = "reader") const;
  std::string Metrics() const { return pipeline_->log().Metrics(); }

  Ticker ticker;
  std::atomic<int64_t> now_s{1700000000};
  std::unique_ptr<test::v1::TickerService::Stub> stub;

 private:
  const SigningKey key_ = SigningKey::Ec("k");
  TempFile jwks_file_;
  std::vector<MethodInfo> methods_;
  Handlers handlers_;
  std::unique_ptr<Authenticator> authenticator_;
  std::unique_ptr<Pipeline> pipeline_;
  std::unique_ptr<Transport> transport_;
  std::unique_ptr<grpc::Server> server_;
  int port_ = 0;
};

// `reason` of the details, "NONE" where there are none.
std::string ReasonIn(const grpc::Status& status);

}  // namespace reinstate::rpc
