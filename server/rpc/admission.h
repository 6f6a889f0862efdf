// How many calls may be under way: in all, and for one account.

#pragma once

#include <array>
#include <atomic>
#include <mutex>
#include <string>
#include <unordered_map>

namespace reinstate::rpc {

class Admission {
 public:
  Admission(int most_calls, int most_calls_of_account)
      : most_calls_(most_calls), most_of_account_(most_calls_of_account) {}

  // Each true must be given back by its Leave. Any thread.
  bool Enter();
  void Leave();
  bool EnterAccount(const std::string& account_id);
  void LeaveAccount(const std::string& account_id);

 private:
  struct Shard {
    std::mutex mutex;
    std::unordered_map<std::string, int> calls;  // only accounts with calls under way
  };
  Shard& ShardOf(const std::string& account_id);

  const int most_calls_;
  const int most_of_account_;
  std::atomic<int> calls_{0};
  std::array<Shard, 16> shards_;
};

}  // namespace reinstate::rpc
