// What each write about abuse signals decides and records, once the account's row is locked.

#pragma once

#include "reinstate/v1/account_admin_service.pb.h"
#include "server/services/account_write.h"

namespace reinstate::services {

class AbuseDecision {
 public:
  AbuseDecision(const rpc::Call& call, db::Transaction& transaction, AccountState& state)
      : call_(call), transaction_(transaction), state_(state) {}

  Result<WriteOutcome> Decide(const v1::RecordAbuseSignalRequest& request);
  Result<WriteOutcome> Decide(const v1::ResolveAbuseSignalRequest& request);
  Result<WriteOutcome> Decide(const v1::WithdrawAbuseSignalRequest& request);

 private:
  // What the log says of it; the signal is stored as it is now.
  Result<WriteOutcome> Update(const std::string& signal_id, const Result<bool>& changed,
                              const std::string& reason);

  const rpc::Call& call_;
  db::Transaction& transaction_;
  AccountState& state_;
};

}  // namespace reinstate::services
