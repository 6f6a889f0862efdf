// Policies as they are stored.

#pragma once

#include <vector>

#include "db/transaction.h"
#include "server/domain/policy.h"

namespace reinstate::db {

// Loads the zones the policies name. Throws where one is unknown.
std::vector<Policy> ListPolicies(Transaction& transaction);

}  // namespace reinstate::db
