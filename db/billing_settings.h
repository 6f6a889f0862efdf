// Rows of what an account's documents are measured by: terms, instructions, sums.

#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "db/transaction.h"
#include "server/domain/account_scope.h"
#include "server/domain/fact_rules.h"
#include "server/domain/facts.h"

namespace reinstate::db {

// By effective_on.
std::vector<PaymentTerms> ListTerms(Transaction& transaction, const AccountScope& scope);
// None may be recorded of that day yet.
void InsertTerms(Transaction& transaction, const AccountScope& scope, const PaymentTerms& terms,
                 absl::Time recorded_at, int64_t revision);

// Those set last.
std::optional<PaymentInstructions> GetInstructions(Transaction& transaction,
                                                   const AccountScope& scope);
// Of the revision that they carry.
void InsertInstructions(Transaction& transaction, const AccountScope& scope,
                        const PaymentInstructions& instructions, absl::Time recorded_at);

// By currency.
std::map<std::string, Totals> ListTotals(Transaction& transaction, const AccountScope& scope);
void PutTotals(Transaction& transaction, const AccountScope& scope,
               const std::map<std::string, Totals>& totals);

}  // namespace reinstate::db
