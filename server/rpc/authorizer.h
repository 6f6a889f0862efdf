// The role table: who may call what, on which account. Deny by default.

#pragma once

#include <optional>
#include <string>

#include "reinstate/v1/options.pb.h"
#include "server/domain/account_scope.h"
#include "server/domain/error.h"
#include "server/rpc/method_policy.h"
#include "server/rpc/principal.h"

namespace reinstate::rpc {

enum class Reach { kNone, kOwnAccount, kAnyAccount };

// What one role may do with one permission.
Reach ReachOf(Role role, v1::Permission permission);

// The keys a call was given; what the RPC does not name is absent.
struct Scopes {
  std::optional<AccountScope> account;
  std::optional<AllAccountsScope> all_accounts;
  std::optional<NamedAccountsScope> named_accounts;
};

class Authorizer {
 public:
  // NOT_PERMITTED, in the same words for another tenant's account and for an absent one. Of an RPC
  // that names many accounts only where the caller may touch none; its scope knows the rest, and
  // who may touch any gets the key to all too.
  static Result<Scopes> Authorize(const Principal& principal, const MethodInfo& method,
                                  const std::string& account_id);

  // What Authorize says where it refuses.
  static Error NotPermitted();

  // Whether the principal has the permission on the account.
  static bool May(const Principal& principal, v1::Permission permission,
                  const std::string& account_id);
};

}  // namespace reinstate::rpc
