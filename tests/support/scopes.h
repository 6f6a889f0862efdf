// Scopes without a caller: the one way around the authorizer, for tests of db/ alone.

#pragma once

#include <string>

#include "server/domain/account_scope.h"

namespace reinstate {

class ScopeTestPeer {
 public:
  static AccountScope Account(const std::string& id) { return AccountScope(id); }
};

namespace testing {

inline AccountScope ScopeOf(const std::string& account_id) {
  return ScopeTestPeer::Account(account_id);
}

}  // namespace testing
}  // namespace reinstate
