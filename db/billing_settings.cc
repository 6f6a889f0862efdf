#include "db/billing_settings.h"

#include "db/billing_rows.h"
#include "db/embedded/queries.h"
#include "db/values.h"

namespace reinstate::db {

std::vector<PaymentTerms> ListTerms(Transaction& transaction, const AccountScope& scope) {
  std::vector<PaymentTerms> terms;
  for (const pqxx::row& row : Exec(transaction, queries::kListTerms, scope.account_id())) {
    terms.push_back({ReadDay(row["effective_on"]), row["net_days"].as<int>()});
  }
  return terms;
}

void InsertTerms(Transaction& transaction, const AccountScope& scope, const PaymentTerms& terms,
                 absl::Time recorded_at, int64_t revision) {
  Exec(transaction, queries::kInsertTerms, scope.account_id(), Text(terms.effective_on),
       terms.net_days, Text(recorded_at), revision);
}

std::optional<PaymentInstructions> GetInstructions(Transaction& transaction,
                                                   const AccountScope& scope) {
  const auto rows = Exec(transaction, queries::kGetInstructions, scope.account_id());
  if (rows.empty()) return std::nullopt;
  return ReadInstructions(rows[0]);
}

void InsertInstructions(Transaction& transaction, const AccountScope& scope,
                        const PaymentInstructions& instructions, absl::Time recorded_at) {
  const std::optional<std::string> valid_until = Text(instructions.valid_until);
  Exec(transaction, queries::kInsertInstructions, scope.account_id(), instructions.revision,
       instructions.method, instructions.beneficiary, instructions.account_number,
       instructions.bank_code, instructions.reference, OrNull(valid_until), Text(recorded_at));
}

std::map<std::string, Totals> ListTotals(Transaction& transaction, const AccountScope& scope) {
  std::map<std::string, Totals> totals;
  for (const pqxx::row& row : Exec(transaction, queries::kListTotals, scope.account_id())) {
    totals[row["currency"].c_str()] = {row["invoiced_minor"].as<int64_t>(),
                                       row["received_minor"].as<int64_t>()};
  }
  return totals;
}

void PutTotals(Transaction& transaction, const AccountScope& scope,
               const std::map<std::string, Totals>& totals) {
  for (const auto& [currency, sums] : totals) {
    Exec(transaction, queries::kPutTotal, scope.account_id(), currency, sums.invoiced_minor,
         sums.received_minor);
  }
}

}  // namespace reinstate::db
