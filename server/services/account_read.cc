#include "server/services/account_read.h"

#include <algorithm>

namespace reinstate::services {

Status ReadAccount(const Environment& environment, const rpc::Call& call,
                   const AccountReader& reader) {
  return db::RunTransaction(environment.pool, db::Visibility::Of(call.account()),
                            db::Access::kSnapshot, call.deadline,
                            [&](db::Transaction& transaction) -> Status {
                              const auto row = GetAccount(transaction, call.account());
                              if (!row) return AccountNotFound(call.account().account_id());
                              Present present = ReadPresent(environment, transaction);
                              present.now = std::max(present.now, row->written_at);
                              return reader(transaction, *row, present);
                            });
}

}  // namespace reinstate::services
