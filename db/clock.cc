#include "db/clock.h"

#include "db/embedded/queries.h"
#include "db/values.h"

namespace reinstate::db {
namespace {

std::optional<ClockSetting> ReadClock(const pqxx::result& result) {
  if (result.empty() || result[0]["domain_at"].is_null()) return std::nullopt;
  return ClockSetting{ReadTime(result[0]["domain_at"]), ReadTime(result[0]["real_at"]),
                      result[0]["frozen"].as<bool>()};
}

}  // namespace

Present GetPresent(Transaction& transaction) {
  const pqxx::result result = Exec(transaction, queries::kGetPresent);
  return {ReadClock(result), result[0]["policy_set"].as<int>()};
}

std::optional<ClockSetting> LockClock(Transaction& transaction) {
  return ReadClock(Exec(transaction, queries::kLockClock));
}

void PutClock(Transaction& transaction, const ClockSetting& setting) {
  Exec(transaction, queries::kPutClock, Text(setting.domain_at), Text(setting.real_at),
       setting.frozen);
}

bool AnyAccount(Transaction& transaction) {
  transaction.For("set app.accounts").exec("SET LOCAL app.accounts = '*'");
  const bool any = !Exec(transaction, queries::kAnyAccount).empty();
  ShowRows(transaction, Visibility::Server());
  return any;
}

}  // namespace reinstate::db
