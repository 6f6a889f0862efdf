#include "server/services/account_read.h"

#include <algorithm>

#include "server/services/current_timeline.h"

namespace reinstate::services {

Status ReadAccount(const Environment& environment, const rpc::Call& call,
                   const AccountReader& reader) {
  return db::RunTransaction(environment.pool, db::Visibility::Of(call.account()),
                            db::Access::kSnapshot, call.deadline,
                            [&](db::Transaction& transaction) -> Status {
                              const auto row = GetAccount(transaction, call.account());
                              if (!row) return AccountNotFound(call.account().account_id());
                              const absl::Time now = ReadClock(environment, transaction);
                              return reader(transaction, *row, std::max(now, row->written_at));
                            });
}

}  // namespace reinstate::services
