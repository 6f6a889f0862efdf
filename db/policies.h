// Policies as they are stored.

#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "db/transaction.h"
#include "server/domain/account_scope.h"
#include "server/domain/policy_history.h"

namespace reinstate::db {

// Loads the zones the policies name. Throws where one is unknown.
PolicyHistory LoadPolicies(Transaction& transaction);

// Keeps all others from changing the policies until the transaction ends.
void LockPolicies(Transaction& transaction);

// Makes the next set, `record.created_set`.
void InsertPolicy(Transaction& transaction, const PolicyRecord& record);
// Makes the next set, `record.revoked_set`.
void RevokePolicy(Transaction& transaction, const PolicyRecord& record);

// Accounts whose timeline was built with an older set, at most `limit`.
std::vector<std::string> ListStaleAccounts(Transaction& transaction, const AllAccountsScope& scope,
                                           int policy_set, int limit);

// In the order of ids, after `after`.
std::vector<std::string> ListAccountIds(Transaction& transaction, const AllAccountsScope& scope,
                                        const std::string& after, int limit);

struct RebuildProgress {
  int64_t accounts_total = 0;
  int64_t accounts_rebuilt = 0;  // with this set or a later one
};
RebuildProgress CountRebuilt(Transaction& transaction, const AllAccountsScope& scope,
                             int policy_set);

}  // namespace reinstate::db
