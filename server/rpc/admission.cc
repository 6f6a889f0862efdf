#include "server/rpc/admission.h"

#include <functional>

namespace reinstate::rpc {

bool Admission::Enter() {
  if (calls_.fetch_add(1, std::memory_order_relaxed) < most_calls_) return true;
  Leave();
  return false;
}

void Admission::Leave() { calls_.fetch_sub(1, std::memory_order_relaxed); }

bool Admission::EnterAccount(const std::string& account_id) {
  Shard& shard = ShardOf(account_id);
  const std::lock_guard<std::mutex> lock(shard.mutex);
  int& calls = shard.calls[account_id];
  if (calls >= most_of_account_) return false;
  ++calls;
  return true;
}

void Admission::LeaveAccount(const std::string& account_id) {
  Shard& shard = ShardOf(account_id);
  const std::lock_guard<std::mutex> lock(shard.mutex);
  const auto found = shard.calls.find(account_id);
  if (--found->second == 0) shard.calls.erase(found);
}

Admission::Shard& Admission::ShardOf(const std::string& account_id) {
  return shards_[std::hash<std::string>{}(account_id) % shards_.size()];
}

}  // namespace reinstate::rpc
