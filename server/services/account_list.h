// Which accounts a list names: rows are a superset, their timelines decide (DECISIONS 7).

#pragma once

#include <string>
#include <vector>

#include "db/accounts.h"
#include "reinstate/v1/account_admin_service.pb.h"
#include "server/domain/error.h"
#include "server/services/current_timeline.h"

namespace reinstate::services {

// What a list asks for.
struct AskedList {
  db::AccountFilter rows;
  std::vector<CauseKind> causes;  // any of these is open; empty: whether or not one is
};

// INVALID_FIELD for a window of no length.
Result<AskedList> AskedAccounts(const v1::ListAccountsRequest& request);

// Up to `size` accounts after `after` that are asked for at `present.now`, and one more where there
// is one. The transaction sees all rows.
std::vector<db::ListedAccount> FindAccounts(const Present& present, db::Transaction& transaction,
                                            const AllAccountsScope& scope, const AskedList& asked,
                                            std::string after, size_t size);

}  // namespace reinstate::services
