// What a handler sees of a call.

#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "server/domain/account_scope.h"
#include "server/domain/error.h"
#include "server/rpc/authorizer.h"
#include "server/rpc/method_policy.h"
#include "server/rpc/principal.h"

namespace reinstate::rpc {

struct Call {
  const MethodInfo* method = nullptr;
  std::shared_ptr<const Principal> principal;
  // By then the handler must have answered; on a stream, with the message it was asked for.
  std::chrono::steady_clock::time_point deadline;
  Scopes scopes;
  std::string request_id;  // writes only

  // Only for RPCs that name an account.
  const AccountScope& account() const { return *scopes.account; }
  bool is_operator() const { return HasRole(*principal, Role::kOperator); }
  bool is_staff() const;
  // Amounts are shown only to roles that may read billing.
  bool may_read_billing() const;
};

// A response is filled in, or the error says why not.
using Done = std::function<void(Status)>;

}  // namespace reinstate::rpc
