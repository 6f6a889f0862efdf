// How rows of several billing queries are read. For db/ only.

#pragma once

#include "db/values.h"
#include "server/domain/facts.h"

namespace reinstate::db {

inline PaymentInstructions ReadInstructions(const pqxx::row& row) {
  return {row["method"].c_str(),
          row["beneficiary"].c_str(),
          row["account_number"].c_str(),
          row["bank_code"].c_str(),
          row["reference"].c_str(),
          ReadOptionalDay(row["valid_until"]),
          row["instructions_revision"].as<int64_t>()};
}

}  // namespace reinstate::db
